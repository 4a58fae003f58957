const noBreakSpace = '\u00a0';

/** Digits in groups of four, counted from the left, as they are printed and read aloud: `4829 1730 5563`. */
function groupByFour(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, `$1${noBreakSpace}`);
}

/** A unique code as it is printed; the groups never part at the end of a line. */
export function formatUniqueCode(code: string): string {
  return groupByFour(code);
}

/** A receipt number as it is printed; the groups never part at the end of a line. */
export function formatReceiptNumber(receiptNumber: string): string {
  return groupByFour(receiptNumber);
}

/** A payment code as it is printed; the groups never part at the end of a line. */
export function formatPaymentCode(code: string): string {
  return groupByFour(code);
}
