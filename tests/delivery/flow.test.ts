import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimAll } from '../../src/delivery/store.ts';
import { LaneUnavailable } from '../../src/engine/lane.ts';
import type { PayOutcome, PayRequest } from '../../src/kernel/adapter.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { answers, deliverTo, fakeProvider, type FakeProvider } from '../support/fake-provider.ts';

const minute = 60_000;
/** As `deliverTo` connects the gas company. */
const most = 4;

describe('the flow of deliveries', () => {
  let books: Books;
  let desk: Desk;
  let provider: FakeProvider;
  /** Answers of payments that the test holds back, by reference. */
  let held: Map<string, (outcome: PayOutcome) => void>;
  let underWay: number;
  let peak: number;

  beforeAll(async () => {
    books = await makeBooks();
    await books.lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: -100_000_000n });
    desk = deskOf(books);
  });
  beforeEach(() => {
    held = new Map();
    [underWay, peak] = [0, 0];
    provider = fakeProvider();
    const { pay } = provider.port;
    provider = {
      ...provider,
      port: {
        ...provider.port,
        async pay(request) {
          underWay += 1;
          peak = Math.max(peak, underWay);
          await turn();
          const outcome = await pay(request);
          underWay -= 1;
          return outcome;
        },
      },
    };
  });
  afterEach(() => findNothing());
  afterAll(() => books.close());
  const findNothing = async () => {
    const { findings } = await verifyBooks({ db: books.database.db, clock: books.clock });
    if (findings.length > 0) throw new Error(JSON.stringify(findings));
  };

  const holdBack = ({ reference }: PayRequest) =>
    new Promise<PayOutcome>((resolve) => {
      held.set(reference, resolve);
    });
  const until = async (condition: () => boolean | Promise<boolean>) => {
    while (!(await condition())) await turn();
  };
  const payMany = async (count: number) => {
    const payments = [];
    for (let n = 0; n < count; n += 1) payments.push(await desk.pay());
    return payments;
  };
  const letGo = (reference: string) => held.get(reference)?.(answers.confirmed(`P${reference}`));

  it('lets one slow payment hold nobody back, and never has more under way than the provider allows', async () => {
    const payments = await payMany(12);
    provider.pay.push(holdBack);
    const run = deliverTo(books, provider).run(books.gas);
    const slow = payments[0]?.receiptNumber ?? '';
    const others = payments.slice(1);
    await until(async () =>
      (await Promise.all(others.map(({ id }) => desk.stateOf(id)))).every((s) => s === 'confirmed'),
    );
    expect(await desk.stateOf(payments[0]?.id ?? '')).toBe('sending');
    letGo(slow);
    expect(await run).toBe(12);
    expect(peak).toBe(most);
  });

  it('takes the oldest acceptance first, whatever was tried when', async () => {
    const payments = await payMany(3);
    provider.pay.push(() => answers.notSent);
    const deliverer = deliverTo(books, provider, {
      connect: async (providerId) => ({ ...provider, providerId, maxConcurrency: 1 }),
    });
    await deliverer.run(books.gas);
    books.clock.advanceMs(minute);
    payments.push(...(await payMany(2)));
    const [first, second, third, ...later] = payments.map((payment) => payment.receiptNumber);
    expect(provider.received).toEqual([first, second, third]);
    provider.received.length = 0;
    await deliverer.run(books.gas);
    expect(provider.received).toEqual([first, ...later]);
  });

  it('joins a run that is under way, which then finds what came meanwhile', async () => {
    const [first] = await payMany(1);
    provider.pay.push(holdBack);
    const deliverer = deliverTo(books, provider);
    const run = deliverer.run(books.gas);
    await until(() => held.size === 1);
    const [second] = await payMany(1);
    const joined = deliverer.run(books.gas);
    await until(async () => (await desk.stateOf(second?.id ?? '')) === 'confirmed');
    letGo(first?.receiptNumber ?? '');
    expect(await Promise.all([run, joined])).toEqual([2, 2]);
    expect(await deliverer.run(books.gas)).toBe(0);
  });

  it('claims for several providers in one statement, for each no more than it asks', async () => {
    const gas = await payMany(3);
    const water = await desk.pay(1000, { providerId: books.water });
    const wish = { inquiry: 'status', limit: 2 } as const;
    const claimant = { worker: 'w', now: books.clock.now(), leaseMs: minute };
    const wishes = [books.water, books.gas, books.bank].map((providerId) => ({ ...wish, providerId }));
    const claims = await claimAll(books.database.db.sql, wishes, claimant);
    expect(claims.map((some) => some.map((claim) => claim.paymentId))).toEqual([
      [water.id],
      gas.slice(0, 2).map(({ id }) => id),
      [],
    ]);
    books.clock.advanceMs(10 * minute);
    for (const { receiptNumber } of [...gas, water]) provider.credited.set(receiptNumber, 1);
    const heir = deliverTo(books, provider);
    await Promise.all([heir.run(books.gas), heir.run(books.water)]);
  });

  it('writes the evidence of an attempt with what became of it, also when a later attempt owns the delivery', async () => {
    const payment = await desk.pay();
    provider.pay.push(holdBack);
    const late = deliverTo(books, provider, { worker: 'late' }).run(books.gas);
    await until(() => held.size === 1);
    books.clock.advanceMs(10 * minute);
    provider.status.push(() => answers.rejected);
    await deliverTo(books, provider, { worker: 'heir' }).run(books.gas);
    expect(await desk.stateOf(payment.id)).toBe('rejected');
    held.get(payment.receiptNumber)?.({ kind: 'unknown', evidence: { providerCode: 'A\u0000B', reason: 'timeout' } });
    await late;
    const rows = await books.database.db.sql.rows<{ row: string }>(
      `SELECT concat_ws(' ', attempt_no, event, kind, worker, outcome, provider_code, reason) AS row FROM delivery_attempt
        WHERE payment_id = $1 ORDER BY attempt_no, event DESC`,
      [payment.id],
    );
    expect(rows.map(({ row }) => row)).toEqual([
      '1 started pay late',
      '1 ended pay late unknown A?B timeout',
      '2 started status heir',
      '2 ended status heir rejected scripted',
    ]);
    expect(await desk.stateOf(payment.id)).toBe('rejected');
  });

  it('books an answer again that the lane was too busy to take', async () => {
    const payment = await desk.pay();
    const pauses: number[] = [];
    let refusals = 2;
    const resolve: typeof books.lane.resolve = async (command) => {
      refusals -= 1;
      if (refusals >= 0) throw new LaneUnavailable('the queue is full');
      return books.lane.resolve(command);
    };
    const pause = async (ms: number) => void pauses.push(ms);
    expect(await deliverTo(books, provider, { resolve, pause }).run(books.gas)).toBe(1);
    expect(await desk.stateOf(payment.id)).toBe('confirmed');
    expect(pauses).toEqual([100, 200]);
  });

  it('lengthens pauses by chance, so that what failed together does not come back together', async () => {
    const payment = await desk.pay();
    provider.pay.push(() => answers.notSent);
    await deliverTo(books, provider, { random: () => 0.5 }).run(books.gas);
    const due = (await desk.deliveryOf(payment.id)).next_action_at?.getTime() ?? 0;
    expect(due - books.clock.now().getTime()).toBe(2_250);
    books.clock.advanceMs(minute);
    await deliverTo(books, provider).run(books.gas);
  });
});
