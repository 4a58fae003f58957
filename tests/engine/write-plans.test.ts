import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  writeAnswersStatement,
  writeBatchStatement,
  writePaymentsStatement,
} from '../../src/engine/writer/write-batch-statement.ts';
import { planAnew } from '../../src/engine/writer/seat.ts';
import type { Session } from '../../src/platform/database/session.ts';
import { planningByIndex } from '../../src/platform/database/statements.ts';
import { type Books, makeBooks } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';

let books: Books;
const statements = [writePaymentsStatement, writeAnswersStatement, writeBatchStatement];

beforeAll(async () => {
  books = await makeBooks();
  await deskOf(books).pay();
  await books.database.owner.sql.run('ANALYZE');
});
afterAll(() => books.close());

async function planOf(session: Session, text: string): Promise<string> {
  const places = Math.max(...[...text.matchAll(/\$(\d+)/g)].map(([, place]) => Number(place)));
  const nothing = Array.from({ length: places }, () => 'NULL').join(', ');
  const lines = await session.sql.rows<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) EXECUTE kept (${nothing})`);
  return lines.map((line) => line['QUERY PLAN']).join('\n');
}

/** Deliveries of this month that nobody has analyzed: so many that reading all of them would be felt. */
async function fillMonth() {
  const day = (await books.database.db.sql.first<{ day: string }>('SELECT settlement_day AS day FROM lane'))?.day;
  await books.database.owner.sql.run(
    `INSERT INTO delivery (settlement_day, payment_id, provider_id, receipt_number, state, next_action_at)
     SELECT $1, gen_random_uuid(), $2, lpad(n::text, 16, '0'), 'accepted', now() FROM generate_series(1, 20000) AS n`,
    [day ?? '', books.gas],
  );
}

it('plans of tables of one row give way to plans of what the tables have become', async () => {
  const [writing, reading] = [await books.database.db.session('writing'), await books.database.db.session('reading')];
  try {
    await writing.sql.rows(planningByIndex);
    await writing.sql.run(`PREPARE kept AS ${writeAnswersStatement.text}`);
    await planOf(writing, writeAnswersStatement.text);
    await fillMonth();
    await planAnew({ writing, reading });
    const plan = await planOf(writing, writeAnswersStatement.text);
    expect(plan).toMatch(
      /delivery_\d+_pkey on delivery_\d+ v_\d\n +Index Cond: \(\(settlement_day = c.settlement_day\) AND \(payment_id = c.payment_id\)\)/,
    );
  } finally {
    await Promise.all([writing.close(), reading.close()]);
  }
});

it.each(statements)('$name reads no table from end to end, and finds nothing by its day alone', async ({ text }) => {
  const session = await books.database.db.session('plans');
  try {
    await session.sql.rows(planningByIndex);
    await session.sql.run(`PREPARE kept AS ${text}`);
    const plan = await planOf(session, text);
    expect(plan).not.toMatch(/Seq Scan/);
    const conditions = plan.split('\n').filter((line) => line.includes('Index Cond'));
    expect(conditions.length).toBeGreaterThan(0);
    for (const condition of conditions) expect(condition).toMatch(/payment_id =|account_id =|\bid =/);
  } finally {
    await session.close();
  }
});
