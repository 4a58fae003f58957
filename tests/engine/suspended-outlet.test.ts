import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBooks, type Books } from '../support/books.ts';

describe.each(['reference', 'writer'] as const)('a suspended outlet in the %s lane', (lane) => {
  let books: Books;
  const outletId = '01a1f78a-0000-7000-8000-00000000000a';
  const tellerId = '01a1f78a-0000-7000-8000-00000000000b';

  beforeAll(async () => {
    books = await makeBooks({ lane });
    const { sql } = books.database.owner;
    await sql.run(
      `INSERT INTO outlet (id, agent_id, code, name, address) VALUES ($1, $2, 'o-1', 'Outlet', 'Street 1')`,
      [outletId, books.bank],
    );
    await sql.run(
      `INSERT INTO teller (id, agent_id, outlet_id, code, name, state) VALUES ($1, $2, $3, 't-1', 'Teller', 'active')`,
      [tellerId, books.bank, outletId],
    );
  });
  afterAll(() => books.close());

  const pay = async () => {
    const outcome = await books.lane.accept({ ...(await books.basket([1000], { tellerId })), outletId });
    return outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind;
  };
  const change = (state: string) =>
    books.database.owner.sql.run('UPDATE outlet SET state = $2 WHERE id = $1', [outletId, state]);

  it('takes nothing, whoever stands there, until it is readmitted', async () => {
    expect(await pay()).toBe('accepted');
    await change('suspended');
    expect(await pay()).toBe('forbidden');
    await change('active');
    expect(await pay()).toBe('accepted');
  });
});
