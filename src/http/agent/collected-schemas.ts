import { Type } from 'typebox';
import { lineStates, mostLines } from '../../collected/model.ts';
import { Id, money, Timestamp } from '../schemas/common.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';

/** Greatest number of a provisional receipt. */
const greatestNumber = 999_999_999;

const OfficeCode = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$',
  description: 'Code of the outlet that gave the provisional receipts out.',
});
const ReceiptNumberOfOffice = Type.Integer({
  minimum: 1,
  maximum: greatestNumber,
  description: 'Of the provisional receipt: the office counts from 1, without gaps.',
});

const lineFields = {
  number: ReceiptNumberOfOffice,
  provider: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'As the office wrote it: a code of GET /v1/providers.',
  }),
  account: Type.String({ minLength: 1, maxLength: 200, description: 'As it stands on the bill.' }),
  amount: money,
  channel: oneOf(['counter', 'kiosk'], { description: 'Whether a person or a device took the cash.' }),
  collectedAt: Timestamp,
};

export const BatchBody = strict({
  office: OfficeCode,
  lines: Type.Array(strict(lineFields), { minItems: 1, maxItems: mostLines }),
});

const GapAnswer = Type.Array(strict({ from: Type.Integer(), to: Type.Integer() }), {
  description: 'Numbers below the highest known that no batch has brought, both ends included; at most 1,000 ranges.',
});

export const BatchAnswer = strict({
  batchId: Id,
  added: Type.Integer({ description: 'Receipts that were not known.' }),
  repeated: Type.Integer({ description: 'Receipts that were known; each stays one line.' }),
  conflicts: Type.Array(Type.Integer(), {
    description: 'Numbers that stand for another receipt already. The first one holds; look at your numbering.',
  }),
  gaps: GapAnswer,
});

export const GapsAnswer = strict({ office: OfficeCode, gaps: GapAnswer });

export const OfficeQuery = strict({ office: OfficeCode });

export const LinesQuery = strict({
  office: OfficeCode,
  after: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$', description: '`next` of the page before.' })),
  limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1 to 100; 50 unless said.' })),
});

export const ReceiptBody = strict({ office: OfficeCode, number: ReceiptNumberOfOffice });

export const LineAnswer = strict({
  office: OfficeCode,
  ...lineFields,
  receivedAt: Timestamp,
  state: oneOf(lineStates, {
    description:
      '`accepted`, `confirmed`: a payment. `suspense`: no provider takes it; it can be paid out. The states between them last seconds.',
  }),
  reason: nullable(Type.String({ description: 'Why no provider took it: a code of docs/errors.md.' })),
  paymentId: nullable(Id),
  decidedAt: nullable(Timestamp),
});

export const LinesAnswer = strict({
  items: Type.Array(LineAnswer),
  next: nullable(Type.String({ description: 'Pass it as `after`; null on the last page.' })),
});
