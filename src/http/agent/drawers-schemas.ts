import { Type } from 'typebox';
import { balance, CurrencyCode, DateOnly, Id, LanguageCode, money, Timestamp } from '../schemas/common.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';
import { refusalKeyword } from '../validation.ts';

const decimal = { pattern: '^(0|[1-9][0-9]{0,12})(\\.[0-9]{1,2})?$', maxLength: 16 };
const TellerCode = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$', description: 'Code of a teller.' });
const line = { minLength: 1, maxLength: 200 };

const CashGiven = strict({
  currency: CurrencyCode,
  amount: Type.String({
    ...decimal,
    description: 'Decimal string in the currency itself; it may be zero.',
    [refusalKeyword]: 'invalid_amount',
  }),
  denominations: Type.Optional(
    Type.Array(
      strict({
        value: Type.String({ ...decimal, description: 'Of one note or coin.', [refusalKeyword]: 'invalid_amount' }),
        pieces: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
      }),
      { maxItems: 40, description: 'Notes and coins; where given, they add up to the amount.' },
    ),
  ),
});

const counted = Type.Array(CashGiven, { minItems: 1, maxItems: 3, description: 'Each currency once.' });

export const OpenShiftBody = strict(
  { float: counted },
  { examples: [{ float: [{ currency: 'AZN', amount: '150.00' }] }] },
);

export const CountBody = strict({ counted });

export const CloseShiftBody = strict({
  counted: Type.Array(CashGiven, {
    maxItems: 3,
    description: 'Every currency in which the drawer should hold cash, once.',
  }),
  reason: Type.Optional(Type.String({ ...line, description: 'Why the cash differs; needed where it does.' })),
});

export const MovementBody = strict(
  {
    kind: oneOf(['to_teller', 'to_vault', 'change'], {
      description: 'Cash to another teller of the outlet, to the vault, or change brought to the drawer.',
    }),
    amount: money,
    toTeller: Type.Optional(TellerCode),
    note: Type.Optional(Type.String({ ...line, description: 'Number of a bag or slip.' })),
  },
  { examples: [{ kind: 'to_teller', amount: { amount: '100.00', currency: 'AZN' }, toTeller: 'T2' }] },
);

export const CorrectionBody = strict(
  {
    amount: money,
    reason: Type.String({ ...line, description: 'Why; it stands beside the difference for ever.' }),
  },
  { examples: [{ amount: { amount: '0.20', currency: 'AZN' }, reason: 'found behind the drawer' }] },
);

export const ShiftParams = strict({ shiftId: Id });
export const MovementParams = strict({ movementId: Id });
export const ReportPdfQuery = strict({
  language: Type.Optional(LanguageCode),
  layout: Type.Optional(oneOf(['a4', 'roll80'], { description: 'A4 unless said; `roll80` for a printer of 80 mm.' })),
});

const Pieces = Type.Array(strict({ value: balance, pieces: Type.Integer() }));

const shiftFields = {
  shiftId: Id,
  number: Type.Integer({ description: 'Of the teller, from 1 without gaps.' }),
  openedAt: Timestamp,
};

export const ShiftAnswer = strict({
  ...shiftFields,
  float: Type.Array(strict({ amount: balance, denominations: nullable(Pieces) })),
});

export const OpenShiftsAnswer = strict({ shifts: Type.Array(strict({ ...shiftFields, teller: TellerCode })) });

export const MovementAnswer = strict({
  movementId: Id,
  shiftId: Id,
  kind: oneOf(['to_teller', 'to_vault', 'change', 'to_payer']),
  amount: money,
  note: Type.String(),
  state: oneOf(['offered', 'done', 'withdrawn'], {
    description: '`offered`: the receiver has not confirmed, and the cash is still in the giver’s drawer.',
  }),
  recordedAt: Timestamp,
  decidedAt: nullable(Timestamp),
});

const CountedLineAnswer = strict(
  { counted: balance, expected: balance, difference: balance, denominations: nullable(Pieces) },
  { description: '`difference`: counted less expected; above zero over, below zero short.' },
);

export const CountAnswer = strict({
  countId: Id,
  countedAt: Timestamp,
  lines: Type.Array(CountedLineAnswer),
});

const TurnoverAnswer = strict(
  { count: Type.Integer(), amount: balance, fees: balance },
  { description: '`fees` with VAT, beside the amount.' },
);
const MovedAnswer = strict({ count: Type.Integer(), amount: balance });
const both = { payments: TurnoverAnswer, reversals: TurnoverAnswer };

const Posted = {
  entry: Type.String({ description: 'Key of the entry in the books of the hub; it is posted once.' }),
  transfer: nullable(
    strict(
      { settlementDay: DateOnly, lane: Type.Integer(), number: Type.String({ pattern: '^[0-9]+$' }) },
      { description: 'Where it stands in the books; null until it is posted, some seconds later.' },
    ),
  ),
};

export const DifferencesAnswer = strict({
  differences: Type.Array(
    strict({
      amount: { ...balance, description: 'Counted less expected: above zero over, below zero short.' },
      open: { ...balance, description: 'What its corrections have left of it.' },
      reason: Type.String(),
      acceptedBy: Type.Unsafe<string>({ ...TellerCode, description: 'The teller who closed the shift.' }),
      recordedAt: Timestamp,
      ...Posted,
      corrections: Type.Array(
        strict({
          correctionId: Id,
          amount: { ...balance, description: 'Against the difference: above zero for what was short.' },
          reason: Type.String(),
          correctedBy: TellerCode,
          correctedAt: Timestamp,
          ...Posted,
        }),
        { description: 'Oldest first.' },
      ),
    }),
    { description: 'One for each currency that differed.' },
  ),
});

export const ReportAnswer = strict({
  kind: oneOf(['X', 'Z'], { description: '`X`: as of now. `Z`: of a closed shift, the same for ever.' }),
  zNumber: nullable(Type.Integer({ description: 'Of the outlet, from 1 without gaps.' })),
  ...shiftFields,
  closedAt: nullable(Timestamp),
  at: Timestamp,
  agent: Type.String(),
  outlet: Type.String(),
  teller: TellerCode,
  closedBy: nullable(
    Type.Unsafe<string>({
      ...TellerCode,
      description: 'The teller who closed it: a colleague where its own was suspended.',
    }),
  ),
  reason: nullable(Type.String()),
  lines: Type.Array(
    strict({
      currency: CurrencyCode,
      float: balance,
      ...both,
      change: MovedAnswer,
      fromTellers: MovedAnswer,
      toTellers: MovedAnswer,
      toVault: MovedAnswer,
      toPayers: MovedAnswer,
      expected: balance,
      counted: nullable(balance),
      difference: nullable(balance),
      entry: nullable(
        Type.String({ description: 'Key of the entry that posts the difference; null where nothing differed.' }),
      ),
      before: strict(both, {
        description: 'After the shift before and before this one was opened; that cash is part of the counted float.',
      }),
      days: Type.Array(strict({ settlementDay: DateOnly, ...both }), { description: 'The same by settlement day.' }),
    }),
  ),
  counts: Type.Array(CountAnswer),
});
