import type { AgentService, TellerSignIn } from '../agents/api.ts';
import type { Clock } from '../kernel/clock.ts';
import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { createAudit } from '../platform/audit/audit.ts';
import type { FieldCipher } from '../platform/crypto/field-cipher.ts';
import { makeToken, tokenDigest } from '../platform/crypto/secrets.ts';
import type { Database } from '../platform/database/sql.ts';
import { networkOf, type Throttle } from '../platform/throttle/throttle.ts';
import type { Desk, DeskService } from './api.ts';
import { type Customer, deskIdleMs, deskMs, hasGone, placeOfCustomer } from './model.ts';
import * as store from './store.ts';

export interface DeskDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly cipher: FieldCipher;
  readonly throttle: Throttle;
  readonly agents: Pick<AgentService, 'verifyTeller' | 'authorizeTeller'>;
}

/** An office is one network: its tellers share the wide rule, and whoever guesses one of them the narrow one. */
const rules = {
  byTeller: { scope: 'teller-sign-in', limit: 10, windowSeconds: 15 * 60 },
  byNetwork: { scope: 'teller-sign-in-network', limit: 150, windowSeconds: 15 * 60 },
} as const;

const longestToken = 64;

/** Tellers at the hub's own screen, and the customer before each of them. */
export function createDeskService(deps: DeskDeps): DeskService {
  const { sql } = deps.db;
  return {
    signIn: (input, ip) => signIn(deps, input, ip),
    authenticate: (token) => authenticate(deps, token),
    async signOut(token) {
      if (token.length > longestToken) return;
      const tellerId = await store.deleteDesk(sql, tokenDigest(token));
      if (tellerId !== undefined) await record(deps, 'desk.closed', tellerId);
    },
    change: (deskId, alter) => change(deps, deskId, alter),
    sweep() {
      const now = deps.clock.now();
      return store.deleteClosedDesks(sql, { now, seenBefore: new Date(now.getTime() - deskIdleMs) });
    },
  };
}

async function signIn(
  deps: DeskDeps,
  input: TellerSignIn,
  ip: string,
): Promise<Result<{ readonly token: string; readonly deskId: string }, Refusal>> {
  const { agentCode, outletCode, tellerCode } = input;
  const own = { rule: rules.byTeller, subject: `${agentCode} ${outletCode} ${tellerCode}`.slice(0, 200) };
  const network = { rule: rules.byNetwork, subject: networkOf(ip) };
  const allowed = await deps.throttle.take(network, own);
  if (!allowed.ok) return allowed;
  const verified = await deps.agents.verifyTeller(input);
  if (!verified.ok) return verified;
  await deps.throttle.giveBack(network);
  await deps.throttle.forgive(own);
  const [deskId, token, now] = [deps.ids.uuid(), makeToken(deps.ids), deps.clock.now()];
  const { counter, version } = verified.value;
  await store.insertDesk(deps.db.sql, {
    ...{ id: deskId, tokenDigest: tokenDigest(token), tellerId: counter.teller.id, passwordVersion: version },
    ...{ now, expiresAt: new Date(now.getTime() + deskMs) },
  });
  await record(deps, 'desk.opened', counter.teller.id);
  return ok({ token, deskId });
}

async function authenticate(deps: DeskDeps, token: string): Promise<Result<Desk, Refusal>> {
  const ended = err(refusal('session_ended'));
  if (token.length > longestToken) return ended;
  const now = deps.clock.now();
  const row = await store.selectDesk(deps.db.sql, tokenDigest(token), {
    now,
    seenAfter: new Date(now.getTime() - deskIdleMs),
  });
  const counter = row && (await deps.agents.authorizeTeller(row.tellerId, row.passwordVersion));
  if (!row || !counter?.ok) return ended;
  await store.touchDesk(deps.db.sql, row.id, now);
  const customer = open(deps.cipher, row);
  const desk = { deskId: row.id, counter: counter.value, customer };
  if (!customer || !hasGone(customer, row.lastSeenAt, now)) return ok(desk);
  const left = await change(deps, row.id, (present) => (present?.paying ? present : null));
  return ok({ ...desk, customer: left ?? null });
}

function change(
  deps: DeskDeps,
  deskId: string,
  alter: (customer: Customer | null) => Customer | null,
): Promise<Customer | null | undefined> {
  return deps.db.transaction(async (sql) => {
    const row = await store.lockDesk(sql, deskId);
    if (!row) return undefined;
    const before = open(deps.cipher, row);
    const after = alter(before);
    if (after !== before) await store.updateCustomer(sql, deskId, seal(deps.cipher, deskId, after));
    return after;
  });
}

function record(deps: DeskDeps, action: string, tellerId: string): Promise<void> {
  return createAudit(deps).record(deps.db.sql, {
    actor: { kind: 'teller', id: tellerId },
    action,
    target: { kind: 'teller', id: tellerId },
  });
}

function seal(cipher: FieldCipher, deskId: string, customer: Customer | null): Buffer | null {
  return customer && cipher.sealText(placeOfCustomer(deskId), JSON.stringify(customer));
}

function open(cipher: FieldCipher, row: store.DeskRow): Customer | null {
  return row.customer && (JSON.parse(cipher.openText(placeOfCustomer(row.id), row.customer)) as Customer);
}
