import type { AccountService } from '../accounts/api.ts';
import type { AgentService } from '../agents/api.ts';
import type { CitizenServices } from '../citizens/api.ts';
import type { Lane } from '../engine/lane.ts';
import type { FeeRule } from '../fees/model.ts';
import { assert } from '../kernel/assert.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';
import type { MeterService } from '../meters/api.ts';
import type { PlanService } from '../plans/api.ts';
import type { ProviderService } from '../providers/api.ts';
import type { HolidaySeed } from './seed/holidays.ts';
import type { ProviderSeed } from './seed/provider-seed.ts';

/** What the sample world needs of the hub to settle in it. */
export interface WorldHub {
  readonly agents: AgentService;
  readonly providers: ProviderService;
  readonly accounts: AccountService;
  readonly citizens: CitizenServices;
  readonly plans: PlanService;
  readonly meters: MeterService;
  readonly lane: Lane;
  readonly listPositions: (
    agentId: string,
  ) => Promise<readonly { readonly currency: Currency; readonly cap: Minor; readonly available: Minor }[]>;
  readonly addFeeRules: (rules: readonly FeeRule[]) => Promise<void>;
  readonly addHolidays: (holidays: readonly HolidaySeed[]) => Promise<void>;
  /** The confirmation code that was just sent to an address: what its owner reads in the mailbox. */
  readonly readCode: (address: string) => Promise<string>;
}

/** Where the simulated providers are; `main` starts them and hands this in. */
export interface SimulatedSide {
  readonly endpointOf: (providerCode: string) => string;
  readonly secretsOf: (seed: ProviderSeed) => Readonly<Record<string, string>>;
}

/** One line for people who wait. */
export type Progress = (text: string) => void;

/** The world does only what the hub's rules allow: a refusal that it does not expect is a bug of one of them. */
export function expected<T>(what: string, outcome: Result<T, Refusal>): T {
  assert(outcome.ok, `the sample world may ${what}: ${outcome.ok ? '' : JSON.stringify(outcome.error)}`);
  return outcome.value;
}
