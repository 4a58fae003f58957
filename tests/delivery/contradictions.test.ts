import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ResolveDelivery } from '../../src/payments/commands.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { answers, deliverTo, fakeProvider, type FakeProvider } from '../support/fake-provider.ts';

describe('an answer that contradicts an earlier one', () => {
  let books: Books;
  let desk: Desk;
  let provider: FakeProvider;

  beforeAll(async () => {
    books = await makeBooks();
    await books.lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: -100_000_000n });
    desk = deskOf(books);
  });
  beforeEach(() => {
    provider = fakeProvider();
  });
  afterAll(() => books.close());

  const said = (
    payment: { id: string; settlementDay: string },
    outcome: ResolveDelivery['outcome'],
    providerTransaction: string | null,
  ) =>
    books.lane.resolve({
      payment: { id: payment.id, settlementDay: payment.settlementDay },
      attemptNo: 1,
      outcome,
      providerTransaction,
      canCancel: true,
      caseId: books.ids.uuid(),
      attemptEnd: null,
    });
  const rejected = async () => {
    const payment = await desk.pay();
    provider.pay.push(() => answers.rejected);
    await deliverTo(books, provider).run(books.gas);
    return payment;
  };

  it('does not give money back that a late success has made the provider’s', async () => {
    const payment = await rejected();
    const refundable = await desk.balanceOf('payer_refundable');
    expect(await said(payment, 'confirmed', 'LATE-1')).toEqual({ kind: 'late-success' });
    const agent = await desk.balanceOf('agent_position', books.bank);
    expect(await desk.reverse(payment)).toEqual({ kind: 'refused', code: 'not_reversible' });
    expect(await desk.balanceOf('agent_position', books.bank)).toBe(agent);
    expect(await desk.balanceOf('payer_refundable')).toBe(refundable - 1000n);
    expect(await desk.deliveryOf(payment.id)).toMatchObject({ state: 'rejected', provider_transaction: 'LATE-1' });
  });

  it('ends a reversal that waits for its refund when the late success is first', async () => {
    const payment = await desk.pay();
    provider.pay.push(async () => {
      await desk.reverse(payment);
      return answers.rejected;
    });
    const stopped = new Error('the worker dies before it carries the refund out');
    const deliverer = deliverTo(books, provider, { reverse: () => Promise.reject(stopped) });
    await expect(deliverer.run(books.gas)).rejects.toBe(stopped);
    expect(await said(payment, 'confirmed', 'LATE-2')).toEqual({ kind: 'late-success' });
    await deliverTo(books, provider).run(books.gas);
    expect(await desk.deliveryOf(payment.id)).toMatchObject({ state: 'rejected', reversal_requested: false });
    expect(await desk.reverse(payment)).toEqual({ kind: 'refused', code: 'not_reversible' });
  });

  it('asks a person when a late success names a number that proves another payment', async () => {
    const first = await desk.pay();
    provider.pay.push(() => answers.confirmed('TAKEN'));
    await deliverTo(books, provider).run(books.gas);
    const payment = await rejected();
    const payable = await desk.balanceOf('provider_payable');
    expect(await said(payment, 'confirmed', 'TAKEN')).toEqual({ kind: 'contradiction' });
    expect(await desk.casesOf(payment.id)).toEqual(['integrity']);
    expect(await desk.balanceOf('provider_payable')).toBe(payable);
    expect(await desk.stateOf(first.id)).toBe('confirmed');
  });

  it('asks a person when a provider confirms one payment under two numbers: it may have credited it twice', async () => {
    const payment = await desk.pay();
    await deliverTo(books, provider).run(books.gas);
    expect(await said(payment, 'confirmed', `P${payment.receiptNumber}`)).toEqual({ kind: 'already' });
    expect(await desk.casesOf(payment.id)).toEqual([]);
    expect(await said(payment, 'confirmed', 'ANOTHER')).toEqual({ kind: 'already' });
    expect(await desk.casesOf(payment.id)).toEqual(['integrity']);
  });

  it('takes a late copy of the success for nothing new once the payment is cancelled', async () => {
    const payment = await desk.pay();
    provider.pay.push(() => answers.confirmed(null));
    await deliverTo(books, provider).run(books.gas);
    await desk.reverse(payment);
    await deliverTo(books, provider).run(books.gas);
    expect(await desk.stateOf(payment.id)).toBe('reversed');
    expect(await said(payment, 'confirmed', null)).toEqual({ kind: 'already' });
    expect(await desk.casesOf(payment.id)).toEqual([]);
  });

  it('opens a case when a provider claims what was reversed before it was sent, and moves nothing', async () => {
    const payment = await desk.pay();
    await desk.reverse(payment);
    const payable = await desk.balanceOf('provider_payable');
    expect(await said(payment, 'confirmed', 'CLAIMED')).toEqual({ kind: 'late-success' });
    expect(await desk.casesOf(payment.id)).toEqual(['late_success']);
    expect(await desk.balanceOf('provider_payable')).toBe(payable);
  });

  it('leaves books in which the verifier finds nothing', async () => {
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });
});
