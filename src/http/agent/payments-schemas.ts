import { Type } from 'typebox';
import type { ErrorCode } from '../../kernel/errors/catalogue.ts';
import { questions } from '../../payments/guards.ts';
import { paymentStates } from '../../payments/states.ts';
import { DateOnly, Id, money, ProviderCode, ReceiptNumber, Timestamp } from '../schemas/common.ts';
import { paidBills } from '../schemas/paid-bills.ts';
import { named, nullable, oneOf, strict } from '../schemas/shapes.ts';

/** Most lines of a basket. */
const mostLines = 100;

export const PaymentBody = strict(
  {
    lines: Type.Array(
      strict({
        quoteId: Type.String({ format: 'uuid', description: 'A quote of this agent that has not expired.' }),
        amount: money,
        confirm: Type.Optional(
          Type.Array(oneOf(questions), {
            ...{ maxItems: questions.length, uniqueItems: true },
            description:
              'Codes of the refusals of this line after which the payer was asked, with this amount, and meant it; kept with the payment.',
          }),
        ),
      }),
      {
        minItems: 1,
        maxItems: mostLines,
        description: 'All or nothing, in one currency. One key per line lets lines stand alone.',
      },
    ),
    confirmDuplicate: Type.Optional(
      Type.Boolean({
        description: 'The same as `possible_duplicate` in `confirm` of the line, where there is one only.',
      }),
    ),
    confirm: Type.Optional(
      Type.Array(oneOf(questions), {
        maxItems: questions.length,
        uniqueItems: true,
        description: 'The same as `confirm` of the line, where there is one only; refused with several.',
      }),
    ),
    paymentCode: Type.Optional(
      Type.String({ pattern: '^[0-9]{10}$', description: 'The payment code whose basket this is: ten digits.' }),
    ),
  },
  {
    examples: [
      { lines: [{ quoteId: '019aa3c1-5b00-7c4e-9a51-0d6a3f1f2b77', amount: { amount: '23.15', currency: 'AZN' } }] },
    ],
  },
);

/** What a well-formed basket may be refused with. */
export const basketRefusals = [
  'idempotency_key_reused',
  'key_abandoned',
  'key_of_cash_basket',
  'not_found',
  'quote_expired',
  'quote_used',
  'bill_choice_required',
  'amount_mismatch',
  'amount_below_minimum',
  'amount_above_maximum',
  'currency_not_supported',
  'possible_duplicate',
  'unusual_amount',
  'similar_account',
  'provider_disabled',
  'insufficient_position',
  'limit_exceeded',
  'shift_required',
  'basket_not_payable',
  'basket_incomplete',
] as const satisfies readonly ErrorCode[];

export const AcceptedPayment = strict({
  id: Id,
  receiptNumber: ReceiptNumber,
  quoteId: nullable(Id),
  provider: ProviderCode,
  account: Type.String(),
  amount: money,
  fee: money,
  vat: money,
  acceptedAt: Timestamp,
  settlementDay: DateOnly,
  verifyPath: Type.String({
    description: 'Public path that proves the receipt to whoever holds it; the QR code carries it.',
  }),
});

export const BasketAnswer = strict(
  {
    basketId: Id,
    total: money,
    payments: Type.Array(AcceptedPayment, { description: 'One per line, in the order of the request.' }),
  },
  { $id: 'Basket', description: 'An accepted basket; the same answer to every repeat of its key.' },
);
export const namedBasket = named(BasketAnswer);

export const PaymentAnswer = strict(
  {
    id: Id,
    receiptNumber: ReceiptNumber,
    basketId: Id,
    line: Type.Integer({ description: 'Position in the basket, from 0.' }),
    provider: ProviderCode,
    account: Type.String(),
    bills: paidBills,
    amount: money,
    fee: money,
    vat: money,
    state: oneOf(paymentStates, {
      description:
        '`accepted`: final for the payer; `sending`, `unknown`: the provider is being told, or its answer is being found out; ' +
        '`confirmed`: the provider has credited it; `rejected`: the provider refused, the money goes back; `reversed`: undone.',
    }),
    reversalRequested: Type.Boolean({ description: 'A reversal waits for the provider’s answer.' }),
    acceptedAt: Timestamp,
    settlementDay: DateOnly,
    providerTransaction: nullable(Type.String({ description: 'The provider’s own number of the payment.' })),
    decidedAt: nullable(Timestamp),
    decidedDay: nullable(DateOnly),
    confirmed: Type.Optional(
      Type.Array(
        strict({
          question: oneOf(questions),
          by: Type.String({ description: '`teller:` or `agent:` and the id of who heard the answer.' }),
          at: Timestamp,
        }),
        { description: 'What the payer was asked and said yes to; where one payment is asked for.' },
      ),
    ),
  },
  { $id: 'Payment', description: 'A payment and what has become of it.' },
);
export const namedPayment = named(PaymentAnswer);

export const PaymentParams = strict({ paymentId: Id });

export const PaymentsQuery = strict({
  limit: Type.Optional(
    Type.String({ pattern: '^[1-9][0-9]{0,2}$', description: 'Payments of a page: 1 to 100; 50 unless said.' }),
  ),
  after: Type.Optional(
    Type.String({ maxLength: 200, pattern: '^[A-Za-z0-9_-]+$', description: '`next` of the page before.' }),
  ),
  day: Type.Optional(
    Type.String({ format: 'date', description: 'Of this settlement day only: where the payment was accepted.' }),
  ),
  state: Type.Optional(oneOf(paymentStates, { description: 'In this state now.' })),
  provider: Type.Optional(ProviderCode),
  teller: Type.Optional(
    Type.String({ minLength: 1, maxLength: 32, description: 'Taken by this teller or device; the code of the agent.' }),
  ),
});

export const PaymentsAnswer = strict({
  payments: Type.Array(namedPayment, { description: 'Newest first.' }),
  next: nullable(Type.String({ description: 'Where the next page begins; null after the last.' })),
});

export const KeyParams = strict({
  key: Type.String({
    minLength: 1,
    maxLength: 255,
    description: 'The agent’s own key of the basket, percent-encoded where needed.',
  }),
});

/** What a key has brought about. */
const KeyOutcome = {
  basket: nullable(namedBasket),
  refusal: nullable(
    strict(
      {
        code: Type.String({ description: 'As in docs/errors.md.' }),
        title: Type.String({ description: 'In the language of Accept-Language.' }),
        line: nullable(
          Type.Integer({ description: 'Position of the line that was refused; null: the basket as a whole.' }),
        ),
      },
      { description: 'Why nothing was accepted. The key is used up.' },
    ),
  ),
};

export const KeyAnswer = strict({ status: oneOf(['accepted', 'refused']), ...KeyOutcome });
export const AbandonAnswer = strict({
  status: oneOf(['abandoned', 'accepted', 'refused'], {
    description:
      '`abandoned`: the key can never be accepted, hand the cash back. `accepted`: the payment exists, use its reversal.',
  }),
  ...KeyOutcome,
});

export const ReversalBody = strict({
  reason: Type.String({ minLength: 1, maxLength: 200, description: 'For the record; no personal data.' }),
  amount: Type.Optional(money),
});

export const ReversalAnswer = strict({
  state: oneOf(['reversed', 'pending'], {
    description: '`pending`: cash leaves the drawer only when the payment has become `reversed`.',
  }),
  payment: namedPayment,
});
