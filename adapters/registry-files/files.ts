import type { ProviderConnection } from '../../src/kernel/adapter.ts';
import type { FileTransport, ProviderFiles } from '../../src/kernel/provider-files.ts';
import type { SettingReader } from '../kit/settings.ts';
import { createAcknowledgementReader } from './acknowledgement-file.ts';
import { createDebtReader } from './debt-file.ts';
import { makeFileName, parseFileName } from './file-name.ts';
import { readLayout, readSettings, readShape } from './layout.ts';
import { writePaymentFile } from './payment-file.ts';

/** How the files of one provider look and travel, by its settings. */
export function filesOf(connection: ProviderConnection): ProviderFiles {
  const read = readSettings(connection);
  const shape = readShape(read, connection.currency);
  const names = [
    ['debts', read('debtName') ?? ''],
    ['acknowledgement', read('acknowledgementName') ?? ''],
  ] as const;
  const every = read('paymentsEvery');
  return {
    transport: transportOf(read),
    limits: {
      gonePercent: Number(read('mostGonePercent')),
      changedPercent: Number(read('mostChangedPercent')),
      sumPercent: Number(read('mostSumPercent')),
    },
    paymentsEveryMinutes: every === 'day' ? 24 * 60 : Number(every),
    acknowledgementHours: Number(read('acknowledgementHours')),
    parseName(name) {
      for (const [kind, pattern] of names) {
        const order = parseFileName(pattern, name);
        if (order) return { kind, ...order };
      }
      return null;
    },
    readDebts: () => createDebtReader(readLayout(read, shape, 'debt'), read('credits') === 'allowed'),
    readAcknowledgement: () =>
      createAcknowledgementReader(readLayout(read, shape, 'acknowledgement'), {
        accepted: read('acceptedResult') ?? '',
        rejected: read('rejectedResult') ?? '',
      }),
    paymentFileName: (order) => makeFileName(read('paymentName') ?? '', order),
    writePayments: (payments) => writePaymentFile(readLayout(read, shape, 'payment'), payments),
  };
}

function transportOf(read: SettingReader): FileTransport {
  const kind = read('transport');
  if (kind !== 'sftp') return { kind: kind === 'folder' ? 'folder' : 'upload' };
  return {
    kind,
    sftp: {
      host: read('sftpHost') ?? '',
      port: Number(read('sftpPort')),
      user: read('sftpUser') ?? '',
      hostKey: read('sftpHostKey') ?? '',
      password: read('sftpPassword') ?? null,
      privateKey: read('sftpKey') ?? null,
      folder: read('sftpFolder') ?? '.',
    },
  };
}

/** A server is named whole or not at all, and two files never share a name. */
export function transportProblems(read: SettingReader): readonly string[] {
  const needed = read('transport') === 'sftp' ? ['sftpHost', 'sftpUser', 'sftpHostKey'] : [];
  const login = read('sftpPassword') === undefined && read('sftpKey') === undefined;
  const patterns = [read('debtName'), read('acknowledgementName'), read('paymentName')];
  return [
    ...needed.filter((name) => read(name) === undefined).map((name) => `setting ${name} is missing for SFTP`),
    ...(needed.length > 0 && login ? ['setting sftpPassword or sftpKey is missing for SFTP'] : []),
    ...(new Set(patterns).size < patterns.length ? ['two kinds of files have the same name'] : []),
    ...(read('acceptedResult') === read('rejectedResult') ? ['acceptedResult and rejectedResult are the same'] : []),
  ];
}
