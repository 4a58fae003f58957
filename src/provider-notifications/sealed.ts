import { sealedColumn, type Sealed, type SealedDeps } from '../platform/crypto/resealing.ts';
import { sealedSecret } from './key-store.ts';
import { placeOfSecret } from './model.ts';

/** Secrets that providers share with the hub to sign what they tell. */
export function sealedOfNotifications(deps: SealedDeps): readonly Sealed[] {
  return [sealedColumn(deps, sealedSecret, placeOfSecret)];
}
