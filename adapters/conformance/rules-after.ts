import type { Bench } from './bench.ts';
import { expectSame, rule, type Check } from './check.ts';
import { bookingStep, tellsStatus } from './subject.ts';

const cancels = ({ adapter }: { adapter: Bench['subject']['adapter'] }): boolean =>
  adapter.metadata.capabilities.includes('cancel');

/** What comes after a payment: its status, its cancellation, and the provider's books against ours. */
export const afterRules: readonly Check[] = [
  rule('a status is found or not found, and moves nothing', statusOnly, tellsStatus),
  rule('a status that contradicts the payment decides nothing (P19)', statusContradicts, tellsStatus),
  rule(
    'asked again by a repeat, a refusal that contradicts the payment decides nothing (P19)',
    repeatContradicts,
    (subject) => !tellsStatus(subject),
  ),
  rule('a provider without a status is never asked for one', statusUnsupported, (subject) => !tellsStatus(subject)),
  rule('accepted but not finished stays open', async ({ subject, port, provider, payment }) => {
    provider.faults.set([{ fault: 'answers-pending', operations: ['pay', bookingStep(subject)] }]);
    const request = payment();
    return [
      ...expectSame('pay', (await port.pay(request)).kind, 'unknown'),
      ...expectSame('status', (await port.status(request)).kind, tellsStatus(subject) ? 'confirmed' : 'unknown'),
    ];
  }),
  rule('a repeat with another sum is never taken for the first', async ({ port, provider, payment, nameOf }) => {
    const request = payment();
    await port.pay(request);
    const other = await port.pay({ ...request, amount: (request.amount + 1n) as typeof request.amount });
    return [
      ...expectSame('outcome', other.kind, 'unknown'),
      ...expectSame('booked', provider.books.findPayment(nameOf(request))?.amount, request.amount),
    ];
  }),
  rule(
    'the books name a credit on check, a double credit and another sum',
    async ({ port, provider, payment, nameOf }) => {
      const request = payment();
      const osmp = provider.faults;
      osmp.set([{ fault: 'double-credit' }]);
      await port.pay(request);
      await port.pay(request);
      provider.books.credit({ ...payment(), bookedAt: request.acceptedAt });
      const ours = {
        ...request,
        reference: nameOf(request),
        amount: (request.amount + 1n) as typeof request.amount,
        booked: 'yes' as const,
      };
      const missing = { ...payment(), booked: 'yes' as const };
      const kinds = provider.books.differences([ours, missing]).map((difference) => difference.kind);
      return expectSame('differences', kinds, ['amount-differs', 'credited-twice', 'missing-there', 'missing-here']);
    },
  ),
  rule('a cancellation takes the payment back, once', cancelOnce, cancels),
  rule('a refused cancellation leaves the payment', cancelRefused, cancels),
  rule('a cancellation without an answer is unknown', cancelUnknown, cancels),
];

async function statusOnly({ port, provider, payment }: Bench): Promise<readonly string[]> {
  const [paid, never] = [payment(), payment()];
  const outcome = await port.pay(paid);
  const status = await port.status(paid);
  return [
    ...expectSame('paid', status, outcome),
    ...expectSame('never sent', (await port.status(never)).kind, 'not-found'),
    ...expectSame('booked', provider.books.payments().length, 1),
  ];
}

async function statusContradicts({ port, provider, payment }: Bench): Promise<readonly string[]> {
  const request = payment();
  await port.pay(request);
  provider.faults.set([{ fault: 'status-denies' }]);
  const denied = await port.status(request);
  provider.faults.set([{ fault: 'wrong-amount' }]);
  const other = await port.status(request);
  return [...expectSame('denied', denied.kind, 'not-found'), ...expectSame('another sum', other.kind, 'unknown')];
}

/** Where there is no status, a repeat asks: here of books in which the first sending never came to be. */
async function repeatContradicts({
  subject,
  port,
  provider,
  payment,
  addProvider,
  connect,
  nameOf,
}: Bench): Promise<readonly string[]> {
  const request = payment();
  provider.faults.set([{ fault: 'apply-then-500', operations: [bookingStep(subject)] }]);
  const first = await port.pay(request);
  const other = addProvider({ faults: [{ fault: 'refuses-payments' }] });
  const again = await connect({ endpoint: other.endpoint }).pay({ ...request, repeat: true });
  return [
    ...expectSame('first', first.kind, 'unknown'),
    ...expectSame('again', again.kind, 'unknown'),
    ...expectSame('booked', provider.books.findPayment(nameOf(request))?.credits, 1),
  ];
}

async function statusUnsupported({ port, provider, payment }: Bench): Promise<readonly string[]> {
  const request = payment();
  await port.pay(request);
  return [
    ...expectSame('status', (await port.status(request)).kind, 'unknown'),
    ...expectSame('asked', provider.calls('status'), 0),
    ...expectSame('traits', port.traits?.capabilities.includes('status'), false),
  ];
}

async function cancelOnce({ port, provider, payment, nameOf }: Bench): Promise<readonly string[]> {
  const request = payment();
  const before = provider.books.findAccount(request.account);
  const paid = await port.pay(request);
  const providerTransaction = paid.kind === 'confirmed' ? paid.providerTransaction : null;
  const first = await port.cancel?.({ ...request, providerTransaction });
  const second = await port.cancel?.({ ...request, providerTransaction });
  const balance = await port.debt(request);
  return [
    ...expectSame('first', first?.kind, 'cancelled'),
    ...expectSame('second', second?.kind, 'cancelled'),
    ...expectSame('cancelled there', provider.books.findPayment(nameOf(request))?.cancelled, true),
    ...expectSame('owed again', balance.kind === 'answered' ? balance.answer.balance : balance.kind, 2_141n),
    ...expectSame('account', before?.number, request.account),
  ];
}

async function cancelRefused({ port, provider, payment }: Bench): Promise<readonly string[]> {
  const request = payment();
  await port.pay(request);
  provider.faults.set([{ fault: 'refuses-cancel' }]);
  const refused = await port.cancel?.(request);
  provider.faults.clear();
  return [
    ...expectSame('outcome', refused?.kind, 'refused'),
    ...expectSame('status', (await port.status(request)).kind, 'confirmed'),
  ];
}

async function cancelUnknown({ connect, port, provider, payment }: Bench): Promise<readonly string[]> {
  const request = payment();
  const paid = await port.pay(request);
  const providerTransaction = paid.kind === 'confirmed' ? paid.providerTransaction : null;
  provider.faults.set([{ fault: 'apply-then-hang', operations: ['cancel'], times: 1 }]);
  const silent = await connect({ timeoutMs: 500 }).cancel?.({ ...request, providerTransaction });
  const again = await port.cancel?.({ ...request, providerTransaction });
  return [...expectSame('silence', silent?.kind, 'unknown'), ...expectSame('asked again', again?.kind, 'cancelled')];
}
