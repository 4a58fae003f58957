import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertRule } from '../../src/fees/store.ts';
import { minor } from '../../src/kernel/money.ts';
import { createSettlementService } from '../../src/settlement/service.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { answers, deliverTo, fakeProvider } from '../support/fake-provider.ts';

const rule = {
  version: 1,
  agentId: null,
  channel: null,
  currency: 'AZN' as const,
  minFee: minor(0n),
  maxFee: null,
  vatRatePpm: 180_000,
  validFrom: '2026-01-01',
  validTo: null,
};

describe('closing the day', () => {
  let books: Books;
  let settlement: ReturnType<typeof createSettlementService>;
  const provider = fakeProvider();

  beforeAll(async () => {
    books = await makeBooks();
    const { sql } = books.database.db;
    // Gas pays 1 % out of its payout; water pays 2 % by invoice; payers pay 0.40 for water; agents earn 0.3 %.
    await insertRule(sql, {
      ...rule,
      id: books.ids.uuid(),
      bearer: 'provider',
      providerId: books.gas,
      slabs: [{ upTo: null, flat: minor(0n), ratePpm: 10_000 }],
    });
    await insertRule(sql, {
      ...rule,
      id: books.ids.uuid(),
      bearer: 'provider',
      providerId: books.water,
      slabs: [{ upTo: null, flat: minor(0n), ratePpm: 20_000 }],
    });
    await insertRule(sql, {
      ...rule,
      id: books.ids.uuid(),
      bearer: 'payer',
      providerId: books.water,
      slabs: [{ upTo: null, flat: minor(40n), ratePpm: 0 }],
    });
    await insertRule(sql, {
      ...rule,
      id: books.ids.uuid(),
      bearer: 'commission',
      providerId: null,
      vatRatePpm: 0,
      slabs: [{ upTo: null, flat: minor(0n), ratePpm: 3_000 }],
    });
    await books.database.owner.sql.run(`UPDATE provider SET settlement_mode = 'gross' WHERE id = $1`, [books.water]);
    settlement = createSettlementService({
      db: books.database.db,
      clock: books.clock,
      cut: books.lane.cut,
      move: books.lane.move,
      readParties: async () => ({
        providers: new Map(
          [
            [books.gas, 'gas'],
            [books.water, 'water'],
          ].map(([id = '', code = '']) => [
            id,
            { code, language: 'az' as const, iban: 'AZ21NABZ00000000137010001944', nameOn: () => code },
          ]),
        ),
        agentName: () => 'Bank A',
      }),
    });
  });
  afterAll(() => books.close());

  const pay = async (amount: number, providerId: string) => {
    const outcome = await books.lane.accept(await books.basket([amount], { providerId }));
    const line = outcome.kind === 'accepted' ? outcome.basket.payments[0] : undefined;
    if (!line) throw new Error(JSON.stringify(outcome));
    return line;
  };
  const deliver = async () => {
    const deliverer = deliverTo(books, provider);
    await deliverer.run(books.gas);
    await deliverer.run(books.water);
  };
  const reportOf = async (day: string, providerId: string) =>
    (await settlement.listReports(day)).find((report) => report.providerId === providerId);
  const balance = async (kind: string, ownerId: string) =>
    (
      await books.database.db.sql.first<{ total: string }>(
        `SELECT coalesce(sum(p.amount), 0)::text AS total FROM posting p JOIN ledger_account a ON a.id = p.account_id
        WHERE a.kind = $1 AND a.owner_id = $2`,
        [kind, ownerId],
      )
    )?.total;

  it('refuses a day that has not ended', async () => {
    expect(await settlement.close('2026-11-20')).toMatchObject({ ok: false, error: { code: 'period_open' } });
    expect(await settlement.close('2026-11-10')).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });

  it('pays a net provider what was confirmed less its fees, and reports it to the qəpik', async () => {
    await pay(10_000, books.gas);
    await pay(333, books.gas);
    await pay(5_000, books.water);
    await deliver();
    await pay(777, books.gas);
    books.clock.set(new Date('2026-11-20T20:00:00Z'));
    expect(await settlement.closeDue()).toEqual(['2026-11-20']);
    // 1 % of 100.00 is 1.00 + 0.18 VAT; of 3.33 it is 0.03 + 0.01.
    expect(await reportOf('2026-11-20', books.gas)).toMatchObject({
      payments: 2,
      gross: 10_333n,
      fee: 103n,
      vat: 19n,
      net: 10_211n,
    });
    expect(await balance('provider_payable', books.gas)).toBe('0');
    expect(await balance('payout_in_flight', books.gas)).toBe('10211');
  });

  it('pays a gross provider everything and keeps its fees as an invoice', async () => {
    expect(await reportOf('2026-11-20', books.water)).toMatchObject({
      gross: 5_000n,
      fee: 100n,
      vat: 18n,
      net: 5_000n,
    });
    expect(await balance('provider_receivable', books.water)).toBe('-118');
    expect(await balance('payout_in_flight', books.water)).toBe('5000');
  });

  it('pays out on the next banking day', async () => {
    const [window] = (await settlement.listWindows()).filter((candidate) => candidate.day === '2026-11-20');
    expect(window).toMatchObject({ state: 'closed', valueDate: '2026-11-23' });
  });

  it('puts what was accepted before and confirmed after the cut-off into both days, each by its own leg', async () => {
    await deliver();
    books.clock.set(new Date('2026-11-21T20:00:00Z'));
    expect(await settlement.closeDue()).toEqual(['2026-11-21']);
    expect(await reportOf('2026-11-21', books.gas)).toMatchObject({ payments: 1, gross: 777n });
    const agents = await books.database.db.sql.rows<{ day: string; net: bigint }>(
      `SELECT day, net FROM settlement_position WHERE party = 'agent' ORDER BY day`,
    );
    // 100.00 + 3.33 + 50.00 + 7.77, and 0.40 + 0.07 VAT for the water bill, all on the first day.
    expect(agents).toEqual([{ day: '2026-11-20', net: -16_157n }]);
  });

  it('changes nothing when it runs again, or twice at once', async () => {
    const before = await settlement.getReportFile({ day: '2026-11-20', providerId: books.gas, currency: 'AZN' }, 'pdf');
    const again = await Promise.all([settlement.close('2026-11-20'), settlement.close('2026-11-20')]);
    expect(again).toMatchObject([{ value: { alreadyClosed: true } }, { value: { alreadyClosed: true } }]);
    expect(
      await settlement.getReportFile({ day: '2026-11-20', providerId: books.gas, currency: 'AZN' }, 'pdf'),
    ).toEqual(before);
    expect(await balance('payout_in_flight', books.gas)).toBe('10979');
  });

  it('carries a day on which more was taken back than paid, and sets it off against the next', async () => {
    const payment = await pay(2_000, books.gas);
    await deliver();
    books.clock.set(new Date('2026-11-22T19:59:00Z'));
    const wish = { payment, agentId: books.bank, requestedBy: 'teller', reason: 'test', canCancel: true };
    await books.lane.reverse(wish);
    books.clock.set(new Date('2026-11-22T20:00:00Z'));
    await settlement.closeDue();
    provider.cancel.push(() => ({ kind: 'cancelled', evidence: { providerCode: null, reason: 'ok' } }));
    await deliver();
    books.clock.set(new Date('2026-11-23T20:00:00Z'));
    await settlement.closeDue();
    expect(await reportOf('2026-11-23', books.gas)).toMatchObject({ payments: 0, net: -1_976n, payoutOrder: null });
    await pay(3_000, books.gas);
    await deliver();
    books.clock.set(new Date('2026-11-24T20:00:00Z'));
    await settlement.closeDue();
    // 30.00 less 0.30 fee and 0.05 VAT, less 19.76 brought forward.
    expect(await reportOf('2026-11-24', books.gas)).toMatchObject({ gross: 3_000n, net: 989n });
    expect(await balance('provider_payable', books.gas)).toBe('0');
    expect(await balance('provider_receivable', books.gas)).toBe('0');
  });

  it('leaves rejected payments out of every report', async () => {
    await pay(4_000, books.gas);
    provider.pay.push(() => answers.rejected);
    await deliver();
    books.clock.set(new Date('2026-11-25T20:00:00Z'));
    await settlement.closeDue();
    expect(await reportOf('2026-11-25', books.gas)).toBeUndefined();
  });

  it('has positions that sum to nought, and books in which the verifier finds nothing', async () => {
    const sums = await books.database.db.sql.rows<{ total: string }>(
      'SELECT DISTINCT sum(net)::text AS total FROM settlement_position GROUP BY day, currency',
    );
    expect(sums).toEqual([{ total: '0' }]);
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });
});
