/** The hub's business runs on dates in Baku, written `YYYY-MM-DD`; such text sorts and compares as the dates do. */
export type BusinessDate = string;

const zone = 'Asia/Baku';

let formatter: Intl.DateTimeFormat | undefined;

/** The date in Baku at an instant. */
export function businessDateOf(instant: Date): BusinessDate {
  // Swedish writes dates as ISO 8601 does.
  formatter ??= new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return formatter.format(instant);
}

/** True for a date that exists, written `YYYY-MM-DD`. */
export function isBusinessDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
