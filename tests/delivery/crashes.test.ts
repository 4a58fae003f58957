import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimDue } from '../../src/delivery/store.ts';
import { defaultDeliverySettings } from '../../src/delivery/model.ts';
import type { ReversePayment } from '../../src/payments/commands.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { answers, creditThen, deliverTo, fakeProvider, type FakeProvider } from '../support/fake-provider.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('delivery through crashes', () => {
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

  const gone = new Error('the worker is gone');
  const stop = () => Promise.reject(gone);
  const claim = () =>
    claimDue(books.database.db.sql, {
      providerId: books.gas,
      inquiry: 'status',
      limit: 10,
      worker: 'dead',
      now: books.clock.now(),
      leaseMs: 2 * minute,
    });

  it('refunds what was rejected while a reversal waited, although the worker died between the two', async () => {
    const payment = await desk.pay();
    provider.pay.push(async () => {
      await desk.reverse(payment);
      return answers.rejected;
    });
    await expect(deliverTo(books, provider, { reverse: stop }).run(books.gas)).rejects.toBe(gone);
    expect(await desk.stateOf(payment.id)).toBe('rejected');
    const heir = deliverTo(books, provider);
    expect(await heir.listDue()).toEqual([books.gas]);
    await heir.run(books.gas);
    expect(await desk.stateOf(payment.id)).toBe('reversed');
    expect(await heir.listDue()).toEqual([]);
  });

  it('frees leases and carries reversals out although the provider cannot be connected any more', async () => {
    const held = await desk.pay();
    const waiting = await desk.pay();
    await claim();
    await desk.reverse(waiting);
    await books.database.owner.sql.run(
      `UPDATE delivery SET state = 'accepted', lease_until = NULL WHERE payment_id = $1`,
      [waiting.id],
    );
    books.clock.advanceMs(3 * minute);
    const broken = new Error('no such protocol');
    const deliverer = deliverTo(books, provider, { connect: () => Promise.reject(broken) });
    await expect(deliverer.run(books.gas)).rejects.toBe(broken);
    expect(await desk.stateOf(held.id)).toBe('unknown');
    expect(await desk.stateOf(waiting.id)).toBe('reversed');
    expect(await deliverTo(books, provider, { connect: async () => undefined }).run(books.gas)).toBe(0);
    provider.credited.set(held.receiptNumber, 1);
    await deliverTo(books, provider).run(books.gas);
    expect(await desk.stateOf(held.id)).toBe('confirmed');
  });

  it('asks again, and credits once, when the worker dies with the answer in its hand', async () => {
    const payment = await desk.pay();
    await expect(deliverTo(books, provider, { resolve: stop }).run(books.gas)).rejects.toBe(gone);
    expect(await desk.stateOf(payment.id)).toBe('sending');
    books.clock.advanceMs(10 * minute);
    await deliverTo(books, provider).run(books.gas);
    expect(await desk.stateOf(payment.id)).toBe('confirmed');
    expect(provider.credited.get(payment.receiptNumber)).toBe(1);
  });

  it('sends again after such a death where repeats are safe, and the verifier knows that this is honest', async () => {
    provider = fakeProvider({ capabilities: [], repeatsAreSafe: true });
    const payment = await desk.pay();
    provider.pay.push(creditThen(provider, answers.confirmed('ONE')), () => answers.confirmed('ONE'));
    await expect(deliverTo(books, provider, { resolve: stop }).run(books.gas)).rejects.toBe(gone);
    books.clock.advanceMs(10 * minute);
    await deliverTo(books, provider).run(books.gas);
    expect(await desk.deliveryOf(payment.id)).toMatchObject({ state: 'confirmed', provider_transaction: 'ONE' });
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });

  it('carries on with everybody else when one reversal fails again and again, and says so in the end', async () => {
    const [poison, other] = [await desk.pay(), await desk.pay()];
    for (const payment of [poison, other]) {
      provider.pay.push(async () => {
        await desk.reverse(payment);
        return answers.rejected;
      });
    }
    await expect(deliverTo(books, provider, { reverse: stop }).run(books.gas)).rejects.toBe(gone);
    const next = await desk.pay();
    const reverse = (command: ReversePayment) =>
      command.payment.id === poison.id ? stop() : books.lane.reverse(command);
    await expect(deliverTo(books, provider, { reverse }).run(books.gas)).rejects.toBe(gone);
    const states = await Promise.all([poison, other, next].map((payment) => desk.stateOf(payment.id)));
    expect(states).toEqual(['rejected', 'reversed', 'confirmed']);
    await deliverTo(books, provider).run(books.gas);
    expect(await desk.stateOf(poison.id)).toBe('reversed');
  });

  it('lets the other attempts of a round end before it reports that one failed', async () => {
    const payments = await Promise.all([desk.pay(), desk.pay(), desk.pay()]);
    let failed = 0;
    const resolve: typeof books.lane.resolve = (command) => {
      failed += 1;
      return failed === 1 ? stop() : books.lane.resolve(command);
    };
    await expect(deliverTo(books, provider, { resolve }).run(books.gas)).rejects.toBe(gone);
    const states = await Promise.all(payments.map((payment) => desk.stateOf(payment.id)));
    expect(states.toSorted()).toEqual(['confirmed', 'confirmed', 'sending']);
    books.clock.advanceMs(10 * minute);
    await deliverTo(books, provider).run(books.gas);
  });

  it('does not send any more when its lease ran out before the first byte left', async () => {
    const payment = await desk.pay();
    const { db } = books.database;
    const rows: typeof db.sql.rows = async (text, params) => {
      const found = await db.sql.rows<never>(text, params);
      // The worker stands still between its claim and the call.
      if (text.includes('FOR UPDATE SKIP LOCKED')) books.clock.advanceMs(defaultDeliverySettings.leaseMs);
      return found;
    };
    const slow = deliverTo(books, provider, { db: { ...db, sql: { ...db.sql, rows } } });
    await slow.run(books.gas);
    expect(provider.received).toEqual([]);
    expect(await desk.stateOf(payment.id)).toBe('accepted');
    books.clock.advanceMs(hour);
    await deliverTo(books, provider).run(books.gas);
    expect(provider.credited.get(payment.receiptNumber)).toBe(1);
  });

  it('holds a lease longer than the longest time-out a provider may have', () => {
    const longestPayTimeoutMs = 120_000;
    expect(defaultDeliverySettings.leaseMs).toBeGreaterThan(longestPayTimeoutMs);
  });
});

describe('a cancel', () => {
  let books: Books;
  let desk: Desk;
  let provider: FakeProvider;
  const evidence = { providerCode: null, reason: 'scripted' };
  const unknown = () => ({ kind: 'unknown', evidence }) as const;
  const refused = () => ({ kind: 'refused', evidence }) as const;

  beforeAll(async () => {
    books = await makeBooks();
    desk = deskOf(books);
  });
  beforeEach(() => {
    provider = fakeProvider();
  });
  afterAll(() => books.close());

  const confirmedThenAsked = async () => {
    const payment = await desk.pay();
    await deliverTo(books, provider).run(books.gas);
    expect(await desk.reverse(payment)).toMatchObject({ kind: 'pending' });
    return payment;
  };
  const runAfter = async (ms: number) => {
    books.clock.advanceMs(ms);
    await deliverTo(books, provider).run(books.gas);
  };

  it('that was refused after one without an answer is decided by the status: it may have been the first that worked', async () => {
    const payment = await confirmedThenAsked();
    provider.cancel.push(unknown, refused);
    provider.status.push(() => answers.rejected);
    await runAfter(0);
    await runAfter(minute);
    expect(await desk.stateOf(payment.id)).toBe('reversed');
  });

  it('that was refused after one whose worker died with the answer is decided by the status', async () => {
    const payment = await confirmedThenAsked();
    const gone = new Error('the worker is gone');
    await expect(deliverTo(books, provider, { resolve: () => Promise.reject(gone) }).run(books.gas)).rejects.toBe(gone);
    provider.cancel.push(refused);
    provider.status.push(() => answers.rejected);
    await runAfter(hour);
    expect(await desk.stateOf(payment.id)).toBe('reversed');
  });

  it('that was refused after one without an answer stays refused where the payment still stands', async () => {
    const payment = await confirmedThenAsked();
    provider.cancel.push(unknown, refused);
    await runAfter(0);
    await runAfter(minute);
    expect(await desk.deliveryOf(payment.id)).toMatchObject({ state: 'confirmed', reversal_requested: false });
  });

  it('stays open while neither its refusal nor the status proves anything', async () => {
    const payment = await confirmedThenAsked();
    provider.cancel.push(unknown, refused);
    provider.status.push(() => answers.unknown);
    await runAfter(0);
    await runAfter(minute);
    expect(await desk.deliveryOf(payment.id)).toMatchObject({ state: 'confirmed', reversal_requested: true });
    await runAfter(hour);
    expect(await desk.stateOf(payment.id)).toBe('reversed');
  });

  it('without an answer for a day comes before a person', async () => {
    const payment = await confirmedThenAsked();
    provider.cancel.push(...Array.from({ length: 100 }, () => unknown));
    for (let hours = 0; hours < 25; hours += 1) await runAfter(hour);
    await deliverTo(books, provider).raiseAlarms();
    expect(await desk.casesOf(payment.id)).toEqual(['stuck_unknown']);
    provider.cancel.length = 0;
    await runAfter(hour);
    expect(await desk.stateOf(payment.id)).toBe('reversed');
  });

  it('is not needed where the provider has never heard of the payment: a final "not found" gives the money back', async () => {
    provider = fakeProvider({ notFoundIsFinalAfterMs: 10 * minute });
    const payment = await desk.pay();
    provider.pay.push(() => answers.unknown);
    await deliverTo(books, provider).run(books.gas);
    expect(await desk.reverse(payment)).toMatchObject({ kind: 'pending' });
    await runAfter(11 * minute);
    expect(await desk.stateOf(payment.id)).toBe('reversed');
    expect(provider.received).toEqual([payment.receiptNumber]);
  });

  it('leaves books in which the verifier finds nothing', async () => {
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });
});
