import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sql } from '../../src/platform/database/sql.ts';
import type { PostMovement } from '../../src/payments/commands.ts';
import { payoutOrderNumber } from '../../src/settlement/model.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';

/** One day with payments at both providers, and a second on which more is taken back from gas than paid to it. */
async function twoDays(books: Books, desk: Desk): Promise<void> {
  const provider = fakeProvider();
  const deliver = async () => {
    await deliverTo(books, provider).run(books.gas);
    await deliverTo(books, provider).run(books.water);
  };
  const payment = await desk.pay(5000);
  await desk.pay(700, { providerId: books.water });
  await deliver();
  books.clock.set(new Date('2026-11-20T19:59:00Z'));
  await desk.reverse(payment);
  books.clock.set(new Date('2026-11-20T20:00:00Z'));
  await settlementOf(books).closeDue();
  await desk.pay(1200);
  await deliver();
  books.clock.set(new Date('2026-11-21T20:00:00Z'));
  await books.lane.cut();
  await desk.pay(9000);
  await deliver();
  books.clock.set(new Date('2026-11-22T20:00:00Z'));
  await books.lane.cut();
}

const gone = new Error('the closer is gone');
interface Files {
  readonly day: string;
  readonly provider: string;
  readonly csv: string;
  readonly pdf: string;
  readonly net: bigint;
  readonly order: string | null;
}
const allFiles = (books: Books) =>
  books.database.db.sql.rows<Files>(
    `SELECT day, provider_id AS provider, convert_from(csv.bytes, 'UTF8') AS csv, encode(sha256(pdf.bytes), 'hex') AS pdf, net, payout_order AS order
       FROM settlement_report r
       JOIN settlement_report_part csv USING (day, provider_id, currency) JOIN settlement_report_part pdf USING (day, provider_id, currency)
      WHERE csv.format = 'csv' AND pdf.format = 'pdf' ORDER BY day, provider_id`,
  );

/** Everything the books hold in the end, whatever happened on the way. */
async function endOf(books: Books) {
  const desk = deskOf(books);
  const kinds = ['provider_payable', 'provider_receivable', 'payout_in_flight'];
  return {
    files: await allFiles(books),
    balances: await Promise.all(kinds.map((kind) => desk.balanceOf(kind, books.gas))),
    waiting: await books.database.db.sql.rows(`SELECT number FROM payout_order WHERE state = 'ordered'`),
    findings: (await verifyBooks({ db: books.database.db, clock: books.clock })).findings,
  };
}

describe('a close that was interrupted', () => {
  let whole: Awaited<ReturnType<typeof endOf>>;
  let books: Books;

  beforeAll(async () => {
    const calm = await makeBooks();
    await twoDays(calm, deskOf(calm));
    await settlementOf(calm).closeDue();
    whole = await endOf(calm);
    await calm.close();
  });
  beforeEach(async () => {
    books = await makeBooks({ poolMax: 20 });
    await twoDays(books, deskOf(books));
  });
  afterEach(() => books.close());

  it('would have paid the third day less what was taken back on the second', async () => {
    await settlementOf(books).closeDue();
    const nets = (await allFiles(books)).filter((report) => report.provider === books.gas).map((report) => report.net);
    expect(nets).toEqual([5000n, -3800n, 5200n]);
    expect(await endOf(books)).toEqual(whole);
    expect([whole.waiting, whole.findings]).toEqual([[], []]);
  });

  it('ends the same when it dies at every movement in turn', async () => {
    let moves = 0;
    const move = async (command: PostMovement) => {
      const moved = await books.lane.move(command);
      moves += 1;
      if (moved.kind === 'posted') throw gone;
      return moved;
    };
    for (let tries = 0; tries < 10; tries += 1) {
      await settlementOf(books, { move })
        .closeDue()
        .catch((error: unknown) => expect(error).toBe(gone));
    }
    expect(moves).toBe(3);
    expect(await endOf(books)).toEqual(whole);
  });

  it('is made good by the next round although no further day is due', async () => {
    await expect(settlementOf(books, { move: () => Promise.reject(gone) }).closeDue()).rejects.toBe(gone);
    for (let rounds = 0; rounds < 3; rounds += 1) await settlementOf(books).closeDue();
    expect(await endOf(books)).toEqual(whole);
  });

  it('ends the same when it dies before its commit, or learns nothing of it', async () => {
    const { db } = books.database;
    for (const when of ['before', 'after'] as const) {
      const dying: typeof db = {
        ...db,
        transaction: async (work, options) => {
          await db.transaction(async (sql) => {
            const value = await work(sql);
            if (when === 'before') throw gone;
            return value;
          }, options);
          throw gone;
        },
      };
      await expect(settlementOf(books, { db: dying }).closeDue()).rejects.toBe(gone);
    }
    await settlementOf(books).closeDue();
    expect(await endOf(books)).toEqual(whole);
  });

  it('ends the same when several close at once', async () => {
    await Promise.all([1, 2, 3, 4].map(() => settlementOf(books).closeDue()));
    expect(await endOf(books)).toEqual(whole);
  });

  it('brings forward what a day left although its movements were posted by nobody yet', async () => {
    const lazy = settlementOf(books, { move: async () => ({ kind: 'already' }) });
    const { db } = books.database;
    let isFirst = true;
    // Between this closer's look at the days and its reports another one closes the second day and then stands still.
    const rows: typeof db.sql.rows = async (text, params) => {
      if (isFirst && text.includes('FROM holiday')) {
        isFirst = false;
        await lazy.close('2026-11-21');
      }
      return db.sql.rows<never>(text, params);
    };
    const slow = settlementOf(books, { db: { ...db, sql: { ...db.sql, rows } } });
    await slow.close('2026-11-22');
    await settlementOf(books).closeDue();
    expect(await endOf(books)).toEqual(whole);
  });
});

describe('a close whose reports do not add up to its sums', () => {
  it('closes nothing and pays nothing out', async () => {
    const books = await makeBooks();
    await twoDays(books, deskOf(books));
    const { db } = books.database;
    // The database keeps a line of every report to itself.
    const blindSql = (sql: Sql): Sql => ({
      ...sql,
      rows: async (text, params) => {
        const found = await sql.rows<never>(text, params);
        return text.includes('FROM closing_line WHERE provider_id') ? found.slice(1) : found;
      },
    });
    const transaction: typeof db.transaction = (work, options) => db.transaction((sql) => work(blindSql(sql)), options);
    const blind = settlementOf(books, { db: { ...db, transaction } });
    await expect(blind.closeDue()).rejects.toThrow('cancelled is the sum');
    expect((await blind.listWindows()).map((window) => window.state)).toEqual(['open', 'cut', 'cut', 'closed']);
    expect(await blind.listReports('2026-11-21')).toEqual([]);
    await books.close();
  });
});

describe('a payout order', () => {
  it('has a number of its own for each provider, however alike their codes are', () => {
    const codes = ['regional-power-company-north', 'regional-power-company-south', 'regional-power-company'];
    const numbers = codes.map((code) => payoutOrderNumber('2026-11-20', code, 'AZN'));
    expect(new Set(numbers).size).toBe(3);
    for (const number of numbers) expect(number.length).toBeLessThanOrEqual(35);
    expect(payoutOrderNumber('2026-11-20', 'gas', 'AZN')).toBe('20261120-gas-AZN');
  });
});
