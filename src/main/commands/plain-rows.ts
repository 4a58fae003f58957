/** Rows as JSON can hold them: minor units become text. */
export function plainRows(rows: readonly object[]): readonly unknown[] {
  return JSON.parse(
    JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  ) as unknown[];
}
