import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimDue } from '../../src/delivery/store.ts';
import { poisonAfter } from '../../src/delivery/model.ts';
import { tryAgain } from '../../src/delivery/deliverer.ts';
import type { ResolveDelivery } from '../../src/payments/commands.ts';
import type { ReviewService } from '../../src/reviews/api.ts';
import { createReviewService } from '../../src/reviews/service.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';
import { answers, deliverTo, fakeProvider, type FakeProvider } from '../support/fake-provider.ts';
import { findingsAfter } from '../support/tampering.ts';

const hour = 3_600_000;

describe('what needs a person', () => {
  let books: Books;
  let desk: Desk;
  let provider: FakeProvider;

  beforeAll(async () => {
    books = await makeBooks();
    await books.lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: -100_000_000n });
    desk = deskOf(books);
  });
  beforeEach(() => {
    provider = fakeProvider();
  });
  afterAll(() => books.close());

  const reviewsOf = (resolve: (command: ResolveDelivery) => ReturnType<Books['lane']['resolve']>): ReviewService =>
    createReviewService({
      ...{ db: books.database.db, clock: books.clock, ids: books.ids, resolve },
      canCancel: async () => true,
      tryAgain: (paymentId) => tryAgain(books.database.db, books.clock, paymentId),
    });
  const reviews = () => reviewsOf(books.lane.resolve);
  /** A payment of which nobody knows what became, and its case. */
  const stuck = async () => {
    const payment = await desk.pay();
    provider.pay.push(() => answers.unknown);
    const deliverer = deliverTo(books, provider);
    await deliverer.run(books.gas);
    books.clock.advanceMs(25 * hour);
    await deliverer.raiseAlarms();
    const file = (await reviews().listOpen(500)).find((one) => one.subjectId === payment.id);
    if (!file) throw new Error('no case');
    return { payment, id: file.id, file };
  };
  const confirmed = (number: string) =>
    ({ action: 'confirmed', providerTransaction: number, reason: 'letter of the provider' }) as const;
  const codeOf = (result: Awaited<ReturnType<ReviewService['take']>>) => (result.ok ? null : result.error.code);
  const proposed = async (number: string) => {
    const open = await stuck();
    await reviews().take(open.id, 'aygun');
    expect(codeOf(await reviews().propose(open.id, 'aygun', confirmed(number)))).toBeNull();
    return open;
  };

  it('is listed oldest first, with the payment and all its attempts', async () => {
    const first = await stuck();
    const second = await stuck();
    const listed = (await reviews().listOpen(500)).map((one) => one.id);
    expect(listed.indexOf(first.id)).toBeLessThan(listed.indexOf(second.id));
    expect(first.file.payment).toMatchObject({ state: 'unknown', providerCode: 'gas', amount: 1000n });
    expect(first.file.attempts.map(({ event, kind, outcome }) => [event, kind, outcome])).toEqual([
      ['started', 'pay', null],
      ['ended', 'pay', 'unknown'],
    ]);
  });

  it('is carried out by the approval of another person, and not before', async () => {
    const { id, payment } = await proposed('LETTER-1');
    expect(await desk.stateOf(payment.id)).toBe('unknown');
    expect(codeOf(await reviews().approve(id, 'aygun'))).toBe('same_actor');
    expect(await desk.stateOf(payment.id)).toBe('unknown');
    expect(await reviews().approve(id, 'rauf')).toMatchObject({
      ok: true,
      value: { state: 'resolved', approvedBy: 'rauf' },
    });
    expect(await desk.deliveryOf(payment.id)).toMatchObject({ state: 'confirmed', provider_transaction: 'LETTER-1' });
    expect(codeOf(await reviews().approve(id, 'rauf'))).toBe('case_resolved');
    const steps = await books.database.db.sql.rows<{ step: string }>(
      `SELECT action || ' ' || (details->>'by') AS step FROM audit_event WHERE target_id = $1 ORDER BY at, id`,
      [id],
    );
    expect(steps.map(({ step }) => step)).toEqual([
      'case.taken aygun',
      'case.proposed aygun',
      'case.approved rauf',
      'case.resolved rauf',
    ]);
  });

  it('stays proposed while an attempt is under way, and when one begins between reading and booking', async () => {
    const { id, payment } = await proposed('LETTER-2');
    const claim = () =>
      claimDue(books.database.db.sql, {
        ...{ providerId: books.gas, inquiry: 'status', limit: 100, worker: 'w' },
        ...{ now: books.clock.now(), leaseMs: 180_000 },
      });
    const raced = reviewsOf(async (command) => {
      await claim();
      return books.lane.resolve(command);
    });
    expect(codeOf(await raced.approve(id, 'rauf'))).toBe('case_busy');
    expect(codeOf(await reviews().approve(id, 'rauf'))).toBe('case_busy');
    expect(await desk.stateOf(payment.id)).toBe('unknown');
    expect(await reviews().get(id)).toMatchObject({
      value: { state: 'open', approvedBy: null, proposal: { by: 'aygun', action: 'confirmed' } },
    });
    books.clock.advanceMs(hour);
    await deliverTo(books, provider).run(books.gas);
    expect(codeOf(await reviews().approve(id, 'rauf'))).toBeNull();
    expect(await desk.stateOf(payment.id)).toBe('confirmed');
  });

  it('is resolved by a second approval when a crash came between booking and the last note', async () => {
    const { id, payment } = await proposed('LETTER-3');
    const dying = reviewsOf(async (command) => {
      await books.lane.resolve(command);
      throw new Error('the process dies');
    });
    await expect(dying.approve(id, 'rauf')).rejects.toThrow('dies');
    expect(codeOf(await reviews().approve(id, 'leyla'))).toBeNull();
    expect(await desk.stateOf(payment.id)).toBe('confirmed');
  });

  it('takes no number that proves another payment', async () => {
    const { id, payment } = await proposed('LETTER-1');
    expect(codeOf(await reviews().approve(id, 'rauf'))).toBe('transaction_used');
    expect(await desk.stateOf(payment.id)).toBe('unknown');
    expect(await desk.casesOf(payment.id)).toEqual(['integrity', 'stuck_unknown']);
  });

  it('belongs to its owner, wants a reason, and is not closed while the question is open', async () => {
    const { id } = await stuck();
    const close = { action: 'close', providerTransaction: null, reason: 'looked at it' } as const;
    expect(codeOf(await reviews().propose(id, 'aygun', close))).toBe('case_not_taken');
    expect(codeOf(await reviews().take(id, 'Aygün Həsənova'))).toBe('invalid_request');
    await reviews().take(id, 'aygun');
    expect(codeOf(await reviews().take(id, 'rauf'))).toBe('case_taken');
    expect(codeOf(await reviews().propose(id, 'rauf', close))).toBe('case_taken');
    expect(codeOf(await reviews().propose(id, 'aygun', close))).toBe('resolution_unfit');
    expect(codeOf(await reviews().propose(id, 'aygun', { ...confirmed('N'), reason: ' ' }))).toBe('invalid_request');
    expect(codeOf(await reviews().propose(id, 'aygun', { ...confirmed('N'), providerTransaction: null }))).toBe(
      'invalid_request',
    );
    expect(codeOf(await reviews().approve(id, 'rauf'))).toBe('case_not_proposed');
    expect(codeOf(await reviews().approve(books.ids.uuid(), 'rauf'))).toBe('not_found');
  });

  it('is opened for a payment that its adapter fails at every time, which then waits until two people say "again"', async () => {
    const payment = await desk.pay(1000, { providerId: books.water });
    const broken = () => {
      throw new Error('an adapter with a bug');
    };
    provider = fakeProvider({ capabilities: [], repeatsAreSafe: true });
    const attempts = async () => (await desk.deliveryOf(payment.id)).attempt_no;
    provider = { ...provider, port: { ...provider.port, pay: async () => broken() } };
    const deliverer = deliverTo(books, provider);
    for (let n = 0; n < poisonAfter + 5 && (await attempts()) < poisonAfter; n += 1) {
      await deliverer.run(books.water);
      books.clock.advanceMs(2 * hour);
    }
    expect(await attempts()).toBe(poisonAfter);
    await deliverer.run(books.water);
    expect(await attempts()).toBe(poisonAfter);
    await deliverer.raiseAlarms();
    const file = (await reviews().listOpen(500)).find((one) => one.subjectId === payment.id && one.kind === 'poison');
    const id = file?.id ?? '';
    await reviews().take(id, 'aygun');
    const again = { action: 'close', providerTransaction: null, reason: 'the adapter is mended' } as const;
    expect(codeOf(await reviews().propose(id, 'aygun', again))).toBeNull();
    expect(codeOf(await reviews().approve(id, 'rauf'))).toBeNull();
    await deliverTo(books, fakeProvider({ capabilities: [], repeatsAreSafe: true })).run(books.water);
    expect(await desk.stateOf(payment.id)).toBe('confirmed');
  });

  it('leaves books in which the verifier finds nothing, unless one person alone resolved a case', async () => {
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
    const alone = `UPDATE review_case SET state = 'resolved', resolved_at = now() WHERE id = (SELECT id FROM review_case WHERE state = 'open' LIMIT 1)`;
    const found = await findingsAfter(books, alone);
    expect(found).toContain('cases_have_two_people');
  });
});
