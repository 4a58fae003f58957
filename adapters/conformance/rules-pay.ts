import type { PayOutcome } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import type { SimulatedProvider } from '../kit/simulated-protocol.ts';
import { closedEndpoint, known, type Bench } from './bench.ts';
import { expectSame, expectTrue, rule, type Check } from './check.ts';
import { bookingStep, tells, tellsStatus } from './subject.ts';

/** What the provider's own books hold of a reference. */
function booked(provider: SimulatedProvider, reference: string): object | undefined {
  const payment = provider.books.findPayment(reference);
  if (!payment) return undefined;
  const { account, amount, credits, cancelled } = payment;
  return { account, amount, credits, cancelled };
}

const once = { account: known.account, amount: 1_045n, credits: 1, cancelled: false };

function transactionOf(outcome: PayOutcome | undefined): string | null | undefined {
  return outcome?.kind === 'confirmed' ? outcome.providerTransaction : undefined;
}

/** Payments, and what becomes of them when the wire fails. */
export const payRules: readonly Check[] = [
  rule('a payment is confirmed and booked once, exactly', async ({ subject, port, provider, payment, nameOf }) => {
    const request = payment();
    const outcome = await port.pay(request);
    const there = provider.books.findPayment(nameOf(request));
    return [
      ...expectSame('outcome', outcome.kind, 'confirmed'),
      ...expectSame('booked', booked(provider, nameOf(request)), once),
      ...expectSame('payments', provider.books.payments().length, 1),
      ...expectSame('number', transactionOf(outcome), tells('number')(subject) ? there?.transaction : null),
      ...(tells('accounts')(subject) ? expectSame('owed afterwards', (await port.debt(known)).kind, 'answered') : []),
    ];
  }),
  rule('a payment closes the oldest bill first', oldestFirst, tells('bills')),
  rule('a payment lowers the debt', debtLowered, tells('accounts')),
  rule('the longest references arrive whole', wholeReferences),
  rule('references that differ in one digit are two payments', async ({ port, provider, payment, nameOf }) => {
    const requests = ['2611200000000017', '2611200000000117', '2611201000000017', '2611210000000017'].map((reference) =>
      payment({ reference }),
    );
    for (const request of requests) await port.pay(request);
    const names = provider.books.payments().map((one) => one.reference);
    return expectSame('booked', names, requests.map(nameOf));
  }),
  rule('accounts keep their leading zeros when paid', async ({ port, provider, payment, nameOf }) => {
    const request = payment({ account: '00012345' });
    await port.pay(request);
    return [
      ...expectSame('booked', booked(provider, nameOf(request)), { ...once, account: '00012345' }),
      ...expectSame('the other account', provider.books.findAccount('12345')?.credit, 5_000n),
    ];
  }),
  rule('one qəpik and ten thousand million are the amounts they are', async ({ port, provider, payment }) => {
    const [least, most] = [payment({ amount: minor(1n) }), payment({ amount: minor(1_000_000_000_000n) })];
    return [
      ...expectSame('least', (await port.pay(least)).kind, 'confirmed'),
      ...expectSame('most', (await port.pay(most)).kind, 'confirmed'),
      ...expectSame(
        'booked',
        provider.books.payments().map((one) => one.amount),
        [1n, 1_000_000_000_000n],
      ),
    ];
  }),
  rule('a provider is paid in its own currency', async ({ subject, connect, addProvider, payment }) => {
    const other = addProvider({ currency: 'EUR' });
    const port = connect({ currency: 'EUR', endpoint: other.endpoint });
    const debt = tells('accounts')(subject) ? await port.debt(known) : undefined;
    return [
      ...expectSame('pay', (await port.pay(payment({ currency: 'EUR' }))).kind, 'confirmed'),
      ...(debt ? expectSame('currency', debt.kind === 'answered' ? debt.answer.currency : debt.kind, 'EUR') : []),
    ];
  }),
  rule('a repeat by reference books nothing and answers the same', async ({ port, provider, payment, nameOf }) => {
    const request = payment();
    const first = await port.pay(request);
    const repeats = await Promise.all(Array.from({ length: 5 }, () => port.pay({ ...request, repeat: true })));
    return [
      ...expectSame(
        'repeats',
        repeats,
        repeats.map(() => first),
      ),
      ...expectSame('booked', booked(provider, nameOf(request)), once),
    ];
  }),
  rule('ten first sendings at once book once', async ({ port, provider, payment, nameOf }) => {
    const request = payment();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => port.pay(request)));
    return [
      ...expectTrue(
        'not all are confirmed',
        outcomes.every((outcome) => outcome.kind === 'confirmed'),
      ),
      ...expectSame('booked', booked(provider, nameOf(request)), once),
    ];
  }),
  rule('a documented refusal is a rejection and books nothing', async ({ connect, addProvider, payment, port }) => {
    const bounded = addProvider({ minimum: minor(100n), maximum: minor(10_000n) });
    const to = connect({ endpoint: bounded.endpoint });
    const forbidden = addProvider({ faults: [{ fault: 'refuses-payments' }] });
    return [
      ...expectSame('no such account', (await port.pay(payment({ account: '987654321' }))).kind, 'rejected'),
      ...expectSame('too small', (await to.pay(payment({ amount: minor(99n) }))).kind, 'rejected'),
      ...expectSame('too large', (await to.pay(payment({ amount: minor(10_001n) }))).kind, 'rejected'),
      ...expectSame('forbidden', (await connect({ endpoint: forbidden.endpoint }).pay(payment())).kind, 'rejected'),
      ...expectSame(
        'booked',
        [bounded, forbidden].flatMap((one) => one.books.payments()),
        [],
      ),
    ];
  }),
  rule('a refused repeat decides nothing', async ({ port, provider, payment }) => {
    provider.faults.set([{ fault: 'refuses-payments' }]);
    return expectSame('outcome', (await port.pay(payment({ repeat: true }))).kind, 'unknown');
  }),
  rule('a closed account is never confirmed', async ({ port, provider, payment }) => {
    const { kind } = await port.pay(payment({ account: '400' }));
    return [
      ...expectTrue(`it is ${kind}`, kind === 'rejected' || kind === 'unknown'),
      ...expectSame('booked', provider.books.payments(), []),
    ];
  }),
  rule('nobody listens: certainly not sent', async ({ connect, payment }) => {
    const port = connect({ endpoint: await closedEndpoint() });
    return [
      ...expectSame('pay', (await port.pay(payment())).kind, 'not-sent'),
      ...expectSame('debt', (await port.debt(known)).kind, 'unavailable'),
      ...expectSame('status', (await port.status(payment())).kind, 'unknown'),
      ...(port.cancel
        ? expectSame('cancel', (await port.cancel(payment({ providerTransaction: '1' }))).kind, 'not-sent')
        : []),
    ];
  }),
  rule(
    'sent, done, no answer: unknown, then found, booked once',
    async ({ subject, connect, port, provider, payment, nameOf }) => {
      provider.faults.set([{ fault: 'apply-then-hang', operations: [bookingStep(subject)], timesEach: 1 }]);
      const request = payment();
      const first = await connect({ timeoutMs: 500 }).pay(request);
      const status = await port.status(request);
      const repeat = await port.pay({ ...request, repeat: true });
      return [
        ...expectSame('first', first.kind, 'unknown'),
        ...expectSame('status', status.kind, tellsStatus(subject) ? 'confirmed' : 'unknown'),
        ...expectSame('repeat', repeat.kind, 'confirmed'),
        ...expectSame('booked', booked(provider, nameOf(request)), once),
      ];
    },
  ),
  rule(
    'sent, not done, no answer: unknown, not found, then paid once',
    async ({ subject, connect, port, provider, payment, nameOf }) => {
      provider.faults.set([{ fault: 'hang', operations: [bookingStep(subject)], timesEach: 1 }]);
      const request = payment();
      const first = await connect({ timeoutMs: 500 }).pay(request);
      const status = await port.status(request);
      const repeat = await port.pay({ ...request, repeat: true });
      return [
        ...expectSame('first', first.kind, 'unknown'),
        ...expectSame('status', status.kind, tellsStatus(subject) ? 'not-found' : 'unknown'),
        ...expectSame('repeat', repeat.kind, 'confirmed'),
        ...expectSame('booked', booked(provider, nameOf(request)), once),
      ];
    },
  ),
  rule('a fault before the booking books nothing', async ({ connect, provider, payment }) => {
    const kinds = [];
    for (const fault of ['hang', 'reset', 'down']) {
      provider.faults.set([{ fault }]);
      kinds.push((await connect({ timeoutMs: 400 }).pay(payment())).kind);
    }
    return [
      ...expectSame('outcomes', kinds, ['unknown', 'unknown', 'unknown']),
      ...expectSame('booked', provider.books.payments(), []),
    ];
  }),
  rule('outcomes carry codes, never names, accounts or secrets (P21)', async ({ port, provider, payment, subject }) => {
    if (subject.chatter !== null) provider.faults.set([{ fault: subject.chatter }]);
    const request = payment();
    const outcomes = [
      await port.pay(request),
      await port.status(request),
      await port.pay(payment({ account: '987654321' })),
    ];
    const evidence = JSON.stringify(outcomes.map((outcome) => outcome.evidence));
    const secrets = [known.account, '987654321', request.reference, 'CANARY', ...Object.values(subject.settings)];
    return secrets
      .filter((secret) => secret.length > 6 && evidence.includes(secret))
      .map(() => 'evidence gives something away');
  }),
];

async function oldestFirst({ port, payment }: Bench): Promise<readonly string[]> {
  await port.pay(payment({ amount: minor(1_500n) }));
  const debt = await port.debt(known);
  const bills = debt.kind === 'answered' ? debt.answer.bills.map((bill) => [bill.number, bill.amount]) : [];
  return expectSame('open bills', bills, [['2026-10/81', 641n]]);
}

async function debtLowered({ port, payment }: Bench): Promise<readonly string[]> {
  await port.pay(payment({ amount: minor(1_500n) }));
  const debt = await port.debt(known);
  return expectSame('owed', debt.kind === 'answered' ? debt.answer.balance : debt.kind, 641n);
}

async function wholeReferences({ subject, port, provider, payment, nameOf }: Bench): Promise<readonly string[]> {
  const requests = subject.references.map((reference) => payment({ reference }));
  const outcomes = [];
  for (const request of requests) outcomes.push((await port.pay(request)).kind);
  const names = provider.books.payments().map((one) => one.reference);
  return [
    ...expectSame(
      'outcomes',
      outcomes,
      requests.map(() => 'confirmed'),
    ),
    ...expectSame('booked', names, requests.map(nameOf)),
  ];
}
