import { type Command, Option } from 'commander';
import { type Group, groups, jsonLine } from '../../bench/figures.ts';
import type { PartName } from '../../bench/host.ts';
import { plans } from '../../bench/plan.ts';
import { runBench } from '../../bench/run.ts';
import { loadConfig } from '../../platform/config/config.ts';
import { createBenchHost } from '../bench/bench-host.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';

interface BenchFlags {
  readonly only?: readonly Group[];
  readonly quick?: true;
  readonly tiny?: true;
  readonly json?: true;
  readonly profile?: string;
  readonly part?: PartName;
}

const parts: readonly PartName[] = ['api', 'worker', 'simulators', 'load', 'registry'];

/** `vahid bench`: measures the hub beside pgbench on one server, and says which promises are kept. */
export function defineBench(command: Command): void {
  command
    .addOption(new Option('--only <group...>', 'measure these groups only').choices(groups))
    .option('--quick', 'minutes instead of an hour; the figures say less')
    .option('--json', 'print one flat JSON object as the last line')
    .option('--profile <folder>', 'write CPU profiles of the engine and the API there')
    .addOption(new Option('--tiny', 'seconds: shows that everything runs, measures nothing').hideHelp())
    .addOption(new Option('--part <name>', 'what the benchmark runs in a process of its own').choices(parts).hideHelp())
    .action(async (flags: BenchFlags) => {
      if (flags.part !== undefined) return servePartOf(flags.part);
      await bench(flags);
    });
}

async function bench(flags: BenchFlags): Promise<void> {
  // Progress is for people; where the last line is for a machine it goes to the other stream, before that line.
  const say = (text: string) => (flags.json ? console.error(text) : console.log(text));
  const { databaseUrl } = await loadConfig();
  const chosen = groups.filter((group) => flags.only === undefined || flags.only.includes(group));
  const openHost = async () => {
    const shutdown = createShutdown();
    const stopListening = closeWhenInterrupted(shutdown, (signal) => (signal === 'SIGINT' ? 130 : 143));
    const end = async () => {
      await shutdown.run();
      stopListening();
    };
    return { host: await createBenchHost({ databaseUrl, profileDir: flags.profile, shutdown, say }), end };
  };
  const plan = flags.tiny ? plans.tiny : flags.quick ? plans.quick : plans.full;
  const { figures, failed } = await runBench({ groups: chosen, plan, openHost, say });
  if (failed.length > 0) process.exitCode = 1;
  if (!flags.json) return;
  console.log(jsonLine(figures, { plan: plan.name, failed: failed.map(({ group }) => group).join(' ') }));
}

/** Only this process needs the doors of the hub and the simulators. */
async function servePartOf(part: PartName): Promise<void> {
  const { partStarters } = await import('../bench/parts.ts');
  const { servePart } = await import('../bench/part-process.ts');
  await servePart(partStarters[part]);
}
