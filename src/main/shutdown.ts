/** What a command has opened, to be closed in reverse order: once, whoever asks, and whatever fails on the way. */
export interface Shutdown {
  add(close: () => Promise<unknown>): void;
  /** Closes everything. A second call waits for the first. Rejects with the first failure, after all was tried. */
  run(): Promise<void>;
}

/** How long an interrupted command may take to end before it is ended. */
const patienceMs = 45_000;

export function createShutdown(): Shutdown {
  const closers: (() => Promise<unknown>)[] = [];
  let running: Promise<void> | undefined;
  const closeAll = async () => {
    const failures: unknown[] = [];
    for (let next = closers.pop(); next !== undefined; next = closers.pop()) {
      await next().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    add: (close) => closers.push(close),
    run: () => (running ??= closeAll()),
  };
}

/**
 * Closes everything on Ctrl-C or a request to end, and ends the process. A second one ends it at once. Returns how to stop
 * listening.
 */
export function closeWhenInterrupted(shutdown: Shutdown, exitCode: (signal: NodeJS.Signals) => number): () => void {
  let interrupted = false;
  const interrupt = (signal: NodeJS.Signals) => {
    if (interrupted) process.exit(1);
    interrupted = true;
    setTimeout(() => process.exit(1), patienceMs).unref();
    shutdown.run().then(
      () => process.exit(exitCode(signal)),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return () => {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  };
}
