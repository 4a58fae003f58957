import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseVisibleText } from '../kernel/visible-text.ts';
import { createAudit } from '../platform/audit/audit.ts';
import { workOff } from './act.ts';
import type { KeyKeeper, ProviderNotificationService, QuarantineFilter } from './api.ts';
import type { NotificationContext, NotificationDeps } from './context.ts';
import { createKeys } from './keys.ts';
import type { Quarantined } from './model.ts';
import { receive } from './receive.ts';
import * as store from './store.ts';

/** What was told stays so long, to know its repeats. */
const keptMs = 30 * 24 * 3_600_000;
const rowsPerSweep = 50_000;
const mostListed = 100;
const longestNote = 500;

/** What providers tell of their own accord: taken, asked about, and kept for a person where it does not fit. */
export function createProviderNotificationService(deps: NotificationDeps): ProviderNotificationService {
  const context: NotificationContext = { ...deps, audit: createAudit(deps) };
  return {
    receive: (providerCode, message) => receive(context, providerCode, message),
    workOff: () => workOff(context),
    sweep: () => sweep(context),
    ...createKeys(context),
    listQuarantined: (filter) => listQuarantined(context, filter),
    resolve: (by, id, note) => resolve(context, by, { id, note }),
  };
}

async function sweep({ db, clock, nudges }: NotificationContext): Promise<number> {
  const now = clock.now();
  const nonces = await store.deleteNonces(db.sql, now, rowsPerSweep);
  const received = await store.deleteReceivedBefore(db.sql, new Date(now.getTime() - keptMs), rowsPerSweep);
  return nonces + received + (await nudges.sweep(rowsPerSweep));
}

async function listQuarantined(
  { db, providers }: NotificationContext,
  { state, providerCode, before, limit }: QuarantineFilter,
): Promise<Result<readonly Quarantined[], Refusal>> {
  const provider = providerCode === undefined ? undefined : await providers.getByCode(providerCode);
  if (provider?.ok === false) return provider;
  const found = await store.selectQuarantined(db.sql, {
    ...{ state: state ?? null, providerId: provider?.value.id ?? null, before: before ?? null },
    limit: Math.min(Math.max(limit, 1), mostListed),
  });
  return ok(found);
}

async function resolve(
  context: NotificationContext,
  by: KeyKeeper,
  { id, note }: { readonly id: string; readonly note: string },
): Promise<Result<Quarantined, Refusal>> {
  const told = parseVisibleText(note, { field: '/note', longest: longestNote });
  if (!told.ok) return err(fieldRefusal('invalid_request', ...told.error));
  if (told.value === '') {
    return err(fieldRefusal('invalid_request', { field: '/note', rule: 'required', detail: 'what came of it' }));
  }
  return context.db.transaction(async (sql) => {
    const found = await store.lockQuarantined(sql, id);
    if (!found) return err(refusal('not_found'));
    if (found.state === 'resolved') return err(refusal('case_resolved'));
    const resolved = { by: by.id, at: context.clock.now(), note: told.value };
    await store.updateResolved(sql, id, resolved);
    await context.audit.record(sql, {
      ...{ actor: by, action: 'notification.resolved', target: { kind: 'quarantined_notification', id } },
      details: { reason: found.reason },
    });
    return ok({ ...found, state: 'resolved', resolvedBy: by.id, resolvedAt: resolved.at, note: resolved.note });
  });
}
