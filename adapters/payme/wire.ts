import { Type, type Static } from 'typebox';
import { providerNumberSchema } from '../kit/provider-number.ts';

/** Longest answers that are read, in bytes. */
export const maxAnswerBytes = 65_536;
/** A slice of a statement: some ten thousand transactions. */
export const maxStatementBytes = 4_194_304;

/** Milliseconds since 1970. Billers leave out what has not happened, or say null or nought. */
const time = Type.Integer({ minimum: 0 });
const orNothing = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

/** Members that the protocol does not name are left out. */
export const allowedSchema = Type.Object({
  allow: Type.Literal(true),
  additional: orNothing(Type.Record(Type.String({ maxLength: 100 }), Type.Unknown())),
});

export const createdSchema = Type.Object({
  create_time: time,
  transaction: providerNumberSchema,
  state: Type.Integer(),
});

export const performedSchema = Type.Object({
  transaction: providerNumberSchema,
  perform_time: time,
  state: Type.Integer(),
});

export const cancelledSchema = Type.Object({
  transaction: providerNumberSchema,
  cancel_time: time,
  state: Type.Integer(),
});

export const checkedSchema = Type.Object({
  transaction: providerNumberSchema,
  state: Type.Integer(),
  create_time: orNothing(time),
  perform_time: orNothing(time),
  cancel_time: orNothing(time),
});

const statementLineSchema = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 40 }),
  time,
  amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  account: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()),
  transaction: providerNumberSchema,
  state: Type.Integer(),
});

export const statementSchema = Type.Object({ transactions: Type.Array(statementLineSchema) });

export type Created = Static<typeof createdSchema>;
export type Performed = Static<typeof performedSchema>;
export type Cancelled = Static<typeof cancelledSchema>;
export type Checked = Static<typeof checkedSchema>;
export type Transaction = Static<typeof statementLineSchema>;
