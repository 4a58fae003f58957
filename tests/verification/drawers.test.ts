import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAgentService } from '../../src/agents/service.ts';
import type { Keeper } from '../../src/drawers/model.ts';
import { createDrawerService } from '../../src/drawers/service.ts';
import { minor } from '../../src/kernel/money.ts';
import type { CheckName } from '../../src/verification/model.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { testCrypto, valueOf } from '../citizens/citizen-fixture.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { findingsAfter } from '../support/tampering.ts';

const tamperings: { what: string; sql: string; found: CheckName }[] = [
  {
    what: 'a float that was lowered afterwards',
    sql: `UPDATE cash_count SET amount = amount - 1 WHERE occasion = 'opening'`,
    found: 'drawers_match_books',
  },
  {
    what: 'an expectation that was changed with its difference',
    sql: `WITH told AS (UPDATE cash_count SET expected = expected - 700 WHERE occasion = 'closing' AND expected > amount RETURNING shift_id)
          DELETE FROM cash_difference WHERE shift_id IN (SELECT shift_id FROM told)`,
    found: 'drawers_match_books',
  },
  { what: 'a difference that was struck out', sql: 'DELETE FROM cash_difference', found: 'drawers_match_books' },
  {
    what: 'a difference that was made smaller',
    sql: 'UPDATE cash_difference SET amount = amount + 1',
    found: 'drawers_match_books',
  },
  {
    what: 'cash on its way to the vault that was struck out',
    sql: `DELETE FROM cash_movement WHERE kind = 'to_vault'`,
    found: 'drawers_match_books',
  },
  {
    what: 'a closing count that was struck out',
    sql: `DELETE FROM cash_count WHERE occasion = 'closing'`,
    found: 'drawers_match_books',
  },
  {
    what: 'a payment that was moved out of the drawer',
    sql: `UPDATE payment SET channel = 'bulk' WHERE channel = 'counter'`,
    found: 'drawers_match_books',
  },
  {
    what: 'an opening that was moved back before a payment',
    sql: 'UPDATE cash_shift SET opened_transfer = after_transfer WHERE opened_transfer > after_transfer',
    found: 'drawers_match_books',
  },
  {
    what: 'a shift that leaves a payment out',
    sql: 'UPDATE cash_shift SET after_transfer = after_transfer + 1, opened_transfer = opened_transfer + 1 WHERE number = 2',
    found: 'shifts_follow',
  },
  {
    what: 'a difference that was posted larger on both sides',
    sql: `UPDATE transfer SET amounts = ARRAY(SELECT amount * 2 FROM unnest(amounts) AS amount) WHERE kind = 'cash_difference'`,
    found: 'drawers_match_ledger',
  },
  {
    what: 'a difference that was struck out with its reason and its count',
    sql: `WITH gone AS (DELETE FROM cash_difference RETURNING shift_id), corrected AS (DELETE FROM cash_correction)
          UPDATE cash_count SET amount = expected WHERE occasion = 'closing' AND shift_id IN (SELECT shift_id FROM gone)`,
    found: 'drawers_match_ledger',
  },
  {
    what: 'a difference that was charged to somebody else',
    sql: `UPDATE ledger_account SET owner_id = gen_random_uuid() WHERE kind = 'cash_over_short'`,
    found: 'drawers_match_ledger',
  },
  {
    what: 'a shift of which nobody knows any more that it is posted',
    sql: `DELETE FROM entry_key WHERE key LIKE 'shift-closed:%'`,
    found: 'drawers_match_ledger',
  },
  {
    what: 'takings that were posted to the vault',
    sql: `UPDATE transfer SET account_ids = array_replace(account_ids, (SELECT id FROM ledger_account WHERE kind = 'agent_takings'),
                                                              (SELECT id FROM ledger_account WHERE kind = 'agent_vault'))`,
    found: 'drawers_match_ledger',
  },
  {
    what: 'cash of a drawer that a deposit has moved',
    sql: `UPDATE transfer SET account_ids = array_replace(account_ids, (SELECT id FROM ledger_account WHERE kind = 'bank_mirror'),
                                                              (SELECT id FROM ledger_account WHERE kind = 'agent_vault'))`,
    found: 'drawers_match_ledger',
  },
  {
    what: 'a correction that was made smaller',
    sql: 'UPDATE cash_correction SET amount = amount - 1',
    found: 'drawers_match_ledger',
  },
  {
    what: 'a correction that names another transfer',
    sql: `UPDATE transfer SET reverses = reverses - 1 WHERE kind = 'difference_corrected'`,
    found: 'drawers_match_ledger',
  },
  { what: 'a shift that is gone', sql: 'DELETE FROM cash_shift WHERE number = 1', found: 'shifts_follow' },
  {
    what: 'a Z-report that was passed over',
    sql: 'UPDATE cash_report_number SET last_number = last_number + 1',
    found: 'shifts_follow',
  },
];

describe('the cash drawers in the verifier', () => {
  let books: Books;
  beforeAll(async () => {
    books = await makeBooks();
    await books.deposit(books.bank, 1_000_000);
    await playTwoShifts(books);
  });
  afterAll(() => books.close());

  it('are right as the tellers left them', async () => {
    const { findings, checks } = await verifyBooks({ db: books.database.owner, clock: books.clock });
    expect(findings).toEqual([]);
    expect(checks).toEqual(expect.arrayContaining(['shifts_follow', 'drawers_match_books', 'drawers_match_ledger']));
  });

  it.each(tamperings)('give away $what', async ({ sql, found }) => {
    expect(await findingsAfter(books, sql)).toContain(found);
  });
});

describe('a shift that is not posted yet', () => {
  let books: Books;
  beforeAll(async () => {
    books = await makeBooks({ seed: 'unposted' });
    await books.deposit(books.bank, 1_000_000);
    await playTwoShifts(books, { isPosted: false });
  });
  afterAll(() => books.close());
  const found = async () => {
    const { findings } = await verifyBooks({ db: books.database.owner, clock: books.clock });
    return findings.map(({ check }) => check);
  };

  it('has an hour, and is a finding after that: a currency of each shift, and the correction that waits for it', async () => {
    expect(await found()).toEqual([]);
    books.clock.advanceMs(61 * 60_000);
    expect(await found()).toEqual(['drawers_match_ledger', 'drawers_match_ledger', 'drawers_match_ledger']);
  });
});

/** A shift that was seven manat short, and one that was right, with a payment and money for the vault in each, and a payment before each; three of the seven manat were found. */
async function playTwoShifts(books: Books, { isPosted } = { isPosted: true }): Promise<void> {
  const { db } = books.database;
  const agents = createAgentService({
    ...{ database: db, clock: books.clock, ids: books.ids },
    passwords: testCrypto().passwords,
  });
  const drawers = createDrawerService({
    db,
    clock: books.clock,
    ids: books.ids,
    agents,
    lane: 1,
    post: books.lane.post,
  });
  const outlet = valueOf(await agents.addOutlet(books.bank, { code: 'O1', name: 'Nizami', address: 'Bakı' }));
  const entry = { outletId: outlet.id, code: 'T1', name: 'Aysel', dailyLimit: null };
  const teller = valueOf(await agents.addTeller(books.bank, entry));
  const head = valueOf(await agents.addTeller(books.bank, { ...entry, code: 'S1', role: 'supervisor' }));
  const by: Keeper = { agentId: books.bank, outletId: outlet.id, tellerId: teller.id };
  const request = () => ({ by, key: books.ids.uuid() });
  const cash = (amount: bigint) => [{ currency: 'AZN' as const, amount: minor(amount), denominations: null }];
  for (const missing of [700n, 0n]) {
    // Its cash is in the float that is counted at the opening.
    const early = await books.lane.accept(await books.basket([1_730], { tellerId: by.tellerId }));
    const { shift } = valueOf(await drawers.open(request(), cash(5_000n))).value;
    const paid = await books.lane.accept(await books.basket([2_410], { tellerId: by.tellerId }));
    expect([early.kind, paid.kind]).toEqual(['accepted', 'accepted']);
    const movement = {
      kind: 'to_vault' as const,
      amount: minor(3_000n),
      currency: 'AZN' as const,
      note: '',
      toTeller: null,
    };
    valueOf(await drawers.move(request(), shift.id, movement));
    const counted = cash(5_000n + 2_410n - 3_000n - missing);
    valueOf(await drawers.close(request(), shift.id, { counted, reason: missing === 0n ? null : 'miscounted' }));
    if (missing === 0n) continue;
    const asked = { by: { ...by, tellerId: head.id }, key: books.ids.uuid() };
    const found = { amount: minor(300n), currency: 'AZN' as const, reason: 'found in the drawer below' };
    valueOf(await drawers.correct(asked, shift.id, found));
  }
  if (isPosted) expect(await drawers.workOff()).toBe(3);
}
