import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { deliverTo, fakeProvider } from '../support/fake-provider.ts';

/** Seeds for each order in which the two are begun. */
const numRuns = 50;

describe('a reversal that races the delivery', () => {
  let books: Books;
  let desk: Desk;
  beforeAll(async () => {
    books = await makeBooks();
    await books.lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: -100_000_000n });
    desk = deskOf(books);
  });
  afterAll(() => books.close());

  /** What became of one payment whose reversal begins beside the `at`-th step of its delivery. */
  async function race(scheduler: fc.Scheduler, plan: { at: number; canCancel: boolean; first: string }) {
    const { at, canCancel, first } = plan;
    const payment = await desk.pay();
    const provider = fakeProvider({ capabilities: canCancel ? ['status', 'cancel'] : ['status'] });
    const { db } = books.database;
    let steps = 0;
    let reversing: ReturnType<Desk['reverse']> | undefined;
    const reverse = scheduler.scheduleFunction(() => desk.reverse(payment, canCancel));
    /** Both wait for the scheduler at the same moment, and it says which goes first. */
    const step = <A extends unknown[], T>(act: (...args: A) => Promise<T>) => {
      const scheduled = scheduler.scheduleFunction(act);
      return (...args: A): Promise<T> => {
        const isMeeting = steps === at;
        steps += 1;
        if (isMeeting && first === 'reversal') reversing = reverse();
        const acting = scheduled(...args);
        if (isMeeting && first === 'delivery') reversing = reverse();
        return acting;
      };
    };
    const { port } = provider;
    const deliverer = deliverTo(
      books,
      { ...provider, port: { ...port, pay: step(port.pay), ...(port.cancel ? { cancel: step(port.cancel) } : {}) } },
      {
        db: { ...db, sql: { ...db.sql, rows: step(db.sql.rows) as typeof db.sql.rows } },
        resolve: step(books.lane.resolve),
        reverse: step(books.lane.reverse),
      },
    );
    await scheduler.waitFor(deliverer.run(books.gas));
    reversing ??= reverse();
    const outcome = await scheduler.waitFor(reversing);
    await deliverTo(books, provider).run(books.gas);
    return {
      outcome,
      isCredited: provider.credited.has(payment.receiptNumber),
      row: await desk.deliveryOf(payment.id),
    };
  }

  it.each(['reversal', 'delivery'] as const)(
    'is won by exactly one of them, however they interleave (%s begun first)',
    async (first) => {
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.nat(5), fc.boolean(), async (scheduler, at, canCancel) => {
          const { outcome, isCredited, row } = await race(scheduler, { at, canCancel, first });
          seen.add(`${outcome.kind}, ${row.state}`);
          expect(row.reversal_requested).toBe(false);
          // Never both sent and reversed as unsent; what was sent is undone by the provider's cancel alone.
          expect(isCredited).toBe(outcome.kind !== 'reversed');
          const isUndone = outcome.kind === 'reversed' || (outcome.kind === 'pending' && canCancel);
          expect(row.state).toBe(isUndone ? 'reversed' : 'confirmed');
        }),
        { numRuns, seed: first === 'reversal' ? 45 : 54 },
      );
      // A race in which one side always wins tries nothing.
      expect([...seen].toSorted()).toEqual([
        'pending, confirmed',
        'pending, reversed',
        'refused, confirmed',
        'reversed, reversed',
      ]);
      expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
    },
    300_000,
  );
});
