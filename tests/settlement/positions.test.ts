import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeeRule } from '../../src/fees/model.ts';
import { addRules } from '../../src/fees/service.ts';
import { minor } from '../../src/kernel/money.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { answers, deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';

const day = '2026-11-20';

/** A day with everything in it: fees of all bearers, both modes, a cancel, a refund, a reversal and a second currency. */
describe('the positions of a day', () => {
  let books: Books;
  let desk: Desk;

  beforeAll(async () => {
    books = await makeBooks();
    desk = deskOf(books);
    await books.lane.setFloor({ agentId: books.bank, currency: 'EUR', floor: -100_000n });
    const rule = (options: Pick<FeeRule, 'bearer'> & Partial<FeeRule>): FeeRule => ({
      ...{ id: books.ids.uuid(), version: 1, providerId: null, agentId: null, channel: null, currency: 'AZN' },
      ...{ minFee: minor(0n), maxFee: null, vatRatePpm: 180_000, validFrom: '2026-01-01', validTo: null },
      slabs: [{ upTo: null, flat: minor(7n), ratePpm: 11_000 }],
      ...options,
    });
    await addRules(books.database.db.sql, [
      rule({ bearer: 'payer' }),
      rule({ bearer: 'provider' }),
      rule({ bearer: 'commission', vatRatePpm: 0 }),
      rule({ bearer: 'provider', currency: 'EUR' }),
    ]);
    await books.database.db.sql.run(`UPDATE provider SET settlement_mode = 'gross' WHERE id = $1`, [books.water]);
    await aDay();
    books.clock.set(new Date('2026-11-20T20:00:00Z'));
    await settlementOf(books).closeDue();
  });
  afterAll(() => books.close());

  async function aDay() {
    const provider = fakeProvider();
    const deliver = async () => {
      await deliverTo(books, provider).run(books.gas);
      await deliverTo(books, provider).run(books.water);
    };
    const cancelled = [await desk.pay(3333), await desk.pay(2222, { providerId: books.water })];
    await desk.pay(1111);
    await desk.pay(4444, { currency: 'EUR' });
    await desk.pay(1234, { agentId: books.post, providerId: books.water });
    await deliver();
    for (const payment of cancelled) await desk.reverse(payment);
    await deliver();
    provider.pay.push(() => answers.rejected);
    const refused = await desk.pay(555);
    await deliver();
    await desk.reverse(refused);
    await desk.reverse(await desk.pay(777));
    await desk.pay(888);
    await books.deposit(books.bank, 10_000);
  }
  const sums = (text: string) => books.database.db.sql.rows<{ who: string; total: string }>(text, [day]);

  it('sum to nought in each currency', async () => {
    const totals = await sums(
      `SELECT currency AS who, sum(net)::text AS total FROM settlement_position WHERE day = $1 GROUP BY currency ORDER BY 1`,
    );
    expect(totals).toEqual([
      { who: 'AZN', total: '0' },
      { who: 'EUR', total: '0' },
    ]);
  });

  it('are, for agents, what they collected for each provider and the fees of the payers', async () => {
    const owed = await sums(
      `SELECT party_id || currency AS who, (-net)::text AS total FROM settlement_position WHERE day = $1 AND party = 'agent' ORDER BY 1`,
    );
    const collected = await sums(
      `SELECT b.agent_id || b.currency AS who, (sum(b.amount) + (SELECT coalesce(sum(y.payer_fee + y.payer_fee_vat), 0) FROM payment y
                JOIN delivery v USING (settlement_day) WHERE v.payment_id = y.id AND y.settlement_day = $1 AND y.agent_id = b.agent_id
                 AND y.currency = b.currency AND v.state <> 'reversed'))::text AS total
         FROM settlement_bilateral b WHERE b.day = $1 AND b.leg = 'accepted' GROUP BY b.agent_id, b.currency ORDER BY 1`,
    );
    expect(collected).toEqual(owed);
    expect(owed).toHaveLength(3);
  });

  it('are, for providers, what agents collected and they confirmed, less fees that are taken out', async () => {
    const confirmed = await sums(
      `SELECT provider_id || currency AS who, sum(amount)::text AS total FROM settlement_bilateral
        WHERE day = $1 AND leg = 'confirmed' GROUP BY provider_id, currency ORDER BY 1`,
    );
    const reported = await sums(
      `SELECT provider_id || currency AS who, (gross - cancelled)::text AS total FROM settlement_report WHERE day = $1 ORDER BY 1`,
    );
    expect(confirmed).toEqual(reported);
    expect(reported.map((row) => row.total).toSorted()).toEqual(['1111', '1234', '4444']);
  });

  it('leave books in which the verifier finds nothing', async () => {
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });
});
