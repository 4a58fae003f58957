import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedgerService } from '../../src/ledger/service.ts';
import { cutOff, makeBooks, type Books } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';

const history = ['transfer', 'payment', 'delivery_attempt'];
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
      'ALTER TABLE transfer DISABLE TRIGGER ALL',
      'DROP TABLE transfer_202611',
      'ALTER TABLE transfer DETACH PARTITION transfer_202611',
      'DROP VIEW posting',
      'DROP FUNCTION refuse_change() CASCADE',
      'SET session_replication_role = replica',
    ]) {
      await expect(books.database.db.sql.run(change), change).rejects.toMatchObject(refused);
    }
  });

  it('is not reached through the rows in which postings are read', async () => {
    for (const change of [
      'INSERT INTO posting SELECT * FROM posting',
      'UPDATE posting SET amount = 1',
      'DELETE FROM posting',
    ]) {
      await expect(books.database.db.sql.run(change), change).rejects.toThrow('view "posting"');
      await expect(books.database.owner.sql.run(change), change).rejects.toThrow('view "posting"');
    }
  });

  /** Transfer 1 of a lane of its own with these lines, by the owner; `ours` and `theirs` are accounts in AZN and EUR. */
  const insert = (line: { table?: string; day?: string; accounts: string; amounts: string }) =>
    books.database.owner.sql.run(
      `INSERT INTO ${line.table ?? 'transfer'}
              (settlement_day, lane, number, kind, batch, posted_at, first_posting, currency, account_ids, amounts)
       SELECT $1, 9, 1, 'correction', 1, now(), 1, 'AZN', ${line.accounts}, ${line.amounts}
         FROM (SELECT min(id) FILTER (WHERE currency = 'AZN') AS ours, max(id) + 1 AS nobodys FROM ledger_account) AS ids`,
      [line.day ?? '2027-02-10'],
    );
  const two = 'ARRAY[ours, ours]';

  it.each([
    ['transfer', '2026-11-20'],
    ['transfer_202611', '2026-11-20'],
    ['transfer_202612', '2026-12-20'],
    ['transfer_202702', '2027-02-10'],
  ])('balances, whether it comes by %s or a partition', async (table, day) => {
    await expect(insert({ table, day, accounts: two, amounts: `'{5,-4}'` })).rejects.toMatchObject({ code: '23514' });
    await expect(insert({ table, day, accounts: two, amounts: `'{5,5}'` })).rejects.toThrow(
      'transfer 1 of lane 9 does not balance in AZN: 10',
    );
  });

  it.each([
    ['no line at all', `'{}'`, `'{}'`],
    ['one line', 'ARRAY[ours]', `'{0}'`],
    ['an account without an amount', 'ARRAY[ours, ours, ours]', `'{5,-5}'`],
    ['an amount without an account', two, `'{5,-5,0}'`],
    ['an amount that is unknown', 'ARRAY[ours, ours, ours]', `'{5,-5,NULL}'`],
    ['an account that is unknown', 'ARRAY[ours, NULL]', `'{5,-5}'`],
    ['an amount of nought', 'ARRAY[ours, ours, ours]', `'{5,-5,0}'`],
    ['lines in two dimensions', 'ARRAY[[ours, ours]]', `'{{5,-5}}'`],
    ['lines that are not counted from one', two, `'[0:1]={5,-5}'`],
  ])('has no transfer with %s', async (_what, accounts, amounts) => {
    await expect(insert({ accounts, amounts })).rejects.toMatchObject({ code: '23514' });
  });

  it('names accounts that there are, in the currency of the transfer', async () => {
    await expect(insert({ accounts: 'ARRAY[ours, nobodys]', amounts: `'{5,-5}'` })).rejects.toMatchObject({
      code: '23503',
    });
    await books.database.owner.sql.run(
      `INSERT INTO ledger_account (kind, owner_id, currency, mode) VALUES ('rounding', gen_random_uuid(), 'EUR', 'deferred')`,
    );
    await expect(
      insert({
        accounts: `ARRAY[ours, (SELECT id FROM ledger_account WHERE currency = 'EUR')]`,
        amounts: `'{5,-5}'`,
      }),
    ).rejects.toThrow('in AZN');
  });

  it('balances in each transfer by itself', async () => {
    const both = books.database.owner.sql.run(
      `INSERT INTO transfer (settlement_day, lane, number, kind, batch, posted_at, first_posting, currency, account_ids, amounts)
       SELECT '2027-02-10', 9, n, 'correction', 1, now(), 2 * n - 1, 'AZN', ARRAY[min(id), min(id)], ARRAY[5, a]
         FROM ledger_account, (VALUES (1, -4), (2, -6)) AS v (n, a) GROUP BY n, a`,
    );
    await expect(both).rejects.toMatchObject({ code: '23514' });
  });
});
