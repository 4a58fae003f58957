import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../../src/kernel/result.ts';
import { refusalToAsk, refusalToDecide, type RefundFacts } from '../../src/refunds/model.ts';
import { createRefundService } from '../../src/refunds/service.ts';
import { createLedgerService } from '../../src/ledger/service.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { cutOff, makeBooks, type Books } from '../support/books.ts';
import { deliverTo, fakeProvider } from '../support/fake-provider.ts';
import { settlementOf } from '../support/settlement.ts';
import { findingsAfter } from '../support/tampering.ts';

const facts: RefundFacts = {
  ...{ state: 'confirmed', decidedDay: '2026-11-20', openDay: '2026-11-21', canCancel: true },
  ...{ reversal: null, last: null },
};

describe('whether a refund may be asked for', () => {
  it.each([
    ['a payment confirmed on an earlier day', {}, null],
    ['one confirmed today, which its provider still cancels', { openDay: '2026-11-20' }, 'refund_not_due'],
    ['one confirmed today by a provider that cannot cancel', { openDay: '2026-11-20', canCancel: false }, null],
    ['one whose cancel the provider refused today', { openDay: '2026-11-20', reversal: 'refused' }, null],
    ['one whose reversal waits', { reversal: 'pending' }, 'refund_not_due'],
    ['one that is not decided', { state: 'unknown', decidedDay: null }, 'refund_not_due'],
    ['one the provider refused: its reversal is enough', { state: 'rejected' }, 'refund_not_due'],
    ['one that went back', { state: 'reversed', reversal: 'done', last: 'done' }, 'already_reversed'],
    ['one that somebody asked for already', { last: 'requested' }, 'refund_open'],
    ['one that is approved and not carried out', { last: 'approved' }, 'refund_open'],
    ['one that was refused before', { last: 'refused' }, null],
    ['one that the provider declined before', { last: 'declined', reversal: 'refused' }, null],
  ] as const)('%s', (_what, change, code) => {
    expect(refusalToAsk({ ...facts, ...change })).toBe(code);
  });
});

describe('who may decide on a refund', () => {
  it.each([
    { what: 'another operator approves', state: 'requested', by: 'operator:2', to: 'approved', code: null },
    { what: 'whoever asked approves', state: 'requested', by: 'operator:1', to: 'approved', code: 'same_actor' },
    { what: 'whoever asked takes it back', state: 'requested', by: 'operator:1', to: 'refused', code: null },
    {
      what: 'an approval that was not carried out is given again',
      state: 'approved',
      by: 'operator:3',
      to: 'approved',
      code: null,
    },
    {
      what: 'an approval is refused afterwards',
      state: 'approved',
      by: 'operator:2',
      to: 'refused',
      code: 'refund_decided',
    },
    {
      what: 'a refused one is approved afterwards',
      state: 'refused',
      by: 'operator:2',
      to: 'approved',
      code: 'refund_decided',
    },
    {
      what: 'one that is done is approved again',
      state: 'done',
      by: 'operator:2',
      to: 'approved',
      code: 'refund_decided',
    },
  ] as const)('$what', ({ state, by, to, code }) => {
    expect(refusalToDecide({ state, requestedBy: 'operator:1' }, { by, to })).toBe(code);
  });
});

describe.each(['reference', 'writer'] as const)('a refund on the %s lane', (lane) => {
  let books: Books;
  const provider = fakeProvider({ capabilities: ['status'] });
  beforeAll(async () => {
    books = await makeBooks({ lane });
  });
  afterAll(() => books.close());

  const balance = async (kind: string, ownerId: string) =>
    (
      await books.database.db.sql.first<{ sum: string }>(
        `SELECT coalesce(sum(p.amount), 0)::text AS sum FROM posting p JOIN ledger_account a ON a.id = p.account_id
          WHERE a.kind = $1 AND a.owner_id = $2`,
        [kind, ownerId],
      )
    )?.sum;

  const refundsWith = (canCancel: boolean) =>
    createRefundService({
      ...{ db: books.database.db, clock: books.clock, ids: books.ids },
      askCancel: async () => ok(canCancel),
      releaseCard: async () => ok(undefined),
      findOpenDay: createLedgerService({ ...books.database, clock: books.clock, cutOff, onAlarm: () => undefined })
        .findOpenDay,
      payments: {
        async refund({ agentId, requestedBy, canCancel: can }, id, reason) {
          const payment = { id, settlementDay: '2026-11-20' };
          const outcome = await books.lane.reverse({
            ...{ payment, agentId, requestedBy, reason, canCancel: can, isRefund: true },
          });
          if (outcome.kind === 'refused') return { ok: false, error: { code: outcome.code } };
          return ok({ state: outcome.kind, payment: outcome.payment });
        },
      },
    });

  it('by a provider that cannot cancel is taken back out of what is due to it, on the day it is approved', async () => {
    const command = await books.basket([10_000]);
    await books.lane.accept(command);
    await deliverTo(books, provider).run(books.gas);
    const settlement = settlementOf(books);
    books.clock.set(new Date('2026-11-20T20:00:00Z'));
    await settlement.closeDue();
    expect(await balance('agent_position', books.bank)).toBe('-10000');
    const refunds = refundsWith(false);
    const paymentId = String(command.lines[0]?.paymentId);
    const asker = { agentId: books.bank, tellerId: books.ids.uuid(), key: 'refund-1' };
    const asked = await refunds.request(asker, { paymentId, reason: 'paid twice elsewhere' });
    if (!asked.ok) throw new Error(asked.error.code);
    const approved = await refunds.approve(books.ids.uuid(), asked.value.refund.id);
    expect(approved).toMatchObject({ ok: true, value: { state: 'done' } });
    expect(await balance('agent_position', books.bank)).toBe('0');
    books.clock.set(new Date('2026-11-21T20:00:00Z'));
    await settlement.closeDue();
    const reports = await books.database.db.sql.rows(
      `SELECT day, payments::int, gross, cancelled, net FROM settlement_report ORDER BY day`,
    );
    expect(reports).toMatchObject([
      { day: '2026-11-20', payments: 1, net: expect.any(BigInt) },
      { day: '2026-11-21', payments: 0, net: expect.any(BigInt) },
    ]);
    const [paid, back] = reports as { net: bigint }[];
    // What was paid out for it is now owed back, to the qəpik.
    expect(back?.net).toBe(-(paid?.net ?? 0n));
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });

  it('is known by two people: the database takes no approval by whoever asked, and the verifier sees one that is gone', async () => {
    const own = `UPDATE refund SET decided_by = requested_by WHERE state = 'approved'`;
    await expect(books.database.owner.sql.run(own)).rejects.toThrow();
    const found = await findingsAfter(books, `UPDATE refund SET state = 'refused', answer = 'x'`);
    expect(found).toContain('refunds_have_two_people');
    expect(await findingsAfter(books, `DELETE FROM audit_event WHERE action = 'refund.approved'`)).toContain(
      'refunds_have_two_people',
    );
  });
});
