import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRelay, type RelayDeps } from '../../src/outbox/relay.ts';
import { makeBooks, type Books } from '../support/books.ts';

describe('the outbox', () => {
  let books: Books;
  const told: string[] = [];

  beforeAll(async () => {
    books = await makeBooks();
  });
  afterAll(() => books.close());

  const relay = (...subscribers: RelayDeps['subscribers']) =>
    createRelay({ db: books.database.db, clock: books.clock, ids: books.ids, subscribers });
  const remember: RelayDeps['subscribers'][number] = async (event) => {
    told.push(`${event.topic} ${event.subjectId}`);
  };

  it('tells each event of a committed payment once, however many relays run', async () => {
    const outcome = await books.lane.accept(await books.basket([100, 200]));
    await Promise.all([relay(remember).publishDue(), relay(remember).publishDue(), relay(remember).publishDue()]);
    await relay(remember).publishDue();
    const ids = outcome.kind === 'accepted' ? outcome.basket.payments.map((line) => line.id) : [];
    expect(told.toSorted()).toEqual(ids.map((id) => `payment.accepted ${id}`).toSorted());
  });

  it('tells again, later, what a subscriber refused', async () => {
    await books.lane.accept(await books.basket([300]));
    told.length = 0;
    await relay(() => Promise.reject(new Error('partner is down'))).publishDue();
    expect(await relay(remember).publishDue()).toBe(0);
    books.clock.advanceMs(5_000);
    expect(await relay(remember).publishDue()).toBe(1);
    expect(told).toHaveLength(1);
  });

  it('opens one case for an agent that is near its cap', async () => {
    await books.lane.setFloor({ agentId: books.post, currency: 'AZN', floor: -1000n });
    await books.lane.accept(await books.basket([900], { agentId: books.post }));
    await relay().publishDue();
    const cases = await books.database.db.sql.rows(`SELECT subject_id FROM review_case WHERE kind = 'agent_cap'`);
    expect(cases).toEqual([{ subject_id: books.post }]);
  });
});
