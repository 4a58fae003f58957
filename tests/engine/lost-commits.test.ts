import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lane } from '../../src/engine/lane.ts';
import { createReferenceLane } from '../../src/engine/reference-lane.ts';
import { minor } from '../../src/kernel/money.ts';
import { hubOwner } from '../../src/ledger/chart.ts';
import { CommitUnknown } from '../../src/platform/database/sql.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { cutOff, makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { answers, deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { losingDatabase, type Loss } from '../support/losing-database.ts';

const plans: { what: string; losses: readonly Loss[] }[] = [
  { what: 'and it had happened', losses: ['applied'] },
  { what: 'and it had not', losses: ['undone'] },
  { what: 'three times in a row', losses: ['undone', 'applied', 'applied'] },
];

describe.each(plans)('when the answer to COMMIT is lost, $what', ({ losses }) => {
  let books: Books;
  let desk: Desk;
  let lane: Lane;
  let planned: Loss[] = [];

  beforeAll(async () => {
    books = await makeBooks();
    desk = deskOf(books);
    const db = losingDatabase(books.database.db, () => planned.shift() ?? null);
    lane = createReferenceLane({ db, lane: 1, cutOff, stampTime: async () => books.clock.now() });
  });
  // Nothing of an earlier test waits for its provider.
  beforeEach(() => deliverTo(books, fakeProvider()).run(books.gas));
  afterAll(() => books.close());

  const lose = () => {
    planned = [...losses];
  };
  const payable = () => desk.balanceOf('provider_payable', books.gas);
  const position = () => desk.balanceOf('agent_position', books.bank);
  const refOf = ({ id, settlementDay }: { id: string; settlementDay: string }) => ({ id, settlementDay });
  const wish = (payment: { id: string; settlementDay: string }) =>
    ({ payment: refOf(payment), agentId: books.bank, requestedBy: 'teller', reason: 'test', canCancel: true }) as const;
  const answered = (payment: { id: string; settlementDay: string }, outcome: 'confirmed' | 'rejected' | 'cancelled') =>
    ({
      payment: refOf(payment),
      outcome,
      providerTransaction: outcome === 'confirmed' ? `T${payment.id}` : null,
      canCancel: true,
      caseId: books.ids.uuid(),
      attemptEnd: null,
    }) as const;
  const rejected = async () => {
    const payment = await desk.pay();
    const provider = fakeProvider();
    provider.pay.push(() => answers.rejected);
    await deliverTo(books, provider).run(books.gas);
    return payment;
  };

  it('a basket is accepted once', async () => {
    const command = await books.basket([700, 300]);
    const before = await position();
    lose();
    const outcome = await lane.accept(command);
    expect(outcome).toMatchObject({ kind: 'accepted', basket: { total: '1000' } });
    expect(await position()).toBe(before - 1000n);
    expect(await books.lane.accept(command)).toEqual({ ...outcome, replayed: true });
  });

  it('a refusal is the same refusal', async () => {
    const command = await books.basket([900], { exactness: 'exact', balance: 800 });
    lose();
    expect(await lane.accept(command)).toMatchObject({ kind: 'refused', refusal: { code: 'amount_mismatch' } });
  });

  it('a key is abandoned for ever', async () => {
    const command = await books.basket([100]);
    lose();
    expect(await lane.abandon({ agentId: books.bank, key: command.key })).toEqual({ kind: 'abandoned' });
    expect(await books.lane.accept(command)).toMatchObject({ refusal: { code: 'key_abandoned' } });
  });

  it('a reversal happens once and is told as done, to its agent alone', async () => {
    const payment = await desk.pay();
    const before = await position();
    lose();
    expect(await lane.reverse(wish(payment))).toMatchObject({ kind: 'reversed', payment: { state: 'reversed' } });
    expect(await position()).toBe(before + 1000n);
    lose();
    expect(await lane.reverse({ ...wish(payment), agentId: books.post })).toEqual({
      kind: 'refused',
      code: 'not_found',
    });
  });

  it('a refund happens once and is told as done', async () => {
    const payment = await rejected();
    const before = await position();
    lose();
    expect(await lane.reverse(wish(payment))).toMatchObject({ kind: 'reversed' });
    expect(await position()).toBe(before + 1000n);
  });

  it('a confirmation, a cancel and a rejection are booked once', async () => {
    const due = await payable();
    const payment = await desk.pay();
    const silent = fakeProvider();
    silent.pay.push(() => answers.unknown);
    await deliverTo(books, silent).run(books.gas);
    lose();
    await lane.resolve({ ...answered(payment, 'confirmed'), attemptNo: 1 });
    expect(await desk.stateOf(payment.id)).toBe('confirmed');
    lose();
    expect(await lane.reverse(wish(payment))).toMatchObject({ kind: 'pending' });
    lose();
    await lane.resolve({ ...answered(payment, 'cancelled'), attemptNo: 1 });
    expect(await desk.stateOf(payment.id)).toBe('reversed');
    expect(await payable()).toBe(due);

    const refused = await desk.pay();
    silent.pay.push(() => answers.unknown);
    await deliverTo(books, silent).run(books.gas);
    lose();
    await lane.resolve({ ...answered(refused, 'rejected'), attemptNo: 1 });
    expect(await desk.stateOf(refused.id)).toBe('rejected');
  });

  it('a late success is booked once', async () => {
    const due = await payable();
    const payment = await rejected();
    lose();
    await lane.resolve({ ...answered(payment, 'confirmed'), attemptNo: 1 });
    expect(await payable()).toBe(due + 1000n);
    expect(await desk.casesOf(payment.id)).toEqual(['late_success']);
  });

  it('a movement is posted once, and a floor is set', async () => {
    const before = await position();
    const from = { kind: 'bank_mirror', ownerId: hubOwner, currency: 'AZN' } as const;
    const to = { kind: 'agent_position', ownerId: books.bank, currency: 'AZN' } as const;
    lose();
    await lane.move({ key: 'deposit:1', kind: 'deposit', from, to, amount: minor(500n) });
    expect(await position()).toBe(before + 500n);
    lose();
    await lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: -200_000n });
  });

  it('a day is cut once', async () => {
    const { openDay } = await books.lane.cut();
    books.clock.advanceMs(24 * 3_600_000);
    lose();
    const cut = await lane.cut();
    expect(cut.openDay > openDay).toBe(true);
    const windows = await books.database.db.sql.rows(`SELECT day FROM settlement_window WHERE state = 'cut'`);
    expect(windows).toHaveLength(1);
  });

  it('leaves books in which the verifier finds nothing', async () => {
    const { findings } = await verifyBooks({ db: books.database.db, clock: books.clock });
    // The cancel of this day is said to the lane without an attempt to cancel.
    expect(findings.filter(({ check }) => check !== 'refunds_have_two_people')).toEqual([]);
  });
});

describe('when the answer to COMMIT is lost again and again', () => {
  it('nobody is told that nothing was accepted', async () => {
    const books = await makeBooks();
    const db = losingDatabase(books.database.db, () => 'applied');
    const lane = createReferenceLane({ db, lane: 1, cutOff, stampTime: async () => books.clock.now() });
    const command = await books.basket([100]);
    await expect(lane.accept(command)).rejects.toBeInstanceOf(CommitUnknown);
    expect(await books.lane.accept(command)).toMatchObject({ kind: 'accepted', replayed: true });
    await books.close();
  });

  it('a connection that is refused afterwards changes nothing about that', async () => {
    const books = await makeBooks();
    let tries = 0;
    const db = losingDatabase(books.database.db, () => {
      tries += 1;
      if (tries > 1) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      return 'applied';
    });
    const lane = createReferenceLane({ db, lane: 1, cutOff, stampTime: async () => books.clock.now() });
    await expect(lane.accept(await books.basket([100]))).rejects.toBeInstanceOf(CommitUnknown);
    await books.close();
  });
});
