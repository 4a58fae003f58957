import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import { LaneUnavailable } from '../engine/lane.ts';
import type { AttemptEnd, ResolveDelivery } from '../payments/commands.ts';
import type { ResolveOutcome } from '../payments/resolve.ts';
import type { DeliveryTarget, Exchange } from './exchange.ts';
import {
  lengthened,
  pauseMs,
  poisonAfter,
  poisonPauseMs,
  storableEvidence,
  type DeliverySettings,
  type NextStep,
} from './model.ts';
import type { Claim, Release } from './store.ts';

export interface SettleDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly worker: string;
  readonly settings: DeliverySettings;
  readonly resolve: (command: ResolveDelivery) => Promise<ResolveOutcome>;
  readonly release: (release: Release) => Promise<boolean>;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/** How long a payment waits whose provider named a transaction that already proves another one. */
const contradictionPauseMs = 3_600_000;

/** Pauses before an answer is booked again that the lane could not take; the sum is longer than a take-over of the lane. */
const bookingPausesMs = [100, 200, 400, 800, 1_600, 3_200, 6_400];

/** Books what came of an attempt, through the lane and with its evidence, or gives the attempt back. */
export async function settle(
  deps: SettleDeps,
  { target, claim }: { readonly target: DeliveryTarget; readonly claim: Claim },
  { outcome, step, isCrash }: Exchange,
): Promise<void> {
  const now = deps.clock.now();
  const end: AttemptEnd = {
    ...{ kind: claim.kind, at: now, worker: deps.worker, outcome: outcome.kind },
    ...storableEvidence(outcome.evidence),
  };
  if (step.kind !== 'book') {
    await deps.release(releaseOf(deps, { claim, end, now }, { step, isCrash }));
    return;
  }
  const booked = await book(deps, {
    payment: { id: claim.paymentId, settlementDay: claim.settlementDay },
    attemptNo: claim.attemptNo,
    outcome: step.outcome,
    providerTransaction: step.providerTransaction,
    canCancel: target.traits.capabilities.includes('cancel') && target.port.cancel !== undefined,
    caseId: deps.ids.uuid(),
    attemptEnd: end,
  });
  if (booked.kind !== 'contradiction') return;
  const waitMs = Math.max(contradictionPauseMs, pauseMs(deps.settings.inquiryMs, claim.inquiries));
  const nextActionAt = new Date(now.getTime() + waitMs);
  await deps.release({
    ...{ claim, to: 'unknown', nextActionAt, resendAllowed: false, isExpected: false },
    ...{ failures: 0, end: null, now },
  });
}

/** An answer that the provider gave must not be lost because the lane was busy for a moment, or changed hands. */
async function book(deps: SettleDeps, command: ResolveDelivery): Promise<ResolveOutcome> {
  for (const ms of bookingPausesMs) {
    try {
      return await deps.resolve(command);
    } catch (error) {
      if (!(error instanceof LaneUnavailable)) throw error;
      await deps.pause(ms);
    }
  }
  return deps.resolve(command);
}

function releaseOf(
  deps: SettleDeps,
  { claim, end, now }: { readonly claim: Claim; readonly end: AttemptEnd; readonly now: Date },
  { step, isCrash }: { readonly step: Exclude<NextStep, { kind: 'book' }>; readonly isCrash: boolean },
): Release {
  const failures = isCrash ? claim.failures + 1 : 0;
  const waitMs = failures >= poisonAfter ? poisonPauseMs : lengthened(step.afterMs, deps.random());
  const to = { 'not-sent': 'accepted', unknown: 'unknown', 'cancel-later': 'confirmed' } as const;
  return {
    claim,
    to: to[step.kind],
    nextActionAt: new Date(now.getTime() + waitMs),
    resendAllowed: step.kind === 'unknown' && step.resendAllowed,
    isExpected: step.kind === 'unknown' && step.isExpected === true,
    failures,
    end,
    now,
  };
}
