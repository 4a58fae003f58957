import type { NotifiedOutcome } from '../kernel/notification-contract.ts';
import type { Standing } from '../delivery/nudge.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { NotificationContext } from './context.ts';
import { consequenceOf, type QuarantineReason } from './model.ts';
import * as store from './store.ts';

/** Open claims of one provider that are kept one by one; what comes beyond them is only told to the log. */
const mostQuarantined = 1_000;
/** What waits for the end of an attempt, looked at in one round. */
const waitingPerRound = 500;

/** What a provider said of a payment. */
export interface ToldPayment extends store.StoredNotification {
  readonly reference: string;
  readonly outcome: NotifiedOutcome;
}

export function isOfPayment(told: store.StoredNotification): told is ToldPayment {
  return told.reference !== null && told.outcome !== null;
}

/**
 * Does what follows from what was told of a payment: at most a question to the provider. Returns why it was kept apart for a
 * person, for the log; null where it was not.
 */
export async function act(context: NotificationContext, sql: Sql, told: ToldPayment): Promise<string | null> {
  const standing = await context.nudges.standingOf(sql, told);
  const consequence = consequenceOf(told, standing);
  if (!standing || consequence === 'unknown_payment' || consequence === 'contradiction') {
    const reason = consequence === 'contradiction' ? consequence : 'unknown_payment';
    return keepApart(context, sql, { told, subject: told.reference, claim: told.outcome, reason, standing });
  }
  const isAsked = consequence === 'ask' && (await context.nudges.nudge(sql, standing));
  const ended = isAsked ? 'asked' : 'done';
  await store.updateState(sql, told, consequence === 'wait' ? 'waiting' : ended);
  return null;
}

export interface KeptApart {
  readonly told: store.StoredNotification;
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
  const { providerId, id, kind, happenedAt } = told;
  const kept = await store.quarantine(
    sql,
    {
      ...{ id: context.ids.uuid(), providerId, reason, kind, subject, claim, notificationId: id, happenedAt },
      ...{ paymentId: standing?.paymentId ?? null, paymentState: standing?.state ?? null },
      firstAt: context.clock.now(),
    },
    mostQuarantined,
  );
  await store.updateState(sql, told, 'quarantined');
  if (kept === 'counted') return null;
  return kept === 'full' ? 'full' : reason;
}

/** Looks again at what waited for the end of an attempt, each in a transaction of its own. Returns how many were looked at. */
export async function workOff(context: NotificationContext): Promise<number> {
  const waiting = await store.selectWaiting(context.db.sql, waitingPerRound);
  for (const one of waiting) {
    const reason = await context.db.transaction(async (sql) => {
      const told = await store.lockWaiting(sql, one);
      return told && isOfPayment(told) ? act(context, sql, told) : null;
    });
    if (reason === null) continue;
    const provider = await context.providers.find(one.providerId);
    if (provider) context.onQuarantine?.({ providerCode: provider.code, reason });
  }
  return waiting.length;
}
