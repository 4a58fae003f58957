/** Most characters of a single text that reach a page, unless the place says otherwise. */
const defaultLimit = 300;

/**
 * Code points, from and to, that the embedded fonts draw and a name or a number may hold: Latin, Greek, Cyrillic,
 * accents, punctuation, currencies. No soft hyphen and nothing that is invisible or turns the direction of reading.
 */
export const drawableRanges: readonly (readonly [from: number, to: number])[] = [
  [0x20, 0x7e],
  [0xa0, 0xac],
  [0xae, 0x34e],
  [0x350, 0x377],
  [0x37a, 0x37f],
  [0x384, 0x38a],
  [0x38c, 0x38c],
  [0x38e, 0x3a1],
  [0x3a3, 0x3e1],
  [0x3f0, 0x487],
  [0x48a, 0x52f],
  [0x1e00, 0x1eff],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20a0, 0x20bf],
  [0x2116, 0x2116],
  [0x2122, 0x2122],
  [0x2212, 0x2212],
  [0xfffd, 0xfffd],
];

const spaces = /[\p{Zs}\p{Zl}\p{Zp}\t\n\v\f\r]/u;

/** Invisible characters that change how their neighbours are read: controls, bidi overrides, joiners, half pairs. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Me}]/u;

/**
 * Makes text from outside fit for print: one line, no more than `limit` characters, nothing invisible, nothing that
 * turns the direction of reading, and `\ufffd` for each character the font has no shape for.
 */
export function printable(text: string, limit: number = defaultLimit): string {
  // Composing text can lengthen it, so the raw text is cut first: no input makes this do more than a bounded work.
  const composed = text.slice(0, limit * 8).normalize('NFC');
  const kept: string[] = [];
  let marks = 0;
  for (const character of composed) {
    const shown = show(character);
    marks = /\p{Mn}/u.test(shown) ? marks + 1 : 0;
    // A letter of a real name carries at most two marks; more of them would climb over the lines above.
    if (shown === '' || marks > 2) continue;
    if (shown === ' ' && (kept.length === 0 || kept.at(-1) === ' ')) continue;
    kept.push(shown);
    if (kept.length > limit) break;
  }
  const whole = kept.length <= limit && text.length <= limit * 8;
  return whole
    ? kept.join('').trimEnd()
    : `${kept
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

function show(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  if (drawableRanges.some(([from, to]) => codePoint >= from && codePoint <= to)) return character;
  if (spaces.test(character)) return ' ';
  if (invisible.test(character)) return '';
  return '\ufffd';
}
