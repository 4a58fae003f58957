/**
 * Rows as they travel to the server: one array of composite values for each table. An array for each column would be begun, kept and
 * taken apart by the server thirty times over, which costs a small batch more than its rows do.
 */
export type Cell = string | number | bigint | boolean | null;

/** PostgreSQL's text form of an array of composite values; `cells` are those of a row, in the order of the type's attributes. */
export function recordArray<Row>(rows: readonly Row[], cells: (row: Row) => readonly Cell[]): string {
  // What is joined is written as it is; null is written as nothing, which is null to the server too.
  return `{${rows.map((row) => `"(${cells(row).join(',')})"`).join(',')}}`;
}

const special = /["\\]/;
const everySpecial = /["\\]/g;

/** A cell of text of any kind. Whatever may hold a comma, a quote or nothing at all must go through here. */
export function textCell(text: string | null): string | null {
  if (text === null) return null;
  return `\\"${special.test(text) ? text.replace(everySpecial, escaped) : text}\\"`;
}

/** Once for the value inside of the record, and each of these once more for the record inside of the array. */
function escaped(character: string): string {
  return character === '"' ? '\\\\\\"' : '\\\\\\\\';
}

/** A cell that holds numbers. */
export function numbersCell(numbers: readonly bigint[]): string {
  return `\\"{${numbers.join(',')}}\\"`;
}
