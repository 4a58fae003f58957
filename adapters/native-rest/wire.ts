import { Type, type Static } from 'typebox';
import { meterSchema } from './wire-meters.ts';
import { amount, currency, date, instant, reference } from './wire-values.ts';

/** Longest answers that are read, in bytes. */
export const maxAnswerBytes = 262_144;
export const maxStatementPageBytes = 1_048_576;

/** Lines of one page of a statement. */
export const statementPageSize = 1_000;

const strict = { additionalProperties: false } as const;

const balance = Type.String({ pattern: '^-?(?:0|[1-9][0-9]{0,12})(?:\\.[0-9]{1,4})?$' });
const account = Type.String({ minLength: 1, maxLength: 200 });
const transaction = Type.String({ pattern: '^[0-9A-Za-z._:/-]{1,64}$' });
const code = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' });
const text = Type.String({ maxLength: 500 });

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

const accountProperties = {
  account,
  holderName: orNull(text),
  address: orNull(text),
  proven: Type.Boolean(),
};

/** `POST /validate`, 200. */
export const accountAnswerSchema = Type.Object(accountProperties, strict);

const billSchema = Type.Object(
  {
    number: Type.String({ minLength: 1, maxLength: 64 }),
    period: orNull(Type.String({ pattern: '^[0-9]{4}-(?:0[1-9]|1[0-2])$' })),
    dueOn: orNull(date),
    amount,
  },
  strict,
);

const lineSchema = Type.Object(
  {
    kind: Type.Union([Type.Literal('prepaid'), Type.Literal('postpaid')]),
    plan: orNull(text),
    renewsOn: orNull(date),
    /** Of a prepaid line; left out by providers that do not say it. */
    validUntil: Type.Optional(orNull(date)),
  },
  strict,
);

/** `POST /debt`, 200. */
export const debtAnswerSchema = Type.Object(
  {
    ...accountProperties,
    currency,
    balance,
    bills: Type.Array(billSchema, { maxItems: 200 }),
    line: orNull(lineSchema),
    /** Left out by providers without meters. */
    meter: Type.Optional(orNull(meterSchema)),
  },
  strict,
);

/** A question refused, 404 or 422: it names the account that was asked for. */
export const queryRefusalSchema = Type.Object({ account, code }, strict);

/** A payment as the provider has it: 200 to `PUT` and `GET /payments/{reference}` and to its cancellation. */
export const paymentSchema = Type.Object(
  {
    reference,
    account,
    amount,
    currency,
    state: Type.Union([
      Type.Literal('confirmed'),
      Type.Literal('pending'),
      Type.Literal('rejected'),
      Type.Literal('cancelled'),
    ]),
    /** Why it was rejected; null in every other state. */
    code: orNull(code),
    transaction: orNull(transaction),
    bookedAt: orNull(instant),
  },
  strict,
);

/** A payment, status or cancellation refused, 404, 409 or 422: it names the payment. */
export const paymentRefusalSchema = Type.Object({ reference, code }, strict);

const statementLineSchema = Type.Object(
  {
    reference,
    transaction: orNull(transaction),
    account,
    amount,
    currency,
    cancelled: Type.Boolean(),
    bookedAt: instant,
  },
  strict,
);

/** `GET /statement`, 200: one page, and where the next one begins. */
export const statementPageSchema = Type.Object(
  {
    lines: Type.Array(statementLineSchema, { maxItems: statementPageSize }),
    next: orNull(Type.String({ pattern: '^[0-9A-Za-z._~-]{1,200}$' })),
  },
  strict,
);

/** `PUT /payments/{reference}`: the same body in every attempt. */
export const paymentRequestSchema = Type.Object(
  {
    account,
    fields: Type.Record(Type.String(), Type.String({ maxLength: 200 })),
    amount,
    currency,
    acceptedAt: instant,
    /** Numbers of the bills that the payer chose; left out where the money is for the account. */
    bills: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 200 })),
  },
  strict,
);

/** `PUT /payments/{reference}/cancellation`: names what is taken back, so that it cannot be another payment. */
export const cancellationRequestSchema = Type.Object({ account, amount, currency }, strict);

/** `POST /validate` and `POST /debt`. An account number is personal data, so it never stands in an address. */
export const accountRequestSchema = Type.Object(
  { account, fields: Type.Record(Type.String(), Type.String({ maxLength: 200 })) },
  strict,
);

export type AccountAnswerBody = Static<typeof accountAnswerSchema>;
export type DebtAnswerBody = Static<typeof debtAnswerSchema>;
export type PaymentBody = Static<typeof paymentSchema>;
export type RefusalBody = Static<typeof paymentRefusalSchema>;
export type StatementPageBody = Static<typeof statementPageSchema>;
export type PaymentRequestBody = Static<typeof paymentRequestSchema>;
