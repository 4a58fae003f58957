import type { Language } from '../platform/messages/language.ts';
import type { UniqueCode } from '../kernel/unique-code.ts';

/** How sure the hub is of a person: by their own word, by a card a teller saw, or by a state register. */
export type Assurance = 'declared' | 'seen' | 'checked';

export const assuranceLevels: readonly Assurance[] = ['declared', 'seen', 'checked'];

/** True from the moment a counter has seen the card; until then provider data stay masked. */
export function cardWasSeen(assurance: Assurance): boolean {
  return assurance !== 'declared';
}

/** Which text of the consent a person agreed to; a new text gets a new name. */
export const consentVersion = '2026-1';

/** How a short message reaches a person. */
export type Channel = 'sms' | 'email';

/** An identity card, in the spelling the hub stores: capital ASCII letters, digits, no spaces. */
export interface IdentityCard {
  readonly series: string;
  readonly number: string;
}

/** A way to reach a person. Codes are only ever sent where it is trusted: confirmed by a code, or told to a teller. */
export interface Contact {
  readonly address: string;
  readonly trusted: boolean;
}

/** A citizen as other parts of the hub may see one: no identity number and no contact. */
export interface Citizen {
  readonly citizenId: string;
  readonly uniqueCode: UniqueCode;
  readonly assurance: Assurance;
  readonly language: Language;
}

/** Citizen data for a page or a teller: identity numbers and contacts by their last characters. */
export interface Profile extends Citizen {
  readonly fullName: string;
  /** `AA •••4567`; null where another person turned out to hold the card. */
  readonly cardMasked: string | null;
  /** `•••C3D7`. */
  readonly finMasked: string;
  readonly phoneMasked: string | null;
  readonly emailMasked: string | null;
  readonly registeredAt: Date;
}
