import { fieldRefusal, refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseUniqueCode } from '../kernel/unique-code.ts';
import { makeReadablePassword } from '../platform/crypto/secrets.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { CardInput, Counter, CounterSearch, SheetData, TellerActor } from './api.ts';
import type { CitizenContext } from './context.ts';
import { registerAtCounter } from './counter-registration.ts';
import { setPassword } from './credential-store.ts';
import { parseCard, parseFin } from './identity-card.ts';
import { noticeUsefulMs } from './limits.ts';
import { cardWasSeen, type Profile } from './model.ts';
import { profileOf } from './profiles.ts';
import { reach } from './reach.ts';
import { sheetOf } from './sheet.ts';
import { findByCard, findByFin, findByUniqueCode, lockCitizen, type CitizenRow } from './store.ts';

export function createCounter(ctx: CitizenContext): Counter {
  return {
    register: (actor, input) => registerAtCounter(ctx, actor, input),
    renewPassword: (actor, input) => renewAtCounter(ctx, actor, input),
    find: (actor, by) => findAnd(ctx, { actor, by, goOn: async (found) => found }),
    findAnd: (actor, by, goOn) => findAnd(ctx, { actor, by, goOn }),
  };
}

/** A new initial password for whoever shows the card; FIN and card must belong to one person. */
async function renewAtCounter(
  ctx: CitizenContext,
  actor: TellerActor,
  input: CardInput & { readonly fin: string },
): Promise<Result<SheetData, Refusal>> {
  const card = parseCard(input, ctx.cardFormats);
  const fin = parseFin(input.fin);
  if (!card.ok || !fin.ok) {
    const problems = [...(card.ok ? [] : card.error), ...(fin.ok ? [] : fin.error)];
    return err(fieldRefusal('invalid_national_id', ...problems));
  }
  const initialPassword = makeReadablePassword(ctx.ids);
  const hashed = await ctx.crypto.passwords.hash(initialPassword);
  if (!hashed.ok) return hashed;
  const renewed = await ctx.db.transaction(async (sql): Promise<Result<string, Refusal>> => {
    const row = await findByCard(sql, ctx.vault.cardCandidates(card.value));
    const person = row && ctx.vault.openPerson(row.id, row.person);
    if (!row || person?.fin !== fin.value) return err(refusal('not_found'));
    if (!cardWasSeen(row.assurance)) return err(refusal('counter_registration_required'));
    await lockCitizen(sql, row.id);
    await setPassword(sql, { citizenId: row.id, digest: hashed.value, mustChange: true, now: ctx.clock.now() });
    await ctx.notices.enqueue(sql, {
      to: reach(person),
      language: row.language,
      citizenId: row.id,
      notice: { kind: 'password-renewed' },
      usefulForMs: noticeUsefulMs,
    });
    await record(ctx, sql, { actor, action: 'password.renewed', citizenId: row.id });
    return ok(row.id);
  });
  return renewed.ok ? ok(await sheetOf(ctx, renewed.value, initialPassword)) : renewed;
}

/** Every look-up leaves a trace before anybody hears what it found, also one that finds nobody. */
async function findAnd<T>(
  ctx: CitizenContext,
  asked: {
    readonly actor: TellerActor;
    readonly by: CounterSearch;
    readonly goOn: (found: Profile) => Promise<T>;
  },
): Promise<Result<T, Refusal>> {
  const { actor, by, goOn } = asked;
  const search = searchOf(ctx, by);
  if (!search.ok) return search;
  const { sql } = ctx.db;
  const row = await search.value(sql);
  const found = row && profileOf(row, ctx.vault);
  const recorded = record(ctx, sql, { actor, action: 'citizen.looked_up', citizenId: row?.id ?? null });
  if (!found) {
    await recorded;
    return err(refusal('not_found'));
  }
  const [outcome] = await Promise.all([goOn(found), recorded]);
  return ok(outcome);
}

function searchOf(ctx: CitizenContext, by: CounterSearch): Result<Search, Refusal> {
  if ('uniqueCode' in by) return searchByCode(by.uniqueCode);
  // A card names one document and counts before the FIN, which outlives a renewal: the card that was given up finds nobody.
  return 'cardNumber' in by ? searchByCard(ctx, by) : searchByFin(ctx, by.fin);
}

type Search = (sql: Sql) => Promise<CitizenRow | undefined>;

function searchByCode(typed: string): Result<Search, Refusal> {
  const code = parseUniqueCode(typed);
  if (code.ok) return ok((sql) => findByUniqueCode(sql, code.value));
  const detail = code.error === 'pattern' ? '12 digits' : '12 digits that belong together; one of them is wrong';
  return err(fieldRefusal('invalid_request', { field: '/uniqueCode', rule: 'unique_code', detail }));
}

function searchByFin(ctx: CitizenContext, typed: string): Result<Search, Refusal> {
  const fin = parseFin(typed);
  if (!fin.ok) return err(fieldRefusal('invalid_national_id', ...fin.error));
  return ok((sql) => findByFin(sql, ctx.vault.finCandidates(fin.value)));
}

function searchByCard(ctx: CitizenContext, input: CardInput): Result<Search, Refusal> {
  const card = parseCard(input, ctx.cardFormats);
  if (!card.ok) return err(fieldRefusal('invalid_national_id', ...card.error));
  return ok((sql) => findByCard(sql, ctx.vault.cardCandidates(card.value)));
}

async function record(
  ctx: CitizenContext,
  sql: Sql,
  event: { readonly actor: TellerActor; readonly action: string; readonly citizenId: string | null },
): Promise<void> {
  await ctx.audit.record(sql, {
    actor: { kind: 'teller', id: event.actor.tellerId },
    action: event.action,
    target: { kind: 'citizen', id: event.citizenId },
    details: { agentId: event.actor.agentId },
  });
}
