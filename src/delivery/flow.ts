import type { Clock } from '../kernel/clock.ts';
import type { Breaker } from './breaker.ts';
import type { DeliveryTarget, Exchange } from './exchange.ts';
import { inquiryOf } from './model.ts';
import type { Claim, ClaimWish } from './store.ts';

export interface FlowDeps {
  readonly clock: Clock;
  readonly breaker: Breaker;
  /** The provider as it is now; undefined when it cannot be told. Asked before every claim, so it should remember. */
  readonly target: () => Promise<DeliveryTarget | undefined>;
  readonly claim: (wish: ClaimWish) => Promise<readonly Claim[]>;
  /** Talks to the provider. Never throws. */
  readonly exchange: (target: DeliveryTarget, claim: Claim) => Promise<Exchange>;
  /** Books what came of an attempt, or gives it back. */
  readonly settle: (target: DeliveryTarget, claim: Claim, exchanged: Exchange) => Promise<void>;
  /** The provider had been left alone and has answered. */
  readonly isBack: () => Promise<void>;
  /** Sees to what the answers have made possible; asked when nothing is under way any more. */
  readonly atRest: () => Promise<void>;
}

export interface Flow {
  /** Says that there may be more to claim, and is not lost. False when the flow is over and another one is needed. */
  wake(): boolean;
  /** Once: claims and carries out what is due until nothing is left; returns the number of attempts. Throws the first failure. */
  run(): Promise<number>;
}

/** Answers that wait to be booked, for each attempt that may be under way: when booking is slow, nothing more is sent. */
const bookingsPerPlace = 4;
const fewestBookings = 32;

/** Where a provider's deliveries stand while they flow. */
interface Course {
  readonly deps: FlowDeps;
  readonly failures: unknown[];
  /** Talking to the provider now, and in hand altogether: an answer that is being booked holds no place. */
  exchanging: number;
  inHand: number;
  attempts: number;
  mayBeDue: boolean;
  hasEnded: boolean;
  isOver: boolean;
  ring: () => void;
}

/**
 * One provider's deliveries as they flow: each place that comes free is filled by the next claim, one claim at a time, so
 * that the busier it is the more deliveries share a claim. A place is an exchange with the provider; booking its answer
 * holds none. So one slow payment costs one place, and never more than the provider allows are under way.
 */
export function createFlow(deps: FlowDeps): Flow {
  const course: Course = {
    ...{ deps, failures: [], exchanging: 0, inHand: 0, attempts: 0 },
    ...{ mayBeDue: true, hasEnded: false, isOver: false, ring: () => undefined },
  };
  return {
    wake() {
      if (course.isOver) return false;
      course.mayBeDue = true;
      course.ring();
      return true;
    },
    async run() {
      await untilQuiet(course);
      for (const failure of course.failures) throw failure;
      return course.attempts;
    },
  };
}

function places({ deps, exchanging, inHand }: Course, target: DeliveryTarget): number {
  const most = target.maxConcurrency;
  const free = deps.breaker.places(deps.clock.now(), { most, underWay: exchanging });
  return Math.min(free, Math.max(fewestBookings, most * bookingsPerPlace) - inHand);
}

async function attempt(course: Course, target: DeliveryTarget, claim: Claim): Promise<void> {
  const { deps } = course;
  const exchanged = await deps.exchange(target, claim);
  // The breaker knows before the place is free, so that no claim slips through as it opens.
  const { isFailure } = exchanged;
  const isBack = isFailure !== null && deps.breaker.ended(deps.clock.now(), isFailure);
  course.exchanging -= 1;
  course.ring();
  await deps.settle(target, claim, exchanged);
  if (isBack) await deps.isBack();
}

function begin(course: Course, target: DeliveryTarget, claim: Claim): void {
  course.exchanging += 1;
  course.inHand += 1;
  course.attempts += 1;
  void attempt(course, target, claim)
    .catch((error: unknown) => course.failures.push(error))
    .finally(() => {
      course.inHand -= 1;
      course.hasEnded = true;
      course.ring();
    });
}

/** Fills the free places. False when there is none, nothing is due, or the provider cannot be told. */
async function claimMore(course: Course): Promise<boolean> {
  const { deps } = course;
  if (!course.mayBeDue || course.failures.length > 0) return false;
  const target = await deps.target();
  const limit = target ? places(course, target) : 0;
  if (!target || limit <= 0) return false;
  course.mayBeDue = false;
  const claims = await deps.claim({ providerId: target.providerId, inquiry: inquiryOf(target.traits), limit });
  if (claims.length === limit) course.mayBeDue = true;
  for (const claim of claims) begin(course, target, claim);
  // A wake that came while the claim ran is not lost.
  return claims.length > 0 || course.mayBeDue;
}

async function untilQuiet(course: Course): Promise<void> {
  for (;;) {
    const rung = new Promise<void>((resolve) => {
      course.ring = resolve;
    });
    if (await claimMore(course).catch((error: unknown) => void course.failures.push(error))) continue;
    if (course.inHand > 0) {
      await rung;
      continue;
    }
    if (!course.hasEnded) break;
    course.hasEnded = false;
    await course.deps.atRest().catch((error: unknown) => course.failures.push(error));
    // What an attempt left behind may be due at once: a cancel, a repeat that a status query allowed.
    course.mayBeDue = true;
  }
  course.isOver = true;
}
