import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canBecome, isInTransit, paymentStates, transitions } from '../../src/payments/states.ts';
import { makeBooks, type Books } from '../support/books.ts';

describe('the states of a payment', () => {
  let books: Books;
  beforeAll(async () => {
    books = await makeBooks();
  });
  afterAll(() => books.close());

  it('are reached from accepted, and end in confirmed, rejected or reversed', () => {
    const reached = new Set(['accepted']);
    for (let size = 0; size !== reached.size;) {
      size = reached.size;
      for (const step of transitions) if (reached.has(step.from)) reached.add(step.to);
    }
    expect([...reached].toSorted()).toEqual([...paymentStates].toSorted());
    expect(transitions.filter((step) => step.from === 'reversed')).toEqual([]);
  });

  it('move money exactly where a payment enters or leaves transit, or is given back', () => {
    for (const step of transitions) {
      expect([step.from, step.to, step.posts]).toEqual([
        step.from,
        step.to,
        !(isInTransit(step.from) && isInTransit(step.to)),
      ]);
    }
  });

  it('are the same table in the database: every pair is allowed or refused alike', async () => {
    const { db, owner } = books.database;
    await books.lane.accept(await books.basket([1000]));
    for (const from of paymentStates) {
      for (const to of paymentStates.filter((state) => state !== from)) {
        const undo = new Error('undo');
        const attempt = owner.transaction(async (sql) => {
          const scheduled = `next_action_at = CASE WHEN $1 IN ('accepted', 'sending', 'unknown') THEN now() END, lease_until = now()`;
          await sql.run('SET LOCAL session_replication_role = replica');
          await sql.run(`UPDATE delivery SET state = $1, ${scheduled}`, [from]);
          await sql.run('SET LOCAL session_replication_role = origin');
          await sql.run(`UPDATE delivery SET state = $1, ${scheduled}`, [to]);
          throw undo;
        });
        const error: unknown = await attempt.catch((reason: unknown) => reason);
        expect([from, to, error === undo]).toEqual([from, to, canBecome(from, to)]);
      }
    }
    expect(await db.sql.first('SELECT state FROM delivery')).toEqual({ state: 'accepted' });
  });

  it('never let the attempt number fall', async () => {
    const { owner } = books.database;
    await owner.sql.run('UPDATE delivery SET attempt_no = 5');
    await expect(owner.sql.run('UPDATE delivery SET attempt_no = 4')).rejects.toMatchObject({ code: '23514' });
  });
});
