/** `YYYY-MM-DD HH:mm:ss` of an instant on a clock that is `utcOffset` (`+05:00`) ahead of UTC all year. */
export function toWallClock(instant: Date, utcOffset: string): string {
  const shifted = new Date(instant.getTime() + offsetMs(utcOffset));
  return shifted.toISOString().slice(0, 19).replace('T', ' ');
}

/** The instant of such a time; undefined when there is no such day or hour. */
export function fromWallClock(text: string, utcOffset: string): Date | undefined {
  const instant = new Date(`${text.replace(' ', 'T')}${utcOffset}`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

function offsetMs(utcOffset: string): number {
  const [hours = 0, minutes = 0] = utcOffset.slice(1).split(':').map(Number);
  return (utcOffset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
