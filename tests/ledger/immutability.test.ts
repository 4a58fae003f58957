import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedgerService } from '../../src/ledger/service.ts';
import { cutOff, makeBooks, type Books } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';

const history = ['posting', 'transfer', 'payment', 'delivery_attempt'];
/** November has rows, December was made ahead of time, and February by the lane when it got there. */
const months = ['202611', '202612', '202702'];
const refused = { code: '42501' };

describe('what was posted', () => {
  let books: Books;

  beforeAll(async () => {
    books = await makeBooks({ start: '2026-11-20T06:00:00Z' });
    const { db } = books.database;
    await createLedgerService({ db, clock: books.clock, cutOff }).prepareMonths();
    await deskOf(books).pay(100);
    books.clock.set(new Date('2027-02-10T06:00:00Z'));
    await deskOf(books).pay(200);
  });
  afterAll(() => books.close());

  const tables = [
    ...['batch', 'idempotency_key', 'entry_key', 'balance_snapshot', 'ledger_account', 'ledger_floor', 'fee_rule'],
    ...history,
    ...history.flatMap((table) => months.map((month) => `${table}_${month}`)),
  ];
  const columnOf = (table: string) =>
    ({
      batch: 'number',
      idempotency_key: 'status',
      entry_key: 'transfer',
      ledger_account: 'mode',
      fee_rule: 'version',
    })[table] ?? (table === 'balance_snapshot' || table === 'ledger_floor' ? 'lane' : 'settlement_day');

  it.each(tables)('%s is changed by nobody: not by the hub, and not by the owner of the table', async (table) => {
    const column = columnOf(table);
    const changes = [`UPDATE ${table} SET ${column} = ${column}`, `DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`];
    for (const change of changes) {
      await expect(books.database.db.sql.run(change), `${change} by the hub`).rejects.toMatchObject(refused);
      await expect(books.database.owner.sql.run(change), `${change} by the owner`).rejects.toMatchObject(refused);
    }
  });

  it('is not written around the parent by the hub: partitions belong to the owner alone', async () => {
    for (const table of history) {
      for (const month of months) {
        const insert = `INSERT INTO ${table}_${month} SELECT * FROM ${table}`;
        await expect(books.database.db.sql.run(insert), insert).rejects.toMatchObject(refused);
      }
    }
  });

  it('is not undone by switching the guards off: the hub does not own the tables', async () => {
    for (const change of [
      'ALTER TABLE posting DISABLE TRIGGER ALL',
      'DROP TABLE posting_202611',
      'ALTER TABLE posting DETACH PARTITION posting_202611',
      'DROP FUNCTION refuse_change() CASCADE',
      'SET session_replication_role = replica',
    ]) {
      await expect(books.database.db.sql.run(change), change).rejects.toMatchObject(refused);
    }
  });

  const posting = (table: string, day: string, amounts: readonly number[]) =>
    books.database.owner.sql.run(
      `INSERT INTO ${table} (settlement_day, lane, number, transfer, account_id, currency, amount)
       SELECT $1, 9, row_number() OVER (), 1, (SELECT min(id) FROM ledger_account), 'AZN', amount FROM unnest($2::bigint[]) AS amount`,
      [day, amounts.map(BigInt)],
    );

  it.each([
    ['posting', '2026-11-20'],
    ['posting_202611', '2026-11-20'],
    ['posting_202612', '2026-12-20'],
    ['posting_202702', '2027-02-10'],
  ])('balances, whether it comes by %s or a partition', async (table, day) => {
    await expect(posting(table, day, [5, -4])).rejects.toMatchObject({ code: '23514' });
    await expect(posting(table, day, [5])).rejects.toThrow('transfer 1 of lane 9 does not balance in AZN: 5');
  });

  it('balances in each transfer and currency by itself', async () => {
    const rows = (values: string) =>
      books.database.owner.sql.run(
        `INSERT INTO posting (settlement_day, lane, number, transfer, account_id, currency, amount)
         SELECT '2027-02-10', 9, n, t, (SELECT min(id) FROM ledger_account), c, a FROM (VALUES ${values}) AS v (n, t, c, a)`,
      );
    await expect(rows(`(1, 1, 'AZN', 5), (2, 2, 'AZN', -5)`)).rejects.toMatchObject({ code: '23514' });
    await expect(rows(`(1, 1, 'AZN', 5), (2, 1, 'EUR', -5)`)).rejects.toMatchObject({ code: '23514' });
  });
});
