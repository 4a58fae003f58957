import type { Clock } from '../kernel/clock.ts';
import { type ErrorCode, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { BasketAnswer } from '../payments/answers.ts';
import type { AcceptResult, PaymentService } from '../payments/api.ts';
import { questions } from '../payments/guards.ts';
import type { Database } from '../platform/database/sql.ts';
import type { LineOutcome } from './api.ts';
import { laneKey } from './keys.ts';
import * as store from './store.ts';

export interface BasketDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly payments: Pick<PaymentService, 'accept' | 'acceptMany' | 'rehearse' | 'getByKey' | 'abandon'>;
}

/** What is decided by itself: a line, or a basket that is all or nothing. */
export interface Part extends store.PartName {
  readonly laneKey: string;
  /** Index of the line that it is; null: the whole. */
  readonly line: number | null;
}

type Decided = Extract<LineOutcome, { readonly status: 'accepted' | 'refused' }>;
/** What the lane has said, with a question or for good. */
export type Settled = Exclude<LineOutcome, { readonly status: 'unknown' }>;

export function lineOf(agentId: string, key: string, line: number): Part {
  return { agentId, key, part: line, line, laneKey: laneKey(agentId, key, line) };
}

export function wholeOf(agentId: string, key: string): Part {
  return { agentId, key, part: 0, line: null, laneKey: laneKey(agentId, key, 'all') };
}

/** What became of a part before; null where nothing did yet. */
export async function findDecided(deps: BasketDeps, part: Part): Promise<Decided | null> {
  const stored = await deps.payments.getByKey(part.agentId, part.laneKey);
  if (stored.ok) return decidedBy(part, stored.value);
  return stored.error.code === 'key_abandoned' ? keptRefusal(deps, part) : null;
}

/** What the lane says of a part. A question leaves it open; every other refusal closes it. */
export async function settle(deps: BasketDeps, part: Part, answer: AcceptResult): Promise<Settled> {
  if (answer.ok) return { status: 'accepted', ...answer.value };
  const why = answer.error;
  if (isQuestion(why.code)) return { status: 'asked', refusal: placed(part, why) };
  // Whoever else asked at the same time has closed it, and says why.
  return why.code === 'key_abandoned' ? keptRefusal(deps, part) : close(deps, part, why);
}

/**
 * Refuses a part for ever. The reason is written down first, so that no key is closed without one; where the lane has an answer
 * by then, that one holds, and where another reason was first, that one.
 */
export async function close(deps: BasketDeps, part: Part, why: Refusal): Promise<Decided> {
  const { code, details = null } = why;
  await store.insertRefusal(deps.db.sql, part, { line: part.line ?? lineIn(why), code, details });
  const ended = await deps.payments.abandon(part.agentId, part.laneKey);
  if (!ended.ok) return { status: 'refused', refusal: placed(part, ended.error) };
  return 'answer' in ended.value ? decidedBy(part, ended.value.answer) : keptRefusal(deps, part);
}

async function keptRefusal(deps: BasketDeps, part: Part): Promise<Decided> {
  const kept = await store.selectRefusal(deps.db.sql, part);
  if (!kept) return { status: 'refused', refusal: placed(part, refusal('key_abandoned')) };
  return { status: 'refused', refusal: inLine(refusal(kept.code, kept.details ?? undefined), kept.line) };
}

function decidedBy(part: Part, stored: BasketAnswer): Decided {
  if (stored.status === 'accepted') return { status: 'accepted', basket: stored, replayed: true };
  return { status: 'refused', refusal: inLine(refusal(stored.code, stored.details), part.line ?? stored.line) };
}

export function isQuestion(code: ErrorCode): boolean {
  return (questions as readonly string[]).includes(code);
}

/** A line that stood alone says where it stands in the basket. */
export function placed({ line }: Part, why: Refusal): Refusal {
  return line === null ? why : inLine(why, line);
}

export function inLine({ code, details }: Refusal, line: number | null): Refusal {
  const fields = line === null ? [] : [{ field: `/lines/${line}`, rule: code, detail: 'this line is refused' }];
  return { code, fields, ...(details ? { details } : {}) };
}

/** The line that a refusal of a whole basket names. */
function lineIn({ fields = [] }: Refusal): number | null {
  const named = /^\/lines\/(\d+)$/.exec(fields[0]?.field ?? '');
  return named ? Number(named[1]) : null;
}
