import type { CutOff } from '../calendar/model.ts';
import type { Jobs } from '../platform/jobs/jobs.ts';
import { choresOf, type WorkServices } from './chores.ts';

/** Queue of "this provider has payments to hear of": one job a provider at a time. */
const deliveryQueue = 'delivery';
/** Queue of the chores, by their key. */
const choreQueue = 'chores';

/** Providers told at once in one process. */
const providersAtOnce = 20;
const choresAtOnce = 8;

/** When the queue has said nothing for so long, the worker looks for itself. */
const queueSilenceMs = 5_000;
const watchEveryMs = 1_000;

export interface WorkerOptions {
  readonly cutOff: CutOff;
  /** Told of work that failed; what was to be done stays due in the database. */
  readonly onProblem: (work: string, error: unknown) => void;
}

/** Announces that a provider has payments to hear of. Returns at once and may be lost: the sweep finds what it was for. */
export function nudgeDelivery(jobs: Jobs, providerId: string): void {
  jobs.nudge(deliveryQueue, providerId, { providerId });
}

/**
 * Does the hub's work in this process until it is stopped: deliveries as they are announced, chores as they come round. A
 * queue that is down stops nothing: the worker then finds the deliveries in the database by itself, only later.
 */
export async function startWork(
  jobs: Jobs,
  services: WorkServices,
  options: WorkerOptions,
): Promise<{ stop(): Promise<void> }> {
  const chores = choresOf(services, {
    cutOff: options.cutOff,
    nudgeDelivery: (providerId) => nudgeDelivery(jobs, providerId),
  });
  const byKey = new Map(chores.map((chore) => [chore.key, chore]));
  let heardMs = performance.now();
  jobs.work(
    deliveryQueue,
    async ({ data }) => {
      const { providerId } = data;
      if (providerId !== undefined) await services.deliverer.run(providerId);
    },
    { concurrency: providersAtOnce },
  );
  jobs.work(
    choreQueue,
    async ({ name }) => {
      heardMs = performance.now();
      await byKey.get(name)?.run();
    },
    { concurrency: choresAtOnce },
  );
  for (const { key, rhythm } of chores) {
    await jobs.schedule(choreQueue, key, rhythm).catch((error: unknown) => options.onProblem(key, error));
  }
  return watchOver(services, options, () => performance.now() - heardMs > queueSilenceMs);
}

/** Looks for due deliveries while the queue is silent, one look after the other. */
function watchOver(services: WorkServices, options: WorkerOptions, isSilent: () => boolean): { stop(): Promise<void> } {
  let looking: Promise<void> = Promise.resolve();
  let isLooking = false;
  const look = async () => {
    try {
      for (const providerId of await services.deliverer.listDue()) {
        // A provider that cannot be told keeps none of the others waiting.
        await services.deliverer.run(providerId).catch((error: unknown) => options.onProblem('watch', error));
      }
    } catch (error) {
      options.onProblem('watch', error);
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => {
    if (isLooking || !isSilent()) return;
    isLooking = true;
    looking = look();
  }, watchEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
