import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';
import { answers, deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';
import { findingsAfter } from '../support/tampering.ts';

/** A payment is one transfer of its day where its provider answers later, two mostly, and three where somebody changed his mind. */
describe('the positions of a closed day, counted a second time', () => {
  let books: Books;

  beforeAll(async () => {
    books = await makeBooks();
    for (const agentId of [books.bank, books.post]) {
      await books.lane.setFloor({ agentId, currency: 'AZN', floor: -100_000_000n });
    }
    const desk = deskOf(books);
    const provider = fakeProvider();
    const deliver = async () => {
      for (const id of [books.gas, books.water]) await deliverTo(books, provider).run(id);
    };
    // First: so the accounts of the water works are younger than that of rejections, and no order by age puts the three transfers in their own.
    const ways = [books.bank, books.post].flatMap((agentId) =>
      [books.gas, books.water].map((providerId) => ({ agentId, providerId })),
    );
    for (const [n, way] of ways.entries()) {
      const payment = await desk.pay(1300 + n, way);
      provider.pay.push(() => answers.rejected);
      await deliver();
      await books.lane.resolve({
        ...{ payment: { id: payment.id, settlementDay: payment.settlementDay }, attemptNo: 1, outcome: 'confirmed' },
        ...{ providerTransaction: `LATE-${n}`, canCancel: true, caseId: books.ids.uuid(), attemptEnd: null },
      });
    }
    await desk.pay(1000);
    const cancelled = await desk.pay(1100, { providerId: books.water });
    await deliver();
    await desk.reverse(cancelled);
    await desk.reverse(await desk.pay(1200));
    await deliver();
    await desk.pay(1400);
    books.clock.set(new Date('2026-11-20T20:00:00Z'));
    await settlementOf(books).closeDue();
    await deliver();
  });
  afterAll(() => books.close());

  it('are what the close made of them', async () => {
    const transfers = await books.database.db.sql.rows<{ transfers: number; payments: number }>(
      `SELECT transfers::int, count(*)::int AS payments FROM (
         SELECT count(*) AS transfers FROM transfer WHERE settlement_day = '2026-11-20' AND payment_id IS NOT NULL GROUP BY payment_id) AS p
        GROUP BY transfers ORDER BY transfers`,
    );
    expect(transfers).toEqual([
      { transfers: 1, payments: 1 },
      { transfers: 2, payments: 2 },
      { transfers: 3, payments: 5 },
    ]);
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });

  it.each(['agent', 'provider', 'in_transit', 'refundable'])(
    'are found out where %s had one payment more',
    async (party) => {
      const text = `UPDATE settlement_position SET payments = payments + 1 WHERE day = '2026-11-20' AND party = '${party}'`;
      expect(await findingsAfter(books, text)).toContain('positions_recompute');
    },
  );

  it.each(['accepted', 'confirmed'])(
    'are found out where the %s ones between two parties were one more',
    async (leg) => {
      const text = `UPDATE settlement_bilateral SET payments = payments + 1 WHERE day = '2026-11-20' AND leg = '${leg}'`;
      expect(await findingsAfter(books, text)).toContain('positions_recompute');
    },
  );
});
