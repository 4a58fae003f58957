import { Type } from 'typebox';
import { maxTargets } from '../../debts/api.ts';
import { blockPosition } from '../schemas/block-position.ts';
import { balance, CurrencyCode, DateOnly, Id, money, ProviderCode, Timestamp } from '../schemas/common.ts';
import { named, nullable, oneOf, strict } from '../schemas/shapes.ts';
import { AccountWords, CitizenWords } from './citizens-schemas.ts';
import { amountRule, maintenance } from './providers-schemas.ts';

export const DebtsBody = strict(
  {
    ...CitizenWords,
    provider: Type.Optional(AccountWords.provider),
    account: Type.Optional(AccountWords.account),
    fields: AccountWords.fields,
  },
  { examples: [{ uniqueCode: '4829 1730 5563' }, { provider: 'azersu', account: '1234567' }] },
);

const BillAnswer = strict({
  number: Type.String({ description: 'The provider’s number of the bill.' }),
  period: nullable(Type.String({ description: 'Billing period, YYYY-MM.' })),
  dueOn: nullable(DateOnly),
  amount: money,
});

export const FeeAnswer = strict(
  { fee: money, vat: money, total: money },
  {
    $id: 'Fees',
    description: 'The payer’s fee, its VAT, and `total`: what the payer hands over, the amount included.',
  },
);
export const fees = named(FeeAnswer);

const QuoteAnswer = strict({
  quoteId: Id,
  obtainedAt: Timestamp,
  expiresAt: Timestamp,
  standIn: Type.Boolean({
    description:
      'True where the provider does not answer and its contract lets the last known bill be paid: say so, and how old it ' +
      'is, before money changes hands. `obtainedAt` is then the time of that bill.',
  }),
  ageSeconds: Type.Integer({ minimum: 0, description: 'How old the answer is.' }),
  asOf: nullable(
    Type.String({
      format: 'date',
      description:
        'Date of what is owed, where the provider gives one: debts of a file are as old as the file. Show it with the amount.',
    }),
  ),
  balance: nullable(balance),
  bills: Type.Array(BillAnswer, { description: 'Open bills, oldest first; of a quote for chosen bills, those.' }),
  chosenBills: Type.Array(Type.String(), {
    description: 'Numbers of the bills that a payment by this quote is for; empty: it is for the account.',
  }),
  mustChooseBills: Type.Boolean({
    description: 'True where the provider takes one bill at a time: choose it first, nothing is paid by this quote.',
  }),
  line: nullable(
    strict({
      kind: oneOf(['prepaid', 'postpaid']),
      plan: nullable(Type.String()),
      renewsOn: nullable(DateOnly),
      validUntil: nullable(DateOnly),
    }),
  ),
  meter: nullable(
    strict({
      serial: Type.String(),
      unit: oneOf(['m3', 'kWh']),
      lastReading: nullable(strict({ value: Type.Integer(), readOn: DateOnly })),
      usedInPeriod: nullable(Type.Integer({ description: 'Units since the period of the tariff began.' })),
      smartCard: nullable(Type.String({ description: 'Number of the card of a prepaid meter.' })),
      block: nullable(blockPosition),
    }),
  ),
  rule: amountRule,
  suggested: nullable(money),
  fees: nullable(fees),
  holder: strict({ name: nullable(Type.String()), address: nullable(Type.String()) }, { description: 'Masked.' }),
});

export const DebtLineAnswer = strict(
  {
    provider: ProviderCode,
    account: Type.String({ description: 'As the provider writes it.' }),
    linkId: nullable(Id),
    label: nullable(Type.String({ description: 'The citizen’s own name for the account.' })),
    status: oneOf(['quoted', 'no-such-account', 'refused', 'unavailable'], {
      description: 'Only a `quoted` line can be paid. A slow or broken provider costs its own line only.',
    }),
    code: nullable(Type.String({ description: 'Why the line cannot be paid, as in docs/errors.md.' })),
    title: nullable(Type.String({ description: 'The same in the language of Accept-Language.' })),
    reason: nullable(Type.String({ description: 'More precisely: `timeout`, `maintenance`, `proof` …' })),
    quote: nullable(QuoteAnswer),
    wanted: nullable(money),
    maintenance,
    lastKnown: nullable(
      strict(
        { balance, obtainedAt: Timestamp, ageSeconds: Type.Integer({ minimum: 0 }) },
        { description: 'The last answer, for information: nothing is paid by it.' },
      ),
    ),
  },
  { $id: 'DebtLine', description: 'What became of one account that was asked about.' },
);

const lines = Type.Array(named(DebtLineAnswer), {
  description: `At most ${maxTargets}, in the order of the accounts.`,
});

export const DebtsAnswer = strict({ lines });

export const QuoteParams = strict({ quoteId: Id });

export const ChosenBillsBody = strict(
  {
    bills: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
      minItems: 1,
      maxItems: 200,
      uniqueItems: true,
      description: 'Numbers of open bills of the quote.',
    }),
  },
  { examples: [{ bills: ['202610-483920'] }] },
);

export const namedDebtLine = named(DebtLineAnswer);

export const PaymentCodeBody = strict({
  code: Type.String({ maxLength: 30, description: 'Payment code: ten digits, spaces and dashes allowed.' }),
});

export const PaymentCodeAnswer = strict({
  code: Type.String({ description: 'Ten digits: goes into `paymentCode` of the payment.' }),
  expiresAt: Timestamp,
  currency: CurrencyCode,
  lines,
});
