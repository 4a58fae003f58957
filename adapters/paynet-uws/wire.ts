import { Type, type Static } from 'typebox';
import { providerNumberSchema } from '../kit/provider-number.ts';

/** Longest answers that are read, in bytes. */
export const maxAnswerBytes = 65_536;
/** A slice of a statement: some thirty thousand payments. */
export const maxStatementBytes = 4_194_304;

/** Some billers write numbers as text, so every number that is not a state may be either. */
const number = Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^[0-9]{1,20}$' })]);
const timestamp = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$' });

const orNothing = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

/** Members that the protocol does not name are left out. */
export const informationSchema = Type.Object({
  status: Type.Union([Type.Integer(), Type.String({ maxLength: 20 })]),
  fields: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()),
});

export const performSchema = Type.Object({ timestamp, providerTrnId: providerNumberSchema });

/** A transaction that is not found has neither time nor number. */
export const checkSchema = Type.Object({
  transactionState: Type.Integer(),
  timestamp: orNothing(timestamp),
  providerTrnId: orNothing(providerNumberSchema),
});

export const cancelSchema = Type.Object({
  transactionState: Type.Integer(),
  timestamp,
  providerTrnId: providerNumberSchema,
});

const statementLineSchema = Type.Object({
  amount: number,
  transactionId: number,
  providerTrnId: providerNumberSchema,
  timestamp,
});

export const statementSchema = Type.Object({ statements: Type.Array(statementLineSchema) });

export type Performed = Static<typeof performSchema>;
export type Checked = Static<typeof checkSchema>;
export type Cancelled = Static<typeof cancelSchema>;
export type Statement = Static<typeof statementSchema>;
