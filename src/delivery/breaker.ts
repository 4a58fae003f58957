/** How many failures open a breaker, and how long it then stays open. */
export interface BreakerSettings {
  /** Failures in a row after which the provider is left alone. */
  readonly failures: number;
  /** Pauses before one attempt tries it again, growing while the tries fail; the last one repeats. */
  readonly openMs: readonly number[];
}

/**
 * Leaves a failing provider alone: open, nothing is sent; then half-open, one attempt at a time tries; the first success
 * closes it. Counted by the hub's clock, and without a timer: nobody is woken for a provider that has no work.
 */
export interface Breaker {
  /** Attempts that may begin now, of `most` at once, while `underWay` are not over. */
  places(now: Date, attempts: { readonly most: number; readonly underWay: number }): number;
  /** An attempt is over. True when the provider is back: it had been left alone and has answered. */
  ended(now: Date, isFailure: boolean): boolean;
  isOpen(now: Date): boolean;
}

/** `lengthen` makes a pause as long as it is to be this time (jitter). */
export function createBreaker(settings: BreakerSettings, lengthen: (ms: number) => number): Breaker {
  let failures = 0;
  let openings = 0;
  let openUntil: number | null = null;

  function open(now: Date): void {
    const pause = settings.openMs[Math.min(openings, settings.openMs.length - 1)] ?? 0;
    openings += 1;
    openUntil = now.getTime() + lengthen(pause);
  }

  const isOpen = (now: Date) => openUntil !== null && now.getTime() < openUntil;
  return {
    isOpen,
    places(now, { most, underWay }) {
      if (openUntil === null) return Math.max(0, most - underWay);
      return isOpen(now) || underWay > 0 ? 0 : 1;
    },
    ended(now, isFailure) {
      if (!isFailure) {
        const isBack = openUntil !== null;
        failures = 0;
        openings = 0;
        openUntil = null;
        return isBack;
      }
      failures += 1;
      // Attempts that began before it opened say nothing new while it is open.
      if (failures >= settings.failures && !isOpen(now)) open(now);
      return false;
    },
  };
}
