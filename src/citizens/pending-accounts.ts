import type { LinkRequest } from '../accounts/api.ts';
import { maxAccountsPerRegistration, parseLabel } from '../accounts/model.ts';
import { fieldRefusal, refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { isUuid } from '../kernel/uuid.ts';
import type { Sql } from '../platform/database/sql.ts';
import { networkOf } from '../platform/throttle/throttle.ts';
import type { Origin, PendingRegistration } from './api.ts';
import type { CitizenContext } from './context.ts';
import { accountFailuresPerRegistration, rules } from './limits.ts';
import { getPending, holdPending, sealPendingFields, viewPending } from './pending.ts';
import {
  deletePendingAccount,
  insertPendingAccount,
  listPendingAccounts,
  releaseFailure,
  reserveFailure,
  type PendingRow,
} from './registration-store.ts';

interface KeptAccount {
  readonly providerId: string;
  readonly account: string;
  readonly fields: LinkRequest['fields'];
  readonly label: string | null;
  readonly proven: boolean;
}

/**
 * Asks the provider and keeps the account for the registration. Nobody is confirmed yet, so an account that is not confirmed
 * is counted against the registration and the network it comes from before the provider is asked.
 */
export async function addPendingAccount(
  ctx: CitizenContext,
  registrationToken: string,
  { request, origin }: { readonly request: LinkRequest; readonly origin: Origin },
): Promise<Result<PendingRegistration, Refusal>> {
  const label = parseLabel(request.label);
  if (!label.ok) return err(fieldRefusal('invalid_request', ...label.error));
  const pending = await getPending(ctx, ctx.db.sql, registrationToken);
  if (!pending.ok) return pending;
  const room = await roomFor(ctx.db.sql, { row: pending.value, request });
  if (!room.ok) return room;
  const checked = await checkCounted(ctx, pending.value, { request, origin });
  if (!checked.ok) return checked;
  const { account, proven } = checked.value;
  const kept = { providerId: request.providerId, account, fields: request.fields, label: label.value, proven };
  return ctx.db.transaction((sql) => keepAccount(ctx, sql, { registrationToken, kept }));
}

async function checkCounted(
  ctx: CitizenContext,
  row: PendingRow,
  { request, origin }: { readonly request: LinkRequest; readonly origin: Origin },
): ReturnType<CitizenContext['accounts']['checkQuietly']> {
  const { sql } = ctx.db;
  const counted = { rule: rules.accountGuessByNetwork, subject: networkOf(origin.ip) };
  const allowed = await ctx.throttle.take(counted);
  if (!allowed.ok) return allowed;
  if (!(await reserveFailure(sql, row.id, accountFailuresPerRegistration))) {
    await ctx.throttle.giveBack(counted);
    return err(refusal('too_many_requests', { retryAfterSeconds: String(secondsLeft(ctx, row)) }));
  }
  const checked = await ctx.accounts.checkQuietly(request);
  if (checked.ok || checked.error.code !== 'account_not_confirmed') {
    await releaseFailure(sql, row.id);
    await ctx.throttle.giveBack(counted);
  }
  return checked;
}

/** The same account once more replaces the first; the registration has room for so many. */
async function keepAccount(
  ctx: CitizenContext,
  sql: Sql,
  { registrationToken, kept }: { readonly registrationToken: string; readonly kept: KeptAccount },
): Promise<Result<PendingRegistration, Refusal>> {
  const pending = await holdPending(ctx, sql, registrationToken);
  if (!pending.ok) return pending;
  const row = pending.value;
  await deletePendingAccount(sql, row.id, kept);
  const room = await roomFor(sql, { row, request: kept });
  if (!room.ok) return room;
  const id = ctx.ids.uuid();
  const fields = sealPendingFields(ctx, id, kept.fields);
  await insertPendingAccount(sql, { ...kept, id, registrationId: row.id, fields });
  return ok(await viewPending(sql, row));
}

async function roomFor(
  sql: Sql,
  {
    row,
    request,
  }: { readonly row: PendingRow; readonly request: { readonly providerId: string; readonly account: string } },
): Promise<Result<void, Refusal>> {
  const held = await listPendingAccounts(sql, row.id, maxAccountsPerRegistration);
  const again = held.some((one) => one.provider_id === request.providerId && one.account === request.account);
  if (again || held.length < maxAccountsPerRegistration) return ok(undefined);
  return err(refusal('account_limit_reached', { limit: String(maxAccountsPerRegistration) }));
}

export async function removePendingAccount(
  ctx: CitizenContext,
  registrationToken: string,
  account: { readonly providerId: string; readonly account: string },
): Promise<Result<PendingRegistration, Refusal>> {
  return ctx.db.transaction(async (sql) => {
    const pending = await holdPending(ctx, sql, registrationToken);
    if (!pending.ok) return pending;
    if (isUuid(account.providerId)) await deletePendingAccount(sql, pending.value.id, account);
    return ok(await viewPending(sql, pending.value));
  });
}

function secondsLeft(ctx: CitizenContext, row: PendingRow): number {
  return Math.max(1, Math.ceil((row.expires_at.getTime() - ctx.clock.now().getTime()) / 1000));
}
