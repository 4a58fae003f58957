import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMigrations } from '../../src/platform/database/migrations.ts';
import { migrateDatabase } from '../../src/platform/database/migrator.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

/** Books as they were when every posting was a row: three transfers in two months, one of them of another lane and currency. */
const oldBooks = `
  SELECT make_month_partitions('2026-11-30'), make_month_partitions('2026-12-01');
  INSERT INTO ledger_account (kind, owner_id, currency, mode)
  SELECT 'rounding', gen_random_uuid(), currency, 'deferred' FROM unnest(ARRAY['AZN', 'AZN', 'AZN', 'EUR', 'EUR']) AS currency;
  INSERT INTO transfer (settlement_day, lane, number, kind, payment_id, payment_day, reverses, batch, posted_at) VALUES
    ('2026-11-30', 1, 1, 'acceptance', '01a1f78a-5300-752e-a336-b1033fc90901', '2026-11-30', NULL, 1, '2026-11-30T08:00:00Z'),
    ('2026-12-01', 1, 2, 'cancellation', '01a1f78a-5300-752e-a336-b1033fc90901', '2026-11-30', 1, 2, '2026-12-01T08:00:00Z'),
    ('2026-12-01', 2, 1, 'correction', NULL, NULL, NULL, 1, '2026-12-01T09:00:00Z');
  INSERT INTO posting (settlement_day, lane, number, transfer, account_id, currency, amount) VALUES
    ('2026-11-30', 1, 1, 1, 2, 'AZN', -105), ('2026-11-30', 1, 2, 1, 1, 'AZN', 100), ('2026-11-30', 1, 3, 1, 3, 'AZN', 5),
    ('2026-12-01', 1, 4, 2, 1, 'AZN', -100), ('2026-12-01', 1, 5, 2, 2, 'AZN', 100),
    ('2026-12-01', 2, 1, 1, 4, 'EUR', 7), ('2026-12-01', 2, 2, 1, 5, 'EUR', -7)`;

describe('postings that were rows of their own', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await testDatabase({ empty: true });
    const all = await readMigrations();
    const moving = all.findIndex(({ name }) => name === 'postings_in_transfers');
    await migrateDatabase(database.url, all.slice(0, moving));
    await database.owner.sql.run(oldBooks);
  });
  afterEach(() => database.close());

  const read = (text: string) => database.owner.sql.rows(text);
  const postings = () => read('SELECT * FROM posting ORDER BY lane, number');
  const transfers = () =>
    read(`SELECT tableoid::regclass::text AS month, settlement_day, lane, number, kind, payment_id, payment_day, reverses, batch, posted_at
            FROM transfer ORDER BY lane, number`);

  it('are read as before once they stand in their transfers, in the month in which they were', async () => {
    const before = { postings: await postings(), transfers: await transfers() };
    expect(before.postings).toHaveLength(7);
    await migrateDatabase(database.url);
    expect({ postings: await postings(), transfers: await transfers() }).toEqual(before);
  });

  it('leave guarded months with their indexes, and nothing of the old ones', async () => {
    await migrateDatabase(database.url);
    const indexes = await read(
      `SELECT indexname AS name FROM pg_indexes WHERE tablename ~ '^transfer_[0-9]+$' ORDER BY 1`,
    );
    expect(indexes.map((row) => Object.values(row)[0])).toEqual(
      ['202611', '202612'].flatMap((month) => [`transfer_${month}_payment_id_idx`, `transfer_${month}_pkey`]),
    );
    const left = await read(`SELECT relname FROM pg_class WHERE relname ~ '^(before_|posting_)'`);
    expect(left).toEqual([]);
    for (const month of ['transfer_202611', 'transfer_202612']) {
      await expect(database.owner.sql.run(`DELETE FROM ${month}`)).rejects.toMatchObject({ code: '42501' });
      await expect(
        database.owner.sql.run(
          `INSERT INTO ${month} (settlement_day, lane, number, kind, batch, posted_at, first_posting, currency, account_ids, amounts)
           SELECT settlement_day, 9, number, 'correction', batch, posted_at, first_posting, currency, account_ids,
                  array_fill(1::bigint, ARRAY[cardinality(account_ids)]) FROM ${month}`,
        ),
      ).rejects.toMatchObject({ code: '23514' });
    }
  });

  it.each([
    ['belong to no transfer', 'DELETE FROM transfer WHERE lane = 2'],
    ['lie apart', 'UPDATE posting SET number = 9 WHERE lane = 1 AND number = 5'],
    ['are of two currencies', `UPDATE posting SET currency = 'RUB' WHERE lane = 1 AND number = 5`],
    ['were removed', 'DELETE FROM posting WHERE lane = 2'],
  ])('that %s are not moved, and nothing is lost', async (_what, tampering) => {
    await database.owner.transaction(async (sql) => {
      await sql.run('SET LOCAL session_replication_role = replica');
      await sql.run(tampering);
    });
    const before = { postings: await postings(), transfers: await transfers() };
    await expect(migrateDatabase(database.url)).rejects.toThrow('transfers and postings do not belong together');
    expect({ postings: await postings(), transfers: await transfers() }).toEqual(before);
  });
});
