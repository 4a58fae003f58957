import type { Recipient } from '../notices/service.ts';
import type { Channel, Contact } from './model.ts';

export interface Contacts {
  readonly phone: Contact | null;
  readonly email: Contact | null;
}

/** Where a person is reached by one channel; null unless the contact is known to be theirs. */
export function reachBy(contacts: Contacts, channel: Channel): Recipient | null {
  const contact = channel === 'sms' ? contacts.phone : contacts.email;
  return contact?.trusted ? { channel, address: contact.address } : null;
}

/** Where a person is reached: by telephone, or else by e-mail. */
export function reach(contacts: Contacts): Recipient | null {
  return reachBy(contacts, 'sms') ?? reachBy(contacts, 'email');
}

/** True when a contact that was confirmed before is given again: it is the same person, not a squatter. */
export function sharesContact(
  before: Contacts,
  given: { readonly phone: string | null; readonly email: string | null },
): boolean {
  const same = (contact: Contact | null, address: string | null) =>
    contact !== null && contact.trusted && contact.address === address;
  return same(before.phone, given.phone) || same(before.email, given.email);
}

/** Contacts as told to a teller, who read them back. */
export function toldAtCounter(given: { readonly phone: string | null; readonly email: string | null }): Contacts {
  const trusted = (address: string | null) => (address === null ? null : { address, trusted: true });
  return { phone: trusted(given.phone), email: trusted(given.email) };
}
