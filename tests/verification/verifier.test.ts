import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import type { CheckName } from '../../src/verification/model.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { answers, deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';
import { findingsAfter } from '../support/tampering.ts';

/** Each tampering is done by the owner of the tables with the triggers off, and undone by rolling back. */
const tamperings: { what: string; sql: string; found: CheckName }[] = [
  {
    what: 'a posting that was changed',
    sql: 'UPDATE transfer SET amounts[2] = amounts[2] + 1 WHERE number = 1',
    found: 'transfers_balance',
  },
  {
    what: 'a posting that was removed',
    sql: 'UPDATE transfer SET account_ids = account_ids[:1], amounts = amounts[:1] WHERE number = 1',
    found: 'books_balance',
  },
  {
    what: 'a posting on an account that there is not',
    sql: 'UPDATE transfer SET account_ids[2] = 999999 WHERE number = 1',
    found: 'postings_name_accounts',
  },
  {
    what: 'a balance that was raised',
    sql: 'UPDATE ledger_balance SET credits = credits + 1',
    found: 'balances_match_postings',
  },
  { what: 'a floor that was not held', sql: 'UPDATE ledger_floor SET floor = -1', found: 'floors_held' },
  { what: 'a batch that was cut out', sql: 'DELETE FROM batch WHERE number = 2', found: 'batches_gapless' },
  {
    what: 'an instant that was changed',
    sql: `UPDATE transfer SET posted_at = posted_at + interval '1 s' WHERE number = 3`,
    found: 'batch_hashes_chain',
  },
  {
    what: 'an account that was changed',
    sql: `UPDATE payment SET account = 'X' WHERE line = 0`,
    found: 'batch_hashes_chain',
  },
  { what: 'a transfer that was removed', sql: 'DELETE FROM transfer WHERE number = 3', found: 'transfers_in_batches' },
  {
    what: 'a batch moved to another window',
    sql: `UPDATE settlement_window SET batch_through = batch_through - 1 WHERE state <> 'open'`,
    found: 'transfers_in_windows',
  },
  {
    what: 'a payment that was removed',
    sql: 'DELETE FROM payment WHERE receipt_number = (SELECT min(receipt_number) FROM payment)',
    found: 'one_acceptance_per_payment',
  },
  {
    what: 'a delivery that was removed',
    sql: `DELETE FROM delivery WHERE state = 'accepted'`,
    found: 'one_delivery_per_payment',
  },
  {
    what: 'a state without its transfer',
    sql: `UPDATE delivery SET state = 'confirmed', next_action_at = NULL WHERE state = 'accepted'`,
    found: 'state_matches_ledger',
  },
  {
    what: 'a state that hides money in transit',
    sql: `UPDATE delivery SET state = 'rejected', next_action_at = NULL WHERE state = 'accepted'`,
    found: 'in_transit_matches_states',
  },
  {
    what: 'a key that was removed',
    sql: `DELETE FROM idempotency_key WHERE status = 'accepted'`,
    found: 'keys_match_payments',
  },
  { what: 'a provider number that was removed', sql: 'DELETE FROM provider_reference', found: 'references_used_once' },
  {
    what: 'an attempt that was doubled',
    sql: `INSERT INTO delivery_attempt SELECT settlement_day, payment_id, 99, event, kind, at, worker, outcome, provider_code, reason FROM delivery_attempt WHERE event = 'ended' AND outcome = 'confirmed'`,
    found: 'one_accepted_attempt',
  },
  {
    what: 'an attempt left hanging',
    sql: `UPDATE delivery SET state = 'sending', lease_until = '2026-01-01' WHERE state = 'accepted'`,
    found: 'work_is_scheduled',
  },
  { what: 'a fee without a rule', sql: 'UPDATE payment SET provider_fee = 1', found: 'fees_recompute' },
  {
    what: 'a position that was changed',
    sql: `UPDATE settlement_position SET net = net + 1, credits = credits + 1 WHERE party = 'provider'`,
    found: 'positions_recompute',
  },
  {
    what: 'a report that was changed',
    sql: 'UPDATE settlement_report SET net = net + 1',
    found: 'reports_match_postings',
  },
  {
    what: 'a report file that was changed',
    sql: `UPDATE settlement_report_part SET bytes = bytes || '\\x00' WHERE format = 'csv'`,
    found: 'reports_match_postings',
  },
  {
    what: 'a snapshot that was changed',
    sql: 'UPDATE balance_snapshot SET balance = balance + 1',
    found: 'snapshots_recompute',
  },
];

describe('the verifier', () => {
  let books: Books;

  beforeAll(async () => {
    books = await makeBooks();
    const provider = fakeProvider();
    for (const amount of [1000, 2000, 3000]) await books.lane.accept(await books.basket([amount]));
    provider.pay.push(() => answers.rejected);
    await deliverTo(books, provider).run(books.gas);
    books.clock.set(new Date('2026-11-20T20:00:00Z'));
    await settlementOf(books).closeDue();
    await books.lane.accept(await books.basket([4000]));
  });
  afterAll(() => books.close());

  it('finds nothing in honest books', async () => {
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });

  it.each(tamperings)('finds $what', async ({ sql: text, found }) => {
    expect(await findingsAfter(books, text)).toContain(found);
  });

  it('is refused any change by the database itself', async () => {
    const { db, owner } = books.database;
    for (const table of ['transfer', 'payment', 'batch', 'idempotency_key', 'delivery_attempt', 'settlement_report']) {
      await expect(db.sql.run(`DELETE FROM ${table}`)).rejects.toMatchObject({ code: '42501' });
      await expect(owner.sql.run(`DELETE FROM ${table}`)).rejects.toMatchObject({ code: '42501' });
    }
    for (const partition of ['transfer_202611', 'payment_202611', 'delivery_attempt_202611']) {
      await expect(db.sql.run(`UPDATE ${partition} SET settlement_day = settlement_day`)).rejects.toMatchObject({
        code: '42501',
      });
      await expect(owner.sql.run(`UPDATE ${partition} SET settlement_day = settlement_day`)).rejects.toMatchObject({
        code: '42501',
      });
      await expect(owner.sql.run(`TRUNCATE ${partition}`)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('refuses a transfer that does not balance, through the parent and through the partition', async () => {
    for (const table of ['transfer', 'transfer_202611']) {
      const insert = books.database.owner.sql.run(
        `INSERT INTO ${table} (settlement_day, lane, number, kind, batch, posted_at, first_posting, currency, account_ids, amounts)
         SELECT '2026-11-21', 9, 1, 'correction', 1, now(), 1, 'AZN', ARRAY[min(id), min(id)], '{5,-4}' FROM ledger_account`,
      );
      await expect(insert).rejects.toMatchObject({ code: '23514' });
    }
  });
});
