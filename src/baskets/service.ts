import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { type ErrorCode, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { formatAmount, minor } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { BasketAnswer } from '../payments/answers.ts';
import type { BasketRequest, Collector, PaymentService } from '../payments/api.ts';
import { questions } from '../payments/guards.ts';
import type { Database } from '../platform/database/sql.ts';
import type { BasketOutcome, BasketService, CashBasket, LineOutcome } from './api.ts';
import { hashBasket, laneKey } from './keys.ts';
import * as store from './store.ts';

export interface BasketDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly payments: Pick<PaymentService, 'accept' | 'acceptMany' | 'rehearse' | 'getByKey' | 'abandon'>;
}

const keyPattern = /^[\x21-\x7e]{1,255}$/;

/** Several bills, one handful of cash, one key: paid whole, or each line for itself. */
export function createBasketService(deps: BasketDeps): BasketService {
  return {
    async take(collector, basket) {
      const { agentId } = collector;
      const { key } = basket.whole;
      if (!keyPattern.test(key)) return err(refusal('idempotency_key_invalid'));
      const requestHash = hashBasket(collector, basket);
      const known = await store.selectHash(deps.db.sql, agentId, key);
      if (known !== undefined && known !== requestHash) return err(refusal('idempotency_key_reused'));
      const bind = async (): Promise<Result<null, Refusal>> => {
        const { mode, tendered } = basket;
        const { currency } = basket.whole;
        const made = { agentId, key, requestHash, mode, currency, tendered, madeAt: deps.clock.now() };
        await store.insertBasket(deps.db.sql, made);
        // Another request may have been first with the key.
        const bound = await store.selectHash(deps.db.sql, agentId, key);
        return bound === requestHash ? ok(null) : err(refusal('idempotency_key_reused'));
      };
      return basket.mode === 'each_line'
        ? takeEach(deps, { collector, basket, bind })
        : takeAll(deps, { collector, basket, bind });
    },
  };
}

interface Taking {
  readonly collector: Collector;
  readonly basket: CashBasket;
  /** Writes down what the key stands for. Refuses: idempotency_key_reused. */
  readonly bind: () => Promise<Result<null, Refusal>>;
}

/** Every line is looked at with the answers that are about it, before all are taken together. */
async function takeAll(deps: BasketDeps, { collector, basket, bind }: Taking): Promise<Result<BasketOutcome, Refusal>> {
  const key = laneKey(collector.agentId, basket.whole.key, 'all');
  const stored = await deps.payments.getByKey(collector.agentId, key);
  if (!stored.ok) {
    for (const [index, line] of basket.lines.entries()) {
      const alone = await deps.payments.rehearse(collector, { ...line, key });
      if (!alone.ok) return err(inLine(alone.error, index));
    }
    const rehearsed = await deps.payments.rehearse(collector, { ...basket.whole, key });
    if (!rehearsed.ok) return rehearsed;
    const short = cashShort(basket, rehearsed.value.total);
    if (short) return err(short);
    const bound = await bind();
    if (!bound.ok) return bound;
  }
  const taken = await deps.payments.accept(collector, { ...basket.whole, key });
  if (!taken.ok) return taken;
  return ok(outcomeOf(basket, [{ status: 'accepted', ...taken.value }]));
}

/** What is known of a line before anything is taken. */
type Look =
  | { readonly kind: 'decided'; readonly outcome: LineOutcome; readonly due: bigint }
  | { readonly kind: 'asked'; readonly outcome: LineOutcome; readonly due: bigint }
  /** The lane decides; `due` is nought where it will refuse. */
  | { readonly kind: 'open'; readonly due: bigint };

async function takeEach(
  deps: BasketDeps,
  { collector, basket, bind }: Taking,
): Promise<Result<BasketOutcome, Refusal>> {
  const { agentId } = collector;
  const { key } = basket.whole;
  const lines = basket.lines.map((line, index) => ({ ...line, key: laneKey(agentId, key, index) }));
  const refusals = await store.selectRefusals(deps.db.sql, agentId, key);
  const looks: Look[] = [];
  for (const [index, line] of lines.entries())
    looks.push(await lookAt(deps, { collector, line, index, refused: refusals.get(index) }));
  const due = looks.reduce((sum, look) => sum + look.due, 0n);
  const short = cashShort(basket, due);
  if (short) return err(short);
  const bound = await bind();
  if (!bound.ok) return bound;
  const open = [...looks.keys()].filter((index) => looks[index]?.kind === 'open');
  const answers = await deps.payments.acceptMany(
    collector,
    open.map((index) => present(lines[index], 'a line of a basket')),
  );
  const outcomes: LineOutcome[] = [];
  for (const [index, look] of looks.entries()) {
    if (look.kind !== 'open') outcomes.push(look.outcome);
    else {
      const answer = present(answers[open.indexOf(index)], 'the answer to a line');
      outcomes.push(await settle(deps, { agentId, key, index }, answer));
    }
  }
  return ok(outcomeOf(basket, outcomes));
}

interface Looked {
  readonly collector: Collector;
  readonly line: BasketRequest;
  readonly index: number;
  readonly refused: ErrorCode | undefined;
}

async function lookAt(deps: BasketDeps, { collector, line, index, refused }: Looked): Promise<Look> {
  if (refused)
    return { kind: 'decided', outcome: { status: 'refused', refusal: inLine(refusal(refused), index) }, due: 0n };
  const stored = await deps.payments.getByKey(collector.agentId, line.key);
  if (stored.ok) {
    const outcome = storedOutcome(stored.value, index);
    return { kind: 'decided', outcome, due: stored.value.status === 'accepted' ? BigInt(stored.value.total) : 0n };
  }
  const rehearsed = await deps.payments.rehearse(collector, line);
  if (rehearsed.ok) return { kind: 'open', due: rehearsed.value.total };
  if (!isQuestion(rehearsed.error.code)) return { kind: 'open', due: 0n };
  // The cash for it lies on the desk; its fee is known when it is answered.
  const { amount } = present(line.lines[0], 'the line of a basket of one');
  return { kind: 'asked', outcome: { status: 'asked', refusal: inLine(rehearsed.error, index) }, due: amount };
}

type Answer = Awaited<ReturnType<PaymentService['acceptMany']>>[number];

/** A refusal is final for its line: one that leaves the lane's key open closes it, and is kept. A question leaves the line open. */
async function settle(
  deps: BasketDeps,
  of: { readonly agentId: string; readonly key: string; readonly index: number },
  answer: Answer,
): Promise<LineOutcome> {
  const { agentId, key, index } = of;
  if (answer.status === 'rejected') return { status: 'unknown', failure: answer.reason };
  if (answer.value.ok) return { status: 'accepted', ...answer.value.value };
  const why = answer.value.error;
  if (isQuestion(why.code)) return { status: 'asked', refusal: inLine(why, index) };
  try {
    const ended = await deps.payments.abandon(agentId, laneKey(agentId, key, index));
    if (ended.ok && 'answer' in ended.value) return storedOutcome(ended.value.answer, index);
    // Whoever else asked at the same time may have closed it, and says why.
    if (why.code !== 'key_abandoned') {
      await store.insertRefusal(deps.db.sql, { agentId, key, line: index, code: why.code });
    }
    const kept = (await store.selectRefusals(deps.db.sql, agentId, key)).get(index);
    return {
      status: 'refused',
      refusal: kept === why.code ? inLine(why, index) : inLine(refusal(kept ?? why.code), index),
    };
  } catch (failure) {
    return { status: 'unknown', failure };
  }
}

function storedOutcome(stored: BasketAnswer, index: number): LineOutcome {
  if (stored.status === 'accepted') return { status: 'accepted', basket: stored, replayed: true };
  return { status: 'refused', refusal: inLine(refusal(stored.code, stored.details), index) };
}

function outcomeOf({ tendered }: CashBasket, lines: readonly LineOutcome[]): BasketOutcome {
  const total = lines.reduce((sum, line) => (line.status === 'accepted' ? sum + BigInt(line.basket.total) : sum), 0n);
  return { lines, total: minor(total), change: minor(tendered - total) };
}

function cashShort({ tendered, whole }: CashBasket, due: bigint): Refusal | null {
  if (due <= tendered) return null;
  return refusal('cash_short', { due: formatAmount(due, whole.currency), currency: whole.currency });
}

function isQuestion(code: ErrorCode): boolean {
  return (questions as readonly string[]).includes(code);
}

/** A line that stood alone says where it stands in the basket. */
function inLine({ code, details }: Refusal, index: number): Refusal {
  const fields = [{ field: `/lines/${index}`, rule: code, detail: 'this line is refused' }];
  return { code, fields, ...(details ? { details } : {}) };
}
