import { sealedColumn, type Sealed, type SealedDeps } from '../platform/crypto/resealing.ts';
import { placeOfCustomer } from './model.ts';
import { sealedCustomer } from './store.ts';

/** Customers before tellers. */
export function sealedOfDesks(deps: SealedDeps): readonly Sealed[] {
  return [sealedColumn(deps, sealedCustomer, placeOfCustomer)];
}
