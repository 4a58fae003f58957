import type { NotifiedOutcome } from '../kernel/notification-contract.ts';
import type { Standing } from '../delivery/nudge.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { NotificationContext } from './context.ts';
import { consequenceOf, type QuarantineReason } from './model.ts';
import * as store from './store.ts';

/** Open claims of one provider that are kept one by one; what comes beyond them is only told to the log. */
const mostQuarantined = 1_000;
/** What is looked at again in one round. */
const openPerRound = 500;
/** How long until the end of an attempt is looked for, and until an answer is. */
const waitMs = 1_000;
const compareMs = 30_000;

/** What a provider said of a payment. */
export interface ToldPayment extends store.StoredNotification {
  readonly reference: string;
  readonly outcome: NotifiedOutcome;
}

export function isOfPayment<Told extends store.StoredNotification>(told: Told): told is Told & ToldPayment {
  return told.reference !== null && told.outcome !== null;
}

/**
 * Does what follows from what was told of a payment: at most a question to the provider, and once it has answered, a comparison
 * with what was told. Returns why it was kept apart for a person, for the log; null where it was not.
 */
export async function act(
  context: NotificationContext,
  sql: Sql,
  told: ToldPayment & { readonly state?: store.NotificationState; readonly names?: number },
): Promise<string | null> {
  const isAsked = told.state === 'asked';
  const standing = await context.nudges.standingOf(sql, told);
  const consequence = consequenceOf(told, standing);
  if (!standing || consequence === 'unknown_payment' || consequence === 'contradiction') {
    const reason = consequence === 'contradiction' ? consequence : 'unknown_payment';
    return keepApart(context, sql, { told, subject: told.reference, claim: told.outcome, reason, standing });
  }
  // One question follows from what is told, however long the answer takes.
  if (consequence === 'ask' && !isAsked) await context.nudges.nudge(sql, standing);
  const isOpen = consequence === 'ask' || consequence === 'wait';
  // Whatever is told in a pause is compared once, by the latest that says it: a flood about one payment delays no other.
  if (isOpen && !(await store.standForOthers(sql, told))) return null;
  const state = consequence === 'wait' && !isAsked ? 'waiting' : 'asked';
  const lookAt = new Date(context.clock.now().getTime() + (state === 'waiting' ? waitMs : compareMs));
  await store.updateState(sql, told, isOpen ? { state, lookAt } : { state: 'done', lookAt: null });
  return null;
}

export interface KeptApart {
  /** `names`: how many told it, where it stands for others. */
  readonly told: store.StoredNotification & { readonly names?: number };
  readonly subject: string;
  readonly claim: string;
  readonly reason: QuarantineReason;
  readonly standing?: Standing | undefined;
}

/** Keeps what was told for a person. Returns the word for the log where that is news. */
export async function keepApart(
  context: NotificationContext,
  sql: Sql,
  { told, subject, claim, reason, standing }: KeptApart,
): Promise<string | null> {
  const { providerId, id, kind, happenedAt, names: times = 1 } = told;
  const kept = await store.quarantine(
    sql,
    {
      ...{ id: context.ids.uuid(), providerId, reason, kind, subject, claim, notificationId: id, happenedAt },
      ...{ paymentId: standing?.paymentId ?? null, paymentState: standing?.state ?? null },
      ...{ times, firstAt: context.clock.now() },
    },
    mostQuarantined,
  );
  // What stands under a name that is used again is another thing, and goes its own way.
  if (reason !== 'id_reused') await store.updateState(sql, told, { state: 'quarantined', lookAt: null });
  if (kept === 'counted') return null;
  return kept === 'full' ? 'full' : reason;
}

/** Looks again at payments that were open, each in a transaction of its own. Returns how many were looked at. */
export async function workOff(context: NotificationContext): Promise<number> {
  const open = await store.selectOpen(context.db.sql, context.clock.now(), openPerRound);
  for (const one of open) {
    const reason = await context.db.transaction(async (sql) => {
      const told = await store.lockOpen(sql, one);
      return told && isOfPayment(told) ? act(context, sql, told) : null;
    });
    if (reason === null) continue;
    const provider = await context.providers.find(one.providerId);
    if (provider) context.onQuarantine?.({ providerCode: provider.code, reason });
  }
  return open.length;
}
