/** Why a provider was called. */
export type CallPurpose = 'query' | 'payment';

/** One call as it went: `held-back` when the hub did not let it out. */
export interface ObservedCall {
  readonly providerId: string;
  readonly purpose: CallPurpose;
  readonly outcome: 'answered' | 'failed' | 'held-back';
  readonly tookMs: number;
}

/** Calls of one window of time, counted. */
export interface CallCounts {
  readonly answered: number;
  readonly failed: number;
  readonly heldBack: number;
  /** Calls that went out, by time taken; one more place than there are bounds. */
  readonly latency: readonly number[];
}

/** What is said of a provider over some time. */
export interface HealthFigures {
  /** Calls that went out. */
  readonly asked: number;
  /** Calls that the hub did not let out. */
  readonly heldBack: number;
  /** Share of the calls that were answered, 0 to 1; null where nobody asked. */
  readonly availability: number | null;
  /** Upper bounds of the time that half, and nineteen of twenty, took; null where nobody asked or it is above all bounds. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** Upper bounds of the histogram, milliseconds: fine where people notice, coarse where they have gone away. */
export const latencyBoundsMs: readonly number[] = [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 7_000, 15_000];

/** Length of one window. */
const windowMs = 5 * 60_000;

export const noCalls: CallCounts = {
  answered: 0,
  failed: 0,
  heldBack: 0,
  latency: Array.from({ length: latencyBoundsMs.length + 1 }, () => 0),
};

/** Start of the window that an instant falls in. */
export function windowStart(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / windowMs) * windowMs);
}

/** The counts with one more call. */
export function withCall(counts: CallCounts, { outcome, tookMs }: Omit<ObservedCall, 'providerId'>): CallCounts {
  if (outcome === 'held-back') return { ...counts, heldBack: counts.heldBack + 1 };
  const place = placeOf(tookMs);
  return {
    ...counts,
    answered: counts.answered + (outcome === 'answered' ? 1 : 0),
    failed: counts.failed + (outcome === 'failed' ? 1 : 0),
    latency: counts.latency.map((count, index) => (index === place ? count + 1 : count)),
  };
}

export function addCounts(a: CallCounts, b: CallCounts): CallCounts {
  return {
    answered: a.answered + b.answered,
    failed: a.failed + b.failed,
    heldBack: a.heldBack + b.heldBack,
    latency: noCalls.latency.map((_, index) => (a.latency[index] ?? 0) + (b.latency[index] ?? 0)),
  };
}

export function figuresOf(counts: CallCounts): HealthFigures {
  const asked = counts.answered + counts.failed;
  return {
    asked,
    heldBack: counts.heldBack,
    availability: asked === 0 ? null : counts.answered / asked,
    p50Ms: boundOf(counts.latency, 0.5),
    p95Ms: boundOf(counts.latency, 0.95),
  };
}

function placeOf(tookMs: number): number {
  const place = latencyBoundsMs.findIndex((bound) => tookMs <= bound);
  return place === -1 ? latencyBoundsMs.length : place;
}

/** The bound that `share` of the calls do not exceed. */
function boundOf(latency: readonly number[], share: number): number | null {
  const all = latency.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let seen = 0;
  const place = latency.findIndex((count) => (seen += count) >= share * all);
  return latencyBoundsMs[place] ?? null;
}
