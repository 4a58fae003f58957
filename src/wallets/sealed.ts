import { sealedColumn, type Sealed, type SealedDeps } from '../platform/crypto/resealing.ts';
import { placeOfDoorSecret } from './model.ts';
import { sealedSecret } from './store.ts';

/** Keys that payment apps sign with. */
export function sealedOfWallets(deps: SealedDeps): readonly Sealed[] {
  return [sealedColumn(deps, sealedSecret, placeOfDoorSecret)];
}
