import type { Books } from './books.ts';

/** An outlet of the bank, with one teller. */
export interface TestOutlet {
  readonly outletId: string;
  readonly tellerId: string;
}

export async function openOutlet(books: Books): Promise<TestOutlet> {
  const { sql } = books.database.owner;
  const [outletId, tellerId] = [books.ids.uuid(), books.ids.uuid()];
  await sql.run(`INSERT INTO outlet (id, agent_id, code, name, address) VALUES ($1, $2, 'o-1', 'Outlet', 'Street 1')`, [
    outletId,
    books.bank,
  ]);
  await sql.run(
    `INSERT INTO teller (id, agent_id, outlet_id, code, name, state) VALUES ($1, $2, $3, 't-1', 'Teller', 'active')`,
    [tellerId, books.bank, outletId],
  );
  return { outletId, tellerId };
}
