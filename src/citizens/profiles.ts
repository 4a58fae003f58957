import { fieldRefusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok } from '../kernel/result.ts';
import type { Crypto } from '../platform/crypto/crypto.ts';
import type { Database } from '../platform/database/sql.ts';
import { isLanguage, languages } from '../platform/messages/language.ts';
import type { Profiles } from './api.ts';
import { maskEmail, maskPhone } from './contact.ts';
import type { Profile } from './model.ts';
import { citizenOf, findById, findByUniqueCode, updateLanguage, type CitizenRow } from './store.ts';
import { createVault, type Vault } from './vault.ts';

/** Reading citizens; needs nothing but the database and the keys, so that other nouns can be built on it. */
export function createProfiles(deps: { readonly db: Database; readonly crypto: Crypto }): Profiles {
  const { sql } = deps.db;
  const vault = createVault(deps.crypto);
  return {
    async findById(citizenId) {
      const row = await findById(sql, citizenId);
      return row && citizenOf(row);
    },
    async findByUniqueCode(code) {
      const row = await findByUniqueCode(sql, code);
      return row && citizenOf(row);
    },
    async get(citizenId) {
      const row = await findById(sql, citizenId);
      return row ? ok(profileOf(row, vault)) : err(refusal('not_found'));
    },
    async changeLanguage(citizenId, language) {
      if (!isLanguage(language)) {
        const detail = `one of ${languages.join(', ')}`;
        return err(fieldRefusal('invalid_request', { field: '/language', rule: 'choice', detail }));
      }
      const changed = await updateLanguage(sql, citizenId, language);
      return changed === 1 ? ok(undefined) : err(refusal('not_found'));
    },
  };
}

/** Opens the row and shows of it what a page or a teller may see. */
export function profileOf(row: CitizenRow, vault: Vault): Profile {
  const person = vault.openPerson(row.id, row.person);
  const card = row.card && row.card_id !== null ? vault.openCard(row.card_id, row.card) : null;
  return {
    ...citizenOf(row),
    fullName: person.fullName,
    cardMasked: card ? `${card.series} •••${card.number.slice(-4)}` : null,
    finMasked: `•••${person.fin.slice(-4)}`,
    phoneMasked: person.phone ? maskPhone(person.phone.address) : null,
    emailMasked: person.email ? maskEmail(person.email.address) : null,
    registeredAt: row.registered_at,
  };
}
