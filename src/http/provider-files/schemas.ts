import { Type } from 'typebox';
import { debtRegistryStates } from '../../provider-registries/model.ts';
import { balance, DateOnly, Id, ProviderCode, Timestamp } from '../schemas/common.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';

/** What a file that is handed in may be refused with, beside what its door refuses. */
export const fileRefusals = [
  'not_found',
  'unsupported_media_type',
  'payload_too_large',
  'file_rejected',
  'file_name_not_known',
] as const;

export const FileHeaders = Type.Object({
  'Vahid-File-Name': Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$',
    description: 'Name of the file, as the settings of the provider say; date and number stand in it.',
  }),
});

export const OfProvider = { provider: ProviderCode };
export const OfRegistry = { registryId: Id };
export const OfFile = {
  number: Type.String({ pattern: '^[1-9][0-9]{0,8}$', description: 'Number of the file, from 1 without gaps.' }),
};

const Change = strict({
  accounts: Type.Integer({ description: 'Accounts of the registry before.' }),
  gone: Type.Integer({ description: 'Of these: gone, or owing nothing any more.' }),
  changed: Type.Integer({ description: 'Of these: owing another amount.' }),
  sumBefore: balance,
  sumAfter: balance,
});

export const DebtRegistryAnswer = strict(
  {
    registryId: Id,
    name: Type.String(),
    status: oneOf(debtRegistryStates, {
      description:
        '`active`: it is what accounts owe. `held`: it changes so much that an operator has to look. `refused`: nothing of it ' +
        'counts. `broken_off`: its end never came. `repeated`: `repeats` had this content.',
    }),
    fileDate: DateOnly,
    fileNumber: Type.Integer(),
    lines: Type.Integer({ description: 'Lines of the file; while it is received, lines so far.' }),
    receivedBytes: Type.Integer({ description: 'Read so far.' }),
    sizeBytes: nullable(Type.Integer({ description: 'Of the whole file, where that is known.' })),
    percent: nullable(Type.Integer({ description: 'How far the reading is, where the size is known.' })),
    sum: balance,
    sha256: nullable(Type.String({ description: 'Of the whole file, hexadecimal: compare it with your own.' })),
    problems: Type.Integer({ description: 'How many there are; the acknowledgement names the first hundred.' }),
    change: nullable(Change),
    repeats: nullable(Id),
    handedInBy: Type.String({ description: 'An operator’s login, `provider`, or `transport`.' }),
    decidedBy: nullable(Type.String({ description: 'An operator’s login.' })),
    receivedAt: Timestamp,
    decidedAt: nullable(Timestamp),
  },
  { $id: 'DebtRegistry', description: 'A file of what every account owes, and what became of it.' },
);

export const AcknowledgementAnswer = strict({
  fileNumber: Type.Integer(),
  confirmed: Type.Integer({ description: 'Payments that are the provider’s now.' }),
  rejected: Type.Integer({ description: 'Payments that the provider does not take.' }),
  repeated: Type.Integer({ description: 'Lines that said again what was known.' }),
  open: Type.Integer({ description: 'Payments of the file of which nothing is said yet.' }),
});

export const PaymentFilesAnswer = strict({
  files: Type.Array(
    strict({
      number: Type.Integer(),
      name: Type.String(),
      payments: Type.Integer(),
      sum: balance,
      madeAt: Timestamp,
      acknowledgedAt: nullable(Timestamp),
    }),
    { description: 'The newest first, at most 100.' },
  ),
});
