/** Length of an IBAN in the countries whose providers the hub pays (SWIFT IBAN registry); others by the general bounds. */
const lengths: Readonly<Record<string, number>> = { AZ: 28, BG: 22 };

/** True for an IBAN without spaces whose length and check digits (ISO 7064 mod 97-10) are right. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  if (text.length !== (lengths[text.slice(0, 2)] ?? text.length)) return false;
  const rearranged = text.slice(4) + text.slice(0, 4);
  const digits = [...rearranged].map((char) => Number.parseInt(char, 36).toString()).join('');
  return BigInt(digits) % 97n === 1n;
}
