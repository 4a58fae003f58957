import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';
import { deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { findingsAfter } from '../support/tampering.ts';
import type { Tampering } from './posting-tamperings.ts';

const it2000 = `(SELECT id FROM payment WHERE amount = 2000)`;

/** Each changes one thing about a payment that was accepted, confirmed by the first attempt and left alone: the kind that is passed over. */
const tamperings: readonly Tampering[] = [
  {
    what: 'an attempt that was counted and never made',
    sql: `UPDATE delivery SET attempt_no = 2 WHERE payment_id = ${it2000}`,
    found: 'one_accepted_attempt',
  },
  {
    what: 'attempts under other numbers',
    sql: `UPDATE delivery_attempt SET attempt_no = 2 WHERE payment_id = ${it2000}`,
    found: 'one_accepted_attempt',
  },
  {
    what: 'an end under another number than its beginning',
    sql: `UPDATE delivery_attempt SET attempt_no = 2 WHERE payment_id = ${it2000} AND event = 'ended'`,
    found: 'one_accepted_attempt',
  },
  {
    what: 'an attempt before the first',
    sql: `UPDATE delivery_attempt SET attempt_no = 0 WHERE payment_id = ${it2000} AND event = 'ended'`,
    found: 'one_accepted_attempt',
  },
  {
    what: 'an acceptance that names another day than the payment has',
    sql: `UPDATE transfer SET payment_day = '2026-11-21' WHERE payment_id = ${it2000} AND kind = 'acceptance'`,
    found: 'one_delivery_per_payment',
  },
  {
    what: 'a payment that was moved to a later day than its transfers',
    sql: `WITH paid AS (UPDATE payment SET settlement_day = '2026-11-21' WHERE amount = 2000 RETURNING id),
               told AS (UPDATE delivery SET settlement_day = '2026-11-21' WHERE payment_id = ${it2000} RETURNING 1),
               tried AS (UPDATE delivery_attempt SET settlement_day = '2026-11-21' WHERE payment_id = ${it2000} RETURNING 1)
          UPDATE transfer SET payment_day = '2026-11-21' WHERE payment_id = ${it2000}`,
    found: 'state_matches_ledger',
  },
  {
    what: 'an attempt that ended and did not begin',
    sql: `DELETE FROM delivery_attempt WHERE payment_id = ${it2000} AND event = 'started'`,
    found: 'one_accepted_attempt',
  },
  {
    what: 'a wish to take it back that nobody had',
    sql: `UPDATE delivery SET reversal_requested = true, next_action_at = now() WHERE payment_id = ${it2000}`,
    found: 'reversals_match_states',
  },
  {
    what: 'a reversal that was written down and not done',
    sql: `INSERT INTO reversal (payment_id, settlement_day, requested_by, reason, state, requested_at, decided_at)
          SELECT id, settlement_day, 'nobody', 'none', 'done', now(), now() FROM payment WHERE amount = 2000`,
    found: 'reversals_match_states',
  },
  {
    what: 'a delivery under the receipt of another payment',
    sql: `UPDATE delivery SET receipt_number = '2611201000099990' WHERE payment_id = ${it2000}`,
    found: 'one_delivery_per_payment',
  },
  {
    what: 'a delivery to another provider',
    sql: `UPDATE delivery SET provider_id = gen_random_uuid(), provider_transaction = NULL WHERE payment_id = ${it2000}`,
    found: 'one_delivery_per_payment',
  },
  {
    what: 'a late success on top',
    sql: `INSERT INTO transfer SELECT settlement_day, lane, number + 1000, 'late_success', payment_id, payment_day, reverses, batch, posted_at,
                                      first_posting, currency, account_ids, amounts
            FROM transfer WHERE payment_id = ${it2000} AND kind = 'confirmation'`,
    found: 'state_matches_ledger',
  },
  {
    what: 'a confirmation before its acceptance',
    sql: `UPDATE transfer SET kind = CASE kind WHEN 'acceptance' THEN 'confirmation' ELSE 'acceptance' END WHERE payment_id = ${it2000}`,
    found: 'state_matches_ledger',
  },
  {
    what: 'an outcome on another day',
    sql: `UPDATE delivery SET decided_day = decided_day + 1 WHERE payment_id = ${it2000}`,
    found: 'state_matches_ledger',
  },
  {
    what: 'a number of the provider that proves another payment',
    sql: `UPDATE provider_reference SET payment_id = (SELECT id FROM payment WHERE amount = 3000) WHERE payment_id = ${it2000}`,
    found: 'references_used_once',
  },
];

describe('the verifier, where nearly all payments are alike', () => {
  let books: Books;

  beforeAll(async () => {
    books = await makeBooks();
    const desk = deskOf(books);
    await desk.pay(2000);
    await desk.pay(3000);
    await deliverTo(books, fakeProvider()).run(books.gas);
    // Two days in one page: what is looked up by days must not be found on the wrong one.
    books.clock.set(new Date('2026-11-20T20:30:00Z'));
    await desk.pay(4000);
    await deliverTo(books, fakeProvider()).run(books.gas);
  });
  afterAll(() => books.close());

  it('finds nothing in honest books', async () => {
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });

  it.each(tamperings)('finds $what', async ({ sql, found }) => {
    expect(await findingsAfter(books, sql)).toContain(found);
  });
});
