import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededBytes, uniformBelow } from '../../src/kernel/random.ts';
import { hubOwner, type AccountRef } from '../../src/ledger/chart.ts';
import { createLedgerService, type LedgerService } from '../../src/ledger/service.ts';
import { takeDueSnapshots } from '../../src/ledger/snapshots.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { cutOff, makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';
import { findingsAfter } from '../support/tampering.ts';

const draws = seededBytes('snapshots');
const draw = (below: number) => uniformBelow(draws, below);
/** A snapshot whenever a posting has come since the last. */
const eager = { mostPostingsBehind: 1n, oldestMs: 0 };

describe('snapshots between the ends of days', () => {
  let books: Books;
  let desk: Desk;
  let ledger: LedgerService;
  let accounts: AccountRef[];
  const provider = fakeProvider();

  beforeAll(async () => {
    books = await makeBooks({ start: '2026-11-28T06:00:00Z' });
    desk = deskOf(books);
    ledger = createLedgerService({ db: books.database.db, clock: books.clock, cutOff });
    await books.deposit(books.bank, 1_000_000);
    accounts = [
      { kind: 'in_transit', ownerId: books.gas, currency: 'AZN' },
      { kind: 'in_transit', ownerId: books.water, currency: 'AZN' },
      { kind: 'provider_payable', ownerId: books.gas, currency: 'AZN' },
      { kind: 'bank_mirror', ownerId: hubOwner, currency: 'AZN' },
      { kind: 'agent_position', ownerId: books.bank, currency: 'AZN' },
      { kind: 'rounding', ownerId: hubOwner, currency: 'AZN' },
    ];
  });
  afterAll(() => books.close());

  const sumOf = async (account: AccountRef) => {
    const row = await books.database.db.sql.first<{ total: string }>(
      `SELECT coalesce(sum(p.amount), 0)::text AS total FROM posting p JOIN ledger_account a ON a.id = p.account_id
        WHERE a.kind = $1 AND a.owner_id = $2 AND a.currency = $3`,
      [account.kind, account.ownerId, account.currency],
    );
    return BigInt(row?.total ?? '0');
  };
  const take = (rhythm = eager) => takeDueSnapshots(books.database.db, books.clock.now(), rhythm);
  const snapshots = async () =>
    books.database.db.sql.rows<{ batch: bigint }>('SELECT batch FROM snapshot_batch ORDER BY batch');

  it('say at any moment what the sum of all postings says, over days and months', async () => {
    const doings = [
      () => desk.pay(1 + draw(5_000), { providerId: draw(3) === 0 ? books.water : books.gas }),
      () => deliverTo(books, provider).run(books.gas),
      () => books.deposit(books.bank, 1 + draw(500)),
      () => take(),
      () => settlementOf(books).closeDue(),
    ];
    for (let step = 0; step < 40; step += 1) {
      books.clock.advanceMs(draw(6) === 0 ? 30 * 3_600_000 : draw(60_000));
      await doings[draw(doings.length)]?.();
      const account = accounts[draw(accounts.length)] ?? accounts[0];
      if (account) expect(await ledger.balanceOf(account)).toBe(await sumOf(account));
    }
    await take();
    for (const account of accounts) expect(await ledger.balanceOf(account)).toBe(await sumOf(account));
    expect((await snapshots()).length).toBeGreaterThan(3);
  });

  it('are right when two take them at once beside payments', async () => {
    const paying = Array.from({ length: 12 }, () => desk.pay(100));
    await Promise.all([...paying, take(), take(), take()]);
    await take();
    for (const account of accounts) expect(await ledger.balanceOf(account)).toBe(await sumOf(account));
  });

  it('are taken when enough has come since the last, or some and it is old, and never for nothing', async () => {
    await take();
    const before = (await snapshots()).length;
    const calm = { mostPostingsBehind: 5n, oldestMs: 60_000 };
    expect(await take(calm)).toBe(0);
    books.clock.advanceMs(120_000);
    expect(await take(calm)).toBe(0);
    await desk.pay(100);
    expect(await take(calm)).toBe(1);
    await desk.pay(100);
    expect(await take(calm)).toBe(0);
    await desk.pay(100);
    await desk.pay(100);
    expect(await take(calm)).toBe(1);
    expect((await snapshots()).length).toBe(before + 2);
  });

  it('read what came after the last snapshot by its numbers, and nothing before it', async () => {
    await take();
    await desk.pay(100);
    const plan = await books.database.owner.transaction(async (sql) => {
      await sql.run('SET LOCAL enable_seqscan = off');
      const text = `SELECT amount FROM posting WHERE settlement_day = '2026-11-28' AND lane = 1 AND transfer > 5 AND account_id = 1`;
      return sql.rows<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`);
    });
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(
      /Index Cond: \(\(settlement_day = .* AND \(lane = 1\) AND \(number > 5\)\)/,
    );
  });

  it('are rows that nobody changes', async () => {
    for (const table of ['snapshot_batch', 'snapshot_balance']) {
      await expect(books.database.db.sql.run(`DELETE FROM ${table}`)).rejects.toMatchObject({ code: '42501' });
      await expect(books.database.owner.sql.run(`DELETE FROM ${table}`)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('are proved by the verifier, which finds a wrong one, a missing one and one that ends within a batch', async () => {
    await take();
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
    const changes = [
      `UPDATE snapshot_balance SET balance = balance + 1
        WHERE (account_id, batch) = (SELECT account_id, batch FROM snapshot_balance ORDER BY batch LIMIT 1)`,
      `DELETE FROM snapshot_balance WHERE batch = (SELECT max(batch) FROM snapshot_batch)`,
      `UPDATE snapshot_batch SET last_posting = last_posting - 1 WHERE batch = (SELECT max(batch) FROM snapshot_batch)`,
    ];
    for (const change of changes) {
      expect(await findingsAfter(books, change)).toContain('batch_snapshots_recompute');
    }
  });
});
