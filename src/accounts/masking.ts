/**
 * What may be seen of provider data by somebody who has not proven that the account is theirs: enough to notice a wrong
 * number, not enough to learn who lives where.
 */

const dot = '•';

/**
 * A name or an address by the first letter of each word, without figures: `Leyla Məmmədova` is `L•••• M••••••••`, and
 * `Nizami küç. 12, m. 5` is `N••••• k••. ••, m. •`.
 */
export function maskText(text: string): string {
  return text.normalize('NFC').replace(/[\p{L}\p{M}\p{N}]+/gu, maskWord);
}

/** The last four characters, fewer where four would be more than half: `••••4471`. */
export function maskAccount(account: string): string {
  const shown = Math.min(4, Math.floor(account.length / 2));
  return `${dot.repeat(4)}${account.slice(account.length - shown)}`;
}

function maskWord(word: string): string {
  const [first = '', ...rest] = word;
  return (/\p{L}/u.test(first) ? first : dot) + dot.repeat(rest.length);
}
