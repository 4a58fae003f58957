import type { FieldProblem } from './errors/catalogue.ts';
import { err, ok, type Result } from './result.ts';

/** Control and format characters, lone surrogates, line separators, everything that is drawn as nothing. */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const heapedMarks = /\p{M}{4}/u;

/** Where a text stands, and how many characters (code points) it may have. */
export interface TextRule {
  /** JSON pointer. */
  readonly field: string;
  readonly longest: number;
}

/**
 * One line of text that people type and others read: in NFC, with single spaces. Any script and any sign is taken as it is
 * (whoever shows it escapes it); what cannot be seen, or turns the text around, is refused. May return an empty text.
 */
export function parseVisibleText(typed: string, rule: TextRule): Result<string, FieldProblem[]> {
  const { field, longest } = rule;
  const tooLong = err([{ field, rule: 'too_long', detail: `at most ${longest} characters` }]);
  // No character needs more than four units in any normal form that is worth normalising.
  if (typed.length > longest * 4) return tooLong;
  const text = typed.normalize('NFC').replace(/ +/g, ' ').trim();
  if (unseen.test(text) || heapedMarks.test(text)) {
    return err([{ field, rule: 'pattern', detail: 'visible characters only' }]);
  }
  return [...text].length > longest ? tooLong : ok(text);
}
