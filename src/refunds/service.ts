import type { Clock } from '../kernel/clock.ts';
import { present } from '../kernel/assert.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseVisibleText } from '../kernel/visible-text.ts';
import { announce } from '../outbox/announce.ts';
import type { PaymentService } from '../payments/api.ts';
import { type Audit, createAudit } from '../platform/audit/audit.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import type { RefundService, RefundWish } from './api.ts';
import { type Person, type Refund, type RefundFacts, refusalToAsk, refusalToDecide, wayBackOf } from './model.ts';
import * as store from './store.ts';

/** What refunds need of the rest. */
export interface RefundServiceDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly payments: Pick<PaymentService, 'refund'>;
  /** Whether a provider's protocol can cancel; a provider that cannot be connected now refuses. */
  readonly askCancel: (providerId: string) => Promise<Result<boolean, Refusal>>;
  /** Takes back what was bought and not yet written to a card; refuses where it was written. */
  readonly releaseCard: (paymentId: string) => Promise<Result<void, Refusal>>;
  readonly findOpenDay: () => Promise<string | undefined>;
}

interface Context extends RefundServiceDeps {
  readonly audit: Audit;
}

/** A wish with whoever has it. `agentId` null: an operator, for a payment of any agent. */
interface Asked extends RefundWish {
  readonly by: Person;
  readonly agentId: string | null;
  readonly key: string | null;
}

const longestReason = 200;
const mostListed = 100;

/** Refunds under two persons' eyes: one asks, another approves, and the lane gives the money back. */
export function createRefundService(deps: RefundServiceDeps): RefundService {
  const context: Context = { ...deps, audit: createAudit(deps) };
  const { sql } = deps.db;
  return {
    request: (by, wish) => request(context, { ...wish, ...by, by: `teller:${by.tellerId}` }),
    async requestAsOperator(operatorId, wish) {
      const asked = await request(context, { ...wish, by: `operator:${operatorId}`, agentId: null, key: null });
      return asked.ok ? ok(asked.value.refund) : asked;
    },
    approve: (operatorId, id) => approve(context, `operator:${operatorId}`, id),
    refuse: (operatorId, id, reason) => refuse(context, { by: `operator:${operatorId}`, id, reason }),
    async wayBack(agentId, paymentId) {
      const payment = await store.findPayment(sql, paymentId, agentId);
      if (!payment) return err(refusal('not_found'));
      const facts = await readFacts(context, payment);
      return facts.ok ? ok(wayBackOf(facts.value)) : facts;
    },
    async listOfPayment(agentId, paymentId) {
      const payment = await store.findPayment(sql, paymentId, agentId);
      return payment ? ok(await store.selectOfPayment(sql, paymentId)) : err(refusal('not_found'));
    },
    list: ({ state, before, limit }) =>
      store.selectRefunds(sql, {
        ...{ state: state ?? null, before: before ?? null },
        limit: Math.min(Math.max(limit, 1), mostListed),
      }),
  };
}

async function request(
  context: Context,
  asked: Asked,
): Promise<Result<{ readonly refund: Refund; readonly replayed: boolean }, Refusal>> {
  const reason = parseReason(asked.reason);
  if (!reason.ok) return reason;
  const payment = await store.findPayment(context.db.sql, asked.paymentId, asked.agentId);
  if (!payment) return err(refusal('not_found'));
  const wish = { ...asked, reason: reason.value, agentId: payment.agentId };
  const earlier = await findEarlier(context, wish);
  if (earlier) return earlier;
  const facts = await readFacts(context, payment);
  if (!facts.ok) return facts;
  const code = refusalToAsk(facts.value);
  if (code) return err(refusal(code));
  const { by, key, agentId, paymentId } = wish;
  const id = context.ids.uuid();
  const row = { id, paymentId, agentId, key, reason: wish.reason, requestedBy: by, requestedAt: context.clock.now() };
  const isAdded = await context.db.transaction(async (sql) => {
    const added = await store.insertRefund(sql, row, payment.day);
    if (added) await record(context, sql, { id, by, action: 'refund.requested', paymentId });
    return added;
  });
  // Of many at once one is first; the others find it.
  if (!isAdded) return (await findEarlier(context, wish)) ?? err(refusal('refund_open'));
  return ok({
    refund: present(await store.selectRefund(context.db.sql, id), 'the refund just asked for'),
    replayed: false,
  });
}

async function readFacts(context: Context, payment: store.RefundablePayment): Promise<Result<RefundFacts, Refusal>> {
  const canCancel = await context.askCancel(payment.providerId);
  if (!canCancel.ok) return canCancel;
  const openDay = present(await context.findOpenDay(), 'an open settlement day');
  const last = (await store.selectOfPayment(context.db.sql, payment.id)).at(-1)?.state ?? null;
  return ok({ ...payment, openDay, canCancel: canCancel.value, last });
}

/** What the agent's key has brought about already. */
async function findEarlier(context: Context, wish: Asked & { readonly agentId: string }) {
  if (wish.key === null) return null;
  const refund = await store.selectByKey(context.db.sql, wish.agentId, wish.key);
  if (!refund) return null;
  const isSame = refund.paymentId === wish.paymentId && refund.reason === wish.reason && refund.requestedBy === wish.by;
  return isSame ? ok({ refund, replayed: true }) : err(refusal('idempotency_key_reused'));
}

/**
 * The approval is written before anything is carried out: a crash in between leaves it on record, and whoever approves again
 * carries it out. The lane gives a payment back once, however often it is asked.
 */
async function approve(context: Context, by: Person, id: string): Promise<Result<Refund, Refusal>> {
  const found = await store.selectRefund(context.db.sql, id);
  if (!found) return err(refusal('not_found'));
  const mayNot = refusalToDecide(found, { by, to: 'approved' });
  if (mayNot) return err(refusal(mayNot));
  const payment = present(await store.findPayment(context.db.sql, found.paymentId, null), 'the payment of a refund');
  const canCancel = await context.askCancel(payment.providerId);
  if (!canCancel.ok) return canCancel;
  const released = await context.releaseCard(payment.id);
  if (!released.ok) return released;
  const decided = await decide(context, { id, by, to: 'approved', answer: null });
  if (!decided.ok) return decided;
  const { requestedBy, reason, agentId } = found;
  const asker = { agentId, requestedBy, canCancel: canCancel.value };
  const undone = await context.payments.refund(asker, payment.id, reason);
  // Reversed already means given back already: by this refund, or by a reversal that was faster.
  if (!undone.ok && undone.error.code !== 'already_reversed') return undone;
  return ok(present(await store.selectRefund(context.db.sql, id), 'a refund that was decided'));
}

async function refuse(
  context: Context,
  { by, id, reason }: { readonly by: Person; readonly id: string; readonly reason: string },
): Promise<Result<Refund, Refusal>> {
  const answer = parseReason(reason);
  if (!answer.ok) return answer;
  const decided = await decide(context, { id, by, to: 'refused', answer: answer.value });
  if (!decided.ok) return decided;
  return ok(present(await store.selectRefund(context.db.sql, id), 'a refund that was decided'));
}

/** Writes a decision once, under the refund's lock. */
async function decide(
  context: Context,
  wanted: {
    readonly id: string;
    readonly by: Person;
    readonly to: 'approved' | 'refused';
    readonly answer: string | null;
  },
): Promise<Result<null, Refusal>> {
  const { id, by, to, answer } = wanted;
  return context.db.transaction(async (sql) => {
    const found = await store.lockRefund(sql, id);
    if (!found) return err(refusal('not_found'));
    const mayNot = refusalToDecide(found, { by, to });
    if (mayNot) return err(refusal(mayNot));
    if (found.state !== 'requested') return ok(null);
    const at = context.clock.now();
    await store.updateDecision(sql, id, { state: to, by, at, answer });
    await record(context, sql, { id, by, action: `refund.${to}`, paymentId: found.paymentId });
    if (to === 'refused') await announce(sql, { topic: 'payment.reversal_refused', subjectId: found.paymentId, at });
    return ok(null);
  });
}

function parseReason(typed: string): Result<string, Refusal> {
  const parsed = parseVisibleText(typed, { field: '/reason', longest: longestReason });
  if (!parsed.ok) return err(fieldRefusal('invalid_request', ...parsed.error));
  if (parsed.value !== '') return ok(parsed.value);
  return err(fieldRefusal('invalid_request', { field: '/reason', rule: 'required', detail: 'needed' }));
}

async function record(
  context: Context,
  sql: Sql,
  event: { readonly id: string; readonly by: Person; readonly action: string; readonly paymentId: string },
): Promise<void> {
  const [kind, personId = null] = event.by.split(':');
  await context.audit.record(sql, {
    actor: { kind: kind === 'teller' ? 'teller' : 'operator', id: personId },
    action: event.action,
    target: { kind: 'refund', id: event.id },
    details: { payment: event.paymentId },
  });
}
