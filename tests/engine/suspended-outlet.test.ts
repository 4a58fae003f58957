import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBooks, type Books } from '../support/books.ts';
import { openOutlet, type TestOutlet } from '../support/outlet.ts';

describe.each(['reference', 'writer'] as const)('a suspended outlet in the %s lane', (lane) => {
  let books: Books;
  let outlet: TestOutlet;

  beforeAll(async () => {
    books = await makeBooks({ lane });
    outlet = await openOutlet(books);
  });
  afterAll(() => books.close());

  const pay = async () => {
    const { outletId, tellerId } = outlet;
    const outcome = await books.lane.accept({ ...(await books.basket([1000], { tellerId })), outletId });
    return outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind;
  };
  const change = (state: string) =>
    books.database.owner.sql.run('UPDATE outlet SET state = $2 WHERE id = $1', [outlet.outletId, state]);

  it('takes nothing, whoever stands there, until it is readmitted', async () => {
    expect(await pay()).toBe('accepted');
    await change('suspended');
    expect(await pay()).toBe('forbidden');
    await change('active');
    expect(await pay()).toBe('accepted');
  });
});
