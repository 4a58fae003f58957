import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBooks, type Books } from '../support/books.ts';

describe('baskets that come to an idle lane in one turn of the event loop', () => {
  let books: Books;

  beforeAll(async () => {
    books = await makeBooks({ lane: 'writer' });
    // The first batch of a lane finds out which day it is, and is read again.
    await books.lane.accept(await books.basket([150]));
  });
  afterAll(() => books.close());

  const countBatches = async () =>
    Number((await books.database.owner.sql.first<{ n: bigint }>('SELECT count(*) AS n FROM batch'))?.n);

  it('are one batch: the first is not read alone while the others wait', async () => {
    const commands = await Promise.all(Array.from({ length: 20 }, (_, index) => books.basket([200 + index])));
    const before = await countBatches();
    const outcomes = await Promise.all(commands.map((command) => books.lane.accept(command)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(commands.map(() => 'accepted'));
    expect((await countBatches()) - before).toBe(1);
  });

  it('are all answered, however many come while others are read, written, or run alone', async () => {
    const waves = [0, 1, 2, 3, 4, 5].map(async (wave) => {
      const commands = await Promise.all(Array.from({ length: 15 }, (_, n) => books.basket([300 + wave * 15 + n])));
      await sleep(wave * 7);
      const alone = books.lane.abandon({ agentId: books.bank, key: `never-used-${wave}` });
      const outcomes = await Promise.all(commands.map((command) => books.lane.accept(command)));
      return [...outcomes.map(({ kind }) => kind), (await alone).kind];
    });
    const ends = (await Promise.all(waves)).flat();
    expect(ends.filter((kind) => kind === 'accepted')).toHaveLength(90);
    expect(ends.filter((kind) => kind === 'abandoned')).toHaveLength(6);
  });
});
