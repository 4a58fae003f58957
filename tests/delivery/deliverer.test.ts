import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimDue, releaseAll } from '../../src/delivery/store.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { answers, creditThen, deliverTo, fakeProvider, type FakeProvider } from '../support/fake-provider.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('delivery', () => {
  let books: Books;
  let provider: FakeProvider;

  beforeAll(async () => {
    books = await makeBooks();
    await books.lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: -100_000_000n });
  });
  beforeEach(() => {
    provider = fakeProvider();
  });
  afterAll(() => books.close());

  const pay = async (amount = 1000) => {
    const outcome = await books.lane.accept(await books.basket([amount]));
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    const line = outcome.basket.payments[0];
    if (!line) throw new Error('no line');
    return line;
  };
  const row = async (paymentId: string) => {
    const found = await books.database.db.sql.first<{
      state: string;
      attempt_no: number;
      next_action_at: Date | null;
      provider_transaction: string | null;
      reversal_requested: boolean;
    }>('SELECT * FROM delivery WHERE payment_id = $1', [paymentId]);
    if (!found) throw new Error('no delivery');
    return found;
  };
  const stateOf = async (paymentId: string) => (await row(paymentId)).state;
  const reverse = (payment: { id: string; settlementDay: string }, canCancel = true) =>
    books.lane.reverse({ payment, agentId: books.bank, requestedBy: 'teller', reason: 'test', canCancel });

  it('confirms what the provider credited, under its own number', async () => {
    const payment = await pay();
    expect(await deliverTo(books, provider).run(books.gas)).toBe(1);
    expect(await row(payment.id)).toMatchObject({
      state: 'confirmed',
      provider_transaction: `P${payment.receiptNumber}`,
    });
    expect(provider.received).toEqual([payment.receiptNumber]);
  });

  it('sends again, later, what was certainly not sent', async () => {
    const payment = await pay();
    provider.pay.push(() => answers.notSent);
    const deliverer = deliverTo(books, provider);
    await deliverer.run(books.gas);
    expect(await stateOf(payment.id)).toBe('accepted');
    expect(await deliverer.run(books.gas)).toBe(0);
    books.clock.advanceMs(minute);
    await deliverer.run(books.gas);
    expect(await stateOf(payment.id)).toBe('confirmed');
  });

  it('asks and never sends again when an attempt may have arrived', async () => {
    const payment = await pay();
    provider.pay.push(creditThen(provider, answers.unknown));
    const deliverer = deliverTo(books, provider);
    await deliverer.run(books.gas);
    expect(await stateOf(payment.id)).toBe('unknown');
    books.clock.advanceMs(hour);
    await deliverer.run(books.gas);
    expect(await stateOf(payment.id)).toBe('confirmed');
    expect(provider.received).toHaveLength(1);
    expect(provider.credited.get(payment.receiptNumber)).toBe(1);
  });

  it('keeps asking while "not found" proves nothing, with growing pauses', async () => {
    const payment = await pay();
    provider.pay.push(() => answers.unknown);
    const deliverer = deliverTo(books, provider);
    await deliverer.run(books.gas);
    const pauses: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const due = (await row(payment.id)).next_action_at?.getTime() ?? 0;
      pauses.push(due - books.clock.now().getTime());
      books.clock.set(new Date(due));
      await deliverer.run(books.gas);
    }
    expect(await stateOf(payment.id)).toBe('unknown');
    expect(pauses).toEqual([40_000, 2 * minute, 10 * minute, hour]);
    expect(provider.received).toHaveLength(1);
    provider.status.push(() => answers.rejected);
    books.clock.advanceMs(hour);
    await deliverer.run(books.gas);
    expect(await stateOf(payment.id)).toBe('rejected');
  });

  it('sends again after "not found" where the provider takes repeats safely', async () => {
    provider = fakeProvider({ repeatsAreSafe: true });
    const payment = await pay();
    provider.pay.push(() => answers.unknown);
    const deliverer = deliverTo(books, provider);
    await deliverer.run(books.gas);
    books.clock.advanceMs(minute);
    await deliverer.run(books.gas);
    expect(await stateOf(payment.id)).toBe('confirmed');
    expect(provider.received).toEqual([payment.receiptNumber, payment.receiptNumber]);
  });

  it('takes a refusal of a repeat for no refusal of the first attempt', async () => {
    provider = fakeProvider({ capabilities: [], repeatsAreSafe: true });
    const payment = await pay();
    provider.pay.push(creditThen(provider, answers.unknown), () => answers.rejected);
    const deliverer = deliverTo(books, provider);
    await deliverer.run(books.gas);
    books.clock.advanceMs(minute);
    await deliverer.run(books.gas);
    expect(await stateOf(payment.id)).toBe('unknown');
    provider.pay.push(() => answers.confirmed('FIRST'));
    books.clock.advanceMs(hour);
    await deliverer.run(books.gas);
    expect(await row(payment.id)).toMatchObject({ state: 'confirmed', provider_transaction: 'FIRST' });
  });

  it('rejects on a documented refusal, and refunds through the agent when asked', async () => {
    const payment = await pay();
    provider.pay.push(() => answers.rejected);
    await deliverTo(books, provider).run(books.gas);
    expect(await stateOf(payment.id)).toBe('rejected');
    expect(await reverse(payment)).toMatchObject({ kind: 'reversed' });
    expect(await stateOf(payment.id)).toBe('reversed');
  });

  it('makes an attempt unknown when its worker died, and fences the dead worker off', async () => {
    const payment = await pay();
    const [claim] = await claimDue(books.database.db.sql, {
      providerId: books.gas,
      inquiry: 'status',
      limit: 10,
      worker: 'dead',
      now: books.clock.now(),
      leaseMs: 2 * minute,
    });
    if (!claim) throw new Error('nothing claimed');
    provider.credited.set(payment.receiptNumber, 1);
    books.clock.advanceMs(2 * minute);
    await deliverTo(books, provider, { worker: 'heir' }).run(books.gas);
    expect(await stateOf(payment.id)).toBe('confirmed');
    const now = books.clock.now();
    const late = {
      claim,
      to: 'accepted',
      nextActionAt: now,
      resendAllowed: false,
      isExpected: false,
      failures: 0,
      end: null,
      now,
    } as const;
    expect(await releaseAll(books.database.db.sql, [late])).toEqual([false]);
    const answer = await books.lane.resolve({
      payment: { id: payment.id, settlementDay: payment.settlementDay },
      attemptNo: claim.attemptNo,
      outcome: 'rejected',
      providerTransaction: null,
      canCancel: true,
      caseId: books.ids.uuid(),
      attemptEnd: null,
    });
    expect(answer.kind).toBe('stale');
    expect(await stateOf(payment.id)).toBe('confirmed');
  });

  it('gives each due payment to one of two workers', async () => {
    const payments = await Promise.all(Array.from({ length: 12 }, () => pay()));
    await Promise.all([
      deliverTo(books, provider).run(books.gas),
      deliverTo(books, provider, { worker: 'worker-2' }).run(books.gas),
    ]);
    expect(provider.received.toSorted()).toEqual(payments.map((payment) => payment.receiptNumber).toSorted());
  });

  it('lets a reversal wait for the answer: refused and refunded, or confirmed and cancelled', async () => {
    const refused = await pay();
    provider.pay.push(async () => {
      expect(await reverse(refused)).toMatchObject({ kind: 'pending' });
      return answers.rejected;
    });
    const deliverer = deliverTo(books, provider);
    await deliverer.run(books.gas);
    expect(await stateOf(refused.id)).toBe('reversed');

    const taken = await pay();
    provider.pay.push(async (request) => {
      expect(await reverse(taken)).toMatchObject({ kind: 'pending' });
      return answers.confirmed(`P${request.reference}`);
    });
    await deliverer.run(books.gas);
    expect(await stateOf(taken.id)).toBe('reversed');
  });

  it('keeps a payment confirmed when the provider refuses the cancel', async () => {
    const payment = await pay();
    const deliverer = deliverTo(books, provider);
    await deliverer.run(books.gas);
    expect(await reverse(payment)).toMatchObject({ kind: 'pending' });
    provider.cancel.push(() => ({ kind: 'refused', evidence: { providerCode: '77', reason: 'refused' } }));
    await deliverer.run(books.gas);
    expect(await row(payment.id)).toMatchObject({
      state: 'confirmed',
      reversal_requested: false,
      next_action_at: null,
    });
    expect(await reverse(payment)).toEqual({ kind: 'refused', code: 'not_reversible' });
  });

  it('lets exactly one of reversal and delivery win, in whichever order they come', async () => {
    provider = fakeProvider({ capabilities: ['status'] });
    for (let round = 0; round < 10; round += 1) {
      const payment = await pay();
      const [outcome] = await Promise.all([reverse(payment, false), deliverTo(books, provider).run(books.gas)]);
      await deliverTo(books, provider).run(books.gas);
      const wasCredited = provider.credited.has(payment.receiptNumber);
      const state = await stateOf(payment.id);
      expect([state, wasCredited]).toEqual(outcome.kind === 'reversed' ? ['reversed', false] : ['confirmed', true]);
    }
  });

  it("asks a person when a provider's number already proves another payment", async () => {
    const first = await pay();
    const second = await pay();
    provider.pay.push(
      () => answers.confirmed('SAME'),
      () => answers.confirmed('SAME'),
    );
    await deliverTo(books, provider).run(books.gas);
    const states = await Promise.all([stateOf(first.id), stateOf(second.id)]);
    expect(states.toSorted()).toEqual(['confirmed', 'unknown']);
    const cases = await books.database.db.sql.rows(`SELECT 1 AS one FROM review_case WHERE kind = 'integrity'`);
    expect(cases).toHaveLength(1);
  });

  it('books a success that comes after the rejection without changing the state, and opens a case', async () => {
    const payment = await pay();
    provider.pay.push(() => answers.rejected);
    await deliverTo(books, provider).run(books.gas);
    const late = {
      payment: { id: payment.id, settlementDay: payment.settlementDay },
      attemptNo: 1,
      outcome: 'confirmed' as const,
      providerTransaction: 'LATE',
      canCancel: true,
      caseId: books.ids.uuid(),
      attemptEnd: null,
    };
    expect(await books.lane.resolve(late)).toEqual({ kind: 'late-success' });
    expect(await books.lane.resolve(late)).toEqual({ kind: 'already' });
    expect(await stateOf(payment.id)).toBe('rejected');
  });

  it('leaves a failing provider alone for a while and takes nothing unsent for unknown', async () => {
    const payments = await Promise.all(Array.from({ length: 16 }, () => pay()));
    provider.pay.push(...Array.from({ length: 16 }, () => () => answers.notSent));
    await deliverTo(books, provider).run(books.gas);
    expect(provider.received.length).toBeLessThan(16);
    const states = await Promise.all(payments.map((payment) => stateOf(payment.id)));
    expect(new Set(states)).toEqual(new Set(['accepted']));
  });

  it('raises an alarm for what has been unknown for a day, once', async () => {
    const deliverer = deliverTo(books, fakeProvider());
    books.clock.advanceMs(25 * hour);
    expect(await deliverer.raiseAlarms()).toBeGreaterThan(0);
    expect(await deliverer.raiseAlarms()).toBe(0);
  });

  it('leaves books in which the verifier finds nothing', async () => {
    await deliverTo(books, fakeProvider()).run(books.gas);
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });
});
