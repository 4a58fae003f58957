/** Lets a bounded number of pieces of work run, a bounded number wait, and turns the rest away at once. */
export interface Gate {
  /** Runs the work when its turn comes; `undefined` without running it when the queue is full. */
  pass<T>(work: () => Promise<T>): Promise<{ readonly value: T } | undefined>;
}

export interface GateLimits {
  /** Pieces of work at once. */
  readonly concurrency: number;
  /** Pieces of work that may wait. */
  readonly queueLimit: number;
}

export function createGate(limits: GateLimits): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;

  const leave = () => {
    const next = waiting.shift();
    // The place is handed on, so `running` stays as it is: nobody can slip in between.
    if (next) next();
    else running -= 1;
  };

  return {
    async pass(work) {
      if (running < limits.concurrency) {
        running += 1;
      } else {
        if (waiting.length >= limits.queueLimit) return undefined;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      try {
        return { value: await work() };
      } finally {
        leave();
      }
    },
  };
}
