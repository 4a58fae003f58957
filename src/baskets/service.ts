import { assert, present } from '../kernel/assert.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { minor } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { hasSqlState, sqlState } from '../platform/database/sqlstate.ts';
import type { Collector } from '../payments/api.ts';
import type { BasketOutcome, BasketService, CashBasket, LineOutcome } from './api.ts';
import { hashBasket } from './keys.ts';
import { cashShort, cover, type Look, lookAt } from './looks.ts';
import {
  type BasketDeps,
  close,
  findDecided,
  inLine,
  isQuestion,
  lineOf,
  type Part,
  settle,
  type Settled,
  wholeOf,
} from './parts.ts';
import * as store from './store.ts';

const keyPattern = /^[\x21-\x7e]{1,255}$/;

/** Several bills, one handful of cash, one key: paid whole, or each line for itself. */
export function createBasketService(deps: BasketDeps): BasketService {
  return {
    async take(collector, basket) {
      if (!keyPattern.test(basket.whole.key)) return err(refusal('idempotency_key_invalid'));
      const taking = { collector, basket, requestHash: hashBasket(collector, basket) };
      const free = await mayTake(deps, taking);
      if (!free.ok) return free;
      return basket.mode === 'each_line' ? takeEach(deps, taking) : takeAll(deps, taking);
    },
    async hasKey(agentId, key) {
      const known = await store.selectKey(deps.db.sql, agentId, key);
      return known !== undefined && known.hash !== null;
    },
    async abandonKey(agentId, key) {
      if (!keyPattern.test(key)) return err(refusal('idempotency_key_invalid'));
      await store.insertAbandoned(deps.db.sql, { agentId, key, at: deps.clock.now() });
      const bound = await store.selectKey(deps.db.sql, agentId, key);
      return bound?.hash ? err(refusal('key_of_cash_basket')) : ok(null);
    },
  };
}

interface Taking {
  readonly collector: Collector;
  readonly basket: CashBasket;
  readonly requestHash: string;
}

/** Refuses: idempotency_key_reused (another basket, or a payment, has the key), key_abandoned. */
async function mayTake(deps: BasketDeps, taking: Taking): Promise<Result<null, Refusal>> {
  const { agentId } = taking.collector;
  const { key } = taking.basket.whole;
  const known = await store.selectKey(deps.db.sql, agentId, key);
  if (known) return standsFor(known, taking);
  const payment = await deps.payments.getByKey(agentId, key);
  if (payment.ok) return err(refusal('idempotency_key_reused'));
  // Another request has bound it in between.
  if (payment.error.code === 'key_of_cash_basket') return mayTake(deps, taking);
  return payment.error.code === 'key_abandoned' ? err(payment.error) : ok(null);
}

function standsFor({ hash }: store.BoundKey, { requestHash }: Taking): Result<null, Refusal> {
  if (hash === null) return err(refusal('key_abandoned'));
  return hash === requestHash ? ok(null) : err(refusal('idempotency_key_reused'));
}

/** Writes down what the key stands for. Refuses: idempotency_key_reused, key_abandoned, where another was first with it. */
async function bind(deps: BasketDeps, taking: Taking): Promise<Result<null, Refusal>> {
  const { agentId } = taking.collector;
  const { mode, tendered, whole } = taking.basket;
  const { key, currency } = whole;
  const { requestHash } = taking;
  const madeAt = deps.clock.now();
  try {
    await store.insertBasket(deps.db.sql, { agentId, key, requestHash, mode, currency, tendered, madeAt });
  } catch (error) {
    if (!hasSqlState(error, sqlState.uniqueViolation)) throw error;
    // Nothing was bound: payments were first with the key.
    const free = await mayTake(deps, taking);
    assert(!free.ok || (await isBound(deps, taking)), 'a key that is taken is known');
    return free;
  }
  return standsFor(present(await store.selectKey(deps.db.sql, agentId, key), 'a key that was bound'), taking);
}

async function isBound(deps: BasketDeps, { collector, basket }: Taking): Promise<boolean> {
  return (await store.selectKey(deps.db.sql, collector.agentId, basket.whole.key)) !== undefined;
}

/**
 * Every line is looked at with the answers that are about it, before all are taken together. A look refuses nothing by itself:
 * another request with the key may be further, and only what is closed in the lane stays refused.
 */
async function takeAll(deps: BasketDeps, taking: Taking): Promise<Result<BasketOutcome, Refusal>> {
  const part = wholeOf(taking.collector.agentId, taking.basket.whole.key);
  const known = await findDecided(deps, part);
  if (known) return answered(taking.basket, known);
  const why = await reasonAgainst(deps, taking, part);
  if (why && (isQuestion(why.code) || (why.code === 'cash_short' && !(await isBound(deps, taking))))) {
    const meanwhile = await findDecided(deps, part);
    return meanwhile ? answered(taking.basket, meanwhile) : err(why);
  }
  const bound = await bind(deps, taking);
  if (!bound.ok) return bound;
  if (why) return answered(taking.basket, await close(deps, part, why));
  const request = { ...taking.basket.whole, key: part.laneKey };
  return answered(taking.basket, await settle(deps, part, await deps.payments.accept(taking.collector, request)));
}

function answered(basket: CashBasket, outcome: Settled): Result<BasketOutcome, Refusal> {
  return outcome.status === 'accepted' ? ok(outcomeOf(basket, [outcome])) : err(outcome.refusal);
}

/** Why a basket cannot be taken whole now: what a line is refused with, or all of them, or the cash. */
async function reasonAgainst(
  deps: BasketDeps,
  { collector, basket }: Taking,
  { laneKey }: Part,
): Promise<Refusal | null> {
  for (const [index, line] of basket.lines.entries()) {
    const alone = await deps.payments.rehearse(collector, { ...line, key: laneKey });
    if (!alone.ok) return inLine(alone.error, index);
  }
  const rehearsed = await deps.payments.rehearse(collector, { ...basket.whole, key: laneKey });
  if (!rehearsed.ok) return rehearsed.error;
  const { total } = rehearsed.value;
  return total > basket.tendered ? cashShort(total, basket.whole.currency) : null;
}

async function takeEach(deps: BasketDeps, taking: Taking): Promise<Result<BasketOutcome, Refusal>> {
  const { collector, basket } = taking;
  const { key, currency } = basket.whole;
  const lines = basket.lines.map((line, index) => {
    const part = lineOf(collector.agentId, key, index);
    return { part, line: { ...line, key: part.laneKey } };
  });
  const looks: Look[] = [];
  for (const line of lines) looks.push(await lookAt(deps, { collector, ...line }));
  const due = looks.reduce((sum, look) => sum + look.due, 0n);
  // Once a basket is bound, its lines may be taken by now: what is not covered is refused line by line.
  if (due > basket.tendered && !(await isBound(deps, taking))) return err(cashShort(due, currency));
  const bound = await bind(deps, taking);
  if (!bound.ok) return bound;
  const covered = cover(looks, basket.tendered, currency);
  const handed = lines.filter((_, index) => covered[index]?.kind === 'open');
  const answers = await deps.payments.acceptMany(
    collector,
    handed.map(({ line }) => line),
  );
  const outcomes: LineOutcome[] = [];
  for (const [index, look] of covered.entries()) {
    const { part } = present(lines[index], 'a line of a basket');
    const answer = answers[handed.findIndex((line) => line.part === part)];
    outcomes.push(await outcomeOfLine(deps, part, { look, answer }));
  }
  return ok(outcomeOf(basket, outcomes));
}

type Answer = Awaited<ReturnType<BasketDeps['payments']['acceptMany']>>[number];

/** What becomes of a line touches no other: a failure is the outcome of this one alone. */
async function outcomeOfLine(
  deps: BasketDeps,
  part: Part,
  { look, answer }: { readonly look: Look; readonly answer: Answer | undefined },
): Promise<LineOutcome> {
  if (look.kind === 'decided' || look.kind === 'asked') return look.outcome;
  try {
    if (look.kind === 'refused') return await close(deps, part, look.why);
    const given = present(answer, 'the answer to a line');
    if (given.status === 'rejected') return { status: 'unknown', failure: given.reason };
    return await settle(deps, part, given.value);
  } catch (failure) {
    return { status: 'unknown', failure };
  }
}

function outcomeOf({ tendered }: CashBasket, lines: readonly LineOutcome[]): BasketOutcome {
  const total = lines.reduce((sum, line) => (line.status === 'accepted' ? sum + BigInt(line.basket.total) : sum), 0n);
  return { lines, total: minor(total), change: minor(tendered - total) };
}
