import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from '../../platform/config/config.ts';
import { runDemo, type DemoResult } from '../../world/demo/run-demo.ts';
import { openDemoSession } from '../demo-session.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';
import { wholeNumber } from './whole-number.ts';

interface DemoFlags {
  readonly json?: true;
  readonly seed: number;
  readonly out?: string;
  readonly citizens: number;
}

/** `vahid demo`: the main job on one simulated day, in a database that is dropped at the end. */
export function defineDemo(command: Command): void {
  command
    .option('--json', 'print one JSON object as the last line')
    .option('--seed <number>', 'the world to draw; the same number gives the same reports', wholeNumber(0), 1)
    .option('--out <folder>', 'write the settlement reports there, as CSV and PDF')
    .option('--citizens <number>', 'how many people', wholeNumber(10), 300)
    .action(async (flags: DemoFlags) => {
      const startedMs = performance.now();
      const result = await demonstrate(flags);
      const durationMs = Math.round(performance.now() - startedMs);
      if (result.problems.length > 0) process.exitCode = 1;
      console.log(flags.json ? JSON.stringify({ ...result.summary, durationMs }) : describe(result, durationMs));
    });
}

async function demonstrate(flags: DemoFlags): Promise<DemoResult> {
  const { databaseUrl } = await loadConfig();
  // Progress is for people; where the last line is for a machine it goes to the other stream, before that line.
  const progress = (text: string) => (flags.json ? console.error(text) : console.log(text));
  const shutdown = createShutdown();
  const stopListening = closeWhenInterrupted(shutdown, (signal) => (signal === 'SIGINT' ? 130 : 143));
  try {
    const { hub, world, simulators, cutOff } = await openDemoSession({
      ...flags,
      databaseUrl,
      log: progress,
      shutdown,
    });
    const result = await runDemo(hub, { seed: flags.seed, world, simulators, cutOff, progress });
    if (flags.out !== undefined) await writeReports(resolve(flags.out), result);
    for (const problem of result.problems) console.error(`NOT RIGHT: ${problem}`);
    return result;
  } finally {
    await shutdown.run();
    stopListening();
  }
}

async function writeReports(folder: string, { files }: DemoResult): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, bytes } of files) await writeFile(join(folder, name), bytes);
}

function describe(result: DemoResult, durationMs: number): string {
  const { summary, states, day, meters, inquiries } = result;
  const rows: (readonly [string, string | number])[] = [
    ['citizens', summary.citizens],
    ['accounts linked', summary.accountsLinked],
    ['providers', summary.providers],
    ['debts asked', summary.debtQueries],
    ['payments accepted', summary.paymentsAccepted],
    ...Object.entries(states).map(([state, count]) => [`  of them ${state}`, count] as const),
    ['refused for the cap', day.refusedForCap],
    ['taken back as possible duplicates', day.duplicates],
    ...Object.entries(meters.cards).map(([state, count]) => [`cards of meters ${state}`, count] as const),
    ['readings of meters handed in', meters.readings],
    ['questions about unknown outcomes', inquiries],
    ['settlement reports', summary.settlementReports],
    ...Object.entries(summary.ledgerSum).map(([currency, sum]) => [`sum of the books, ${currency}`, sum] as const),
    ['findings of the verifier', summary.verifyFindings],
    ["differences to the providers' books", summary.simulatorDifferences],
    ['seconds', (durationMs / 1000).toFixed(1)],
  ];
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return ['', ...rows.map(([label, value]) => `${label.padEnd(width)}${String(value).padStart(10)}`)].join('\n');
}
