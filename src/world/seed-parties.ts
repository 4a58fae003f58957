import type { Agent } from '../agents/model.ts';
import { present } from '../kernel/assert.ts';
import { minor, type Currency, type Minor } from '../kernel/money.ts';
import { hubOwner } from '../ledger/chart.ts';
import type { Provider } from '../providers/model.ts';
import type { Progress, SimulatedSide, WorldHub } from './hub.ts';
import { sampleHolidays } from './seed/holidays.ts';
import type { ProviderSeed } from './seed/provider-seed.ts';
import { sampleAgents, type AgentSeed } from './seed/sample-agents.ts';
import { sampleFees } from './seed/sample-fees.ts';
import { azercellPlans, azercellReplacements } from './seed/sample-plans.ts';
import { seedAgents } from './seed/seed-agents.ts';
import { sampleMeters } from './seed/sample-tariffs.ts';
import { seedMeters } from './seed/seed-meters.ts';
import { seedPlans } from './seed/seed-plans.ts';
import { seedProviders } from './seed/seed-providers.ts';

export interface PartySeed {
  readonly simulators: SimulatedSide;
  readonly providers: readonly ProviderSeed[];
  readonly secretOf: (agentCode: string) => string;
  /** Passwords of the tellers at the hub's own screen; left out, they have none. */
  readonly passwordOf?: (tellerCode: string) => string;
  readonly progress: Progress;
}

/** Providers and agents of the world, by code. */
export interface Parties {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly agents: ReadonlyMap<string, Agent>;
}

/** What agents paid in beforehand, minor units. The others collect first and owe until their next deposit. */
const prefunds: Readonly<Record<string, Readonly<Partial<Record<Currency, Minor>>>>> = {
  'goyezen-bank': { AZN: minor(10_000_000n), EUR: minor(500_000n) },
};

/** Makes what is not there yet of holidays, providers, plans, tariffs, agents, fees and prefunds; what is there stays. */
export async function seedParties(hub: WorldHub, seed: PartySeed): Promise<Parties> {
  await hub.addHolidays(sampleHolidays);
  const providers = await seedProviders({ providers: hub.providers, ...seed.simulators }, seed.providers);
  const azercell = providers.get('azercell');
  if (azercell) {
    await seedPlans(hub, azercell.id, { plans: azercellPlans, replacements: azercellReplacements });
  }
  await seedMeters(hub, providers, sampleMeters);
  const agents = await seedAgents(
    { agents: hub.agents, secretOf: seed.secretOf, passwordOf: seed.passwordOf },
    sampleAgents,
  );
  seed.progress(`${providers.size} providers, ${agents.size} agents`);
  await seedFees(hub, { providers, agents });
  for (const agent of sampleAgents) await seedPosition(hub, agent, present(agents.get(agent.code), agent.code).id);
  return { providers, agents };
}

async function seedFees(hub: WorldHub, { providers, agents }: Parties): Promise<void> {
  const rules = sampleFees.map(({ providerCode, agentCode, ...rule }) => ({
    ...rule,
    providerId: providerCode === null ? null : present(providers.get(providerCode), providerCode).id,
    agentId: agentCode === null ? null : present(agents.get(agentCode), agentCode).id,
  }));
  await hub.addFeeRules(rules);
}

/** The cap is set once, so that what an operator sets later stays; the prefund has a key, so that it is paid in once. */
async function seedPosition(hub: WorldHub, seed: AgentSeed, agentId: string): Promise<void> {
  const known = new Set((await hub.listPositions(agentId)).map((position) => position.currency));
  for (const [currency, cap] of Object.entries(seed.netDebitCaps) as [Currency, Minor][]) {
    if (!known.has(currency)) await hub.lane.setFloor({ agentId, currency, floor: -cap });
  }
  for (const [currency, amount] of Object.entries(prefunds[seed.code] ?? {}) as [Currency, Minor][]) {
    await deposit(hub, { key: `sample-prefund:${seed.code}:${currency}`, agentId, currency, amount });
  }
}

/** A teller with its outlet and agent. */
export interface SampleTeller {
  readonly agentId: string;
  readonly outletId: string;
  readonly tellerId: string;
  readonly code: string;
}

/** The tellers of all agents of the world, without supervisors and devices, by agent and code. */
export async function listTellers(
  hub: Pick<WorldHub, 'agents'>,
  parties: Pick<Parties, 'agents'>,
): Promise<readonly SampleTeller[]> {
  const tellers: SampleTeller[] = [];
  for (const agent of parties.agents.values()) {
    for (const { id, agentId, outletId, code, role } of await hub.agents.listTellers(agent.id)) {
      if (role !== 'teller') continue;
      tellers.push({ agentId, outletId, tellerId: id, code });
    }
  }
  return tellers;
}

/** Money of an agent that arrived on the hub's bank account. */
export async function deposit(
  hub: Pick<WorldHub, 'lane'>,
  paidIn: { readonly key: string; readonly agentId: string; readonly currency: Currency; readonly amount: Minor },
): Promise<void> {
  const { key, agentId, currency, amount } = paidIn;
  await hub.lane.move({
    key,
    kind: 'deposit',
    from: { kind: 'bank_mirror', ownerId: hubOwner, currency },
    to: { kind: 'agent_position', ownerId: agentId, currency },
    amount,
  });
}
