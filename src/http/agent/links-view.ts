import type { Static } from 'typebox';
import type { AccountLink } from '../../accounts/api.ts';
import type { HttpDeps } from '../dependencies.ts';
import type { LinkAnswer } from './citizens-schemas.ts';
import { providerCodes } from './common.ts';

type Shown = Static<typeof LinkAnswer>;

export async function showLinks(deps: Pick<HttpDeps, 'providers'>, links: readonly AccountLink[]): Promise<Shown[]> {
  const codeOf = await providerCodes(
    deps,
    links.map((link) => link.providerId),
  );
  return links.map((link) => ({
    linkId: link.linkId,
    provider: codeOf(link.providerId),
    account: link.account,
    label: link.label,
    proof: link.proof,
  }));
}
