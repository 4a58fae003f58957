import { resealRows, type Sealed, type SealedDeps } from '../platform/crypto/resealing.ts';
import { createLinkFields } from './link-rows.ts';
import { countStaleLinks, lockStaleLinks, resealLink } from './store.ts';

/** What citizens typed to prove that an account is theirs. */
export function sealedOfAccounts({ db, crypto }: SealedDeps): readonly Sealed[] {
  const { keyId, open, seal } = createLinkFields(crypto.cipher);
  return [
    {
      name: 'account_link.fields',
      countStale: () => countStaleLinks(db.sql, keyId),
      reseal: (after) =>
        resealRows(
          db,
          {
            lock: (sql, page) => lockStaleLinks(sql, keyId, page),
            renew: ({ id, fields }) => ({ id, fields: seal(id, open(id, fields)), keyId }),
            write: resealLink,
          },
          after,
        ),
    },
  ];
}
