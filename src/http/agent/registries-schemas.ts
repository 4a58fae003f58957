import { Type } from 'typebox';
import { Id, TellerHeaders, Timestamp } from '../schemas/common.ts';
import { nullable, oneOf, strict } from '../schemas/shapes.ts';

export const RegistryHeaders = Type.Object({
  ...TellerHeaders.properties,
  'Vahid-File-Name': Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$',
    description: 'The agent’s name of the file, used for no other file: letters, digits, dot, dash and underscore.',
  }),
});

export const RegistryParams = strict({ registryId: Id });

export const RegistryAnswer = strict({
  registryId: Id,
  name: Type.String(),
  sha256: Type.String({ description: 'Of the whole file, hexadecimal: compare it with your own.' }),
  status: oneOf(['processing', 'finished'], { description: '`finished`: every line has its outcome.' }),
  lines: Type.Integer({ description: 'Payments of the file.' }),
  waiting: Type.Integer({ description: 'Lines without an outcome yet.' }),
  accepted: Type.Integer({ description: 'Lines that are payments, final for the payer.' }),
  refused: Type.Integer({ description: 'Lines that were not taken.' }),
  receivedAt: Timestamp,
  finishedAt: nullable(Timestamp),
});
