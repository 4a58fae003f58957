import type { AgentService } from '../agents/api.ts';
import type { Lane } from '../engine/lane.ts';
import type { FeeRule } from '../fees/model.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Database } from '../platform/database/sql.ts';
import type { ProviderService } from '../providers/api.ts';
import type { SettlementService } from '../settlement/api.ts';

/** The hub as a benchmark drives it in its own process. */
export interface BenchHub {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly agents: AgentService;
  readonly providers: ProviderService;
  readonly settlement: SettlementService;
  /** The lane of the composition: what `vahid start` runs. */
  readonly lane: Lane;
  readonly addFeeRules: (rules: readonly FeeRule[]) => Promise<void>;
  /** A second call waits for the first. */
  close(): Promise<void>;
}

/** A lane without a hub around it. */
export interface BareLane {
  readonly lane: Lane;
  close(): Promise<void>;
}

/** The parts of a measurement that run in processes of their own. */
export type PartName = 'api' | 'worker' | 'simulators' | 'load' | 'registry';

/** A process that was started for a measurement. */
export interface Part {
  readonly name: PartName;
  readonly pid: number;
  /** What the part said when it was ready: a port, for one. */
  readonly ready: unknown;
  /** Lets the part do something and waits for what came of it. */
  ask(task: string, input: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** What a part is given at its start. */
export type PartInput = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** What the benchmarks need of the composition and the machine; `main` hands it in. */
export interface BenchHost {
  /** The server to measure on; without it the bench starts one of its own. */
  readonly databaseUrl: string | undefined;
  /** Folder for CPU profiles of the API and the engine; undefined: none are taken. */
  readonly profileDir: string | undefined;
  openHub(databaseUrl: string): Promise<BenchHub>;
  /** The lane that the hub's is compared with. Nobody else may hold the lane of that database meanwhile. */
  openReferenceLane(databaseUrl: string): Promise<BareLane>;
  startPart(name: PartName, input: PartInput): Promise<Part>;
  /** Called at the end of the group, the last first, also where it failed or was interrupted. */
  closeLater(close: () => Promise<unknown>): void;
  /** One line for people who wait. */
  say(text: string): void;
}
