import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listBackups, proveCopy } from '../../src/backups/service.ts';
import { type Books, makeBooks } from '../support/books.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { type Desk, deskOf } from '../support/desk.ts';
import { answers, deliverTo, fakeProvider } from '../support/fake-provider.ts';

let books: Books;
let desk: Desk;
let copies: TestDatabase[];
beforeEach(async () => {
  books = await makeBooks();
  desk = deskOf(books);
  copies = [];
});
afterEach(async () => {
  for (const copy of copies) await copy.close();
  await books.close();
});

/** The books as they stand, restored elsewhere. */
async function restore(): Promise<TestDatabase> {
  const copy = await testDatabase({ copyOf: books.database });
  copies.push(copy);
  return copy;
}
const prove = (copy: Pick<TestDatabase, 'db'>) =>
  proveCopy({ db: books.database.db, clock: books.clock, ids: books.ids }, copy.db);
const proven = () => listBackups(books.database.db);

describe('a restored copy', () => {
  it('is proven when it is whole and its last batch is ours, also while payments go on', async () => {
    await desk.pay(1000);
    await deliverTo(books, fakeProvider()).run(books.gas);
    const copy = await restore();
    await desk.pay(500);
    const proof = await prove(copy);
    const backup = { lane: 1, batch: 2n, settlementDay: '2026-11-20', payments: 1, provenAt: books.clock.now() };
    expect(proof).toEqual({ kind: 'proven', backups: [expect.objectContaining(backup)] });
    expect(await proven()).toEqual([expect.objectContaining(backup)]);
  });

  it('is proven although deliveries were under way when it was taken, however long ago', async () => {
    await desk.pay(1000);
    const provider = fakeProvider();
    const taken: Promise<TestDatabase>[] = [];
    provider.pay.push(async () => {
      taken.push(restore());
      await taken[0];
      return answers.unknown;
    });
    await deliverTo(books, provider).run(books.gas);
    const [copy] = await Promise.all(taken);
    if (!copy) throw new Error('nothing was sent');
    const rows = await copy.db.sql.rows<{ state: string }>('SELECT state FROM delivery');
    expect(rows).toEqual([{ state: 'sending' }]);
    books.clock.set(new Date(books.clock.now().getTime() + 48 * 3_600_000));
    expect(await prove(copy)).toMatchObject({ kind: 'proven' });
  });

  it('is none when it only follows another server', async () => {
    await desk.pay(1000);
    const copy = await restore();
    const first = (async () => ({ identity: 'elsewhere', isStandby: true })) as typeof copy.db.sql.first;
    const standby = { ...copy.db, sql: { ...copy.db.sql, first } };
    expect(await prove({ db: standby })).toEqual({ kind: 'standby' });
  });

  it('is not proven when a row of it was changed, and the finding says which check found it', async () => {
    await desk.pay(1000);
    const copy = await restore();
    await copy.owner.transaction(async (sql) => {
      await sql.run('SET LOCAL session_replication_role = replica');
      await sql.run(`UPDATE payment SET account = 'OTHER'`);
    });
    expect(await prove(copy)).toMatchObject({
      kind: 'findings',
      findings: expect.arrayContaining([expect.objectContaining({ check: 'batch_hashes_chain' })]),
    });
    expect(await proven()).toEqual([]);
  });

  it('is of other books when its last batch is not ours', async () => {
    await desk.pay(1000);
    const copy = await restore();
    await desk.pay(500);
    // The copy went on by itself.
    const other = await makeBooks({ seed: 'other' });
    try {
      await deskOf(other).pay(1000);
      expect(await prove(other.database)).toEqual({ kind: 'other_books', lane: 1, batch: 1n });
    } finally {
      await other.close();
    }
    expect(await prove(copy)).toMatchObject({ kind: 'proven' });
    await books.database.owner.transaction(async (sql) => {
      await sql.run('SET LOCAL session_replication_role = replica');
      await sql.run('DELETE FROM batch WHERE number = 1');
    });
    expect(await prove(copy)).toEqual({ kind: 'other_books', lane: 1, batch: 1n });
  });

  it('is none when it is empty, or the database itself', async () => {
    const copy = await restore();
    expect(await prove(copy)).toEqual({ kind: 'empty' });
    await desk.pay(1000);
    expect(await prove(books.database)).toEqual({ kind: 'same_database' });
  });
});
