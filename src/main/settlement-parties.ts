import type { AgentService } from '../agents/api.ts';
import type { ProviderService } from '../providers/api.ts';
import { nameOn } from '../providers/model.ts';
import type { ReportParties } from '../settlement/reports.ts';

/** Names, languages and accounts of everybody a settlement report may mention. */
export async function readParties(nouns: {
  readonly agents: Pick<AgentService, 'list'>;
  readonly providers: Pick<ProviderService, 'list'>;
}): Promise<ReportParties> {
  const [providers, agents] = await Promise.all([nouns.providers.list(), nouns.agents.list()]);
  const agentNames = new Map(agents.map((agent) => [agent.id, agent.name]));
  return {
    providers: new Map(
      providers.map((provider) => [
        provider.id,
        {
          code: provider.code,
          language: provider.language,
          iban: provider.iban,
          nameOn: (day: string) => nameOn(provider.names, day)[provider.language],
        },
      ]),
    ),
    agentName: (agentId, language) => agentNames.get(agentId)?.[language] ?? agentId,
  };
}
