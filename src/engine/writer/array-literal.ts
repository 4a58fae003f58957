/**
 * PostgreSQL's text form of an array. The driver would build it too, element by element through its own conversions;
 * for the thousands of elements of a batch that is the dearer half of the work.
 */
export type ArrayElement = string | number | bigint | boolean | Date | null;

/** For elements that need no quotes: numbers, identifiers, dates, booleans. */
export function plainArray(elements: readonly ArrayElement[]): string {
  return `{${elements.map(plainText).join(',')}}`;
}

/** One column of many rows, of elements that need no quotes. */
export function plainColumn<Row>(rows: readonly Row[], pick: (row: Row) => ArrayElement): string {
  return `{${rows.map((row) => plainText(pick(row))).join(',')}}`;
}

function plainText(element: ArrayElement): string {
  if (typeof element === 'string') return element;
  if (element === null) return 'NULL';
  return element instanceof Date ? element.toISOString() : String(element);
}

/** One column of many rows, of text of any kind: every element is quoted. */
export function textColumn<Row>(rows: readonly Row[], pick: (row: Row) => string | null): string {
  return `{${rows.map((row) => quoted(pick(row))).join(',')}}`;
}

const special = /["\\]/;
const everySpecial = /["\\]/g;

function quoted(text: string | null): string {
  if (text === null) return 'NULL';
  return special.test(text) ? `"${text.replace(everySpecial, '\\$&')}"` : `"${text}"`;
}
