import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database, Sql } from '../../src/platform/database/sql.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { answers, deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';

const day = '2026-11-20';
const ofTwo = { transfers: 2, lines: 2 };

/** A day on which payments are confirmed, refused, given back and left open, some more than once a piece. */
async function busyDay(books: Books, desk: Desk): Promise<void> {
  const provider = fakeProvider();
  const deliver = async () => {
    await deliverTo(books, provider).run(books.gas);
    await deliverTo(books, provider).run(books.water);
  };
  const cancelled = await desk.pay(3333);
  for (const amount of [1111, 2222, 4444]) await desk.pay(amount);
  await desk.pay(700, { providerId: books.water, agentId: books.post });
  await deliver();
  await desk.reverse(cancelled);
  provider.pay.push(() => answers.rejected);
  const refused = await desk.pay(555);
  await deliver();
  await desk.reverse(refused);
  await desk.reverse(await desk.pay(777));
  await desk.pay(888);
  books.clock.set(new Date('2026-11-20T20:00:00Z'));
  await books.lane.cut();
}

/** Everything a close has written, but when. */
async function writtenBy({ database }: Books) {
  const { sql } = database.db;
  return {
    positions: await sql.rows('SELECT * FROM settlement_position ORDER BY day, party, party_id, currency'),
    bilateral: await sql.rows('SELECT * FROM settlement_bilateral ORDER BY day, leg, agent_id, provider_id, currency'),
    // By name: the number of an account says no more than that it was opened, and numbers may have gaps.
    snapshots: await sql.rows(
      `SELECT a.kind, a.owner_id, a.currency, s.settlement_day, s.lane, s.batch, s.balance FROM balance_snapshot s
         JOIN ledger_account a ON a.id = s.account_id ORDER BY 1, 2, 3, 4`,
    ),
    reports: await sql.rows(
      `SELECT day, provider_id, currency, mode, payments, gross, cancelled, fee, vat, brought_forward, net, payout_order,
              encode(csv_sha256, 'hex') AS csv, encode(pdf_sha256, 'hex') AS pdf FROM settlement_report ORDER BY day, provider_id`,
    ),
    checks: await sql.rows('SELECT number, outcome, detail FROM close_check ORDER BY day, number'),
  };
}

async function fileOf(books: Books, providerId: string): Promise<{ text: string; parts: number }> {
  const report = { day, providerId, currency: 'AZN' } as const;
  const file = await settlementOf(books).getReportFile(report, 'csv');
  const parts: Buffer[] = [];
  if (file.ok) for await (const part of file.value) parts.push(part);
  return { text: Buffer.concat(parts).toString('utf8'), parts: parts.length };
}

/** Lets a statement run only once `pass` is called, and tells when it waits. */
function gateAt(db: Database, mark: string) {
  let pass: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (pass = resolve));
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const gated = (sql: Sql): Sql => ({
    ...sql,
    run: async (text, params) => {
      if (text.includes(mark)) {
        arrive();
        await passed;
      }
      return sql.run(text, params);
    },
  });
  const transaction: Database['transaction'] = (work, options) => db.transaction((sql) => work(gated(sql)), options);
  return { db: { ...db, transaction }, arrived, pass };
}

describe('a close of many pieces', () => {
  let books: Books;
  let desk: Desk;
  /** What a close in one piece writes. */
  let whole: Awaited<ReturnType<typeof writtenBy>>;
  let wholeFile: Awaited<ReturnType<typeof fileOf>>;

  beforeAll(async () => {
    const calm = await makeBooks();
    await busyDay(calm, deskOf(calm));
    await settlementOf(calm).closeDue();
    whole = await writtenBy(calm);
    wholeFile = await fileOf(calm, calm.gas);
    await calm.close();
  });
  beforeEach(async () => {
    books = await makeBooks({ poolMax: 20 });
    desk = deskOf(books);
    await busyDay(books, desk);
  });
  afterEach(() => books.close());

  it('writes what a close in one piece writes, its files in parts', async () => {
    await settlementOf(books, { pieces: ofTwo }).closeDue();
    expect(await writtenBy(books)).toEqual(whole);
    const file = await fileOf(books, books.gas);
    expect(file.text).toBe(wholeFile.text);
    expect([file.parts, wholeFile.parts]).toEqual([3, 1]);
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });

  it('is continued where another closer died, by whoever comes next', async () => {
    const { db } = books.database;
    let left = 4;
    const transaction: Database['transaction'] = (work, options) => {
      left -= 1;
      return left < 0 ? Promise.reject(new Error('gone')) : db.transaction(work, options);
    };
    await expect(settlementOf(books, { db: { ...db, transaction }, pieces: ofTwo }).close(day)).rejects.toThrow('gone');
    // One transaction began the preparation and three added two batches each.
    expect(await db.sql.rows('SELECT next_batch AS next FROM closing')).toEqual([{ next: 7n }]);
    await Promise.all([1, 2, 3].map(() => settlementOf(books, { pieces: ofTwo }).close(day)));
    expect(await writtenBy(books)).toEqual(whole);
  });

  it.each(['INSERT INTO closing_pair', 'INSERT INTO settlement_report_part', 'INSERT INTO settlement_position'])(
    'keeps no payment waiting, wherever it is: at %s',
    async (mark) => {
      const gate = gateAt(books.database.db, mark);
      const closing = settlementOf(books, { db: gate.db, pieces: ofTwo }).close(day);
      await gate.arrived;
      const paid = await desk.pay(1234);
      expect(paid.settlementDay).toBe('2026-11-21');
      await deliverTo(books, fakeProvider()).run(books.gas);
      expect(await desk.stateOf(paid.id)).toBe('confirmed');
      await books.deposit(books.bank, 5000);
      books.clock.set(new Date('2026-11-21T20:00:00Z'));
      expect(await books.lane.cut()).toEqual({ cutDays: ['2026-11-21'], openDay: '2026-11-22' });
      // Nobody sees anything of the day before it is closed.
      expect(await settlementOf(books).listReports(day)).toEqual([]);
      gate.pass();
      expect(await closing).toMatchObject({ ok: true, value: { alreadyClosed: false } });
      expect(await settlementOf(books).closeDue()).toEqual(['2026-11-21']);
      expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
    },
  );

  it('fixes the files with the day', async () => {
    await settlementOf(books).closeDue();
    const { db, owner } = books.database;
    const insert = `INSERT INTO settlement_report_part SELECT day, provider_id, currency, format, 99, bytes FROM settlement_report_part`;
    const changes = ['DELETE FROM settlement_report_part', insert, `UPDATE settlement_report_part SET part = part + 1`];
    for (const text of changes) await expect(owner.sql.run(text)).rejects.toMatchObject({ code: '42501' });
    await expect(owner.sql.run('TRUNCATE settlement_report_part')).rejects.toMatchObject({ code: '42501' });
    await expect(db.sql.run('DELETE FROM settlement_report_part')).rejects.toMatchObject({ code: '42501' });
  });

  it('reads a file that was stored whole before there were parts', async () => {
    await settlementOf(books).closeDue();
    const before = await fileOf(books, books.gas);
    await books.database.owner.transaction(async (sql) => {
      await sql.run('SET LOCAL session_replication_role = replica');
      await sql.run(`UPDATE settlement_report r SET csv = p.bytes FROM settlement_report_part p
                      WHERE p.day = r.day AND p.provider_id = r.provider_id AND p.currency = r.currency AND p.format = 'csv'`);
      await sql.run(`DELETE FROM settlement_report_part WHERE format = 'csv'`);
    });
    expect(await fileOf(books, books.gas)).toEqual(before);
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });
});
