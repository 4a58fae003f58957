/**
 * Time is injected. Production runs on the database's time, tests and the demo on a simulated one.
 * Monotonic time (for time-outs and durations) is not business time and may be read where it is needed.
 */
export interface Clock {
  /** The present instant. */
  now(): Date;
}

export interface SettableClock extends Clock {
  set(instant: Date): void;
  advanceMs(ms: number): void;
}

/** A clock that stands still until it is told to move: every run of the same commands sees the same times. */
export function simulatedClock(start: Date): SettableClock {
  let currentMs = start.getTime();
  return {
    now: () => new Date(currentMs),
    set: (instant) => {
      currentMs = instant.getTime();
    },
    advanceMs: (ms) => {
      currentMs += ms;
    },
  };
}
