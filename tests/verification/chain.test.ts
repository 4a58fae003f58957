import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Sql } from '../../src/platform/database/sql.ts';
import { verifyBatches } from '../../src/verification/chain.ts';
import { makeBooks, type Books } from '../support/books.ts';

const batches = 20;

/** A database that says how the statement about hashes was carried out instead of what it found. */
function explaining(db: Database, heard: string[]): Database {
  const explain = (sql: Sql): Sql => ({
    ...sql,
    async rows<Row extends object>(...[text, params, how]: Parameters<Sql['rows']>): Promise<Row[]> {
      if (!text.includes('batch_hashes_chain')) return sql.rows<Row>(text, params, how);
      const plan = await sql.rows<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) ${text}`, params);
      heard.push(...plan.map((line) => line['QUERY PLAN']));
      return [];
    },
  });
  return { ...db, sql: explain(db.sql), transaction: (work, how) => db.transaction((sql) => work(explain(sql)), how) };
}

describe('the hashes of a range of batches', () => {
  let books: Books;
  beforeAll(async () => {
    books = await makeBooks();
    for (let batch = 0; batch < batches; batch += 1) await books.lane.accept(await books.basket([1_250, 300]));
  });
  afterAll(() => books.close());

  it('are made once for all of them, also while the server knows nothing of the tables yet', async () => {
    const plan: string[] = [];
    await verifyBatches(explaining(books.database.db, plan), { lane: 1, from: 1n, through: BigInt(batches) });
    const aggregates = plan.filter((line) => line.includes('Aggregate') && !line.includes('never executed'));
    expect(aggregates.length).toBeGreaterThan(2);
    expect(aggregates.filter((line) => !line.includes('loops=1)'))).toEqual([]);
    expect(plan.filter((line) => line.includes('Nested Loop'))).toEqual([]);
  });
});
