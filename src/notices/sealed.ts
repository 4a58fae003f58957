import { sealedColumn, type Sealed, type SealedDeps } from '../platform/crypto/resealing.ts';
import { placeOfMessage } from './service.ts';
import { sealedContent } from './store.ts';

/** Messages that wait. */
export function sealedOfNotices(deps: SealedDeps): readonly Sealed[] {
  return [sealedColumn(deps, sealedContent, placeOfMessage)];
}
