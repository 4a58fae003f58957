import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTaken, takenName } from '../../src/engine/takings.ts';
import type { AcceptedLine } from '../../src/payments/answers.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';

/** What the holder of the lane keeps in mind of an outlet's and a teller's day must be what the books say, whatever runs alone. */
describe.each(['reference', 'writer'] as const)('a limit of the day in the %s lane', (lane) => {
  let books: Books;
  let desk: Desk;
  const outletId = '01a1f78a-0000-7000-8000-00000000000a';
  const tellers = ['01a1f78a-0000-7000-8000-00000000000b', '01a1f78a-0000-7000-8000-00000000000c'] as const;

  beforeAll(async () => {
    books = await makeBooks({ lane });
    desk = deskOf(books);
    const { sql } = books.database.owner;
    await sql.run(
      `INSERT INTO outlet (id, agent_id, code, name, address, daily_limit) VALUES ($1, $2, 'o-1', 'Outlet', 'Street 1', 5500)`,
      [outletId, books.bank],
    );
    for (const [index, id] of tellers.entries()) {
      await sql.run(
        `INSERT INTO teller (id, agent_id, outlet_id, code, name, state, daily_limit) VALUES ($1, $2, $3, $4, 'Teller', 'active', 3000)`,
        [id, books.bank, outletId, `t-${index + 1}`],
      );
    }
  });
  afterAll(() => books.close());

  async function pay(amount: number, teller: 0 | 1): Promise<AcceptedLine | Readonly<Record<string, string>>> {
    const command = { ...(await books.basket([amount], { tellerId: tellers[teller] })), outletId };
    const outcome = await books.lane.accept(command);
    const [line] = outcome.kind === 'accepted' ? outcome.basket.payments : [];
    return line ?? (outcome.kind === 'refused' ? (outcome.refusal.details ?? {}) : {});
  }
  const left = async (teller: 0 | 1) => {
    const { limitOf, left: said } = (await pay(6000, teller)) as Readonly<Record<string, string>>;
    return `${limitOf} ${said}`;
  };
  const isLine = (paid: Awaited<ReturnType<typeof pay>>): paid is AcceptedLine => 'id' in paid;

  it('is known as the books have it, over payments and reversals', async () => {
    const first = await pay(1000, 0);
    const second = await pay(2000, 1);
    if (!isLine(first) || !isLine(second)) throw new Error('not paid');
    expect([await left(0), await left(1)]).toEqual(['teller 20.00', 'teller 10.00']);
    await desk.reverse({ id: second.id, settlementDay: second.settlementDay });
    expect([await left(0), await left(1)]).toEqual(['teller 20.00', 'teller 30.00']);
    // Two in a row run alone, and nothing between them.
    const [third, fourth] = [await pay(1500, 1), await pay(500, 0)];
    if (!isLine(third) || !isLine(fourth)) throw new Error('not paid');
    await desk.reverse({ id: third.id, settlementDay: third.settlementDay });
    await desk.reverse({ id: fourth.id, settlementDay: fourth.settlementDay });
    expect(await pay(3000, 1)).toMatchObject({ amount: '3000' });
    expect([await left(0), await left(1)]).toEqual(['outlet 15.00', 'teller 0.00']);
    const owners = [
      { kind: 'outlet', id: outletId, currency: 'AZN' },
      { kind: 'teller', id: tellers[0], currency: 'AZN' },
    ] as const;
    const taken = await readTaken(books.database.db.sql, owners, first.settlementDay);
    expect(owners.map((owner) => taken.get(takenName(owner)))).toEqual([4000n, 1000n]);
  });

  it('is whole again on the next day', async () => {
    books.clock.set(new Date(books.clock.now().getTime() + 24 * 60 * 60_000));
    expect([await left(0), await left(1)]).toEqual(['teller 30.00', 'teller 30.00']);
    expect(isLine(await pay(3000, 0))).toBe(true);
    expect([await left(0), await left(1)]).toEqual(['teller 0.00', 'outlet 25.00']);
  });
});
