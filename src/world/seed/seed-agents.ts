import { assert } from '../../kernel/assert.ts';
import type { Refusal } from '../../kernel/errors/catalogue.ts';
import type { Result } from '../../kernel/result.ts';
import type { AgentService } from '../../agents/api.ts';
import type { Agent } from '../../agents/model.ts';
import type { AgentSeed } from './sample-agents.ts';

export interface AgentSeedDeps {
  readonly agents: Pick<
    AgentService,
    'findByCode' | 'add' | 'listOutlets' | 'addOutlet' | 'listTellers' | 'addTeller' | 'renewTellerPassword'
  >;
  /** The first client secret of an agent, shown by the sample world at every start. */
  readonly secretOf: (code: string) => string;
  /** The password of a teller at the hub's own screen; without it tellers have none. */
  readonly passwordOf?: ((tellerCode: string) => string) | undefined;
}

/** Makes the agents, outlets and tellers that are not there yet; what is there stays. By code. */
export async function seedAgents(
  deps: AgentSeedDeps,
  seeds: readonly AgentSeed[],
): Promise<ReadonlyMap<string, Agent>> {
  const seeded = new Map<string, Agent>();
  for (const seed of seeds) seeded.set(seed.code, await seedAgent(deps, seed));
  return seeded;
}

async function seedAgent(deps: AgentSeedDeps, seed: AgentSeed): Promise<Agent> {
  const { code, kind, name, clientId } = seed;
  const secret = clientId === null ? {} : { secret: deps.secretOf(code) };
  const agent =
    (await deps.agents.findByCode(code)) ??
    expected(code, await deps.agents.add({ code, kind, name, clientId, ...secret }));
  for (const outlet of seed.outlets) await seedOutlet(deps, agent.id, outlet);
  return agent;
}

async function seedOutlet(deps: AgentSeedDeps, agentId: string, seed: AgentSeed['outlets'][number]): Promise<void> {
  const { tellers, limits, ...entry } = seed;
  const known = (await deps.agents.listOutlets(agentId)).find((outlet) => outlet.code === seed.code);
  const outlet = known ?? expected(seed.code, await deps.agents.addOutlet(agentId, { ...entry, ...limits }));
  const taken = new Set((await deps.agents.listTellers(agentId)).map((teller) => teller.code));
  for (const teller of tellers.filter((candidate) => !taken.has(candidate.code))) {
    const added = expected(teller.code, await deps.agents.addTeller(agentId, { ...teller, outletId: outlet.id }));
    // A device is named in its agent's requests and has no screen of the hub's.
    if (deps.passwordOf && added.role !== 'device') {
      expected(teller.code, await deps.agents.renewTellerPassword(agentId, added.id, deps.passwordOf(teller.code)));
    }
  }
}

/** Sample data are the hub's own: a refusal of them is a bug. */
function expected<T>(code: string, outcome: Result<T, Refusal>): T {
  assert(outcome.ok, `the sample agent ${code} is right: ${outcome.ok ? '' : JSON.stringify(outcome.error)}`);
  return outcome.value;
}
