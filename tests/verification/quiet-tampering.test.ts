import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addRules } from '../../src/fees/service.ts';
import { minor } from '../../src/kernel/money.ts';
import { drawCode } from '../../src/payments/codes.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';
import { answers, deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';
import { findingsAfter } from '../support/tampering.ts';
import { ofPostings, type Tampering } from './posting-tamperings.ts';
import { paymentColumns } from './payment-columns.ts';

/** Tamperings that keep every sum as it was. */
const tamperings: readonly Tampering[] = [
  ...Object.entries(paymentColumns).map(([column, value]) => ({
    what: `a payment whose ${column} was changed`,
    sql: `UPDATE payment SET ${column} = ${value} WHERE settlement_day = '2026-11-23'`,
    found: 'batch_hashes_chain' as const,
  })),
  {
    what: 'a transfer that names another day of its payment',
    sql: `UPDATE transfer SET payment_day = payment_day + 1 WHERE kind = 'confirmation'`,
    found: 'batch_hashes_chain',
  },
  {
    what: 'a reversal that undoes another payment',
    sql: `UPDATE transfer SET reverses = reverses + 1 WHERE kind = 'cancellation'`,
    found: 'one_acceptance_per_payment',
  },
  {
    what: 'a batch total that was changed',
    sql: 'UPDATE batch SET credits = credits + 1 WHERE number = 2',
    found: 'batch_hashes_chain',
  },
  {
    what: 'an epoch that was changed',
    sql: 'UPDATE batch SET epoch = epoch + 1 WHERE number = 2',
    found: 'batch_hashes_chain',
  },
  {
    what: 'a commit instant that was changed',
    sql: `UPDATE batch SET committed_at = committed_at + interval '1 h' WHERE number = 2`,
    found: 'batch_hashes_chain',
  },
  ...ofPostings,
  {
    what: 'turnover that was inflated',
    sql: 'UPDATE ledger_balance SET credits = credits + 1, debits = debits + 1',
    found: 'balances_match_postings',
  },
  { what: 'a strict balance that was removed', sql: 'DELETE FROM ledger_balance', found: 'balances_match_postings' },
  {
    what: 'a cap that was raised in silence',
    sql: 'UPDATE ledger_balance SET floor = floor - 1',
    found: 'floors_held',
  },
  {
    what: 'an account that was given to another provider',
    sql: `UPDATE ledger_account SET owner_id = gen_random_uuid() WHERE kind = 'provider_payable'`,
    found: 'postings_match_payments',
  },
  {
    what: 'an account that was moved to another currency',
    sql: `UPDATE ledger_account SET currency = 'EUR' WHERE kind = 'fee_income'`,
    found: 'postings_name_accounts',
  },
  {
    what: 'fees that were booked as tax',
    sql: `UPDATE settlement_position SET credits = credits + CASE party WHEN 'vat' THEN 1 ELSE -1 END, net = net + CASE party WHEN 'vat' THEN 1 ELSE -1 END
           WHERE day = '2026-11-20' AND party IN ('vat', 'hub_fees')`,
    found: 'positions_recompute',
  },
  {
    what: 'positions that nobody earned',
    sql: `INSERT INTO settlement_position (day, party, party_id, currency, payments, debits, credits, net)
          SELECT '2026-11-20', party, gen_random_uuid(), 'AZN', 0, greatest(-n, 0), greatest(n, 0), n
            FROM (VALUES ('agent', -7), ('provider', 7)) AS made (party, n)`,
    found: 'positions_recompute',
  },
  {
    what: 'a count of payments that was changed',
    sql: `UPDATE settlement_position SET payments = payments + 1 WHERE party = 'in_transit'`,
    found: 'positions_recompute',
  },
  {
    what: 'a bilateral sum that was changed',
    sql: 'UPDATE settlement_bilateral SET amount = amount + 1',
    found: 'positions_recompute',
  },
  {
    what: 'a bilateral line that was removed',
    sql: `DELETE FROM settlement_bilateral WHERE leg = 'confirmed' AND day = '2026-11-20'`,
    found: 'positions_recompute',
  },
  {
    what: 'a snapshot of an earlier day that was changed',
    sql: `UPDATE balance_snapshot SET balance = balance + 1 WHERE settlement_day = '2026-11-20'`,
    found: 'snapshots_recompute',
  },
  {
    what: 'a snapshot that was removed',
    sql: `DELETE FROM balance_snapshot WHERE settlement_day = '2026-11-21'`,
    found: 'snapshots_recompute',
  },
  {
    what: 'a report that tells more payments and more cancels',
    sql: 'UPDATE settlement_report SET gross = gross + 1, cancelled = cancelled + 1',
    found: 'reports_match_postings',
  },
  {
    what: 'a report that tells fees as tax',
    sql: `UPDATE settlement_report SET fee = fee + 1, vat = vat - 1 WHERE day = '2026-11-20'`,
    found: 'reports_match_postings',
  },
  {
    what: 'a debt that was forgiven in report and order',
    sql: `WITH forgiven AS (UPDATE settlement_report SET brought_forward = 0, net = net - brought_forward WHERE brought_forward < 0 AND net > 0
                             RETURNING payout_order, net)
          UPDATE payout_order o SET amount = f.net FROM forgiven f WHERE f.payout_order = o.number`,
    found: 'reports_match_postings',
  },
  {
    what: 'a report of nothing but a debt that was removed',
    sql: `DELETE FROM settlement_report WHERE payments = 0 AND cancelled = 0`,
    found: 'reports_match_postings',
  },
  {
    what: 'a payout of another amount than was transferred',
    sql: `WITH raised AS (UPDATE settlement_report SET net = net + 1, gross = gross + 1 WHERE day = '2026-11-20' AND net > 0 RETURNING payout_order)
          UPDATE payout_order o SET amount = amount + 1 FROM raised r WHERE r.payout_order = o.number`,
    found: 'movements_have_keys',
  },
  {
    what: 'a movement whose key was removed',
    sql: `DELETE FROM entry_key WHERE key LIKE 'deposit:%'`,
    found: 'movements_have_keys',
  },
  {
    what: 'a key that stands for no movement',
    sql: `INSERT INTO entry_key (key, settlement_day, lane, transfer) VALUES ('payout:2026-11-30:x:AZN', '2026-11-20', 1, 1)`,
    found: 'movements_have_keys',
  },
  {
    what: 'a window that was removed',
    sql: `DELETE FROM settlement_window WHERE day = '2026-11-22'`,
    found: 'windows_follow',
  },
  {
    what: 'a lane that stands on another day',
    sql: `UPDATE lane SET settlement_day = settlement_day + 1`,
    found: 'windows_follow',
  },
  {
    what: 'receipts that will be given out twice',
    sql: 'UPDATE lane SET last_receipt = last_receipt - 1',
    found: 'receipts_gapless',
  },
  {
    what: 'a receipt number that was changed on both sides',
    sql: `WITH moved AS (UPDATE payment SET receipt_number = '2611231000099990' WHERE settlement_day = '2026-11-23' AND amount = 800 RETURNING id)
          UPDATE delivery SET receipt_number = '2611231000099990' FROM moved WHERE payment_id = moved.id`,
    found: 'receipts_gapless',
  },
  {
    what: 'an outcome that was moved to another day',
    sql: `UPDATE delivery SET decided_day = decided_day + 1 WHERE state = 'confirmed'`,
    found: 'state_matches_ledger',
  },
  {
    what: 'a reversal that was removed',
    sql: `DELETE FROM reversal WHERE state = 'done'`,
    found: 'reversals_match_states',
  },
  {
    what: 'a reversal that nobody waits for any more',
    sql: `UPDATE delivery SET reversal_requested = false, next_action_at = NULL WHERE reversal_requested`,
    found: 'reversals_match_states',
  },
  {
    what: 'a key that says it was refused, and does not say why',
    sql: `UPDATE idempotency_key SET status = 'refused' WHERE status = 'accepted'`,
    found: 'keys_match_payments',
  },
  {
    what: 'a line of a basket that was numbered anew',
    sql: `UPDATE payment SET line = line + 1 WHERE amount = 800`,
    found: 'keys_match_payments',
  },
  {
    what: 'a code that was marked as paid',
    sql: `UPDATE payment_code SET basket_id = gen_random_uuid(), paid_at = now()`,
    found: 'keys_match_payments',
  },
  {
    what: 'a provider number that was given to another payment',
    sql: `INSERT INTO provider_reference SELECT provider_id, 'MADE-UP', payment_id FROM delivery WHERE state = 'accepted'`,
    found: 'references_used_once',
  },
  {
    what: 'an attempt whose beginning was removed',
    sql: `DELETE FROM delivery_attempt WHERE attempt_no = 1`,
    found: 'one_accepted_attempt',
  },
  {
    what: 'a cancel that nobody asks for again',
    sql: `UPDATE delivery SET next_action_at = NULL WHERE state = 'confirmed' AND reversal_requested`,
    found: 'work_is_scheduled',
  },
];

describe('the verifier, where every sum is still right', () => {
  let books: Books;

  beforeAll(async () => {
    books = await makeBooks();
    const slabs = [{ upTo: null, flat: minor(9n), ratePpm: 10_000 }];
    const rule = {
      version: 1,
      providerId: null,
      agentId: null,
      channel: null,
      currency: 'AZN',
      validFrom: '2026-01-01',
    } as const;
    const bounds = { slabs, minFee: minor(0n), maxFee: null, vatRatePpm: 180_000, validTo: null };
    await addRules(books.database.db.sql, [
      { ...rule, ...bounds, id: books.ids.uuid(), bearer: 'payer' },
      { ...rule, ...bounds, id: books.ids.uuid(), bearer: 'provider' },
    ]);
    await liveThroughThreeDays();
  });
  afterAll(() => books.close());

  async function liveThroughThreeDays() {
    const desk = deskOf(books);
    const provider = fakeProvider();
    const deliver = async () => {
      await deliverTo(books, provider).run(books.gas);
      await deliverTo(books, provider).run(books.water);
    };
    const endOf = (day: string) => books.clock.set(new Date(`${day}T20:00:00Z`));
    const cancelled = await desk.pay(3000);
    await desk.pay(2000, { providerId: books.water });
    await desk.reverse(await desk.pay(100));
    await deliver();
    await books.deposit(books.bank, 500);
    books.clock.set(new Date('2026-11-20T19:59:00Z'));
    await desk.reverse(cancelled);
    endOf('2026-11-20');
    await settlementOf(books).closeDue();
    await deliver();
    provider.pay.push(() => answers.rejected);
    await desk.pay(400);
    await deliver();
    endOf('2026-11-21');
    await settlementOf(books).closeDue();
    endOf('2026-11-22');
    await settlementOf(books).closeDue();
    await desk.pay(9000);
    const waiting = await desk.pay(700);
    await deliver();
    await desk.reverse(waiting);
    await desk.pay(800);
    await insertCode();
    endOf('2026-11-23');
    await settlementOf(books).closeDue();
  }
  async function insertCode() {
    const { clock, ids, database } = books;
    await database.db.sql.run(
      `INSERT INTO payment_code (code, citizen_id, currency, lines, created_at, expires_at) VALUES ($1, $2, 'AZN', '[]', $3, $4)`,
      [drawCode(ids.bytes), ids.uuid(), clock.now(), new Date(clock.now().getTime() + 1000)],
    );
  }

  it('finds nothing in honest books', async () => {
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });

  it.each(tamperings)('finds $what', async ({ sql, found }) => {
    expect(await findingsAfter(books, sql)).toContain(found);
  });
});
