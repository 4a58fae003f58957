import { present } from '../kernel/assert.ts';
import { add, type Currency, minor } from '../kernel/money.ts';
import { feeFor } from '../fees/model.ts';
import type { RulesReader } from '../fees/today.ts';
import type { Clock } from '../kernel/clock.ts';
import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Database } from '../platform/database/sql.ts';
import type { AbandonOutcome } from './abandon.ts';
import { type AcceptOutcome, answerUnder, type Rehearsal, type StoredKey } from './accept.ts';
import type { RefusedBasket } from './answers.ts';
import type {
  AcceptResult,
  BasketRequest,
  Collector,
  PageRequest,
  PaymentFilter,
  PaymentService,
  RehearsedBasket,
} from './api.ts';
import type { AbandonKey, AcceptBasket, ReversePayment } from './commands.ts';
import type { Question } from './guards.ts';
import * as history from './history-store.ts';
import type { Room } from './limits.ts';
import { cursorOf, parsePage } from './paging.ts';
import { parseReceiptNumber } from './receipt-number.ts';
import { hashRequest } from './request-hash.ts';
import type { ReverseOutcome } from './reverse.ts';
import * as store from './store.ts';

/** What payments need of the rest: the lane's transitions, and facts of other nouns. */
export interface PaymentDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly accept: (command: AcceptBasket) => Promise<AcceptOutcome>;
  /** What `accept` would decide now; nothing comes of it. */
  readonly rehearse: (command: AcceptBasket) => Promise<Rehearsal>;
  /** What a collector may still take, limit by limit. */
  readonly readRoom: (collector: Collector, currency: Currency) => Promise<readonly Room[]>;
  readonly abandon: (command: AbandonKey) => Promise<AbandonOutcome>;
  readonly reverse: (command: ReversePayment) => Promise<ReverseOutcome>;
  /** Told of providers that have new payments to hear of, once these are committed; must not throw. */
  readonly onAccepted: (providerIds: readonly string[]) => void;
  readonly findKey: (agentId: string, key: string) => Promise<StoredKey | null>;
  /** Fee rules in force on the open settlement day. */
  readonly rulesToday: RulesReader;
  /** Whether a provider's protocol can cancel what it has confirmed. */
  readonly canCancel: (providerId: string) => Promise<boolean>;
}

const keyPattern = /^[\x21-\x7e]{1,255}$/;
const receiptTokenBytes = 16;
const noAnswers: readonly Question[] = [];
const mostReasonLength = 200;

export function createPaymentService(deps: PaymentDeps): PaymentService {
  return {
    rulesLately: deps.rulesToday.lately,
    async previewFees(collector, lines, today) {
      const { day, rules } = today ?? (await deps.rulesToday.today());
      return lines.map((line) => {
        const { fee, vat } = feeFor(
          rules,
          { bearer: 'payer', agentId: collector.agentId, channel: collector.channel, day, ...line },
          line.amount,
        );
        return { fee, vat, total: add(line.amount, fee, vat) };
      });
    },
    accept: (collector, request) => accept(deps, collector, request),
    listRoom: deps.readRoom,
    rehearse: (collector, request) => rehearse(deps, collector, request),
    acceptMany: (collector, requests) => acceptMany(deps, collector, requests),
    async getByKey(agentId, key) {
      const stored = await deps.findKey(agentId, key);
      if (stored?.status === 'abandoned') return err(refusal('key_abandoned'));
      if (stored?.status === 'basket') return err(refusal('key_of_cash_basket'));
      const answer = stored && answerUnder(stored);
      return answer ? ok(answer) : err(refusal('not_found'));
    },
    async abandon(agentId, key, movedTo) {
      if (!keyPattern.test(key)) return err(refusal('idempotency_key_invalid'));
      const outcome = await deps.abandon({ agentId, key, ...(movedTo === undefined ? {} : { movedTo }) });
      if (outcome.kind === 'basket') return err(refusal('key_of_cash_basket'));
      return ok(outcome.kind === 'abandoned' ? { abandoned: true as const } : { answer: outcome.answer });
    },
    reverse: (by, paymentId, reason) => reverse(deps, by, { paymentId, reason }),
    refund: (by, paymentId, reason) => refund(deps, by, { paymentId, reason }),
    async getForAgent(agentId, paymentId) {
      return found(await store.findPayment(deps.db.sql, { agentId }, paymentId));
    },
    async getByReceipt(agentId, receiptNumber) {
      const receipt = parseReceiptNumber(receiptNumber);
      return found(receipt && (await store.findOfAgent(deps.db.sql, agentId, receipt)));
    },
    findUndoer: (paymentId) => store.selectUndoer(deps.db.sql, paymentId),
    async getForCitizen(citizenId, paymentId) {
      return found(await store.findPayment(deps.db.sql, { citizenId }, paymentId));
    },
    listAnswers: (paymentId) => history.selectAnswers(deps.db.sql, paymentId),
    listForAgent: (agentId, page, filter = {}) => list(deps, { viewer: { agentId }, filter }, page),
    listForCitizen: (citizenId, page) => list(deps, { viewer: { citizenId }, filter: {} }, page),
    async verifyReceipt(receiptNumber, token) {
      const receipt = parseReceiptNumber(receiptNumber);
      return found(receipt && (await store.findByReceipt(deps.db.sql, receipt, token)));
    },
  };
}

/** `accept` reaches the lane before it first waits, so the order of the requests is the order at the lane. */
async function acceptMany(deps: PaymentDeps, collector: Collector, requests: readonly BasketRequest[]) {
  const lastOf = new Map<string, Promise<AcceptResult>>();
  const answers = requests.map((request) => {
    const take = () => handIn(deps, collector, request);
    const answer = lastOf.get(request.key)?.then(take, take) ?? take();
    lastOf.set(request.key, answer);
    return answer;
  });
  const outcomes = await Promise.allSettled(answers);
  announce(
    deps,
    outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
  );
  return outcomes;
}

async function accept(deps: PaymentDeps, collector: Collector, request: BasketRequest): Promise<AcceptResult> {
  const result = await handIn(deps, collector, request);
  announce(deps, [result]);
  return result;
}

/** Whoever delivers hears of each provider once, however many of its payments are new; what was there before is no news. */
function announce({ onAccepted }: Pick<PaymentDeps, 'onAccepted'>, results: readonly AcceptResult[]): void {
  const baskets = results.flatMap((result) => (result.ok && !result.value.replayed ? [result.value.basket] : []));
  const providerIds = new Set(baskets.flatMap(({ payments }) => payments.map(({ providerId }) => providerId)));
  if (providerIds.size > 0) onAccepted([...providerIds]);
}

async function handIn(deps: PaymentDeps, collector: Collector, request: BasketRequest): Promise<AcceptResult> {
  if (!keyPattern.test(request.key)) return err(refusal('idempotency_key_invalid'));
  const command = commandOf(deps, collector, request);
  await keepAnswers(deps, command);
  const outcome = await deps.accept(command);
  if (outcome.kind === 'refused') return err(refusalOf(outcome.refusal));
  return ok({ basket: outcome.basket, replayed: outcome.replayed });
}

function commandOf({ ids }: Pick<PaymentDeps, 'ids'>, collector: Collector, request: BasketRequest): AcceptBasket {
  return {
    agentId: collector.agentId,
    outletId: collector.outletId,
    tellerId: collector.tellerId,
    channel: collector.channel,
    tokenVersion: collector.tokenVersion ?? null,
    key: request.key,
    requestHash: hashRequest(collector, request),
    basketId: ids.uuid(),
    currency: request.currency,
    lines: request.lines.map(({ quoteId, amount, confirmed = noAnswers }) => ({
      quoteId,
      amount,
      confirmed,
      paymentId: ids.uuid(),
      receiptToken: ids.bytes(receiptTokenBytes).toString('hex'),
    })),
    paymentCode: request.paymentCode,
    outOfHold: request.outOfHold ?? false,
  };
}

function refusalOf({ code, line, details }: RefusedBasket): Refusal {
  const fields = line === null ? [] : [{ field: `/lines/${line}`, rule: code, detail: 'this line is refused' }];
  return { code, fields, ...(details ? { details } : {}) };
}

async function rehearse(
  deps: PaymentDeps,
  collector: Collector,
  request: BasketRequest,
): Promise<Result<RehearsedBasket, Refusal>> {
  const { outcome, until } = await deps.rehearse(commandOf(deps, collector, request));
  if (outcome.kind === 'refused') return err(refusalOf(outcome.refusal));
  const { total, payments } = outcome.basket;
  return ok({
    total: minor(BigInt(total)),
    until,
    lines: payments.map((line) => ({
      ...{ quoteId: present(line.quoteId, 'the quote of a line'), providerId: line.providerId, account: line.account },
      ...{ amount: minor(BigInt(line.amount)), fee: minor(BigInt(line.fee)), vat: minor(BigInt(line.vat)) },
    })),
  });
}

/** What the payer said is on record before the lane hears of the payment: no payment is made on a yes that nobody can show. */
async function keepAnswers(deps: PaymentDeps, command: AcceptBasket): Promise<void> {
  const answers = command.lines.flatMap(({ paymentId, confirmed = [] }) =>
    [...new Set(confirmed)].map((question) => ({ paymentId, question })),
  );
  // The repeat of a key that has its answer makes no payment.
  if (answers.length === 0 || (await deps.findKey(command.agentId, command.key))) return;
  const by = command.tellerId === null ? `agent:${command.agentId}` : `teller:${command.tellerId}`;
  await history.insertAnswers(deps.db.sql, answers, { by, at: deps.clock.now() });
}

interface Asker {
  readonly agentId: string;
  readonly requestedBy: string;
}

interface Wish {
  readonly paymentId: string;
  readonly reason: string;
}

async function reverse(deps: PaymentDeps, by: Asker, wish: Wish) {
  // A provider that cannot be connected cannot cancel; what it was never told is given back all the same.
  return undo(deps, { ...by, ...wish }, (providerId) => deps.canCancel(providerId).catch(() => false));
}

async function refund(deps: PaymentDeps, by: Asker & { readonly canCancel: boolean }, wish: Wish) {
  return undo(deps, { ...by, ...wish, isRefund: true }, async () => by.canCancel);
}

async function undo(
  deps: PaymentDeps,
  wish: Asker & Wish & { readonly isRefund?: true },
  canCancel: (providerId: string) => Promise<boolean>,
) {
  const { agentId, requestedBy } = wish;
  const payment = await store.findPayment(deps.db.sql, { agentId }, wish.paymentId);
  if (!payment) return err(refusal('not_found'));
  const outcome = await deps.reverse({
    ...{ payment, agentId, requestedBy },
    reason: wish.reason.slice(0, mostReasonLength),
    canCancel: await canCancel(payment.providerId),
    ...(wish.isRefund ? { isRefund: true } : {}),
  });
  if (outcome.kind === 'refused') return err(refusal(outcome.code));
  return ok({ state: outcome.kind, payment: outcome.payment });
}

async function list(
  deps: PaymentDeps,
  which: { readonly viewer: store.Viewer; readonly filter: PaymentFilter },
  request: PageRequest,
) {
  const page = parsePage(request);
  if (!page.ok) return page;
  const items = await store.listPayments(deps.db.sql, which, { ...page.value, limit: page.value.limit + 1 });
  const shown = items.slice(0, page.value.limit);
  const last = shown.at(-1);
  return ok({ items: shown, next: items.length > shown.length && last ? cursorOf(last) : null });
}

function found<T>(value: T | undefined): Result<T, Refusal> {
  return value === undefined ? err(refusal('not_found')) : ok(value);
}
