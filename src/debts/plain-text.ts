/** Longest text of a provider that is shown or stored, characters; what is longer is cut. */
const longestText = 200;

/** A provider's text as one line: composed letters, no control or invisible characters, spaces collapsed, bounded. */
export function plainText(text: string): string {
  const line = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return [...line].slice(0, longestText).join('');
}
