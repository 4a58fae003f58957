import type { AdapterMetadata, AdapterSetting } from '../../src/kernel/adapter.ts';
import { optionalSetting as optional } from '../kit/settings.ts';

const columnList = (fields: string): string =>
  `^(?:(?:${fields})=[^,=\\p{C}]{1,60})(?:,(?:${fields})=[^,=\\p{C}]{1,60})*$`;
const trailerList = '^[^,\\p{C}]{1,40}(?:,(?:count|sum|\\*))+$';
const fileName = '^[A-Za-z0-9][A-Za-z0-9._-]{0,30}\\{date\\}[A-Za-z0-9._-]{0,10}(?:\\{number\\})?[A-Za-z0-9._-]{0,30}$';
const numberedName = '^[A-Za-z0-9][A-Za-z0-9._-]{0,30}\\{date\\}[A-Za-z0-9._-]{0,10}\\{number\\}[A-Za-z0-9._-]{0,30}$';
const percent = '^(?:100|[1-9]?[0-9])$';

const shapeSettings: readonly AdapterSetting[] = [
  optional({ name: 'delimiter', pattern: '^(?:;|,|\\||tab)$', fallback: ';', description: 'Between cells' }),
  optional({
    name: 'encoding',
    pattern: '^(?:utf-8|windows-1251)$',
    fallback: 'utf-8',
    description: 'Of every file, both ways; a byte order mark is taken and not written',
  }),
  optional({
    name: 'headerLines',
    pattern: '^[0-9]$',
    fallback: '1',
    description: 'Lines before the first record; the last of them names the columns',
  }),
  optional({ name: 'decimalMark', pattern: '^[.,]$', fallback: '.', description: 'In amounts' }),
  optional({
    name: 'amountUnit',
    pattern: '^(?:decimal|minor)$',
    fallback: 'decimal',
    description: '`minor`: amounts are whole numbers of the smallest unit',
  }),
  optional({
    name: 'dateFormat',
    pattern: '^(?:YYYY-MM-DD|DD\\.MM\\.YYYY|DD/MM/YYYY|YYYYMMDD)$',
    fallback: 'YYYY-MM-DD',
    description: 'Of dates in cells',
  }),
  optional({
    name: 'periodFormat',
    pattern: '^(?:YYYY-MM|MM\\.YYYY|MM/YYYY|YYYYMM|MMYY)$',
    fallback: 'YYYY-MM',
    description: 'Of billing periods in cells',
  }),
];

const debtSettings: readonly AdapterSetting[] = [
  {
    name: 'debtColumns',
    secret: false,
    required: true,
    pattern: columnList('account|amount|currency|period|dueOn|bill|holderName|address'),
    description: 'Which column of a debt registry is what: `account=Hesab,amount=5`, by name or by place from 1',
  },
  optional({
    name: 'debtTrailer',
    pattern: trailerList,
    description:
      'Control line at the end of a debt registry: its first cell, then `count`, `sum` or `*` for each further',
  }),
  optional({
    name: 'debtName',
    pattern: fileName,
    fallback: 'debts-{date}-{number}.csv',
    description: 'Names of debt registries: `{date}` is YYYYMMDD',
  }),
  optional({
    name: 'credits',
    pattern: '^(?:refused|allowed)$',
    fallback: 'refused',
    description: 'May an amount be below zero?',
  }),
  optional({
    name: 'mostGonePercent',
    pattern: percent,
    fallback: '10',
    description:
      'Accounts that may vanish or fall to nothing at once; a registry beyond it is held for a second person',
  }),
  optional({
    name: 'mostChangedPercent',
    pattern: percent,
    fallback: '100',
    description: 'Accounts whose debt may change at once',
  }),
  optional({
    name: 'mostSumPercent',
    pattern: '^[0-9]{1,4}$',
    fallback: '50',
    description: 'How far the sum of all debts may move at once',
  }),
];

const paymentSettings: readonly AdapterSetting[] = [
  optional({
    name: 'paymentColumns',
    pattern: columnList('line|reference|account|amount|currency|date|time'),
    fallback: 'reference=reference,account=account,amount=amount,date=date',
    description: 'Columns of a payment registry in their order, each with its heading',
  }),
  optional({
    name: 'paymentTrailer',
    pattern: trailerList,
    description: 'Control line at the end of a payment registry',
  }),
  optional({
    name: 'paymentName',
    pattern: numberedName,
    fallback: 'payments-{date}-{number}.csv',
    description: 'Names of payment registries',
  }),
  optional({
    name: 'paymentsEvery',
    pattern: '^(?:day|[1-9][0-9]{0,3})$',
    fallback: 'day',
    description: '`day`: a registry for each business day that is over; otherwise minutes',
  }),
  optional({
    name: 'acknowledgementColumns',
    pattern: columnList('reference|result|reason|amount|number'),
    fallback: 'reference=reference,result=result,reason=reason',
    description: 'Which column of an acknowledgement is what; `number` is the provider’s own number',
  }),
  optional({ name: 'acknowledgementTrailer', pattern: trailerList, description: 'Control line of an acknowledgement' }),
  optional({
    name: 'acknowledgementName',
    pattern: numberedName,
    fallback: 'ack-{date}-{number}.csv',
    description: 'Names of acknowledgements: `{number}` is that of the payment registry',
  }),
  optional({
    name: 'acceptedResult',
    pattern: '^[^\\p{C}]{1,40}$',
    fallback: 'OK',
    description: 'What `result` says of a payment that was booked',
  }),
  optional({
    name: 'rejectedResult',
    pattern: '^[^\\p{C}]{1,40}$',
    fallback: 'REJECTED',
    description: 'What `result` says of a payment that was not; every other word is refused',
  }),
  optional({
    name: 'acknowledgementHours',
    pattern: '^[1-9][0-9]{0,2}$',
    fallback: '36',
    description: 'After so long without an acknowledgement an operator is told',
  }),
];

const transportSettings: readonly AdapterSetting[] = [
  optional({
    name: 'transport',
    pattern: '^(?:upload|folder|sftp)$',
    fallback: 'upload',
    description: 'How files come and go: carried by people, a folder of the hub, or the provider’s SFTP server',
  }),
  optional({ name: 'sftpHost', pattern: '^[A-Za-z0-9.:-]{1,253}$', description: 'SFTP server' }),
  optional({ name: 'sftpPort', pattern: '^[1-9][0-9]{0,4}$', fallback: '22', description: 'Its port' }),
  optional({ name: 'sftpUser', pattern: '^[^\\p{C}\\s]{1,64}$', description: 'Login at the SFTP server' }),
  optional({
    name: 'sftpHostKey',
    pattern: '^SHA256:[A-Za-z0-9+/]{43}$',
    description: 'Fingerprint of the server’s key, as `ssh-keygen -l` prints it',
  }),
  optional({
    name: 'sftpFolder',
    pattern: '^/?[A-Za-z0-9._/-]{0,200}$',
    fallback: '.',
    description: 'Folder on the server that holds `in`, `out`, `archive` and `rejected`',
  }),
  { name: 'sftpPassword', secret: true, required: false, pattern: '^[^\\p{Cc}]{1,200}$', description: 'Password' },
  { name: 'sftpKey', secret: true, required: false, description: 'Private key, in place of a password' },
];

export const registryFilesMetadata: AdapterMetadata = {
  protocol: 'registry-files',
  title: 'Registry files: debts in, payments out and acknowledged',
  capabilities: ['status'],
  // A reference is kept once, however often it comes.
  repeatsAreSafe: true,
  notFoundIsFinalAfterMs: 0,
  settings: [...shapeSettings, ...debtSettings, ...paymentSettings, ...transportSettings],
};
