/** Longest text in one cell, in characters. */
const longestCell = 500;

/** What spreadsheets take for the beginning of a formula, in all widths; a leading apostrophe would be swallowed. */
const formulaStart = /^[=+\-@＝＋－＠']/u;

/** A signed number is no formula: `+994501234567` stays as it is, so that machines read the account itself. */
const number = /^[+-]?[0-9][0-9 .]*$/;

/**
 * A text from outside as a cell of a CSV file that somebody will open in a spreadsheet: without control and invisible
 * characters (first, for they hide what follows), without space around it, and with an apostrophe before anything
 * that would otherwise be run as a formula.
 */
export function plainCell(text: string): string {
  const visible = text
    .slice(0, longestCell)
    .replace(/\p{Cs}/gu, '\ufffd')
    .normalize('NFC')
    .replace(/[\t\n\v\f\r\u2028\u2029]/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  return formulaStart.test(visible) && !number.test(visible) ? `'${visible}` : visible;
}
