import { Type, type Static } from 'typebox';
import { err, ok, type Result } from '../../src/kernel/result.ts';
import { fits } from '../kit/compiled-check.ts';
import { parseStrictJson } from '../kit/strict-json.ts';

/** Longest answer that is read. */
export const maxAnswerBytes = 65_536;

/** Minor units: a number that counts exactly, or digits. */
const amount = Type.Union([
  Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 }),
  Type.String({ pattern: '^(?:0|[1-9][0-9]{0,12})$' }),
]);

/** An answer by the protocol's names. Members that are not named here are left out. */
const answerSchema = Type.Object({
  STATUS: Type.String({ pattern: '^[0-9]{2,3}$' }),
  IDN: Type.Optional(Type.String({ maxLength: 64 })),
  MERCHANTID: Type.Optional(Type.String({ maxLength: 8 })),
  TID: Type.Optional(Type.String({ pattern: '^[0-9]{0,26}$' })),
  INVOICE: Type.Optional(Type.String({ maxLength: 64 })),
  SHORTDESC: Type.Optional(Type.String({ maxLength: 40 })),
  LONGDESC: Type.Optional(Type.String({ maxLength: 4_000 })),
  AMOUNT: Type.Optional(amount),
  TOTAL: Type.Optional(amount),
  VALIDTO: Type.Optional(Type.String({ pattern: '^(?:[0-9]{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))?$' })),
});

export type EpayAnswer = Readonly<Static<typeof answerSchema>>;

/** Reads a whole answer, or says `malformed`: also for an amount that is not of the agreed type. */
export function parseAnswer(text: string, amountAs: 'number' | 'string'): Result<EpayAnswer, 'malformed'> {
  const parsed = parseStrictJson(text);
  if (!parsed.ok || !fits(answerSchema, parsed.value)) return err('malformed');
  const answer = parsed.value;
  const amounts = [answer.AMOUNT, answer.TOTAL].filter((value) => value !== undefined);
  return amounts.every((value) => typeof value === amountAs) ? ok(answer) : err('malformed');
}

/** Lines of LONGDESC: it stands on one line, and writes the ends of its own as `\n`. */
export function descriptionLines(answer: EpayAnswer): readonly string[] {
  return (answer.LONGDESC ?? '').split(/\r?\n|\\n/);
}
