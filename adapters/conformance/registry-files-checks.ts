import type { DebtAnswer } from '../../src/kernel/adapter.ts';
import type { ProviderFiles } from '../../src/kernel/provider-files.ts';
import { acknowledgementDefects, debtDefects, type FileDefect } from '../registry-files/simulator-defects.ts';
import type { BillerFormat } from '../registry-files/simulator.ts';
import { balanceOf, type SimulatedAccount } from '../kit/simulated-account.ts';
import { type Check, expectSame, expectTrue } from './check.ts';
import { account, type FileBench, paymentOf, plainFormat, setUpFileBench } from './registry-files.ts';
import type { CheckResult } from './run.ts';

interface FileCheck extends Pick<Check, 'id' | 'title' | 'kind'> {
  readonly format?: BillerFormat;
  run(bench: FileBench): Promise<readonly string[]>;
}

const debtor = '100200300';
const closed = '400';
const references = ['2611220000000018', '2611220000000026', '2611220000000034'] as const;

function fileRule(title: string, run: FileCheck['run'], format?: BillerFormat): FileCheck {
  return { id: 'rule', title: `files: ${title}`, kind: 'rule', run, ...(format ? { format } : {}) };
}

const rules: readonly FileCheck[] = [
  fileRule('before the first registry nobody says that an account does not exist', async ({ port }) =>
    expectSame('kind', (await port.debt(account(debtor))).kind, 'unavailable'),
  ),
  fileRule('every account of the registry is answered as the biller has it', answersAll),
  fileRule('a registry that comes byte by byte is the same', (bench) => answersAll(bench, 1)),
  fileRule('windows-1251, decimal commas, tabs and line ends of Windows', (bench) => answersAll(bench), {
    ...{ delimiter: '\t', encoding: 'windows-1251', decimalMark: ',', amountUnit: 'decimal', lineEnd: '\r\n' },
  }),
  fileRule('amounts in the smallest unit', (bench) => answersAll(bench), { ...plainFormat, amountUnit: 'minor' }),
  fileRule('leading zeros are part of an account, and an unknown one does not exist', async (bench) => {
    takeFirst(bench);
    const [zeros, bare, unknown] = await Promise.all(
      ['00012345', '12345', '0012345'].map((number) => bench.port.debt(account(number))),
    );
    return [
      ...expectSame('00012345', zeros?.kind === 'answered' && zeros.answer.holderName, 'Sıfırov Ağa'),
      ...expectSame('12345', bare?.kind === 'answered' && bare.answer.holderName, 'Another Person'),
      ...expectSame('0012345', unknown?.kind, 'no-such-account'),
    ];
  }),
  fileRule('a payment is kept once, lowers the debt at once, and is pending', async (bench) => {
    takeFirst(bench);
    const payment = paymentOf(references[0], debtor, 1_300n);
    const kinds = [(await bench.port.pay(payment)).kind, (await bench.port.pay(payment)).kind];
    const answer = await bench.port.debt(account(debtor));
    const bills = answer.kind === 'answered' ? answer.answer.bills.map(({ number, amount }) => [number, amount]) : null;
    return [
      ...expectSame('kinds', kinds, ['pending', 'pending']),
      ...expectSame('bills', bills, [['2026-10/81', 841n]]),
      ...expectSame('status', (await bench.port.status(payment)).kind, 'pending'),
    ];
  }),
  fileRule('a reference that stands for another payment is never kept', async ({ port }) => {
    await port.pay(paymentOf(references[0], debtor, 1_300n));
    const other = await port.pay(paymentOf(references[0], debtor, 1_301n));
    return expectSame('kind', other.kind, 'unknown');
  }),
  fileRule('the biller books each payment of a file once, and says of each what became of it', booksOnce),
  fileRule('the same in windows-1251 with decimal commas', booksOnce, {
    ...{ delimiter: '\t', encoding: 'windows-1251', decimalMark: ',', amountUnit: 'decimal', lineEnd: '\r\n' },
  }),
  fileRule('the same payments make the same bytes', async ({ files }) => {
    const payments = [paymentOf(references[0], debtor, 100n), paymentOf(references[1], debtor, 200n)];
    const [one, two] = [files.writePayments(payments), files.writePayments(payments)];
    return expectTrue('other bytes', Buffer.compare(one, two) === 0);
  }),
  fileRule('an acknowledgement does not take back what it said (P19)', async (bench) => {
    const file = await acknowledged(bench);
    const other = Buffer.from(Buffer.from(file.bytes).toString().replace(';OK;', ';REJECTED;'));
    return [
      ...expectSame('the same again', bench.takeAcknowledgement(file), []),
      ...expectTrue('taken back', bench.takeAcknowledgement({ ...file, bytes: other }).length > 0),
    ];
  }),
  fileRule('what is told of a wrong line shows no name, no address and no whole account (P21)', async (bench) => {
    const text = Buffer.from(bench.biller.writeDebts('2026-11-21', 1).bytes).toString();
    const spoilt = text
      .replaceAll('küç.', 'küç.\u0007')
      .replace('00012345', '000 12345')
      .replaceAll('Sıfırov', 'Sıfırov\u0007');
    const problems = bench.takeDebts({ name: 'debts-20261121-1.csv', bytes: Buffer.from(spoilt) });
    const told = problems.map(({ value }) => value).join(' ');
    return [
      ...expectTrue('nothing is told', problems.length > 2),
      ...['Sıfırov', 'Nizami', 'Rəsulzadə', '000 12345'].flatMap((canary) =>
        expectTrue(canary, !told.includes(canary)),
      ),
    ];
  }),
  fileRule('names say what a file is, and nothing else is one', async ({ files }) => {
    const names = [
      'debts-20261121-3.csv',
      'ack-20261121-12.csv',
      '../debts-20261121-3.csv',
      'debts-20261131-3.csv',
      'CON',
    ];
    const kinds = names.map((name) => files.parseName(name)?.kind ?? null);
    return expectSame('kinds', kinds, ['debts', 'acknowledgement', null, null, null]);
  }),
];

function takeFirst(bench: FileBench): void {
  const problems = bench.takeDebts(bench.biller.writeDebts('2026-11-21', 1));
  if (problems.length > 0) throw new Error(`a good registry is refused: ${JSON.stringify(problems[0])}`);
}

async function answersAll(bench: FileBench, pieceBytes?: number): Promise<readonly string[]> {
  const problems = bench.takeDebts(bench.biller.writeDebts('2026-11-21', 1), pieceBytes);
  const complaints: string[] = [...expectSame('problems', problems, [])];
  for (const known of bench.customers) {
    const outcome = await bench.port.debt(account(known.number));
    const seen = outcome.kind === 'answered' ? seenOf(outcome.answer) : outcome.kind;
    complaints.push(...expectSame(known.number, seen, wantedOf(known)));
  }
  return complaints;
}

function seenOf({ balance, holderName, address, bills }: DebtAnswer) {
  return { balance, holderName, address, bills };
}

function wantedOf(known: SimulatedAccount) {
  const { holderName, address, bills } = known;
  return { balance: balanceOf(known), holderName, address, bills };
}

async function booksOnce(bench: FileBench): Promise<readonly string[]> {
  const { port, biller } = bench;
  const payments = [
    paymentOf(references[0], '500600', 1_000n),
    paymentOf(references[1], closed, 50n),
    paymentOf(references[2], '500600', 1n),
  ];
  for (const payment of payments) await port.pay(payment);
  const file = bench.makeFile();
  biller.takePayments(file);
  biller.takePayments(file);
  const problems = bench.takeAcknowledgement(biller.writeAcknowledgement('2026-11-23', 1));
  const outcomes = await Promise.all(payments.map((payment) => port.status(payment)));
  return [
    ...expectSame('problems', problems, []),
    ...expectSame('debt', biller.debtOf('500600'), -1_001n),
    ...expectSame(
      'outcomes',
      outcomes.map(({ kind }) => kind),
      ['confirmed', 'rejected', 'confirmed'],
    ),
    ...expectSame('reason', outcomes[1]?.evidence.providerCode, 'account-closed'),
  ];
}

/** Three payments on their way there and back; the acknowledgement is taken already. */
async function acknowledged(bench: FileBench) {
  const file = await answered(bench);
  const problems = bench.takeAcknowledgement(file);
  if (problems.length > 0) throw new Error(`a good acknowledgement is refused: ${JSON.stringify(problems[0])}`);
  return file;
}

async function answered({ port, biller, makeFile }: FileBench) {
  for (const [index, reference] of references.entries())
    await port.pay(paymentOf(reference, debtor, 100n + BigInt(index)));
  biller.takePayments(makeFile());
  return biller.writeAcknowledgement('2026-11-23', 1);
}

/** Each defect is tried on a file that is taken without it. */
function defectCheck(kind: 'debts' | 'acknowledgement', { id, title, spoil }: FileDefect): FileCheck {
  return {
    ...{ id, title: `files: ${title} [${kind}]`, kind: 'defect' },
    async run(bench) {
      const good = kind === 'debts' ? bench.biller.writeDebts('2026-11-21', 1) : await answered(bench);
      const take = kind === 'debts' ? bench.takeDebts : bench.takeAcknowledgement;
      const spoilt = { ...good, bytes: spoil(good.bytes) };
      return [
        ...expectTrue('the defect changes nothing', Buffer.compare(good.bytes, spoilt.bytes) !== 0),
        ...expectTrue('taken', take(spoilt).length > 0),
        ...expectSame('without the defect', take(good), []),
      ];
    },
  };
}

const fileChecks: readonly FileCheck[] = [
  ...rules,
  ...debtDefects.map((defect) => defectCheck('debts', defect)),
  ...acknowledgementDefects.map((defect) => defectCheck('acknowledgement', defect)),
];

/** Holds the protocol of files against its simulated biller; counts into the same table as the others. */
export async function runFileConformance(
  alter?: (files: ProviderFiles) => ProviderFiles,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of fileChecks) {
    const bench = setUpFileBench(check.format, alter);
    const complaints = await check
      .run(bench)
      .catch((error: unknown) => [`threw: ${error instanceof Error ? error.message : String(error)}`]);
    results.push({ protocol: 'registry-files', check, complaints });
  }
  return results;
}
