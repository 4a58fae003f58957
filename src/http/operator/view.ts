import type { Static } from 'typebox';
import type { AdapterMetadata } from '../../kernel/adapter.ts';
import { present } from '../../kernel/assert.ts';
import { entryOf } from '../../providers/entry.ts';
import type { Provider } from '../../providers/model.ts';
import type { Proposal } from '../../providers/proposal-model.ts';
import type { ProposalAnswer, ProtocolsAnswer, ProviderEntryAnswer } from './schemas.ts';

export function showEntry(provider: Provider): Static<typeof ProviderEntryAnswer> {
  return entryOf(provider) as Static<typeof ProviderEntryAnswer>;
}

export function showProposal(proposal: Proposal, logins: ReadonlyMap<string, string>): Static<typeof ProposalAnswer> {
  const loginOf = (id: string) => present(logins.get(id), 'the operator of a proposal');
  const { decidedBy, decidedAt } = proposal;
  return {
    ...{ id: proposal.id, code: proposal.code, baseVersion: proposal.baseVersion, changes: [...proposal.changes] },
    ...{ reason: proposal.reason, state: proposal.state },
    proposedBy: loginOf(proposal.proposedBy),
    proposedAt: proposal.proposedAt.toISOString(),
    decidedBy: decidedBy === null ? null : loginOf(decidedBy),
    decidedAt: decidedAt?.toISOString() ?? null,
    provider: proposal.entry as Static<typeof ProviderEntryAnswer>,
  };
}

export function showProtocol(metadata: AdapterMetadata): Static<typeof ProtocolsAnswer>['protocols'][number] {
  const { protocol, title, repeatsAreSafe, notFoundIsFinalAfterMs } = metadata;
  return {
    ...{ protocol, title, repeatsAreSafe, notFoundIsFinalAfterMs, capabilities: [...metadata.capabilities] },
    settings: metadata.settings.map(({ name, secret, required, description, pattern, fallback }) => ({
      ...{ name, secret, required, description, pattern: pattern ?? null, fallback: fallback ?? null },
    })),
  };
}
