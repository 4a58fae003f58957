import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimDue } from '../../src/delivery/store.ts';
import { deskOf } from '../support/desk.ts';
import { makeBooks, type Books } from '../support/books.ts';

describe.each(['reference', 'writer'] as const)('a table that got a column while the %s lane was at work', (lane) => {
  let books: Books;
  beforeAll(async () => {
    books = await makeBooks({ lane, poolMax: 2 });
  });
  afterAll(() => books.close());

  /** One payment is confirmed, one reversed, and one asked for again: all that a day is made of. */
  async function day() {
    const desk = deskOf(books);
    const { sql } = books.database.db;
    const basket = await books.basket([500]);
    const outcomes = [await books.lane.accept(basket), await books.lane.accept(basket)];
    const reversed = await desk.reverse(await desk.pay());
    const request = { providerId: books.gas, inquiry: 'status', limit: 1, worker: 'w', leaseMs: 60_000 } as const;
    const [claim] = await claimDue(sql, { ...request, now: books.clock.now() });
    if (!claim) throw new Error('nothing is due');
    const resolved = await books.lane.resolve({
      payment: { id: claim.paymentId, settlementDay: claim.settlementDay },
      ...{
        attemptNo: claim.attemptNo,
        outcome: 'confirmed',
        providerTransaction: `T-${claim.reference}`,
        canCancel: true,
      },
      ...{ caseId: books.ids.uuid(), attemptEnd: null },
    });
    return [...outcomes, reversed, resolved].map(({ kind }) => kind);
  }

  it('changes nothing for it', async () => {
    const before = await day();
    expect(before).not.toContain('refused');
    for (const table of [
      'lane',
      'fee_rule',
      'payment',
      'delivery',
      'transfer',
      'batch',
      'quote',
      'agent',
      'provider',
      'idempotency_key',
    ]) {
      await books.database.owner.sql.run(`ALTER TABLE ${table} ADD COLUMN of_the_next_version text`);
    }
    expect(await day()).toEqual(before);
  });
});
