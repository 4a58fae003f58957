import { sealedColumn, type Sealed, type SealedDeps } from '../platform/crypto/resealing.ts';
import { placeOfSecret } from './model.ts';
import { sealedPreviousSecret, sealedSecret } from './store.ts';

/** Secrets that webhooks are signed with. */
export function sealedOfWebhooks(deps: SealedDeps): readonly Sealed[] {
  return [sealedSecret, sealedPreviousSecret].map((column) => sealedColumn(deps, column, placeOfSecret));
}
