import type { AccountInput, HttpPort, PayRequest, ProviderConnection, ProviderPort } from '../../src/kernel/adapter.ts';
import { acknowledgementProblems, type SentPayment } from '../../src/kernel/acknowledgement-rules.ts';
import { minor } from '../../src/kernel/money.ts';
import type {
  BookedPayment,
  DebtRecord,
  FileProblem,
  FileReader,
  ProviderFiles,
  RegistryBook,
} from '../../src/kernel/provider-files.ts';
import type { SimulatedAccount } from '../kit/simulated-account.ts';
import { encodeWindows1251 } from '../kit/windows-1251.ts';
import { registryFilesAdapter } from '../registry-files/adapter.ts';
import {
  type BillerFormat,
  billerSettings,
  type CarriedFile,
  createBiller,
  type SimulatedBiller,
} from '../registry-files/simulator.ts';
import { sampleAccounts } from './sample-accounts.ts';

const nobody: HttpPort = { request: () => Promise.reject(new Error('files are exchanged without HTTP')) };

/** What a check of the file protocol works on: a biller, its adapter, and a book in memory in place of the hub's. */
export interface FileBench {
  readonly biller: SimulatedBiller;
  readonly port: ProviderPort;
  readonly files: ProviderFiles;
  readonly customers: readonly SimulatedAccount[];
  /** Reads a debt registry whole, in pieces of so many bytes; what it says is in the book only where nothing is wrong. */
  takeDebts(file: CarriedFile, pieceBytes?: number): readonly FileProblem[];
  /** Puts what waits into the next file. */
  makeFile(): CarriedFile;
  takeAcknowledgement(file: CarriedFile): readonly FileProblem[];
}

export const plainFormat: BillerFormat = {
  ...{ delimiter: ';', encoding: 'utf-8', decimalMark: '.', amountUnit: 'decimal', lineEnd: '\n' },
};

export const account = (number: string): AccountInput => ({ account: number, fields: {} });

export function paymentOf(reference: string, number: string, amount: bigint): PayRequest {
  const acceptedAt = new Date('2026-11-22T08:00:00Z');
  return { ...account(number), reference, amount: minor(amount), currency: 'AZN', acceptedAt };
}

interface Kept {
  readonly request: PayRequest;
  state: BookedPayment['state'];
  number: string | null;
  reason: string | null;
}

/** `alter` spoils the adapter, for those who test the suite itself. */
export function setUpFileBench(
  format: BillerFormat = plainFormat,
  alter: (files: ProviderFiles) => ProviderFiles = (files) => files,
): FileBench {
  const debts: DebtRecord[] = [];
  const payments = new Map<string, Kept>();
  let inFile: string[] = [];
  let hasRegistry = false;
  const connection: ProviderConnection = {
    ...{ providerCode: 'village-gas', currency: 'AZN', endpoint: 'https://biller.example' },
    ...{ settings: billerSettings(format), timeouts: { queryMs: 1_000, payMs: 1_000 } },
  };
  const port = registryFilesAdapter.connect(connection, nobody, {
    bytes: (length) => Buffer.alloc(length),
    book: memoryBook({ debts, payments, hasRegistry: () => hasRegistry }),
  });
  if (!port.files) throw new Error('the adapter has no files');
  const files = alter(port.files);
  const customers = customersOf(format);
  return {
    biller: createBiller(customers, format),
    ...{ port, files, customers },
    takeDebts({ bytes }, pieceBytes = 65_536) {
      const { records, problems } = readWhole(files.readDebts(), bytes, pieceBytes);
      const all = [...problems, ...repeatedBills(records)];
      if (all.length > 0) return all;
      debts.splice(0, debts.length, ...records);
      hasRegistry = true;
      return [];
    },
    makeFile() {
      const waiting = [...payments.values()].filter(({ state }) => state === 'waiting');
      for (const kept of waiting) kept.state = 'in_file';
      inFile = waiting.map(({ request }) => request.reference);
      const bytes = files.writePayments(waiting.map(({ request }) => request));
      return { name: files.paymentFileName({ date: '2026-11-22', number: 1 }), bytes };
    },
    takeAcknowledgement({ bytes }) {
      const { records, problems } = readWhole(files.readAcknowledgement(), bytes, 65_536);
      const sent = inFile.flatMap((reference): SentPayment[] => {
        const kept = payments.get(reference);
        return kept ? [{ reference, amount: kept.request.amount, state: kept.state }] : [];
      });
      const all = [...problems, ...acknowledgementProblems(sent, records)];
      if (all.length > 0) return all;
      for (const { reference, outcome, providerTransaction, reason } of records) {
        const kept = payments.get(reference);
        if (kept) Object.assign(kept, { state: outcome, number: providerTransaction, reason });
      }
      return [];
    },
  };
}

interface Memory {
  readonly debts: readonly DebtRecord[];
  readonly payments: Map<string, Kept>;
  readonly hasRegistry: () => boolean;
}

function memoryBook({ debts, payments, hasRegistry }: Memory): RegistryBook {
  return {
    async findDebt(input) {
      if (!hasRegistry()) return 'no-registry';
      const bills = debts.filter((debt) => debt.account === input.account);
      const paid = [...payments.values()].filter(
        ({ request, state }) => request.account === input.account && state !== 'rejected',
      );
      const paidSince = minor(paid.reduce((sum, { request }) => sum + request.amount, 0n));
      return bills.length === 0 ? undefined : { bills, asOf: '2026-11-21', paidSince };
    },
    async keepPayment(request) {
      const kept = payments.get(request.reference);
      if (!kept) payments.set(request.reference, { request, state: 'waiting', number: null, reason: null });
      return !kept || (kept.request.account === request.account && kept.request.amount === request.amount);
    },
    async findPayment(reference) {
      const kept = payments.get(reference);
      if (kept?.state === 'confirmed') return { state: kept.state, providerTransaction: kept.number };
      if (kept?.state === 'rejected') return { state: kept.state, reason: kept.reason };
      return kept && { state: kept.state };
    },
  };
}

function readWhole<T>(reader: FileReader<T>, bytes: Uint8Array, pieceBytes: number) {
  const records: T[] = [];
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    for (const record of reader.push(bytes.subarray(start, start + pieceBytes))) records.push(record);
  }
  records.push(...reader.end());
  return { records, problems: reader.result().problems };
}

/** What the primary key of the hub's table says. */
function repeatedBills(records: readonly DebtRecord[]): FileProblem[] {
  const seen = new Set<string>();
  return records.flatMap(({ line, account: number, bill }) => {
    const key = `${number}\t${bill}`;
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated ? [{ line, column: 'account', rule: 'repeated', value: '' }] : [];
  });
}

/** A biller whose files are in windows-1251 has customers that it can write. */
function customersOf({ encoding }: BillerFormat): readonly SimulatedAccount[] {
  if (encoding === 'utf-8') return sampleAccounts;
  return sampleAccounts
    .filter(({ holderName }) => encodeWindows1251(holderName) !== undefined)
    .map((customer) => ({ ...customer, address: 'г. Шеки, ул. Низами, 5; кв. 7' }));
}
