import type { Citizen } from '../citizens/model.ts';
import { assert } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { isUuid } from '../kernel/uuid.ts';
import { createAudit, type Audit } from '../platform/audit/audit.ts';
import type { Crypto } from '../platform/crypto/crypto.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import { createThrottle, type Throttle, type ThrottleRule } from '../platform/throttle/throttle.ts';
import type {
  AccountCheck,
  AccountLink,
  AccountService,
  CheckedAccount,
  LinkActor,
  LinkedAccount,
  LinkRequest,
} from './api.ts';
import { linkAccount } from './linking.ts';
import { createLinkFields, linkOf, type LinkFields } from './link-rows.ts';
import { maskText } from './masking.ts';
import { isWrongGuess, maxLinksPerCitizen, parseLabel } from './model.ts';
import {
  countOpenLinks,
  endLink,
  endLinksOf,
  findOpenLink,
  listOpenLinks,
  updateLabel,
  type LinkRow,
} from './store.ts';

export interface AccountDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly crypto: Pick<Crypto, 'cipher' | 'digest'>;
  /** The providers' answer to "does this account exist, and is it theirs". */
  readonly check: AccountCheck;
  readonly findCitizen: (citizenId: string) => Promise<Citizen | undefined>;
}

/** Wrong guesses of one citizen a day: enough for a hard-to-read bill, too few to walk through numbers. */
const wrongGuessRule: ThrottleRule = { scope: 'account-guess', limit: 5, windowSeconds: 24 * 60 * 60 };

interface Inner extends AccountDeps {
  readonly fields: LinkFields;
  readonly throttle: Throttle;
  readonly audit: Audit;
}

export function createAccountService(deps: AccountDeps): AccountService {
  const inner: Inner = {
    ...deps,
    fields: createLinkFields(deps.crypto.cipher),
    throttle: createThrottle({ db: deps.db, clock: deps.clock, digest: deps.crypto.digest }),
    audit: createAudit(deps),
  };
  return {
    link: (citizenId, request, actor) => askAndLink(inner, citizenId, { request, actor }),
    unlink: (citizenId, linkId, actor) => unlink(inner, citizenId, { linkId, actor }),
    rename: (citizenId, linkId, label) => rename(inner, { citizenId, linkId }, label),
    list: (citizenId) => list(inner, citizenId),
    get: (citizenId, linkId) => get(inner, citizenId, linkId),
    countLinks: () => countOpenLinks(deps.db.sql),
    checkQuietly: async (request) => quietly(await deps.check.check(request.providerId, request)),
    async linkChecked(sql, citizenId, accounts) {
      for (const account of accounts) {
        const linked = await linkAccount(inner, sql, { citizenId, account, linkedBy: 'registration' });
        assert(linked.ok, 'a registration holds fewer accounts than a citizen may link');
      }
    },
    setAside: (sql, citizenId, reason) => endLinksOf(sql, citizenId, { reason, now: deps.clock.now() }),
  };
}

/** "No such account" and "wrong proof" sound alike to whoever may be guessing. */
function quietly(checked: Result<CheckedAccount, Refusal>): Result<CheckedAccount, Refusal> {
  return !checked.ok && isWrongGuess(checked.error.code) ? err(refusal('account_not_confirmed')) : checked;
}

async function askAndLink(
  deps: Inner,
  citizenId: string,
  { request, actor }: { readonly request: LinkRequest; readonly actor: LinkActor },
): Promise<Result<LinkedAccount, Refusal>> {
  const label = parseLabel(request.label);
  if (!label.ok) return err(fieldRefusal('invalid_request', ...label.error));
  const citizen = await deps.findCitizen(citizenId);
  if (!citizen) return err(refusal('not_found'));
  const checked = await checkFor(deps, citizenId, { request, actor });
  if (!checked.ok) return checked;
  const { account, proven } = checked.value;
  const checkedLink = { providerId: request.providerId, account, fields: request.fields, label: label.value, proven };
  const row = await deps.db.transaction(async (sql) => {
    const linked = await linkAccount(deps, sql, { citizenId, account: checkedLink, linkedBy: actor.kind });
    if (linked.ok) await recordLink(deps, sql, { action: 'account.linked', actor, citizenId, link: linked.value });
    return linked;
  });
  if (!row.ok) return row;
  const made = linkOf(row.value, citizen, deps.fields);
  return ok({ link: made, ...providerData(checked.value, made.showsProviderData) });
}

/** A citizen's wrong guesses are counted before the provider is asked; everything else is taken back. */
async function checkFor(
  deps: Inner,
  citizenId: string,
  { request, actor }: { readonly request: LinkRequest; readonly actor: LinkActor },
): Promise<Result<CheckedAccount, Refusal>> {
  if (actor.kind === 'teller') return deps.check.check(request.providerId, request);
  const counted = { rule: wrongGuessRule, subject: citizenId };
  const allowed = await deps.throttle.take(counted);
  if (!allowed.ok) return allowed;
  const checked = await deps.check.check(request.providerId, request);
  if (checked.ok || !isWrongGuess(checked.error.code)) await deps.throttle.giveBack(counted);
  return quietly(checked);
}

function providerData(checked: CheckedAccount, shown: boolean): Pick<LinkedAccount, 'holderName' | 'address'> {
  const show = (text: string | null) => (text === null || shown ? text : maskText(text));
  return { holderName: show(checked.holderName), address: show(checked.address) };
}

async function unlink(
  deps: Inner,
  citizenId: string,
  { linkId, actor }: { readonly linkId: string; readonly actor: LinkActor },
): Promise<Result<void, Refusal>> {
  if (!isUuid(linkId)) return err(refusal('not_found'));
  return deps.db.transaction(async (sql) => {
    const row = await findOpenLink(sql, citizenId, linkId);
    const ended = await endLink(sql, { citizenId, linkId }, { reason: actor.kind, now: deps.clock.now() });
    if (!row || !ended) return err(refusal('not_found'));
    await recordLink(deps, sql, { action: 'account.unlinked', actor, citizenId, link: row });
    return ok(undefined);
  });
}

async function recordLink(
  deps: Inner,
  sql: Sql,
  event: { readonly action: string; readonly actor: LinkActor; readonly citizenId: string; readonly link: LinkRow },
): Promise<void> {
  const id = event.actor.kind === 'teller' ? event.actor.tellerId : event.citizenId;
  await deps.audit.record(sql, {
    actor: { kind: event.actor.kind, id },
    action: event.action,
    target: { kind: 'account_link', id: event.link.id },
    details: { citizenId: event.citizenId, accountId: event.link.account_id, proof: event.link.proof },
  });
}

async function rename(
  deps: Inner,
  link: { readonly citizenId: string; readonly linkId: string },
  label: string | null,
): Promise<Result<AccountLink, Refusal>> {
  const parsed = parseLabel(label);
  if (!parsed.ok) return err(fieldRefusal('invalid_request', ...parsed.error));
  if (isUuid(link.linkId)) await updateLabel(deps.db.sql, link, parsed.value);
  return get(deps, link.citizenId, link.linkId);
}

async function list(deps: Inner, citizenId: string): Promise<AccountLink[]> {
  const [citizen, rows] = await Promise.all([
    deps.findCitizen(citizenId),
    listOpenLinks(deps.db.sql, citizenId, maxLinksPerCitizen),
  ]);
  if (!citizen) return [];
  return rows.map((row) => linkOf(row, citizen, deps.fields));
}

async function get(deps: Inner, citizenId: string, linkId: string): Promise<Result<AccountLink, Refusal>> {
  const citizen = await deps.findCitizen(citizenId);
  const row = isUuid(linkId) ? await findOpenLink(deps.db.sql, citizenId, linkId) : undefined;
  return citizen && row ? ok(linkOf(row, citizen, deps.fields)) : err(refusal('not_found'));
}
