import { resealRows, type Sealed, sealedColumn, type SealedDeps } from '../platform/crypto/resealing.ts';
import {
  countStaleCards,
  countStaleCitizens,
  lockStaleCards,
  lockStaleCitizens,
  resealCard,
  resealCitizen,
} from './key-rotation-store.ts';
import { placeOfPendingFields, placeOfPendingPerson } from './pending.ts';
import { sealedPendingFields, sealedPendingPerson } from './registration-store.ts';
import { createVault } from './vault.ts';

/** Identities, their cards, and registrations that wait. Identities and cards are found by digests, which move with them. */
export function sealedOfCitizens(deps: SealedDeps): readonly Sealed[] {
  return [
    sealedPeople(deps),
    sealedCards(deps),
    sealedColumn(deps, sealedPendingPerson, placeOfPendingPerson),
    sealedColumn(deps, sealedPendingFields, placeOfPendingFields),
  ];
}

function sealedPeople({ db, crypto }: SealedDeps): Sealed {
  const vault = createVault(crypto);
  const { keyIds } = vault;
  return {
    name: 'citizen.person',
    countStale: () => countStaleCitizens(db.sql, keyIds),
    reseal: (after) =>
      resealRows(
        db,
        {
          lock: (sql, page) => lockStaleCitizens(sql, keyIds, page),
          renew: ({ id, sealed }) => {
            const person = vault.openPerson(id, sealed);
            return { id, index: vault.finIndex(person.fin), sealed: vault.sealPerson(id, person), keyIds };
          },
          write: resealCitizen,
        },
        after,
      ),
  };
}

function sealedCards({ db, crypto }: SealedDeps): Sealed {
  const vault = createVault(crypto);
  const { keyIds } = vault;
  return {
    name: 'identity_card.card',
    countStale: () => countStaleCards(db.sql, keyIds),
    reseal: (after) =>
      resealRows(
        db,
        {
          lock: (sql, page) => lockStaleCards(sql, keyIds, page),
          renew: ({ id, sealed }) => {
            const card = vault.openCard(id, sealed);
            return { id, index: vault.cardIndex(card), sealed: vault.sealCard(id, card), keyIds };
          },
          write: resealCard,
        },
        after,
      ),
  };
}
