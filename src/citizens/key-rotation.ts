import type { Database } from '../platform/database/sql.ts';
import { lockStaleCards, lockStaleCitizens, resealCard, resealCitizen } from './key-rotation-store.ts';
import type { Vault } from './vault.ts';

/** Rows in one transaction; small enough that nobody waits for it. */
const batchSize = 200;

/**
 * Moves identities to the current keys, a batch at a time, while everything goes on. Returns how many rows it moved: at
 * zero, the old keys can leave the ring.
 */
export async function resealIdentities(deps: { readonly db: Database; readonly vault: Vault }): Promise<number> {
  const { vault } = deps;
  const { keyIds } = vault;
  return deps.db.transaction(async (sql) => {
    const citizens = await lockStaleCitizens(sql, keyIds, batchSize);
    for (const { id, sealed } of citizens) {
      const person = vault.openPerson(id, sealed);
      await resealCitizen(sql, { id, index: vault.finIndex(person.fin), sealed: vault.sealPerson(id, person), keyIds });
    }
    const cards = await lockStaleCards(sql, keyIds, batchSize);
    for (const { id, sealed } of cards) {
      const card = vault.openCard(id, sealed);
      await resealCard(sql, { id, index: vault.cardIndex(card), sealed: vault.sealCard(id, card), keyIds });
    }
    return citizens.length + cards.length;
  });
}
