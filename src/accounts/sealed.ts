import { resealBatch, type Sealed, type SealedDeps } from '../platform/crypto/resealing.ts';
import { createLinkFields } from './link-rows.ts';
import { countStaleLinks, lockStaleLinks, resealLink } from './store.ts';

/** What citizens typed to prove that an account is theirs. */
export function sealedOfAccounts({ db, crypto }: SealedDeps): readonly Sealed[] {
  const { keyId, open, seal } = createLinkFields(crypto.cipher);
  return [
    {
      name: 'account_link.fields',
      countStale: () => countStaleLinks(db.sql, keyId),
      reseal: () =>
        db.transaction(async (sql) => {
          const stale = await lockStaleLinks(sql, keyId, resealBatch);
          for (const { id, fields } of stale) {
            await resealLink(sql, { id, fields: seal(id, open(id, fields)), keyId });
          }
          return stale.length;
        }),
    },
  ];
}
