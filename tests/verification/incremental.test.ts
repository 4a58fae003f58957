import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addRules } from '../../src/fees/service.ts';
import { minor } from '../../src/kernel/money.ts';
import type { CheckName } from '../../src/verification/model.ts';
import { verifyBooks, type VerificationProgress } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { answers, deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';
import { findingsAfter } from '../support/tampering.ts';

/** What happened after the point; `new` names the payments accepted since. */
const isNew = `settlement_day = '2026-11-22'`;

const afterThePoint: { what: string; sql: string; found: CheckName }[] = [
  {
    what: 'a posting that was changed',
    sql: `UPDATE transfer SET amounts[1] = amounts[1] + 1 WHERE ${isNew}`,
    found: 'transfers_balance',
  },
  {
    what: 'a posting that was removed',
    sql: `UPDATE transfer SET account_ids = account_ids[2:], amounts = amounts[2:] WHERE ${isNew}`,
    found: 'transfers_in_batches',
  },
  {
    what: 'a transfer that was removed',
    sql: `DELETE FROM transfer WHERE ${isNew} AND kind = 'acceptance'`,
    found: 'transfers_in_batches',
  },
  {
    what: 'an account that was changed',
    sql: `UPDATE payment SET account = 'X' WHERE ${isNew}`,
    found: 'batch_hashes_chain',
  },
  {
    what: 'a payment that was removed',
    sql: `DELETE FROM payment WHERE ${isNew}`,
    found: 'one_acceptance_per_payment',
  },
  {
    what: 'a delivery that was removed',
    sql: `DELETE FROM delivery WHERE ${isNew}`,
    found: 'one_delivery_per_payment',
  },
  {
    what: 'a fee that was changed',
    sql: `UPDATE payment SET payer_fee = payer_fee + 1 WHERE ${isNew}`,
    found: 'fees_recompute',
  },
  {
    what: 'a fee by a rule that was not in force',
    sql: `UPDATE fee_rule SET valid_from = '2030-01-01' WHERE bearer = 'payer'`,
    found: 'fees_recompute',
  },
  {
    what: 'a batch that was cut out',
    sql: `DELETE FROM batch WHERE number = (SELECT max(number) - 1 FROM batch)`,
    found: 'batches_gapless',
  },
  {
    what: 'a key that was removed',
    sql: `DELETE FROM idempotency_key WHERE client_key = 'new'`,
    found: 'keys_match_payments',
  },
  {
    what: 'a key that names the basket of another',
    sql: `INSERT INTO idempotency_key SELECT agent_id, 'other', request_hash, status, answer, basket_id, created_at FROM idempotency_key WHERE client_key = 'new'`,
    found: 'keys_match_payments',
  },
  { what: 'a movement without its key', sql: `DELETE FROM entry_key WHERE ${isNew}`, found: 'movements_have_keys' },
  { what: 'a cap that was not held', sql: `UPDATE ledger_floor SET floor = -1`, found: 'floors_held' },
  {
    what: 'a balance that was raised',
    sql: `UPDATE ledger_balance SET credits = credits + 1`,
    found: 'balances_match_postings',
  },
  {
    what: 'an attempt at no payment',
    sql: `INSERT INTO delivery_attempt (settlement_day, payment_id, attempt_no, event, kind, at, worker)
          SELECT settlement_day, gen_random_uuid(), 1, 'started', 'pay', now(), 'w' FROM payment WHERE ${isNew}`,
    found: 'one_accepted_attempt',
  },
  {
    what: 'a posting on an account that payments do not move',
    sql: `UPDATE transfer SET account_ids[2] = (SELECT id FROM ledger_account WHERE kind = 'bank_mirror')
           WHERE ${isNew} AND kind = 'acceptance'`,
    found: 'postings_match_payments',
  },
  {
    what: 'a position of a day closed since',
    sql: `UPDATE settlement_position SET payments = payments + 1 WHERE day = '2026-11-21'`,
    found: 'positions_recompute',
  },
  {
    what: 'a snapshot of a day closed since',
    sql: `UPDATE balance_snapshot SET balance = balance + 1 WHERE settlement_day = '2026-11-21'`,
    found: 'snapshots_recompute',
  },
  {
    what: 'a report of a day closed since',
    sql: `UPDATE settlement_report SET net = net + 1 WHERE day = '2026-11-21'`,
    found: 'reports_match_postings',
  },
];

/** Accepted before the point, and not at its end by then. */
const stillOpen: { what: string; sql: string; found: CheckName }[] = [
  {
    what: 'a lease that lapsed',
    sql: `UPDATE delivery SET state = 'sending', lease_until = '2026-01-01' WHERE settlement_day = '2026-11-21' AND state = 'accepted'`,
    found: 'work_is_scheduled',
  },
  {
    what: 'a state that nothing was booked for',
    sql: `UPDATE delivery SET state = 'confirmed', next_action_at = NULL WHERE settlement_day = '2026-11-21' AND state = 'accepted'`,
    found: 'in_transit_matches_states',
  },
  {
    what: 'an attempt that was left out',
    sql: `UPDATE delivery SET attempt_no = attempt_no + 1 WHERE settlement_day = '2026-11-21' AND next_action_at IS NOT NULL`,
    found: 'one_accepted_attempt',
  },
  {
    what: 'a number of the provider that proves nothing',
    sql: `DELETE FROM provider_reference WHERE provider_transaction = (SELECT max(provider_transaction) FROM provider_reference)`,
    found: 'references_used_once',
  },
  {
    what: 'a batch of the point that is another one',
    sql: `UPDATE batch SET hash = sha256(hash) WHERE number = (SELECT batch FROM verification_point)`,
    found: 'point_stands',
  },
];

describe('an incremental run of the verifier', () => {
  let books: Books;
  let desk: Desk;
  const verify = (options: Partial<Parameters<typeof verifyBooks>[0]> = {}) =>
    verifyBooks({ db: books.database.db, clock: books.clock, mode: 'incremental', ...options });
  const endOf = (day: string) => books.clock.set(new Date(`${day}T20:00:00Z`));

  beforeAll(async () => {
    books = await makeBooks();
    desk = deskOf(books);
    const slabs = [{ upTo: null, flat: minor(9n), ratePpm: 10_000 }];
    await addRules(books.database.db.sql, [
      {
        id: books.ids.uuid(),
        version: 1,
        bearer: 'payer',
        providerId: null,
        agentId: null,
        channel: null,
        currency: 'AZN',
        slabs,
        minFee: minor(0n),
        maxFee: null,
        vatRatePpm: 180_000,
        validFrom: '2026-01-01',
        validTo: null,
      },
    ]);
    const provider = fakeProvider();
    await desk.pay(1000);
    await deliverTo(books, provider).run(books.gas);
    endOf('2026-11-20');
    await settlementOf(books).closeDue();
    await desk.pay(2000);
    await desk.pay(2500, { providerId: books.water });
    provider.pay.push(() => answers.unknown);
    await deliverTo(books, provider).run(books.water);
  });
  afterAll(() => books.close());

  async function liveOn() {
    const provider = fakeProvider();
    provider.status.push(() => answers.confirmed('PX1'));
    books.clock.advanceMs(3_600_000);
    await deliverTo(books, provider).run(books.water);
    endOf('2026-11-21');
    await settlementOf(books).closeDue();
    await desk.pay(3000, { key: 'new' });
    await books.deposit(books.bank, 500);
    books.clock.advanceMs(3_600_000);
    await desk.pay(3100);
  }

  it('begins at the beginning while no clean run has left a point', async () => {
    const { mode, since, payments } = await verify();
    expect({ mode, since, payments }).toEqual({ mode: 'incremental', since: [{ lane: 1, batch: 0 }], payments: 3 });
  });

  it('begins after the last clean run, and looks at what is new', async () => {
    const full = await verify({ mode: 'full', keepsPoint: true });
    expect(full.findings).toEqual([]);
    await liveOn();
    const { findings, since, payments, transfers, checks } = await verify();
    expect(findings).toEqual([]);
    expect(since[0]?.batch).toBeGreaterThan(0);
    expect({ payments, isLess: transfers < 10, checks }).toEqual({
      payments: 2,
      isLess: true,
      checks: [...full.checks, 'point_stands'],
    });
  });

  it.each(afterThePoint)('finds $what after the point', async ({ sql, found }) => {
    expect(await findingsAfter(books, sql, 'incremental')).toContain(found);
  });

  it.each(stillOpen)('finds $what, of what was not at its end at the point', async ({ sql, found }) => {
    expect(await findingsAfter(books, sql, 'incremental')).toContain(found);
  });

  it('leaves to a full run what was at its end before the point', async () => {
    const tampering = `UPDATE payment SET account = 'X' WHERE settlement_day = '2026-11-20'`;
    expect(await findingsAfter(books, tampering, 'incremental')).toEqual([]);
    expect(await findingsAfter(books, tampering)).toContain('batch_hashes_chain');
  });

  it('leaves the point where it was when something is found', async () => {
    const points = () => books.database.db.sql.rows('SELECT lane, batch FROM verification_point ORDER BY id LIMIT 10');
    const before = await points();
    const { owner } = books.database;
    await owner.sql.run('UPDATE ledger_balance SET credits = credits + 1, debits = debits + 1');
    expect((await verify({ keepsPoint: true })).findings).not.toEqual([]);
    expect(await points()).toEqual(before);
    await owner.sql.run('UPDATE ledger_balance SET credits = credits - 1, debits = debits - 1');
    expect((await verify({ keepsPoint: true })).findings).toEqual([]);
    expect(await points()).toHaveLength(before.length + 1);
    expect((await verify()).transfers).toBe(0);
  });

  it('tells how far it is', async () => {
    const told: VerificationProgress[] = [];
    await verify({ mode: 'full', onProgress: (progress) => told.push(progress) });
    expect(told[0]?.percent).toBe(0);
    expect(told.map(({ percent }) => percent)).toEqual(told.map(({ percent }) => percent).toSorted((a, b) => a - b));
    expect(new Set(told.map(({ phase }) => phase))).toContain('batch_hashes_chain');
  });

  it('cannot be made to forget its points', async () => {
    await expect(books.database.db.sql.run('DELETE FROM verification_point')).rejects.toMatchObject({ code: '42501' });
    await expect(books.database.owner.sql.run('UPDATE verification_point SET batch = 1')).rejects.toMatchObject({
      code: '42501',
    });
  });
});
