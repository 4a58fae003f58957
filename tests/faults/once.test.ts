import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeatLost } from '../../src/engine/lane.ts';
import { createReferenceLane } from '../../src/engine/reference-lane.ts';
import { createRelay } from '../../src/outbox/relay.ts';
import type { Sql } from '../../src/platform/database/sql.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { cutOff } from '../support/cut-off.ts';

describe('what stands between two processes that believe the same', () => {
  let books: Books;

  beforeAll(async () => {
    books = await makeBooks();
  });
  afterAll(() => books.close());

  it('is the key itself: the database takes it once, whatever anybody has looked up before', async () => {
    const write = () =>
      books.database.db.sql.run(
        `INSERT INTO idempotency_key (agent_id, client_key, request_hash, status, answer, created_at)
         VALUES ($1, 'twice', '\\x00', 'abandoned', '{}', $2)`,
        [books.bank, books.clock.now()],
      );
    expect(await write()).toBe(1);
    await expect(write()).rejects.toMatchObject({ code: '23505' });
  });

  it('is the epoch: whoever held the lane before writes nothing any more', async () => {
    const { db, owner } = books.database;
    const { epoch } = (await db.sql.first<{ epoch: bigint }>('SELECT epoch FROM lane WHERE id = 1')) ?? { epoch: -1n };
    const stampTime = async () => books.clock.now();
    const held = createReferenceLane({ db, lane: 1, cutOff, stampTime, epoch });
    const before = await held.accept(await books.basket([100]));
    expect(before.kind).toBe('accepted');
    await owner.sql.run('UPDATE lane SET epoch = epoch + 1 WHERE id = 1');
    const late = await books.basket([100]);
    await expect(held.accept(late)).rejects.toBeInstanceOf(SeatLost);
    expect(await db.sql.rows('SELECT 1 FROM idempotency_key WHERE client_key = $1', [late.key])).toEqual([]);
  });

  it('is the attempt number: the answer of an attempt that somebody else has taken up decides nothing', async () => {
    const { db, owner } = books.database;
    const outcome = await books.lane.accept(await books.basket([200]));
    const payment = outcome.kind === 'accepted' ? outcome.basket.payments[0] : undefined;
    if (!payment) throw new Error('a payment was accepted');
    await owner.sql.run(
      `UPDATE delivery SET state = 'sending', attempt_no = 2, lease_until = $2, lease_owner = 'heir' WHERE payment_id = $1`,
      [payment.id, books.clock.now()],
    );
    const answer = await books.lane.resolve({
      payment: { id: payment.id, settlementDay: payment.settlementDay },
      ...{ attemptNo: 1, outcome: 'rejected', providerTransaction: null, canCancel: true },
      ...{ caseId: books.ids.uuid(), attemptEnd: null },
    });
    expect(answer.kind).toBe('stale');
    const row = await db.sql.first('SELECT state, attempt_no FROM delivery WHERE payment_id = $1', [payment.id]);
    expect(row).toEqual({ state: 'sending', attempt_no: 2 });
  });

  it('leaves no event untold that commits after a later one was told', async () => {
    const { db } = books.database;
    const told: string[] = [];
    const relay = createRelay({
      ...{ db, clock: books.clock, ids: books.ids },
      subscribers: [
        async ({ subjectId }) => {
          told.push(subjectId);
        },
      ],
    });
    await relay.publishDue();
    const [slow, quick] = [books.ids.uuid(), books.ids.uuid()];
    const write = (sql: Sql, subject: string) =>
      sql.run('INSERT INTO outbox (topic, subject_id, created_at, due_at) VALUES ($1, $2, $3, $3)', [
        ...['late.event', subject],
        books.clock.now(),
      ]);
    let written = () => {};
    let commit = () => {};
    const isWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    const mayCommit = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const open = db.transaction(async (sql) => {
      await write(sql, slow);
      written();
      await mayCommit;
    });
    await isWritten;
    await db.transaction((sql) => write(sql, quick));
    await relay.publishDue();
    commit();
    await open;
    await relay.publishDue();
    expect(told.filter((subject) => [slow, quick].includes(subject))).toEqual([quick, slow]);
  });
});
