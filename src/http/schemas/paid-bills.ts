import { Type } from 'typebox';
import { DateOnly } from './common.ts';
import { nullable, strict } from './shapes.ts';

/** The bills that a payment is for. */
export const paidBills = Type.Array(
  strict({
    number: Type.String({ description: 'The provider’s number of the bill.' }),
    period: nullable(Type.String({ description: 'Billing period, YYYY-MM.' })),
    dueOn: nullable(DateOnly),
  }),
  { description: 'The bills that were chosen; empty where the money is for the account.' },
);
