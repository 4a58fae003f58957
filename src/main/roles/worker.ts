import { startWork } from '../../jobs/worker.ts';
import { sendDueMessages, sweepMessages } from '../../notices/sender.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { LiveHub } from './live-hub.ts';

/** Tells providers, sends messages, closes days: everything that nobody waits for at a door. */
export function startWorker(live: LiveHub, jobs: Jobs): Promise<{ stop(): Promise<void> }> {
  const { hub, mailer, logger } = live;
  const messages = {
    sendDue: () => sendDueMessages({ db: hub.db, cipher: hub.crypto.cipher, mailer }, hub.clock.now()),
    sweep: () => sweepMessages(hub.db, hub.clock.now()),
  };
  return startWork(
    jobs,
    { ...hub, messages },
    {
      cutOff: live.cutOff,
      onProblem: (work, error) => {
        const problem = error instanceof Error ? error.message : String(error);
        logger.warn({ event: 'work.failed', work, problem }, 'work failed');
      },
    },
  );
}
