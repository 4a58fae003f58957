import type { Clock } from '../kernel/clock.ts';
import { type ErrorCode, fieldRefusal, refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseVisibleText } from '../kernel/visible-text.ts';
import type { ResolveDelivery } from '../payments/commands.ts';
import type { ResolveOutcome } from '../payments/resolve.ts';
import { createAudit, type Audit } from '../platform/audit/audit.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import type { ReviewService } from './api.ts';
import {
  fits,
  isOperator,
  refusalOf,
  type CaseFile,
  type CasePayment,
  type Proposal,
  type ReviewCase,
} from './model.ts';
import * as store from './store.ts';

/** What reviews need of the rest. */
export interface ReviewDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The lane's. */
  readonly resolve: (command: ResolveDelivery) => Promise<ResolveOutcome>;
  /** Whether a provider's protocol can cancel what it has confirmed. */
  readonly canCancel: (providerId: string) => Promise<boolean>;
  /** Lets a delivery that failed again and again be tried once more. */
  readonly tryAgain: (paymentId: string) => Promise<void>;
}

interface Context extends ReviewDeps {
  readonly audit: Audit;
}

type Answer = Promise<Result<CaseFile, Refusal>>;

const mostListed = 500;
const longestReason = 500;
const longestTransaction = 100;

export function createReviewService(deps: ReviewDeps): ReviewService {
  const context: Context = { ...deps, audit: createAudit(deps) };
  return {
    async listOpen(limit) {
      const cases = await store.listOpen(deps.db.sql, Math.min(Math.max(limit, 1), mostListed));
      return fill(deps.db.sql, cases);
    },
    get: (id) => get(context, id),
    take: (id, by) => take(context, id, by),
    propose: (id, by, proposal) => propose(context, { id, by }, proposal),
    approve: (id, by) => approve(context, id, by),
  };
}

async function get(context: Context, id: string): Answer {
  const found = await store.findCase(context.db.sql, id);
  const [file] = found ? await fill(context.db.sql, [found]) : [];
  return file ? ok(file) : err(refusal('not_found'));
}

async function fill(sql: Sql, cases: readonly ReviewCase[]): Promise<CaseFile[]> {
  const payments = await store.findPayments(
    sql,
    cases.filter((one) => one.kind !== 'agent_cap' && one.kind !== 'webhook_down').map((one) => one.subjectId),
  );
  const files: CaseFile[] = [];
  for (const one of cases) {
    const payment = payments.get(one.subjectId) ?? null;
    files.push({ ...one, payment, attempts: payment ? await store.listAttempts(sql, payment) : [] });
  }
  return files;
}

async function take(context: Context, id: string, by: string): Answer {
  if (!isOperator(by)) return err(badName);
  const refused = await step(context, { id, by, step: 'take' }, async (sql) => {
    await store.updateOwner(sql, id, { by, at: context.clock.now() });
    return null;
  });
  return refused ? err(refused) : get(context, id);
}

async function propose(
  context: Context,
  { id, by }: { readonly id: string; readonly by: string },
  proposal: Proposal,
): Answer {
  if (!isOperator(by)) return err(badName);
  const parsed = parseProposal(proposal);
  if (!parsed.ok) return parsed;
  const refused = await step(
    context,
    { id, by, step: 'propose', details: detailsOf(parsed.value) },
    async (sql, found) => {
      const payment = await findPayment(sql, found);
      if (!fits(parsed.value.action, found, payment)) return 'resolution_unfit';
      await store.updateProposal(sql, id, { proposal: parsed.value, by, at: context.clock.now() });
      return null;
    },
  );
  return refused ? err(refused) : get(context, id);
}

/**
 * The approval is written before anything is carried out, so that a crash in between leaves it on record: approved again,
 * by the same or another person, the lane says that it is booked already and the case is resolved.
 */
async function approve(context: Context, id: string, by: string): Answer {
  if (!isOperator(by)) return err(badName);
  const refused = await step(context, { id, by, step: 'approve' }, async (sql) => {
    await store.updateApproval(sql, id, { by, at: context.clock.now() });
    return null;
  });
  if (refused) return err(refused);
  const approved = await get(context, id);
  if (!approved.ok) return approved;
  const problem = await carryOut(context, approved.value);
  await context.db.transaction(async (sql) => {
    // Two may approve at once: whoever is first resolves it.
    if ((await store.lockCase(sql, id))?.state !== 'open') return;
    if (problem) await store.updateApproval(sql, id, null);
    else await store.updateResolved(sql, id, context.clock.now());
    await record(context, sql, { id, by, action: problem ? 'case.not_carried_out' : 'case.resolved' });
  });
  const after = await get(context, id);
  return problem && after.ok && after.value.state === 'open' ? err(refusal(problem)) : after;
}

/**
 * A person's answer is fenced like an attempt's: it carries the attempt number read while no attempt was under way. A
 * claim in between raises the number, and the lane then books nothing. Returns why nothing was carried out, or null.
 */
async function carryOut(context: Context, file: CaseFile): Promise<ErrorCode | null> {
  const { proposal, payment } = file;
  if (!proposal) return 'case_not_proposed';
  if (!fits(proposal.action, file, payment)) return 'resolution_unfit';
  if (proposal.action === 'close') {
    if (file.kind === 'poison' && payment) await context.tryAgain(payment.id);
    return null;
  }
  if (!payment) return 'resolution_unfit';
  if (payment.leaseUntil !== null || payment.state === 'sending') return 'case_busy';
  const outcome = await context.resolve({
    payment: { id: payment.id, settlementDay: payment.settlementDay },
    attemptNo: payment.attemptNo,
    outcome: proposal.action,
    providerTransaction: proposal.providerTransaction,
    canCancel: await context.canCancel(payment.providerId),
    caseId: context.ids.uuid(),
    attemptEnd: null,
  });
  if (outcome.kind === 'stale') return 'case_busy';
  return outcome.kind === 'contradiction' ? 'transaction_used' : null;
}

interface Step {
  readonly id: string;
  readonly by: string;
  readonly step: 'take' | 'propose' | 'approve';
  readonly details?: Readonly<Record<string, string | null>>;
}

const auditActions = { take: 'case.taken', propose: 'case.proposed', approve: 'case.approved' } as const;

/** One step of a case under its lock, with its audit row. Returns why it was refused, or null. */
async function step(
  context: Context,
  wanted: Step,
  work: (sql: Sql, found: ReviewCase) => Promise<ErrorCode | null>,
): Promise<Refusal | null> {
  return context.db.transaction(async (sql) => {
    const found = await store.lockCase(sql, wanted.id);
    if (!found) return refusal('not_found');
    const code = refusalOf(found, wanted.by, wanted.step) ?? (await work(sql, found));
    if (code) return refusal(code);
    await record(context, sql, { ...wanted, action: auditActions[wanted.step] });
    return null;
  });
}

async function record(
  context: Context,
  sql: Sql,
  { id, by, action, details }: Omit<Step, 'step'> & { readonly action: string },
): Promise<void> {
  await context.audit.record(sql, {
    actor: { kind: 'operator', id: null },
    action,
    target: { kind: 'review_case', id },
    details: { by, ...details },
  });
}

async function findPayment(sql: Sql, found: ReviewCase): Promise<CasePayment | null> {
  return (await store.findPayments(sql, [found.subjectId])).get(found.subjectId) ?? null;
}

function detailsOf({ action, reason, providerTransaction }: Proposal) {
  return { resolution: action, reason, providerTransaction };
}

const badName = fieldRefusal('invalid_request', {
  field: '/by',
  rule: 'pattern',
  detail: 'an operator’s login: small letters, digits, point, hyphen, underscore',
});

/** A reason always, and the provider's number with a confirmation and nothing else. */
function parseProposal({ action, reason, providerTransaction }: Proposal): Result<Proposal, Refusal> {
  const told = parseVisibleText(reason, { field: '/reason', longest: longestReason });
  if (!told.ok) return err(fieldRefusal('invalid_request', ...told.error));
  const missing = { rule: 'required', detail: 'needed' };
  if (told.value === '') return err(fieldRefusal('invalid_request', { field: '/reason', ...missing }));
  if (action !== 'confirmed') return ok({ action, reason: told.value, providerTransaction: null });
  const field = '/providerTransaction';
  const number = parseVisibleText(providerTransaction ?? '', { field, longest: longestTransaction });
  if (!number.ok) return err(fieldRefusal('invalid_request', ...number.error));
  if (number.value === '') return err(fieldRefusal('invalid_request', { field, ...missing }));
  return ok({ action, reason: told.value, providerTransaction: number.value });
}
