import type { AccountInput, QueryOutcome } from '../../src/kernel/adapter.ts';
import { present } from '../../src/kernel/assert.ts';
import { minor } from '../../src/kernel/money.ts';
import { known, type Bench } from './bench.ts';
import { expectSame, expectTrue, rule, type Check } from './check.ts';
import { tells } from './subject.ts';
import { hardName } from './sample-accounts.ts';

const asking = (account: string, fields: Record<string, string> = {}): AccountInput => ({ account, fields });

function answerOf<T>(outcome: QueryOutcome<T>): T | undefined {
  return outcome.kind === 'answered' ? outcome.answer : undefined;
}

/** What is asked of accounts and debts: some protocols only pay. */
const accountRules: readonly Check[] = [
  rule('names and addresses arrive letter for letter', async ({ port }) => {
    const answer = answerOf(await port.validate(known));
    return [
      ...expectSame('holder', answer?.holderName, hardName),
      ...expectSame('address', answer?.address, 'Şəki, M. Ə. Rəsulzadə küç. 12 & 14'),
      ...expectSame('account', answer?.account, known.account),
    ];
  }),
  rule('what is owed is told, in its currency', async ({ port }) => {
    const answer = answerOf(await port.debt(known));
    return [...expectSame('balance', answer?.balance, 2_141n), ...expectSame('currency', answer?.currency, 'AZN')];
  }),
  rule('a debt has its bills, oldest first', billsRule, tells('bills')),
  rule('no debt is zero, an overpayment is below it', async ({ subject, port }) => [
    ...expectSame('no debt', answerOf(await port.debt(asking('00012345')))?.balance, 0n),
    ...expectSame(
      'overpaid',
      answerOf(await port.debt(asking('12345')))?.balance,
      tells('credit')(subject) ? -5_000n : 0n,
    ),
  ]),
  rule('leading zeros of an account survive', async ({ port }) => {
    const answer = answerOf(await port.debt(asking('00012345')));
    return [
      ...expectSame('account', answer?.account, '00012345'),
      ...expectSame('holder', answer?.holderName, 'Sıfırov Ağa'),
    ];
  }),
  rule('a mobile line tells its kind, plan and renewal', lineRule, ({ adapter }) =>
    adapter.metadata.capabilities.includes('plans'),
  ),
  rule('an account that nobody has is told as such', async ({ port }) => [
    ...expectSame('validate', (await port.validate(asking('987654321'))).kind, 'no-such-account'),
    ...expectSame('debt', (await port.debt(asking('987654321'))).kind, 'no-such-account'),
  ]),
  rule('a closed account is refused, not lost', async ({ port }) => [
    ...expectSame('validate', (await port.validate(asking('400'))).kind, 'refused'),
    ...expectSame('debt', (await port.debt(asking('400'))).kind, 'refused'),
  ]),
  rule('a proof proves, a wrong one is refused, none proves nothing', proofRule, ({ proof }) => proof !== null),
  rule('a slow provider costs no more than its time-out', async ({ connect, provider }) => {
    provider.faults.set([{ fault: 'slow', ms: 5_000 }]);
    const started = performance.now();
    const { kind } = await connect({ timeoutMs: 300 }).debt(known);
    const tookMs = performance.now() - started;
    return [...expectSame('debt', kind, 'unavailable'), ...expectTrue('took over two seconds', tookMs < 2_000)];
  }),
];

/** Questions that move no money, and what is asked of every adapter before anything is. */
export const queryRules: readonly Check[] = [
  ...accountRules.map((check): Check => ({
    ...check,
    applies: (subject) => tells('accounts')(subject) && check.applies(subject),
  })),
  rule('wrong credentials are silence, not an answer', async ({ connect, subject, provider, payment }) => {
    const port = connect({ settings: subject.wrongSettings });
    return [
      ...expectSame('debt', (await port.debt(known)).kind, 'unavailable'),
      ...expectSame('pay', (await port.pay(payment())).kind, 'unknown'),
      ...expectSame('booked', provider.books.payments(), []),
    ];
  }),
  rule('a statement gives every payment of its half-open range', statementRule, ({ adapter }) =>
    adapter.metadata.capabilities.includes('statement'),
  ),
  rule('wrong settings are all told at once', ({ subject, provider }) => {
    const problems = subject.adapter.problems?.({
      providerCode: provider.code,
      currency: 'AZN',
      endpoint: 'ftp://example.test/',
      settings: { ...subject.settings, nonsense: 'x' },
      timeouts: { queryMs: 1, payMs: 1 },
    });
    const text = problems?.join('\n') ?? '';
    return Promise.resolve([
      ...expectTrue('the endpoint is not complained of', text.includes('endpoint')),
      ...expectTrue('the unknown setting is not complained of', text.includes('nonsense')),
    ]);
  }),
];

async function statementRule({ subject, port, provider }: Bench): Promise<readonly string[]> {
  const from = new Date('2026-11-19T20:00:00Z');
  const to = new Date('2026-11-20T20:00:00Z');
  for (let index = 0; index < 2_003; index += 1) {
    const bookedAt = new Date(from.getTime() - 1 + index * 43_200);
    provider.books.credit({ reference: `${5_000 + index}`, account: '12345', amount: minor(5n), bookedAt });
  }
  provider.books.credit({ reference: '9000', account: '00012345', amount: minor(7n), bookedAt: to });
  provider.books.cancel('5001');
  const outcome = await port.statement?.(from, to);
  const lines = outcome?.kind === 'answered' ? outcome.answer : [];
  const expected = provider.books.statement(from, to).filter((payment) => payment.bookedAt !== from.toISOString());
  return [
    ...expectSame('number of lines', lines.length, provider.books.statement(from, to).length),
    ...expectTrue(
      'the range is not half-open',
      lines.every((line) => line.reference !== '9000' && line.reference !== '5000'),
    ),
    ...expectSame('first line', lines[0], {
      reference: '5001',
      providerTransaction: expected[0]?.transaction,
      account: subject.statement?.tellsAccount === true ? '12345' : null,
      amount: 5n,
      cancelled: subject.statement?.tellsCancelled === true ? true : null,
    }),
    ...expectSame('references', new Set(lines.map((line) => line.reference)).size, lines.length),
  ];
}

async function lineRule({ port }: Bench): Promise<readonly string[]> {
  const prepaid = answerOf(await port.debt(asking('994501234567')));
  const postpaid = answerOf(await port.debt(asking('994502345678')));
  return [
    ...expectSame('prepaid', prepaid?.line, { kind: 'prepaid', plan: 'SuperSən 3 GB', renewsOn: '2026-12-04' }),
    ...expectSame('prepaid balance', prepaid?.balance, -640n),
    ...expectSame('postpaid', postpaid?.line, { kind: 'postpaid', plan: 'SuperSən 20 GB', renewsOn: '2026-12-05' }),
  ];
}

async function proofRule({ connect, subject }: Bench): Promise<readonly string[]> {
  const { field, settings } = present(subject.proof, 'a proof');
  const port = connect({ settings: { ...subject.settings, ...settings } });
  const wrong = await port.validate(asking('500600', { [field]: '00918' }));
  return [
    ...expectSame('right', answerOf(await port.validate(asking('500600', { [field]: '00917' })))?.proven, true),
    ...expectSame('none', answerOf(await port.validate(asking('500600')))?.proven, false),
    ...expectSame('wrong', wrong.kind, 'proof-refused'),
  ];
}

async function billsRule({ port }: Bench): Promise<readonly string[]> {
  const answer = answerOf(await port.debt(known));
  return expectSame('bills', answer?.bills, [
    { number: '2026-09/77', period: '2026-09', dueOn: '2026-10-20', amount: 1_240n },
    { number: '2026-10/81', period: '2026-10', dueOn: null, amount: 901n },
  ]);
}
