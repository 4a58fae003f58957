import type { Command } from 'commander';
import { runCounterDay, type CounterDaySummary } from '../../world/counter-day/run-counter-day.ts';
import { openCounterDay } from '../counter-day-session.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';
import { wholeNumber } from './whole-number.ts';

interface CounterDayFlags {
  readonly json?: true;
  readonly seed: number;
  readonly customers: number;
}

/** `vahid counter-day`: a day at forty counters and two kiosk networks, against a running hub of its own. */
export function defineCounterDay(command: Command): void {
  command
    .option('--json', 'print one JSON object as the last line')
    .option('--seed <number>', 'the day to draw', wholeNumber(0), 1)
    .option('--customers <number>', 'customers of each teller in each of two shifts', wholeNumber(1), 20)
    .action(async (flags: CounterDayFlags) => {
      const summary = await live(flags);
      const { operations, ...wrong } = summary;
      if (operations === 0 || Object.values(wrong).some((count) => count > 0)) process.exitCode = 1;
      console.log(flags.json ? JSON.stringify(summary) : describe(summary));
    });
}

async function live({ json, seed, customers }: CounterDayFlags): Promise<CounterDaySummary> {
  // Progress is for people; where the last line is for a machine it goes to the other stream, before that line.
  const progress = (text: string) => (json ? console.error(text) : console.log(text));
  const shutdown = createShutdown();
  const stopListening = closeWhenInterrupted(shutdown, (signal) => (signal === 'SIGINT' ? 130 : 143));
  try {
    const { hub, ...session } = await openCounterDay({ seed, log: progress, shutdown });
    const size = { shifts: 2, customersPerShift: customers, kioskCustomers: 5 * customers, receipts: 10 * customers };
    return await runCounterDay(hub, { ...session, ...size, seed, progress });
  } finally {
    await shutdown.run();
    stopListening();
  }
}

function describe(summary: CounterDaySummary): string {
  return Object.entries(summary)
    .map(([name, count]) => `${name.padEnd(24)}${String(count).padStart(8)}`)
    .join('\n');
}
