import { sealedColumn, type Sealed, type SealedDeps } from '../platform/crypto/resealing.ts';
import { placeOfSecrets } from './connections.ts';
import { sealedProposalSecrets } from './proposal-store.ts';
import { sealedProviderSecrets } from './store.ts';

/** Credentials at providers, and those of proposals that are open. */
export function sealedOfProviders(deps: SealedDeps): readonly Sealed[] {
  return [sealedProviderSecrets, sealedProposalSecrets].map((column) => sealedColumn(deps, column, placeOfSecrets));
}
