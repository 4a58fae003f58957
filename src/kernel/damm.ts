/**
 * Check digit by H. Michael Damm (2004): a totally anti-symmetric quasigroup of order 10, which catches every single
 * wrong digit and every swap of neighbours.
 */
const table = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
] as const;

function fold(digits: string): number {
  let interim = 0;
  for (const digit of digits) interim = Number((table[interim] ?? '').charAt(Number(digit)));
  return interim;
}

/** The digit to append to `digits` (ASCII digits only). */
export function dammDigit(digits: string): string {
  return String(fold(digits));
}

/** True when the last digit is the check digit of those before it. */
export function dammValid(digits: string): boolean {
  return /^[0-9]{2,}$/.test(digits) && fold(digits) === 0;
}
