import type { LinkRequest } from '../accounts/api.ts';
import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { tokenDigest } from '../platform/crypto/secrets.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { PendingRegistration } from './api.ts';
import type { CitizenContext } from './context.ts';
import type { Channel } from './model.ts';
import type { Person } from './person.ts';
import {
  findPending,
  listPendingAccounts,
  lockPending,
  type PendingAccountRow,
  type PendingRow,
} from './registration-store.ts';
import { maxAccountsPerRegistration } from '../accounts/model.ts';

/** Longest token that is looked at, in characters; the hub's own have 43. */
const longestToken = 64;

/** A person who registers online can be reached: `parsePerson` has seen to it. */
export type PendingPerson = Person & { readonly confirmBy: Channel };

/** The pending registration of a token. Refuses: registration_expired, also for a token that never was. */
export async function getPending(ctx: CitizenContext, sql: Sql, token: string): Promise<Result<PendingRow, Refusal>> {
  const row = token.length > longestToken ? undefined : await findPending(sql, tokenDigest(token), ctx.clock.now());
  return row ? ok(row) : err(refusal('registration_expired'));
}

/** As `getPending`, and nobody else changes it until the transaction ends. */
export async function holdPending(ctx: CitizenContext, sql: Sql, token: string): Promise<Result<PendingRow, Refusal>> {
  const row = token.length > longestToken ? undefined : await lockPending(sql, tokenDigest(token), ctx.clock.now());
  return row ? ok(row) : err(refusal('registration_expired'));
}

export function placeOfPendingPerson(pendingId: string): string {
  return `pending_registration.person:${pendingId}`;
}

export function placeOfPendingFields(accountId: string): string {
  return `pending_account.fields:${accountId}`;
}

export function sealPendingPerson(ctx: CitizenContext, pendingId: string, person: PendingPerson): Buffer {
  return ctx.crypto.cipher.sealText(placeOfPendingPerson(pendingId), JSON.stringify(person));
}

export function openPendingPerson(ctx: CitizenContext, row: PendingRow): PendingPerson {
  return JSON.parse(ctx.crypto.cipher.openText(placeOfPendingPerson(row.id), row.person)) as PendingPerson;
}

export function sealPendingFields(ctx: CitizenContext, accountId: string, fields: LinkRequest['fields']): Buffer {
  return ctx.crypto.cipher.sealText(placeOfPendingFields(accountId), JSON.stringify(fields));
}

export function openPendingFields(ctx: CitizenContext, row: PendingAccountRow): LinkRequest['fields'] {
  const text = ctx.crypto.cipher.openText(placeOfPendingFields(row.id), row.fields);
  return JSON.parse(text) as Record<string, string>;
}

/** How the registration stands, as whoever began it sees it. */
export async function viewPending(sql: Sql, row: PendingRow): Promise<PendingRegistration> {
  const accounts = await listPendingAccounts(sql, row.id, maxAccountsPerRegistration);
  return {
    language: row.language,
    confirmBy: row.confirm_by,
    codeExpiresAt: row.code_expires_at,
    expiresAt: row.expires_at,
    accounts: accounts.map(({ provider_id, account, label, proven }) => ({
      providerId: provider_id,
      account,
      label,
      proven,
    })),
  };
}
