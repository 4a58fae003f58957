import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';

describe.each(['reference', 'writer'] as const)('the %s lane', (lane) => {
  let books: Books;

  beforeAll(async () => {
    books = await makeBooks({ lane });
  });
  afterAll(() => books.close());

  const accepted = async (amounts: number[], options: Parameters<Books['basket']>[1] = {}) => {
    const command = await books.basket(amounts, options);
    const outcome = await books.lane.accept(command);
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    return { command, outcome, payments: outcome.basket.payments };
  };
  const stateOf = async (paymentId: string) =>
    (
      await books.database.db.sql.first<{ state: string }>('SELECT state FROM delivery WHERE payment_id = $1', [
        paymentId,
      ])
    )?.state;
  const balanceOf = async (agentId: string) =>
    (
      await books.database.db.sql.first<{ balance: bigint }>(
        `SELECT b.credits - b.debits AS balance FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
          WHERE a.kind = 'agent_position' AND a.owner_id = $1`,
        [agentId],
      )
    )?.balance;

  it('accepts a basket whole: a payment, a delivery and a balanced transfer for each line', async () => {
    const before = await balanceOf(books.bank);
    const { outcome, payments } = await accepted([1045, 2000]);
    expect(outcome.basket.total).toBe('3045');
    expect(payments.map((line) => line.receiptNumber.slice(0, 7))).toEqual(['2611201', '2611201']);
    expect(await balanceOf(books.bank)).toBe((before ?? 0n) - 3045n);
    expect(await Promise.all(payments.map((line) => stateOf(line.id)))).toEqual(['accepted', 'accepted']);
  });

  it('answers the same key and body with the first answer, and moves nothing', async () => {
    const { command, outcome } = await accepted([500]);
    const before = await balanceOf(books.bank);
    expect(await books.lane.accept(command)).toEqual({ ...outcome, replayed: true });
    expect(await balanceOf(books.bank)).toBe(before);
  });

  it('refuses the same key with another body', async () => {
    const { command } = await accepted([500]);
    const other = await books.lane.accept({ ...command, requestHash: 'ff'.repeat(32) });
    expect(other).toMatchObject({ kind: 'refused', refusal: { code: 'idempotency_key_reused' } });
  });

  it('makes one payment of fifty simultaneous posts of one key', async () => {
    const command = await books.basket([700]);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => books.lane.accept(command)));
    // And says the same to each of them, and to all who ask again at once.
    const again = await Promise.all(Array.from({ length: 5 }, () => books.lane.accept(command)));
    const baskets = [...outcomes, ...again].map((outcome) =>
      outcome.kind === 'accepted' ? outcome.basket : outcome.refusal,
    );
    expect(baskets).toEqual(baskets.map(() => baskets[0]));
    expect(outcomes.filter((outcome) => !outcome.replayed)).toHaveLength(1);
  });

  it('stores a refusal by a business rule, so that a delayed duplicate cannot succeed later', async () => {
    const command = await books.basket([900], { exactness: 'exact', balance: 800 });
    const first = await books.lane.accept(command);
    expect(first).toMatchObject({ kind: 'refused', refusal: { code: 'amount_mismatch', line: 0 }, replayed: false });
    expect(await books.lane.accept(command)).toMatchObject({ kind: 'refused', replayed: true });
  });

  it('refuses an expired quote and a quote that another agent asked for', async () => {
    const late = await books.basket([100], { validMs: 1000 });
    books.clock.advanceMs(1000);
    expect(await books.lane.accept(late)).toMatchObject({ refusal: { code: 'quote_expired' } });
    const foreign = await books.basket([100]);
    expect(await books.lane.accept({ ...foreign, agentId: books.post })).toMatchObject({
      refusal: { code: 'not_found' },
    });
  });

  it('asks before the same amount goes to the same account again, without burning the key', async () => {
    await accepted([1234], { account: 'TWICE' });
    const again = await books.basket([1234], { account: 'TWICE' });
    expect(await books.lane.accept(again)).toMatchObject({ refusal: { code: 'possible_duplicate' } });
    const meant = again.lines.map((line) => ({ ...line, confirmed: ['possible_duplicate' as const] }));
    expect(await books.lane.accept({ ...again, lines: meant })).toMatchObject({ kind: 'accepted' });
  });

  it('asks about each line for itself: a yes to one says nothing of another', async () => {
    await accepted([1234], { account: 'ONE' });
    await accepted([2345], { account: 'OTHER' });
    const one = await books.basket([1234], { account: 'ONE', confirmDuplicate: true });
    const other = await books.basket([2345], { account: 'OTHER' });
    const both = { ...one, lines: [...one.lines, ...other.lines] };
    expect(await books.lane.accept(both)).toMatchObject({ refusal: { code: 'possible_duplicate', line: 1 } });
  });

  it('asks also when one basket pays the same account the same amount twice', async () => {
    const basket = await books.basket([77, 77], { account: 'BOTH' });
    expect(await books.lane.accept(basket)).toMatchObject({ refusal: { code: 'possible_duplicate', line: 1 } });
    const other = await books.basket([77, 78], { account: 'BOTH' });
    expect(await books.lane.accept(other)).toMatchObject({ kind: 'accepted' });
  });

  it('never lets an agent below its cap, however many race for the last of it', async () => {
    await books.lane.setFloor({ agentId: books.post, currency: 'AZN', floor: -1000n });
    const commands = await Promise.all(Array.from({ length: 20 }, () => books.basket([300], { agentId: books.post })));
    const outcomes = await Promise.all(commands.map((command) => books.lane.accept(command)));
    expect(outcomes.filter((outcome) => outcome.kind === 'accepted')).toHaveLength(3);
    expect(await balanceOf(books.post)).toBe(-900n);
    await books.deposit(books.post, 900);
    expect(await balanceOf(books.post)).toBe(0n);
  });

  it('warns once when a basket takes the agent over four fifths of its cap', async () => {
    const countAlarms = async () =>
      (await books.database.db.sql.rows(`SELECT 1 AS one FROM outbox WHERE topic = 'agent.cap'`)).length;
    await books.lane.setFloor({ agentId: books.post, currency: 'AZN', floor: -1000n });
    const before = await countAlarms();
    await accepted([799], { agentId: books.post });
    await accepted([2], { agentId: books.post });
    await accepted([3], { agentId: books.post });
    expect(await countAlarms()).toBe(before + 1);
  });

  it('posts a movement once for its key', async () => {
    const movement = {
      key: 'deposit:slip-1',
      kind: 'deposit' as const,
      from: { kind: 'bank_mirror' as const, ownerId: '00000000-0000-0000-0000-000000000000', currency: 'AZN' as const },
      to: { kind: 'agent_position' as const, ownerId: books.bank, currency: 'AZN' as const },
      amount: 5000n as never,
    };
    const outcomes = await Promise.all([
      books.lane.move(movement),
      books.lane.move(movement),
      books.lane.move(movement),
    ]);
    expect(outcomes.map((outcome) => outcome.kind).toSorted()).toEqual(['already', 'already', 'posted']);
  });

  it('does not take another movement under a used key for the same one', async () => {
    const hub = '00000000-0000-0000-0000-000000000000';
    const deposit = {
      key: 'deposit:slip-2',
      kind: 'deposit' as const,
      from: { kind: 'bank_mirror' as const, ownerId: hub, currency: 'AZN' as const },
      to: { kind: 'agent_position' as const, ownerId: books.bank, currency: 'AZN' as const },
      amount: 700n as never,
    };
    expect(await books.lane.move(deposit)).toEqual({ kind: 'posted' });
    const before = await balanceOf(books.bank);
    const others = [
      { ...deposit, amount: 701n as never },
      { ...deposit, to: { ...deposit.to, ownerId: books.post } },
      { ...deposit, kind: 'correction' as const },
      { ...deposit, from: deposit.to, to: deposit.from },
    ];
    for (const other of others) expect(await books.lane.move(other)).toEqual({ kind: 'conflict' });
    expect(await balanceOf(books.bank)).toBe(before);
  });

  it('takes nothing out of an account that never held anything', async () => {
    const withdrawal = {
      key: 'withdrawal:slip-1',
      kind: 'withdrawal' as const,
      from: { kind: 'agent_position' as const, ownerId: books.bank, currency: 'EUR' as const },
      to: { kind: 'bank_mirror' as const, ownerId: '00000000-0000-0000-0000-000000000000', currency: 'EUR' as const },
      amount: 1n as never,
    };
    expect(await books.lane.move(withdrawal)).toEqual({ kind: 'insufficient' });
  });

  it('makes an abandoned key unusable for ever', async () => {
    const command = await books.basket([100]);
    expect(await books.lane.abandon({ agentId: books.bank, key: command.key })).toEqual({ kind: 'abandoned' });
    expect(await books.lane.accept(command)).toMatchObject({ refusal: { code: 'key_abandoned' } });
    expect(await books.lane.abandon({ agentId: books.bank, key: command.key })).toEqual({ kind: 'abandoned' });
  });

  it('answers an abandon that comes too late with the payment', async () => {
    const { command, outcome } = await accepted([100]);
    expect(await books.lane.abandon({ agentId: books.bank, key: command.key })).toEqual({
      kind: 'exists',
      answer: outcome.basket,
    });
  });

  it('reverses at once what was not sent, gives everything back, and only once', async () => {
    const before = await balanceOf(books.bank);
    const { payments } = await accepted([4321]);
    const payment = { id: payments[0]?.id ?? '', settlementDay: payments[0]?.settlementDay ?? '' };
    const wish = { payment, agentId: books.bank, requestedBy: 'teller', reason: 'wrong account', canCancel: false };
    const outcomes = await Promise.all([1, 2, 3].map(() => books.lane.reverse(wish)));
    expect(outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.code : outcome.kind)).toSorted()).toEqual([
      'already_reversed',
      'already_reversed',
      'reversed',
    ]);
    expect(await balanceOf(books.bank)).toBe(before);
    expect(await books.lane.reverse({ ...wish, agentId: books.post })).toEqual({ kind: 'refused', code: 'not_found' });
  });

  it('stamps the next day from the cut-off on, opens every day between, and never goes back', async () => {
    const last = new Date('2026-11-20T19:59:59.999Z');
    books.clock.set(last);
    expect((await accepted([100])).payments[0]?.settlementDay).toBe('2026-11-20');
    books.clock.set(new Date('2026-11-20T20:00:00Z'));
    expect((await accepted([100])).payments[0]?.settlementDay).toBe('2026-11-21');
    books.clock.set(new Date('2026-11-23T08:00:00Z'));
    const cut = await books.lane.cut();
    expect(cut).toEqual({ cutDays: ['2026-11-21', '2026-11-22'], openDay: '2026-11-23' });
    books.clock.set(last);
    const { payments } = await accepted([100]);
    expect(payments[0]?.settlementDay).toBe('2026-11-23');
    expect(payments[0]?.receiptNumber.slice(0, 15)).toBe('261123100000001');
  });

  it('leaves books in which the verifier finds nothing', async () => {
    books.clock.set(new Date('2026-11-23T09:00:00Z'));
    const verification = await verifyBooks({ db: books.database.db, clock: books.clock });
    expect(verification.findings).toEqual([]);
    expect(verification.payments).toBeGreaterThan(10);
  });
});
