import type { CutOff } from '../../calendar/model.ts';
import { holdLane, rollToDay } from '../../engine/day.ts';
import { rulesOn } from '../../fees/service.ts';
import type { FeeRule } from '../../fees/model.ts';
import { assert, present } from '../../kernel/assert.ts';
import { decideAccept } from '../../payments/accept.ts';
import type { Effects, Stamp } from '../../payments/effects.ts';
import { noLimits, noTakings } from '../../payments/limits.ts';
import type { Payment, PaymentView } from '../../payments/model.ts';
import { chargedTotal } from '../../payments/model.ts';
import { decideResolve } from '../../payments/resolve.ts';
import type { Database, Sql } from '../../platform/database/sql.ts';
import { createDraws, type Draws, type DrawnBasket } from './draws.ts';
import { postAll, type Standing } from './post.ts';
import * as store from './store.ts';

export interface FillOptions {
  readonly lane: number;
  readonly cutOff: CutOff;
  readonly payments: number;
  /** Share of the payments that their providers have confirmed, 0 to 1. */
  readonly confirmedShare: number;
  /** Share that their providers have refused; what neither confirmed nor refused stays accepted and due. */
  readonly rejectedShare?: number;
  /** The payments come evenly between these instants, over as many settlement days as lie between them. */
  readonly from: Date;
  readonly until: Date;
  /** The same seed fills the same books. */
  readonly seed: string;
  /** Payments of a batch. */
  readonly batchSize?: number;
  readonly onProgress?: (done: number) => void;
}

export interface Filled {
  readonly payments: number;
  readonly confirmed: number;
  readonly rejected: number;
}

const defaultBatchSize = 400;
/** A provider answers so long after the payment. */
const answerMs = 1000;

interface Filling extends FillOptions {
  readonly draws: Draws;
  readonly positions: Map<string, { balance: bigint; floor: bigint }>;
  rules: { readonly day: string; readonly list: readonly FeeRule[] };
}

/** What a chunk leaves for the next one. */
interface Progress {
  readonly done: number;
  readonly standing: Standing['accounts'];
  /** Accepted in the chunk before, and to be told to their providers. */
  readonly waiting: readonly PaymentView[];
}

/**
 * Fills open books with payments as a hub would have left them: decided by the rules of `payments`, numbered, hashed and
 * written by the statements of `engine`, delivered with attempts and numbers of the providers. Needs agents with positions
 * and active providers; nobody else may post meanwhile. What an outbox held is not there: it was published long ago.
 */
export async function fillBooks(db: Database, options: FillOptions): Promise<Filled> {
  const parties = { collectors: await store.listCollectors(db.sql), payees: await store.listPayees(db.sql) };
  const positions = (await store.listPositions(db.sql)).map(
    ({ agentId, currency, balance, floor }) => [`${agentId}:${currency}`, { balance, floor }] as const,
  );
  const filling: Filling = {
    ...options,
    draws: createDraws(options.seed, parties),
    positions: new Map(positions),
    rules: { day: '', list: [] },
  };
  const filled = { payments: 0, confirmed: 0, rejected: 0 };
  let progress: Progress = { done: 0, standing: new Map(), waiting: [] };
  while (progress.done < options.payments || progress.waiting.length > 0) {
    const step = await db.transaction((sql) => fillChunk(sql, filling, progress));
    filled.confirmed += step.answers.filter((answer) => answer === 'confirmed').length;
    filled.rejected += step.answers.filter((answer) => answer === 'rejected').length;
    progress = step.progress;
    options.onProgress?.(progress.done);
  }
  return { ...filled, payments: progress.done };
}

type Answer = 'confirmed' | 'rejected';

/** Books the answers to what was accepted before, then accepts the next payments, each as one batch. */
async function fillChunk(
  sql: Sql,
  filling: Filling,
  before: Progress,
): Promise<{ progress: Progress; answers: readonly Answer[] }> {
  const count = Math.min(filling.batchSize ?? defaultBatchSize, filling.payments - before.done);
  const at = instantOf(filling, before.done);
  const held = await holdLane(sql, filling.lane);
  const { lane } = await rollToDay(sql, held, { at, cutOff: filling.cutOff });
  const booked = await bookAnswers(sql, filling, { standing: { lane, accounts: before.standing }, before, at });
  if (count <= 0) {
    return {
      answers: booked.answers,
      progress: { done: before.done, standing: booked.standing.accounts, waiting: [] },
    };
  }
  const { lane: next } = booked.standing;
  if (filling.rules.day !== next.settlementDay) {
    filling.rules = { day: next.settlementDay, list: await rulesOn(sql, next.settlementDay) };
  }
  const stamp: Stamp = { day: next.settlementDay, at, lane: next.id, nextReceipt: next.lastReceipt + 1 };
  const accepted = acceptMany(filling, stamp, count);
  const posted = await postAll(sql, booked.standing, { stamp, effects: accepted });
  const waiting = accepted.flatMap(({ payments }) => payments);
  return {
    answers: booked.answers,
    progress: {
      done: before.done + count,
      standing: posted.accounts,
      waiting: waiting.map((payment, index) => viewOf(payment, posted.firstTransfer + BigInt(index))),
    },
  };
}

function instantOf(filling: Filling, done: number): Date {
  const span = filling.until.getTime() - filling.from.getTime();
  return new Date(filling.from.getTime() + Math.floor((span * done) / filling.payments));
}

function acceptMany(filling: Filling, stamp: Stamp, count: number): Effects[] {
  const effects: Effects[] = [];
  for (let index = 0; index < count; index += 1) {
    const drawn = filling.draws.basket(stamp.at);
    effects.push(acceptOne(filling, { ...stamp, nextReceipt: stamp.nextReceipt + index }, drawn));
  }
  return effects;
}

function acceptOne(filling: Filling, stamp: Stamp, { command, quote }: DrawnBasket): Effects {
  const key = `${command.agentId}:${command.currency}`;
  const position = present(filling.positions.get(key), 'the position of a collector');
  const { answer, effects } = decideAccept(
    {
      stored: null,
      isRepeat: false,
      agentState: 'active',
      tokenVersion: 1,
      tellerMayCollect: true,
      hasShift: true,
      position,
      limits: noLimits,
      takings: noTakings,
      quotes: new Map([[quote.id, quote]]),
      duplicates: new Set(),
      usedQuotes: new Set(),
      rules: filling.rules.list,
      paymentCode: null,
    },
    command,
    stamp,
  );
  assert(answer.kind === 'accepted', `a drawn payment is accepted: ${JSON.stringify(answer)}`);
  const charged = effects.payments.reduce((sum, payment) => sum + chargedTotal(payment), 0n);
  filling.positions.set(key, { ...position, balance: position.balance - charged });
  return effects;
}

/** Claims what waits, books what its providers answered and writes how the attempts ended. */
async function bookAnswers(
  sql: Sql,
  filling: Filling,
  { standing, before, at }: { readonly standing: Standing; readonly before: Progress; readonly at: Date },
): Promise<{ standing: Standing; answers: readonly Answer[] }> {
  const told = before.waiting.flatMap((payment) => {
    const answer = drawAnswer(filling);
    return answer ? [{ payment, answer }] : [];
  });
  if (told.length === 0) return { standing, answers: [] };
  const attempted = {
    days: told.map(({ payment }) => payment.settlementDay),
    payments: told.map(({ payment }) => payment.id),
  };
  const answers = told.map(({ answer }) => answer);
  const claimed = await store.claimFirst(sql, attempted, new Date(at.getTime() - answerMs));
  assert(claimed === told.length, 'every payment waits for its first attempt');
  await store.endFirst(sql, attempted, { outcomes: answers, at });
  const { lane } = standing;
  const stamp: Stamp = { day: lane.settlementDay, at, lane: lane.id, nextReceipt: lane.lastReceipt + 1 };
  const effects = told.map(({ payment, answer }) => resolveOne(payment, answer, stamp));
  return { standing: await postAll(sql, standing, { stamp, effects }), answers };
}

function drawAnswer({ draws, confirmedShare, rejectedShare }: Filling): Answer | null {
  if (draws.chance(confirmedShare)) return 'confirmed';
  const left = 1 - confirmedShare;
  return left > 0 && draws.chance((rejectedShare ?? 0) / left) ? 'rejected' : null;
}

function resolveOne(payment: PaymentView, answer: Answer, stamp: Stamp): Effects {
  const decision = decideResolve(
    {
      payment: { ...payment, state: 'sending' },
      attemptNo: 1,
      everUnknown: false,
      nextActionAt: null,
      reversal: null,
      successBooked: false,
      transactionTaken: false,
      lateSuccessSeen: false,
    },
    {
      payment,
      attemptNo: 1,
      outcome: answer,
      providerTransaction: answer === 'confirmed' ? `T${payment.receiptNumber}` : null,
      canCancel: false,
      caseId: payment.id,
      // `endFirst` writes how the attempts ended, for all of them at once.
      attemptEnd: null,
    },
    stamp,
  );
  assert(decision.answer.kind === 'done', 'an answer to the first attempt is booked');
  return decision.effects;
}

function viewOf(payment: Payment, acceptance: bigint): PaymentView {
  return {
    ...payment,
    acceptance,
    state: 'accepted',
    reversalRequested: false,
    providerTransaction: null,
    decidedAt: null,
    decidedDay: null,
  };
}
