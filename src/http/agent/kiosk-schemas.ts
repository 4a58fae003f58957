import { Type } from 'typebox';
import { cashEventKinds } from '../../networks/cash.ts';
import { balance, BalanceSchema, CurrencyCode, Id, Timestamp } from '../schemas/common.ts';
import { named, nullable, oneOf, strict } from '../schemas/shapes.ts';
import { namedBasket, namedPayment } from './payments-schemas.ts';

const NoteAmount = strict({
  amount: Type.String({ pattern: '^(0|[1-9][0-9]{0,9})(\\.[0-9]{1,2})?$', maxLength: 13, description: 'Of the note.' }),
  currency: CurrencyCode,
});

export const EventsBody = strict({
  events: Type.Array(
    strict({
      number: Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'Of the device, from 1 without gaps.' }),
      kind: oneOf(cashEventKinds, {
        description:
          '`stacked`: in the box. `returned`, `rejected`: the payer has it. `collected`: the box was emptied.',
      }),
      amount: NoteAmount,
      occurredAt: Timestamp,
    }),
    { minItems: 1, maxItems: 500 },
  ),
});

export const EventsAnswer = strict({
  added: Type.Integer(),
  repeated: Type.Integer({ description: 'Events that were known.' }),
  conflicts: Type.Array(Type.Integer(), {
    description: 'Numbers that stand for another event already; the first holds.',
  }),
  gaps: Type.Array(strict({ from: Type.Integer(), to: Type.Integer() }), {
    description: 'Numbers below the highest that the device never sent, both ends included; at most 1,000 ranges.',
  }),
});

const shownBalance = named(BalanceSchema);
const Notes = strict({ notes: Type.Integer(), amount: balance });

export const CashReportAnswer = strict({
  currencies: Type.Array(
    strict({
      currency: CurrencyCode,
      since: nullable(Type.String({ format: 'date-time', description: 'When the box was emptied last.' })),
      stacked: Notes,
      givenBack: Notes,
      payments: strict({ count: Type.Integer(), amount: balance }),
      difference: shownBalance,
      lastCollection: nullable(strict({ counted: balance, difference: balance })),
    }),
  ),
});

export const RecoveryBody = strict({
  phone: Type.Optional(
    Type.String({ pattern: '^[+0-9 ()-]{9,24}$', description: 'Telephone that the payer gave at the terminal.' }),
  ),
  txnId: Type.Optional(Type.String({ pattern: '^[0-9]{1,20}$', description: 'Transaction of the terminal.' })),
});

export const RecoveryAnswer = strict({
  payments: Type.Array(namedPayment, { description: 'Of the last 90 days, newest first, at most 20.' }),
});

export const RedirectBody = strict({
  paymentId: Type.String({ format: 'uuid', description: 'The payment whose money is meant for another service.' }),
  quoteId: Type.String({ format: 'uuid', description: 'A quote of the right account.' }),
});

export const RedirectAnswer = strict({
  state: oneOf(['paid', 'pending'], {
    description: '`pending`: the first payment waits for its provider. Send the same again, under the same key.',
  }),
  reversed: Id,
  basket: nullable(namedBasket),
});
