import type { Crypto } from '../platform/crypto/crypto.ts';
import { cardText } from './identity-card.ts';
import type { Contact, IdentityCard } from './model.ts';

/** What the hub knows of a person beside the card. At rest it is one encrypted text, bound to the citizen's row. */
export interface PersonalData {
  /** FIN: seven characters, the same for life. */
  readonly fin: string;
  readonly fullName: string;
  /** E.164. */
  readonly phone: Contact | null;
  readonly email: Contact | null;
}

/** Seals and opens identities, and makes the digests that find them. The only place that knows where each value belongs. */
export interface Vault {
  sealPerson(citizenId: string, person: PersonalData): Buffer;
  openPerson(citizenId: string, sealed: Uint8Array): PersonalData;
  sealCard(cardId: string, card: IdentityCard): Buffer;
  openCard(cardId: string, sealed: Uint8Array): IdentityCard;
  finIndex(fin: string): Buffer;
  cardIndex(card: IdentityCard): Buffer;
  /** Under every key of the ring, to be looked for while a rotation is under way. */
  finCandidates(fin: string): Buffer[];
  cardCandidates(card: IdentityCard): Buffer[];
  /** Names of the keys that new rows are made with. */
  readonly keyIds: string;
}

export function createVault({ cipher, digest }: Pick<Crypto, 'cipher' | 'digest'>): Vault {
  const personPlace = (id: string) => `citizen.person:${id}`;
  const cardPlace = (id: string) => `identity_card.card:${id}`;
  return {
    sealPerson: (id, person) => cipher.sealText(personPlace(id), JSON.stringify(person)),
    openPerson: (id, sealed) => JSON.parse(cipher.openText(personPlace(id), sealed)) as PersonalData,
    sealCard: (id, card) => cipher.sealText(cardPlace(id), JSON.stringify(card)),
    openCard: (id, sealed) => JSON.parse(cipher.openText(cardPlace(id), sealed)) as IdentityCard,
    finIndex: (fin) => digest.of('fin', fin),
    cardIndex: (card) => digest.of('card', cardText(card)),
    finCandidates: (fin) => digest.candidates('fin', fin),
    cardCandidates: (card) => digest.candidates('card', cardText(card)),
    keyIds: `${cipher.keyId}/${digest.keyId}`,
  };
}
