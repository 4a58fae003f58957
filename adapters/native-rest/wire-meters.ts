import { Type, type Static } from 'typebox';
import { amount, currency, date, reference } from './wire-values.ts';

const strict = { additionalProperties: false } as const;

const account = Type.String({ minLength: 1, maxLength: 200 });
const serial = Type.String({ pattern: '^[0-9A-Za-z-]{1,40}$' });
const quantity = Type.String({ pattern: '^(?:0|[1-9][0-9]{0,8})$' });
const attempt = Type.String({ pattern: '^[1-9][0-9]?$' });

/** `meter` of `POST /debt`. Quantities travel as text, like amounts. */
export const meterSchema = Type.Object(
  {
    serial,
    unit: Type.Union([Type.Literal('m3'), Type.Literal('kWh')]),
    lastReading: Type.Union([Type.Object({ value: quantity, readOn: date }, strict), Type.Null()]),
    usedInPeriod: Type.Union([quantity, Type.Null()]),
    smartCard: Type.Union([serial, Type.Null()]),
  },
  strict,
);

const reading = { id: Type.String({ pattern: '^[0-9a-f-]{36}$' }), account, serial, value: quantity, readOn: date };

/** `POST /meter-readings`, and its 200: the same reading, taken. */
export const readingRequestSchema = Type.Object(reading, strict);
export const readingAnswerSchema = Type.Object({ ...reading, state: Type.Literal('taken') }, strict);

const credit = { account, card: serial, attempt, amount, currency };

/** `PUT /payments/{reference}/card-credit`. */
export const creditRequestSchema = Type.Object(
  { step: Type.Union([Type.Literal('issue'), Type.Literal('load'), Type.Literal('void')]), ...credit },
  strict,
);

/** Its 200: what the provider has now. */
export const creditAnswerSchema = Type.Object(
  {
    reference,
    ...credit,
    state: Type.Union([Type.Literal('issued'), Type.Literal('loaded'), Type.Literal('voided')]),
    credit: Type.String({ pattern: '^[0-9]{4,40}$' }),
  },
  strict,
);

export type MeterBody = Static<typeof meterSchema>;
export type ReadingRequestBody = Static<typeof readingRequestSchema>;
export type ReadingAnswerBody = Static<typeof readingAnswerSchema>;
export type CreditRequestBody = Static<typeof creditRequestSchema>;
export type CreditAnswerBody = Static<typeof creditAnswerSchema>;
