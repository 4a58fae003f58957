import { Type, type Static } from 'typebox';
import { err, ok, type Result } from '../../src/kernel/result.ts';
import { fits } from '../kit/compiled-check.ts';
import { providerNumberSchema } from '../kit/provider-number.ts';
import { parseStrictJson } from '../kit/strict-json.ts';

/** Longest answers that are read, in bytes. */
export const maxAnswerBytes = 65_536;

/** Codes and numbers may come as text; nothing of their form is let through beside that. */
const code = Type.Union([
  Type.Integer({ minimum: -99_999, maximum: 99_999 }),
  Type.String({ pattern: '^(?:0|-?[1-9][0-9]{0,4})$' }),
]);
const echo = Type.Optional(Type.Union([Type.Integer(), Type.String({ maxLength: 200 }), Type.Null()]));
const number = Type.Optional(Type.Union([providerNumberSchema, Type.Null()]));

/** An answer to either step. Members that the protocol does not name, and the note, are left out. */
const answerSchema = Type.Object({
  error: code,
  click_trans_id: echo,
  merchant_trans_id: echo,
  merchant_prepare_id: number,
  merchant_confirm_id: number,
});

export type ClickAnswer = Static<typeof answerSchema>;

export function parseAnswer(text: string): Result<ClickAnswer, 'malformed'> {
  const parsed = parseStrictJson(text);
  return parsed.ok && fits(answerSchema, parsed.value) ? ok(parsed.value) : err('malformed');
}
