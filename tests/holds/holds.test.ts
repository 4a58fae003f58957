import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHoldService, type HoldService, type HoldWish } from '../../src/holds/service.ts';
import { minor } from '../../src/kernel/money.ts';
import { hubOwner, type AccountRef } from '../../src/ledger/chart.ts';
import { createLedgerService, type LedgerService } from '../../src/ledger/service.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { cutOff, makeBooks, type Books } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';
import { findingsAfter } from '../support/tampering.ts';

const minute = 60_000;

describe('a hold', () => {
  let books: Books;
  let holds: HoldService;
  let ledger: LedgerService;
  let position: AccountRef;
  const clearing: AccountRef = { kind: 'card_clearing', ownerId: hubOwner, currency: 'AZN' };

  beforeAll(async () => {
    books = await makeBooks();
    const { clock, ids, lane } = books;
    holds = createHoldService({ db: books.database.db, clock, ids, lane });
    ledger = createLedgerService({ db: books.database.db, clock, cutOff });
    position = { kind: 'agent_position', ownerId: books.bank, currency: 'AZN' };
    await lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: -1_000n });
    await books.deposit(books.bank, 9_000);
  });
  afterAll(() => books.close());

  const wish = (amount: number, options: Partial<HoldWish> = {}): HoldWish => ({
    ...{ key: books.ids.uuid(), from: position, to: clearing, amount: minor(BigInt(amount)), validMs: 10 * minute },
    ...options,
  });
  const held = async (amount: number, options: Partial<HoldWish> = {}) => {
    const outcome = await holds.hold(wish(amount, options));
    if (!('hold' in outcome)) throw new Error(outcome.kind);
    return outcome.hold;
  };
  const available = async () => (await ledger.listPositions(books.bank))[0]?.available;
  const transfers = async () =>
    (await books.database.db.sql.first<{ count: bigint }>('SELECT count(*) FROM transfer'))?.count;

  it('keeps money without a posting: nobody else can spend it, and it is still there', async () => {
    const [before, booked, moved] = [await available(), await ledger.balanceOf(position), await transfers()];
    const hold = await held(4_000);
    expect(await available()).toBe((before ?? 0n) - 4_000n);
    expect(await ledger.balanceOf(position)).toBe(booked);
    expect(await transfers()).toBe(moved);
    expect(await holds.hold(wish(6_001))).toEqual({ kind: 'insufficient' });
    const tooMuch = await books.lane.accept(await books.basket([6_001]));
    expect(tooMuch).toMatchObject({ kind: 'refused', refusal: { code: 'insufficient_position' } });
    expect(await holds.void(hold.id)).toMatchObject({ kind: 'voided' });
    expect(await available()).toBe(before);
  });

  it('is made once for its key, and tells how it ended', async () => {
    const asked = wish(100);
    const first = await holds.hold(asked);
    books.clock.advanceMs(1_000);
    expect(await holds.hold(asked)).toEqual({ ...first, kind: 'already' });
    expect(await holds.hold({ ...asked, amount: minor(101n) })).toEqual({ kind: 'conflict' });
    expect(await holds.hold({ ...asked, to: { ...clearing, kind: 'chargebacks' } })).toEqual({ kind: 'conflict' });
    const hold = await holds.findByKey(asked.key);
    expect(first).toMatchObject({ kind: 'held', hold });
    await holds.void(hold?.id ?? '');
    expect(await holds.hold(asked)).toMatchObject({ kind: 'already', hold: { end: { state: 'voided', amount: 0n } } });
  });

  it('is one, however many ask for it at once', async () => {
    const [before, asked] = [await available(), wish(500)];
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => holds.hold(asked)));
    expect(outcomes.filter((outcome) => outcome.kind === 'held')).toHaveLength(1);
    expect(new Set(outcomes.map((outcome) => ('hold' in outcome ? outcome.hold.id : outcome.kind))).size).toBe(1);
    expect(await available()).toBe((before ?? 0n) - 500n);
  });

  it('is posted by one transfer; what is left of it is free again', async () => {
    const [before, cleared, free] = [
      await ledger.balanceOf(position),
      await ledger.balanceOf(clearing),
      await available(),
    ];
    const hold = await held(1_000);
    expect(await holds.post({ id: hold.id, amount: minor(1_001n) })).toEqual({ kind: 'exceeds' });
    const outcomes = await Promise.all([1, 2, 3].map(() => holds.post({ id: hold.id, amount: minor(700n) })));
    expect(outcomes.map((outcome) => outcome.kind).toSorted()).toEqual(['already', 'already', 'posted']);
    expect(await ledger.balanceOf(position)).toBe(before - 700n);
    expect(await ledger.balanceOf(clearing)).toBe(cleared + 700n);
    expect(await available()).toBe((free ?? 0n) - 700n);
    expect(await holds.post({ id: hold.id, amount: minor(300n) })).toEqual({ kind: 'conflict' });
    expect(await holds.void(hold.id)).toEqual({ kind: 'posted' });
    expect(await holds.find(hold.id)).toMatchObject({ end: { state: 'posted', amount: 700n } });
  });

  it('is posted although the floor has risen meanwhile: the money was kept', async () => {
    await holds.expireDue();
    const hold = await held(Number(await available()));
    await books.lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: 0n });
    expect(await holds.hold(wish(1))).toEqual({ kind: 'insufficient' });
    expect(await holds.post({ id: hold.id, amount: hold.amount })).toMatchObject({ kind: 'posted' });
    expect(await ledger.balanceOf(position)).toBeLessThan(0n);
    await books.lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: -1_000n });
    await books.deposit(books.bank, 5_000);
  });

  it('expires: from that instant it cannot be posted, and the sweep gives back what nobody asked for', async () => {
    books.clock.advanceMs(10 * minute);
    await holds.expireDue();
    const before = (await available()) ?? 0n;
    const [asked, forgotten, later] = [await held(300), await held(200), await held(400, { validMs: 20 * minute })];
    books.clock.advanceMs(10 * minute - 1);
    expect(await holds.expireDue()).toBe(0);
    books.clock.advanceMs(1);
    expect(await holds.post({ id: asked.id, amount: minor(1n) })).toEqual({ kind: 'expired' });
    expect(await available()).toBe(before - 600n);
    expect(await holds.expireDue()).toBe(1);
    expect(await available()).toBe(before - 400n);
    expect(await holds.find(forgotten.id)).toMatchObject({ end: { state: 'expired', amount: 0n } });
    expect(await holds.post({ id: later.id, amount: minor(400n) })).toMatchObject({ kind: 'posted' });
  });

  it('is not made when it would be over by its turn, and lasts thirty days at most', async () => {
    expect(await holds.hold(wish(1, { validMs: 0 }))).toEqual({ kind: 'too_late' });
    const hold = await held(1, { validMs: 90 * 86_400_000 });
    expect(hold.expiresAt.getTime() - hold.madeAt.getTime()).toBe(30 * 86_400_000);
  });

  it('is refused by the books when it is ended twice or changed', async () => {
    const { id } = await held(1);
    await holds.void(id);
    const again = `INSERT INTO hold_resolution (hold_id, state, amount, resolved_at, settlement_day, lane, after_transfer)
                   VALUES ($1, 'expired', 0, now(), '2026-11-20', 1, 0)`;
    await expect(books.database.db.sql.run(again, [id])).rejects.toMatchObject({ code: '23505' });
    for (const change of ['UPDATE hold SET amount = 2', 'DELETE FROM hold_resolution']) {
      await expect(books.database.db.sql.run(change)).rejects.toMatchObject({ code: '42501' });
      await expect(books.database.owner.sql.run(change)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('is told apart from what never was', async () => {
    const id = books.ids.uuid();
    expect(await holds.find(id)).toBeUndefined();
    expect(await holds.post({ id, amount: minor(1n) })).toEqual({ kind: 'not_found' });
    expect(await holds.void(id)).toEqual({ kind: 'not_found' });
  });

  it('leaves books in which the verifier finds nothing', async () => {
    await deskOf(books).pay(500);
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });

  it('is proved by the verifier, which finds one that was kept, posted or forgotten otherwise than it says', async () => {
    const open = await held(100);
    const posted = await held(50);
    await holds.post({ id: posted.id, amount: minor(50n) });
    const changes: [string, string][] = [
      [
        'holds_match_balances',
        'UPDATE ledger_balance SET pending_debits = pending_debits + 1 WHERE pending_debits > 0',
      ],
      ['holds_match_balances', `DELETE FROM hold_open WHERE hold_id = '${open.id}'`],
      ['holds_match_balances', `UPDATE hold_resolution SET amount = 49 WHERE hold_id = '${posted.id}'`],
      ['holds_match_balances', `UPDATE hold_resolution SET transfer = 1 WHERE hold_id = '${posted.id}'`],
      ['holds_held', `UPDATE hold SET amount = amount + 1000000 WHERE id = '${open.id}'`],
    ];
    for (const [check, change] of changes) expect(await findingsAfter(books, change)).toContain(check);
  });
});
