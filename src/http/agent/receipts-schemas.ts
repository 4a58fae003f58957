import { Type } from 'typebox';
import { paymentStates } from '../../payments/states.ts';
import { blockPosition } from '../schemas/block-position.ts';
import { paidBills } from '../schemas/paid-bills.ts';
import { DateOnly, Id, LanguageCode, money, ReceiptNumber, Timestamp } from '../schemas/common.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';

export const ReceiptQuery = strict({ language: Type.Optional(LanguageCode) });

export const ReceiptPdfQuery = strict({
  language: Type.Optional(LanguageCode),
  layout: Type.Optional(oneOf(['a4', 'roll80'], { description: 'A4 unless said; `roll80` for a printer of 80 mm.' })),
});

/** Both legs: what the payer has from us, and what the provider has answered. */
const legs = {
  receiptNumber: ReceiptNumber,
  state: oneOf(paymentStates),
  acceptedAt: Timestamp,
  settlementDay: DateOnly,
  providerTransaction: nullable(Type.String({ description: 'The provider’s own number, once it has confirmed.' })),
  decidedAt: nullable(Timestamp),
  provider: Type.String({ description: 'Name of the provider on the day of the payment, in the language asked for.' }),
  service: Type.String({ description: 'Kind of bill: gas, water, power, fixed or mobile.' }),
  amount: money,
  fee: money,
  vat: money,
  total: money,
  agent: Type.String({ description: 'Who took the money.' }),
};

const knownAtQuote = strict(
  {
    at: Timestamp,
    plan: nullable(Type.String({ description: 'Plan of a mobile line.' })),
    validUntil: nullable(DateOnly),
    asOf: nullable(DateOnly),
    meter: nullable(
      strict({
        unit: oneOf(['m3', 'kWh']),
        lastReading: nullable(strict({ value: Type.Integer(), readOn: DateOnly })),
        block: nullable(blockPosition),
      }),
    ),
  },
  {
    description:
      'What the provider had told at the quote, before the payment; null where it told nothing but the debt.',
  },
);

export const ReceiptAnswer = strict({
  ...legs,
  paymentId: Id,
  account: Type.String(),
  bills: paidBills,
  known: nullable(knownAtQuote),
  outlet: nullable(Type.String()),
  outletAddress: nullable(Type.String()),
  teller: nullable(Type.String({ description: 'Code of the teller or device.' })),
  verifyUrl: Type.String({ description: 'Public address that proves the receipt; the QR code carries it.' }),
});

export const VerifiedReceipt = strict({
  ...legs,
  accountMasked: Type.String({ description: 'Enough to compare with the paper in hand.' }),
});
