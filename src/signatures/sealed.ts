import { sealedColumn, type Sealed, type SealedDeps } from '../platform/crypto/resealing.ts';
import { placeOfMaterial } from './model.ts';
import { sealedMaterial } from './store.ts';

/** Secrets that agents share with the hub to sign their requests. */
export function sealedOfSignatures(deps: SealedDeps): readonly Sealed[] {
  return [sealedColumn(deps, sealedMaterial, placeOfMaterial)];
}
