import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';

describe('the books at the turn of a month and a year', () => {
  let books: Books;
  let desk: Desk;
  const provider = fakeProvider();

  beforeAll(async () => {
    books = await makeBooks({ start: '2026-12-31T19:59:59.999Z' });
    desk = deskOf(books);
  });
  afterAll(() => books.close());

  const deliver = () => deliverTo(books, provider).run(books.gas);
  const at = (instant: string) => books.clock.set(new Date(instant));
  const partitions = async () => {
    const rows = await books.database.owner.sql.rows<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'transfer'::regclass ORDER BY 1`,
    );
    return rows.map((row) => row.name);
  };

  it('takes the last payment of the year and the first of the next, and tells the provider of both', async () => {
    const last = await desk.pay(100);
    at('2026-12-31T20:00:00Z');
    const first = await desk.pay(200);
    expect([last, first].map((line) => [line.settlementDay, line.receiptNumber.slice(0, 7)])).toEqual([
      ['2026-12-31', '2612311'],
      ['2027-01-01', '2701011'],
    ]);
    await deliver();
    expect([await desk.stateOf(last.id), await desk.stateOf(first.id)]).toEqual(['confirmed', 'confirmed']);
    expect(await partitions()).toEqual(['transfer_202612', 'transfer_202701']);
  });

  it('goes over months without a payment, and keeps what was accepted before them', async () => {
    const old = await desk.pay(300);
    at('2027-03-15T08:00:00Z');
    expect((await books.lane.cut()).cutDays).toHaveLength(73);
    expect(await partitions()).toEqual(['transfer_202612', 'transfer_202701', 'transfer_202703']);
    await deliver();
    expect(await desk.deliveryOf(old.id)).toMatchObject({
      state: 'confirmed',
      settlement_day: '2027-01-01',
      decided_day: '2027-03-15',
    });
    expect(await settlementOf(books).closeDue()).toHaveLength(74);
    expect(await settlementOf(books).listReports('2027-01-01')).toMatchObject([{ gross: 300n, payments: 2 }]);
  });

  it('guards the new months as it guards the old', async () => {
    for (const partition of ['transfer_202703', 'payment_202703', 'delivery_attempt_202703']) {
      await expect(books.database.owner.sql.run(`TRUNCATE ${partition}`)).rejects.toMatchObject({ code: '42501' });
    }
    const unbalanced = books.database.owner.sql.run(
      `INSERT INTO transfer_202703 (settlement_day, lane, number, kind, batch, posted_at, first_posting, currency, account_ids, amounts)
       SELECT '2027-03-15', 9, 1, 'correction', 1, now(), 1, 'AZN', ARRAY[min(id), min(id)], '{5,-4}' FROM ledger_account`,
    );
    await expect(unbalanced).rejects.toMatchObject({ code: '23514' });
  });

  it('stops, and accepts nothing, when the clock is more than a year ahead', async () => {
    at('2028-06-01T08:00:00Z');
    await expect(books.lane.accept(await books.basket([100]))).rejects.toThrow('a year ahead');
    at('2027-03-16T08:00:00Z');
    expect((await desk.pay(100)).settlementDay).toBe('2027-03-16');
  });

  it('stops, and accepts nothing more on the day, when the receipts of a lane are used up', async () => {
    await books.database.owner.sql.run('UPDATE lane SET last_receipt = 99999998');
    const two = await books.basket([100, 100]);
    await expect(books.lane.accept(two)).rejects.toThrow('in range');
    expect((await desk.pay(100)).receiptNumber.slice(0, 15)).toBe('270316199999999');
    await expect(books.lane.accept(await books.basket([100]))).rejects.toThrow('in range');
    at('2027-03-17T08:00:00Z');
    expect(await books.lane.accept(await books.basket([100, 100]))).toMatchObject({ kind: 'accepted' });
  });

  it('leaves books in which the verifier finds nothing but the receipts that were skipped here', async () => {
    const { findings } = await verifyBooks({ db: books.database.db, clock: books.clock });
    expect(findings.map((finding) => finding.check)).toEqual(['receipts_gapless']);
  });
});
