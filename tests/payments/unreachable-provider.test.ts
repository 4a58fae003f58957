import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPaymentService } from '../../src/payments/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';

describe('a payment to a provider that cannot be connected any more', () => {
  let books: Books;
  beforeAll(async () => {
    books = await makeBooks();
  });
  afterAll(() => books.close());

  it('is still given back while it was not sent', async () => {
    const payments = createPaymentService({
      ...{ db: books.database.db, clock: books.clock, ids: books.ids },
      ...{ accept: books.lane.accept, abandon: books.lane.abandon, reverse: books.lane.reverse },
      rehearse: () => Promise.reject(new Error('nobody rehearses here')),
      readRoom: async () => [],
      findKey: async () => null,
      rulesToday: {
        today: async () => ({ day: '2026-11-20', rules: [] }),
        lately: async () => ({ day: '2026-11-20', rules: [] }),
      },
      canCancel: () => Promise.reject(new Error('its credentials cannot be opened')),
      onAccepted: () => undefined,
    });
    const payment = await deskOf(books).pay();
    const by = { agentId: books.bank, requestedBy: 'teller' };
    expect(await payments.reverse(by, payment.id, 'wrong account')).toMatchObject({
      ok: true,
      value: { state: 'reversed' },
    });
  });
});
