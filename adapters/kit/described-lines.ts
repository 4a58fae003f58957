/**
 * What a line of a free text says behind a beginning that the contract names, `Абонент: ` for one; null where the
 * contract names none, or no line begins so.
 */
export function valueBehind(lines: readonly string[], beginning: string | undefined): string | null {
  if (beginning === undefined) return null;
  const line = lines.find((one) => one.startsWith(beginning));
  return line?.slice(beginning.length).trim() || null;
}
