import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedgerService, type LedgerService } from '../../src/ledger/service.ts';
import { cutOff, makeBooks, type Books } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';

const dayMs = 86_400_000;

describe('partitions of the months to come', () => {
  let books: Books;
  let ledger: LedgerService;
  const alarms: { month: string; tables: readonly string[] }[] = [];

  beforeAll(async () => {
    books = await makeBooks({ start: '2026-11-05T08:00:00Z' });
    ledger = createLedgerService({
      ...{ db: books.database.db, clock: books.clock, cutOff },
      onAlarm: (alarm) => void alarms.push(alarm),
    });
  });
  afterAll(() => books.close());

  const partitionsOf = async (table: string) => {
    const rows = await books.database.owner.sql.rows<{ name: string }>(
      'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1',
      [table],
    );
    return rows.map((row) => row.name);
  };
  /** Runs `work` while another session holds a lock on transfers. */
  const whileLocked = (mode: string, work: () => Promise<void>) =>
    books.database.owner.transaction(async (sql) => {
      await sql.run(`LOCK TABLE transfer IN ${mode} MODE`);
      await work();
    });

  it('are made for this month and the next two, once, however many processes look after them', async () => {
    const rounds = await Promise.all([ledger.prepareMonths(), ledger.prepareMonths(), ledger.prepareMonths()]);
    expect(rounds.map((round) => [round.missing, round.alarming])).toEqual([1, 2, 3].map(() => [[], []]));
    for (const table of ['transfer', 'payment', 'delivery', 'delivery_attempt']) {
      expect(await partitionsOf(table)).toEqual(['202611', '202612', '202701'].map((month) => `${table}_${month}`));
    }
    expect(await ledger.prepareMonths()).toEqual({ made: [], missing: [], alarming: [] });
  });

  it('are there when the lane comes to them, through a whole turn of the year', async () => {
    const desk = deskOf(books);
    for (let day = 0; day < 120; day += 10) {
      books.clock.advanceMs(10 * dayMs);
      await ledger.prepareMonths();
      const before = await partitionsOf('transfer');
      const { settlementDay } = await desk.pay(100);
      expect(before).toContain(`transfer_${settlementDay.slice(0, 7).replace('-', '')}`);
      expect(await partitionsOf('transfer')).toEqual(before);
    }
    expect((await partitionsOf('transfer')).at(-1)).toBe('transfer_202705');
    expect(alarms).toEqual([]);
  });

  it('wait for no payment, and no payment waits for them', async () => {
    books.clock.set(new Date('2027-04-02T08:00:00Z'));
    await whileLocked('ROW EXCLUSIVE', async () => {
      expect(await ledger.prepareMonths()).toMatchObject({ made: ['2027-06-01'], missing: [] });
    });
  });

  it('are given up soon where something holds the tables, and made in a later round; payments go on', async () => {
    books.clock.set(new Date('2027-05-20T08:00:00Z'));
    await whileLocked('SHARE UPDATE EXCLUSIVE', async () => {
      const [round] = await Promise.all([ledger.prepareMonths(), deskOf(books).pay(100)]);
      expect(round).toMatchObject({ made: [], missing: [{ month: '2027-07-01' }], alarming: [] });
    });
    expect(await ledger.prepareMonths()).toMatchObject({ made: ['2027-07-01'], missing: [] });
  });

  it('alarm when a month begins in three days and is not there, naming the tables', async () => {
    const tables = ['delivery', 'delivery_attempt', 'payment', 'transfer'];
    books.clock.set(new Date('2027-07-28T08:00:00Z'));
    await whileLocked('SHARE UPDATE EXCLUSIVE', async () => {
      await ledger.prepareMonths();
      expect(alarms).toEqual([]);
      books.clock.set(new Date('2027-07-28T20:00:00Z')); // the 29th in Baku
      await ledger.prepareMonths();
    });
    expect(alarms).toEqual([{ month: '2027-08-01', tables }]);
    expect((await deskOf(books).pay(100)).settlementDay).toBe('2027-07-29');
  });
});
