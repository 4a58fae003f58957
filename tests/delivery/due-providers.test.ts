import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listProvidersDue } from '../../src/delivery/upkeep-store.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { explained } from '../support/explained.ts';

const deliveries = 20_000;

describe('which providers have work', () => {
  let books: Books;

  /** A hub that was busy when the server last counted the table, and has told the providers of everything since. */
  beforeAll(async () => {
    books = await makeBooks();
    await books.database.owner.transaction(async (sql) => {
      await sql.run('SET LOCAL session_replication_role = replica');
      await sql.run(
        `INSERT INTO delivery (settlement_day, payment_id, provider_id, receipt_number, state, next_action_at)
         SELECT '2026-11-20', gen_random_uuid(), CASE WHEN n % 3 = 0 THEN $1 ELSE $2 END::uuid, lpad(n::text, 16, '0'), 'accepted', $3
           FROM generate_series(1, $4::int) AS n`,
        [books.gas, books.water, books.clock.now(), deliveries],
      );
      await sql.run('ANALYZE delivery');
      await sql.run(
        `UPDATE delivery SET state = 'confirmed', next_action_at = NULL WHERE provider_id = $1 OR receipt_number < $2`,
        [books.gas, String(deliveries - 5).padStart(16, '0')],
      );
    });
  });
  afterAll(() => books.close());

  it('is found by index, whatever the server believes of a table that moves', async () => {
    const plans: string[] = [];
    const sql = explained(books.database.db.sql, plans);
    expect(await listProvidersDue(sql, books.clock.now())).toEqual([books.water]);
    const [plan = ''] = plans;
    expect(plan).toMatch(/Index Scan using delivery_\d+_provider_id_receipt_number/);
    expect(plan).not.toMatch(/Seq Scan on delivery/);
  });
});
