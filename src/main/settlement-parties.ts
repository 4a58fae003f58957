import type { AgentService } from '../agents/api.ts';
import type { ProviderService } from '../providers/api.ts';
import { nameOn, type Provider } from '../providers/model.ts';
import type { ReportParties } from '../settlement/reports.ts';

/** Names, languages and accounts of everybody a settlement report may mention. */
export async function readParties(nouns: {
  readonly agents: Pick<AgentService, 'list'>;
  readonly providers: Pick<ProviderService, 'page'>;
}): Promise<ReportParties> {
  const [providers, agents] = await Promise.all([allProviders(nouns.providers), nouns.agents.list()]);
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

const pageSize = 500;

/** A close may concern any of them, however many there are. */
async function allProviders(providers: Pick<ProviderService, 'page'>): Promise<readonly Provider[]> {
  const all: Provider[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: readonly Provider[] = await providers.page({ after, limit: pageSize });
    all.push(...page);
    after = page.length === pageSize ? page.at(-1)?.code : undefined;
  }
  return all;
}
