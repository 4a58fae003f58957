import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  writeAnswersStatement,
  writeBatchStatement,
  writePaymentsStatement,
} from '../../src/engine/writer/write-batch-statement.ts';
import { planningByIndex } from '../../src/platform/database/statements.ts';
import { type Books, makeBooks } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';

let books: Books;
beforeAll(async () => {
  books = await makeBooks();
  await deskOf(books).pay();
  await books.database.owner.sql.run('ANALYZE');
});
afterAll(() => books.close());

/** The plan that a lane keeps which was taken while the tables had a row each: it is the one for a million rows too. */
async function keptPlan(text: string): Promise<string> {
  const session = await books.database.db.session('plans');
  try {
    await session.sql.rows(planningByIndex);
    await session.sql.run(`PREPARE kept AS ${text}`);
    const places = Math.max(...[...text.matchAll(/\$(\d+)/g)].map(([, place]) => Number(place)));
    const nothing = Array.from({ length: places }, () => 'NULL').join(', ');
    const lines = await session.sql.rows<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) EXECUTE kept (${nothing})`);
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  } finally {
    await session.close();
  }
}

describe.each([writePaymentsStatement, writeAnswersStatement, writeBatchStatement])(
  'the plan of $name for tables of one row',
  ({ text }) => {
    it('reads no table from end to end', async () => {
      expect(await keptPlan(text)).not.toMatch(/Seq Scan/);
    });

    it('finds each delivery and each balance by its own key, and never by its day alone', async () => {
      const conditions = (await keptPlan(text)).split('\n').filter((line) => line.includes('Index Cond'));
      expect(conditions.length).toBeGreaterThan(0);
      for (const condition of conditions) expect(condition).toMatch(/payment_id =|account_id =|\bid =/);
    });
  },
);
