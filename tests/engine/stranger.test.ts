import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lane } from '../../src/engine/lane.ts';
import { createReferenceLane } from '../../src/engine/reference-lane.ts';
import type { AcceptBasket } from '../../src/payments/commands.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { cutOff } from '../support/cut-off.ts';
import { openOutlet, type TestOutlet } from '../support/outlet.ts';

describe.each(['reference', 'writer'] as const)('whom nobody has looked up since, in the %s lane', (lane) => {
  let books: Books;
  let outlet: TestOutlet;
  beforeAll(async () => {
    books = await makeBooks({ lane });
    outlet = await openOutlet(books);
  });
  afterAll(() => books.close());

  const basket = async (what: Partial<AcceptBasket> = {}): Promise<AcceptBasket> => ({
    ...(await books.basket([1000], { tellerId: outlet.tellerId })),
    ...{ outletId: outlet.outletId, tokenVersion: 1, ...what },
  });
  const outcomeOf = async (command: AcceptBasket, by: Lane = books.lane) => {
    const outcome = await by.accept(command);
    if (outcome.kind === 'refused') return outcome.refusal.code;
    return outcome.replayed ? 'replayed' : outcome.kind;
  };
  const set = (text: string, id: string) => books.database.owner.sql.run(text, [id]);
  const during = async <T>(change: { readonly table: string; readonly id: string }, work: () => Promise<T>) => {
    await set(`UPDATE ${change.table} SET state = 'suspended' WHERE id = $1`, change.id);
    try {
      return await work();
    } finally {
      await set(`UPDATE ${change.table} SET state = 'active' WHERE id = $1`, change.id);
    }
  };

  it('pays by the token that the agent has now', async () => {
    expect(await outcomeOf(await basket())).toBe('accepted');
  });

  it('is refused with an older one, and the key stays good', async () => {
    const command = await basket();
    expect(await outcomeOf({ ...command, tokenVersion: 2 })).toBe('invalid_token');
    expect(await outcomeOf(command)).toBe('accepted');
    expect(await outcomeOf({ ...command, tokenVersion: 2 })).toBe('invalid_token');
    expect(await outcomeOf(command)).toBe('replayed');
  });

  it.each([
    { table: 'agent', code: 'agent_suspended' },
    { table: 'outlet', code: 'forbidden' },
    { table: 'teller', code: 'forbidden' },
  ])('is refused while the $table is suspended, also with a key that is paid', async ({ table, code }) => {
    const [fresh, paid] = [await basket(), await basket()];
    expect(await outcomeOf(paid)).toBe('accepted');
    const id = { agent: books.bank, outlet: outlet.outletId, teller: outlet.tellerId }[table] ?? '';
    await during({ table, id }, async () => {
      expect(await outcomeOf(fresh)).toBe(code);
      expect(await outcomeOf(paid)).toBe(code);
    });
    expect(await outcomeOf(fresh)).toBe('accepted');
    expect(await outcomeOf(paid)).toBe('replayed');
  });

  it('is told what an earlier try of the same command came to, and nothing where it came to nothing', async () => {
    const { db } = books.database;
    const again = createReferenceLane({
      ...{ db, lane: 1, cutOff, isRepeat: true },
      stampTime: async () => books.clock.now(),
    });
    const [fresh, paid] = [await basket(), await basket()];
    expect(await outcomeOf(paid)).toBe('accepted');
    await during({ table: 'agent', id: books.bank }, async () => {
      expect(await outcomeOf(paid, again)).toBe('replayed');
      expect(await outcomeOf(fresh, again)).toBe('agent_suspended');
    });
    expect(await outcomeOf({ ...fresh, tokenVersion: 2 }, again)).toBe('invalid_token');
  });
});
