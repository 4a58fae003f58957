import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimDue } from '../../src/delivery/store.ts';
import { bringForward, expireLeases, listProvidersDue, listReversible } from '../../src/delivery/upkeep-store.ts';
import { selectMoved, selectTurnovers, type ShiftRow } from '../../src/drawers/store.ts';
import { readBasketsStatement } from '../../src/engine/writer/read-statements.ts';
import { findKey, readAcceptContext, readAcceptState } from '../../src/engine/read-accept.ts';
import { catchUpTaken } from '../../src/engine/takings.ts';
import { lockDelivery, readResolveState } from '../../src/engine/read-delivery.ts';
import type { Sql } from '../../src/platform/database/sql.ts';
import { noLimits } from '../../src/payments/limits.ts';
import { findByReceipt, findPayment, listPayments } from '../../src/payments/store.ts';
import { lockDue } from '../../src/outbox/store.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf } from '../support/desk.ts';
import { explained } from '../support/explained.ts';

/** Tables that grow with every payment: reading one from end to end is a fault that small tests never feel. */
const growing =
  /Seq Scan on (payment|delivery|delivery_attempt|transfer|batch|idempotency_key|provider_reference|reversal|outbox|quote)(_\d+)?\b/;

describe('statements that run for every payment', () => {
  let books: Books;
  let payment: { id: string; settlementDay: string; receiptNumber: string; receiptToken: string };

  beforeAll(async () => {
    books = await makeBooks();
    payment = await deskOf(books).pay();
  });
  afterAll(() => books.close());

  /** Plans of all statements that `work` runs, where the planner may read a table from end to end only if it must. */
  async function plansOf(work: (sql: Sql) => Promise<unknown>): Promise<string[]> {
    const plans: string[] = [];
    await books.database.owner.transaction(async (sql) => {
      await sql.run('SET LOCAL enable_seqscan = off');
      await work(explained(sql, plans));
    });
    return plans;
  }
  const now = () => books.clock.now();
  const accept = async (sql: Sql) => {
    const [tellerId, outletId] = [books.ids.uuid(), books.ids.uuid()];
    const command = { ...(await books.basket([500])), tellerId, outletId, paymentCode: '0123456789' };
    await findKey(sql, command.agentId, command.key);
    const read = await readAcceptContext(sql, command, now());
    const stamp = { day: payment.settlementDay, at: now(), lane: 1, nextReceipt: 2 };
    await readAcceptState(sql, command, {
      context: { ...read, limits: { ...noLimits, day: { outlet: 5n, teller: 5n } } },
      stamp,
      rules: [],
    });
  };
  const resolved = {
    attemptNo: 1,
    outcome: 'confirmed' as const,
    providerTransaction: 'T',
    canCancel: true,
    caseId: '01a1f78a-5300-752e-a336-b1033fc90901',
    attemptEnd: null,
  };
  const claim = (sql: Sql, leaseMs: number) =>
    claimDue(sql, { providerId: books.gas, inquiry: 'status', limit: 5, worker: 'w', now: now(), leaseMs });
  const page = { limit: 51, start: { acceptedAt: new Date('2026-12-01'), receiptNumber: '9' } };

  const shift: ShiftRow = {
    ...{ id: resolved.caseId, agentId: resolved.caseId, outletId: resolved.caseId, tellerId: resolved.caseId },
    ...{ number: 1, lane: 1, afterDay: '2026-11-20', afterTransfer: 0n, openedTransfer: 0n, openedAt: new Date(0) },
    ...{ closedAt: null, closedDay: null, closedTransfer: null, zNumber: null, reason: null, closedBy: null },
  };

  const statements: { what: string; work: (sql: Sql) => Promise<unknown> }[] = [
    { what: 'accept a basket', work: accept },
    {
      what: 'count what came since for limits of the day',
      work: (sql) => catchUpTaken(sql, new Map(), { lane: 1, day: payment.settlementDay, after: 0n }),
    },
    { what: 'lock a delivery', work: (sql) => lockDelivery(sql, payment) },
    { what: 'book an answer', work: (sql) => readResolveState(sql, { ...resolved, payment }) },
    { what: 'find a payment', work: (sql) => findPayment(sql, { agentId: books.bank }, payment.id) },
    {
      what: 'list payments of an agent',
      work: (sql) => listPayments(sql, { viewer: { agentId: books.bank }, filter: {} }, page),
    },
    {
      what: 'list payments of a citizen',
      work: (sql) => listPayments(sql, { viewer: { citizenId: books.bank }, filter: {} }, page),
    },
    {
      what: 'verify a receipt',
      work: (sql) =>
        findByReceipt(
          sql,
          { day: payment.settlementDay, lane: 1, counter: 1, number: payment.receiptNumber },
          payment.receiptToken,
        ),
    },
    { what: 'look for due providers', work: (sql) => listProvidersDue(sql, now()) },
    { what: 'claim what is due', work: (sql) => claim(sql, 1000) },
    {
      what: 'expire leases',
      work: (sql) => expireLeases(sql, { providerId: books.gas, now: now(), poisonAfter: 10, poisonUntil: now() }),
    },
    { what: 'bring forward what waits for a provider', work: (sql) => bringForward(sql, books.gas, now()) },
    { what: 'list reversals that can be carried out', work: (sql) => listReversible(sql, books.gas) },
    {
      what: 'sum up the cash of a shift',
      work: async (sql) => {
        await selectTurnovers(sql, shift, { day: '2026-11-21', transfer: 9n });
        await selectMoved(sql, shift.id);
      },
    },
    { what: 'publish events', work: (sql) => lockDue(sql, now(), 100) },
  ];

  it.each(statements)('$what by index', async ({ work }) => {
    const plans = await plansOf(work);
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.filter((plan) => growing.test(plan))).toEqual([]);
  });

  it('shifts of tellers are looked at for agents that ask for them, and for nobody else', async () => {
    const lookedAt = async (isRequired: boolean) =>
      books.database.owner.transaction(async (sql) => {
        await sql.run('UPDATE agent SET shift_required = $2 WHERE id = $1', [books.bank, isRequired]);
        const lines = await sql.rows<{ 'QUERY PLAN': string }>(
          `EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) ${readBasketsStatement.text}`,
          [[0], [0], [books.bank], ['key'], [books.ids.uuid()], [books.ids.uuid()], [100], now()],
        );
        const scans = lines.map((line) => line['QUERY PLAN']).filter((line) => /Scan.* on cash_shift/.test(line));
        expect(scans.length).toBeGreaterThan(0);
        return scans.some((line) => !line.includes('never executed'));
      });
    expect(await lookedAt(true)).toBe(true);
    expect(await lookedAt(false)).toBe(false);
  });
});
