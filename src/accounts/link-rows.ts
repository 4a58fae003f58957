import type { Citizen } from '../citizens/model.ts';
import type { FieldCipher } from '../platform/crypto/field-cipher.ts';
import type { AccountLink } from './api.ts';
import { showsProviderData } from './model.ts';
import type { LinkRow } from './store.ts';

/** Seals and opens what a provider asks for beside the account, which may be a proof of ownership. */
export interface LinkFields {
  seal(linkId: string, fields: Readonly<Record<string, string>>): Buffer;
  open(linkId: string, sealed: Uint8Array): Readonly<Record<string, string>>;
  readonly keyId: string;
}

export function createLinkFields(cipher: FieldCipher): LinkFields {
  const place = (linkId: string) => `account_link.fields:${linkId}`;
  return {
    seal: (linkId, fields) => cipher.sealText(place(linkId), JSON.stringify(fields)),
    open: (linkId, sealed) => JSON.parse(cipher.openText(place(linkId), sealed)) as Record<string, string>,
    keyId: cipher.keyId,
  };
}

/** A row as the rest of the hub sees it. */
export function linkOf(row: LinkRow, citizen: Citizen, fields: LinkFields): AccountLink {
  return {
    linkId: row.id,
    citizenId: row.citizen_id,
    accountId: row.account_id,
    providerId: row.provider_id,
    account: row.account,
    fields: fields.open(row.id, row.fields),
    label: row.label,
    proof: row.proof,
    showsProviderData: showsProviderData(row.proof, citizen.assurance),
    linkedAt: row.linked_at,
  };
}
