import { Type, type Static } from 'typebox';

/** Longest answer that is read, bytes. */
export const maxAnswerBytes = 65_536;

const strict = { additionalProperties: false } as const;

const account = Type.String({ minLength: 1, maxLength: 200 });
const reference = Type.String({ pattern: '^[0-9]{1,20}$' });
const amount = Type.String({ pattern: '^(?:0|[1-9][0-9]{0,12})\\.[0-9]{2}$' });
const balance = Type.String({ pattern: '^-?(?:0|[1-9][0-9]{0,12})\\.[0-9]{2}$' });
const currency = Type.String({ pattern: '^[A-Z]{3}$' });
const text = Type.Union([Type.String({ maxLength: 500 }), Type.Null()]);

/** Answers that have nothing but a result, and what they answer to. */
const refusedCode = Type.Union([
  Type.Literal('account_not_found'),
  Type.Literal('account_closed'),
  Type.Literal('amount_too_small'),
  Type.Literal('amount_too_large'),
  Type.Literal('forbidden'),
  Type.Literal('temporary'),
  Type.Literal('pending'),
  Type.Literal('not_found'),
]);

/** `{"action": "account"}`, found. */
const accountSchema = Type.Object(
  { code: Type.Literal('ok'), account, name: text, address: text, currency, owed: balance },
  strict,
);
const accountRefusalSchema = Type.Object({ code: refusedCode, account }, strict);

/** `{"action": "pay"}` and `{"action": "status"}`, booked. */
const paymentSchema = Type.Object(
  {
    code: Type.Literal('ok'),
    reference,
    account,
    amount,
    currency,
    number: Type.String({ pattern: '^[0-9A-Za-z-]{1,64}$' }),
  },
  strict,
);
const paymentRefusalSchema = Type.Object({ code: refusedCode, reference }, strict);

export const accountAnswerSchema = Type.Union([accountSchema, accountRefusalSchema]);
export const paymentAnswerSchema = Type.Union([paymentSchema, paymentRefusalSchema]);

export type AccountBody = Static<typeof accountAnswerSchema>;
export type PaymentBody = Static<typeof paymentAnswerSchema>;
export type RefusedCode = Static<typeof refusedCode>;
