import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CloseStopped } from '../../src/settlement/api.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { answers, deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';

const day = '2026-11-20';

describe('the checks of a close', () => {
  let books: Books;
  let desk: Desk;

  beforeEach(async () => {
    books = await makeBooks();
    desk = deskOf(books);
  });
  afterEach(() => books.close());

  const deliver = (provider = fakeProvider()) => deliverTo(books, provider).run(books.gas);
  const endDay = (date = day) => books.clock.set(new Date(`${date}T20:00:00Z`));
  /** Done by the owner of the tables, past every guard. */
  const tamper = (text: string) =>
    books.database.owner.transaction(async (sql) => {
      await sql.run(`SET LOCAL session_replication_role = replica`);
      await sql.run(text);
    });
  const outcomes = async (date = day) =>
    Object.fromEntries((await settlementOf(books).listChecks(date)).map(({ check, outcome }) => [check, outcome]));

  it('are eighteen, kept with the day, and say why where there is nothing to check', async () => {
    await desk.pay(1000);
    await desk.reverse(await desk.pay(500));
    await deliver();
    endDay();
    await settlementOf(books).closeDue();
    const checks = await settlementOf(books).listChecks(day);
    expect(checks.map(({ number }) => number)).toEqual(Array.from({ length: 18 }, (_, index) => index + 1));
    const absent = ['provider_registries', 'clock', 'backup'];
    for (const { check, outcome, detail } of checks) {
      // Nobody publishes in this test.
      const expected = absent.includes(check) ? 'not_applicable' : check === 'outbox' ? 'failed' : 'ok';
      expect([check, outcome]).toEqual([check, expected]);
      expect(detail.length).toBeGreaterThan(5);
    }
    expect(checks.find(({ check }) => check === 'reversals')?.detail).toBe('1 payments undone');
    await settlementOf(books).close(day);
    const [{ kept } = { kept: 0n }] = await books.database.db.sql.rows<{ kept: bigint }>(
      'SELECT count(*) AS kept FROM close_check',
    );
    expect(kept).toBe(18n);
    await expect(books.database.owner.sql.run('DELETE FROM close_check')).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    ['trial_balance', 'UPDATE transfer SET amounts[1] = amounts[1] + 1 WHERE number = 1'],
    ['hash_chain', `UPDATE transfer SET posted_at = posted_at + interval '1 s' WHERE number = 2`],
    ['in_transit', `UPDATE delivery SET state = 'reversed', next_action_at = NULL WHERE state = 'accepted'`],
    ['lines_complete', `UPDATE delivery SET state = 'rejected' WHERE state = 'confirmed'`],
    ['lines_equal_payable', `UPDATE transfer SET amounts[2] = amounts[2] - 1 WHERE number = 2`],
    ['agent_positions', `UPDATE payment SET payer_fee = 7`],
    ['reversals', `UPDATE reversal SET state = 'refused'`],
    ['windows', `UPDATE batch SET settlement_day = settlement_day - 1 WHERE number = 3`],
    ['keys', 'DELETE FROM idempotency_key'],
    ['receipt_numbers', `UPDATE payment SET receipt_number = '2611201000000093' WHERE line = 0 AND transfer = 1`],
  ])('%s holds the close up', async (check, sql) => {
    const provider = fakeProvider();
    const paid = await desk.pay(1000);
    await deliver(provider);
    await desk.reverse(await desk.pay(500));
    await desk.pay(300);
    expect(paid.settlementDay).toBe(day);
    endDay();
    await books.lane.cut();
    await tamper(sql);
    const settlement = settlementOf(books);
    expect(await settlement.close(day)).toMatchObject({
      ok: false,
      error: { code: 'close_checks_failed', details: { checks: expect.stringContaining(check) } },
    });
    expect((await settlement.listWindows()).find((window) => window.day === day)?.state).toBe('cut');
    expect(await settlement.listReports(day)).toEqual([]);
    expect(await outcomes()).toMatchObject({ [check]: 'failed' });
  });

  it('closes the day once the books are mended, as if nothing had been', async () => {
    await desk.pay(1000);
    await deliver();
    endDay();
    await books.lane.cut();
    await tamper('UPDATE transfer SET amounts[1] = amounts[1] + 1 WHERE number = 1');
    await expect(settlementOf(books).closeDue()).rejects.toThrow(CloseStopped);
    await tamper('UPDATE transfer SET amounts[1] = amounts[1] - 1 WHERE number = 1');
    // By itself not at once, asked to at any time.
    expect(await settlementOf(books).closeDue()).toEqual([]);
    books.clock.set(new Date(books.clock.now().getTime() + 16 * 60_000));
    expect(await settlementOf(books).closeDue()).toEqual([day]);
    expect(await outcomes()).toMatchObject({ trial_balance: 'ok', files: 'ok' });
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });

  it('tells of old unknown payments and of duplicates without holding the close up', async () => {
    const provider = fakeProvider();
    provider.pay.push(() => answers.unknown);
    await desk.pay(1000);
    await deliver(provider);
    const twice = { account: 'SAME', confirmDuplicate: true };
    await desk.pay(700, twice);
    await desk.pay(700, twice);
    endDay();
    await settlementOf(books).closeDue();
    expect(await outcomes()).toMatchObject({ unknown_payments: 'ok', duplicates: 'ok' });
    endDay('2026-11-21');
    await settlementOf(books).closeDue();
    expect(await outcomes('2026-11-21')).toMatchObject({ unknown_payments: 'failed', previous_day: 'ok' });
    expect((await settlementOf(books).listWindows()).map((window) => window.state)).toEqual([
      'open',
      'closed',
      'closed',
    ]);
  });
});
