import type { AgentService } from '../agents/api.ts';
import type { DebtService } from '../debts/api.ts';
import type { HoldService } from '../holds/service.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { type FieldProblem, fieldRefusal, type Refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { PaymentService } from '../payments/api.ts';
import type { Crypto } from '../platform/crypto/crypto.ts';
import { makeToken } from '../platform/crypto/secrets.ts';
import type { Database } from '../platform/database/sql.ts';
import type { ProviderService } from '../providers/api.ts';
import type { NewDoor, WalletService } from './api.ts';
import { cancel, endIfExpired } from './cancel.ts';
import { check, create } from './create.ts';
import { type Door, placeOfDoorSecret, type WalletProtocol } from './model.ts';
import { perform } from './perform.ts';
import * as store from './store.ts';

export interface WalletDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly crypto: Pick<Crypto, 'cipher'>;
  readonly agents: Pick<AgentService, 'findByCode'>;
  readonly providers: Pick<ProviderService, 'find' | 'findByCode'>;
  readonly debts: Pick<DebtService, 'queryDebts'>;
  readonly payments: Pick<
    PaymentService,
    'accept' | 'getByKey' | 'abandon' | 'getForAgent' | 'previewFees' | 'reverse'
  >;
  readonly holds: Pick<HoldService, 'hold' | 'void' | 'findByKey'>;
}

/** Payment apps to which the hub is a merchant: they check, create, perform, cancel and ask, each under its own number. */
export function createWalletService(deps: WalletDeps): WalletService {
  const { sql } = deps.db;
  return {
    findDoor: (protocol, agentCode, providerCode) => findDoor(deps, protocol, { agentCode, providerCode }),
    check: (door, asked) => check(deps, door, asked),
    create: (door, wish) => create(deps, door, wish),
    perform: (door, txnId) => perform(deps, door, txnId),
    cancel: (door, txnId, reason) => cancel(deps, door, { txnId, reason }),
    async find(door, txnId) {
      const transaction = await store.selectTransaction(sql, door.id, txnId);
      return transaction && endIfExpired(deps, door, transaction);
    },
    statement: (door, range) => store.selectBetween(sql, door.id, range),
    configure: (door) => configure(deps, door),
  };
}

async function findDoor(
  { db, crypto, providers }: WalletDeps,
  protocol: WalletProtocol,
  named: { readonly agentCode: string; readonly providerCode: string },
): Promise<Door | undefined> {
  const row = await store.selectDoor(db.sql, { protocol, ...named });
  if (!row) return undefined;
  const { secret, providerId, ...door } = row;
  const provider = present(await providers.find(providerId), 'the provider of a door');
  return { ...door, protocol, provider, secret: crypto.cipher.openText(placeOfDoorSecret(row.id), secret) };
}

const merchantPattern: Readonly<Record<WalletProtocol, RegExp>> = {
  payme: /^$/,
  click: /^[1-9][0-9]{0,14}$/,
  epay: /^[0-9]{1,8}$/,
};
const secretPattern = /^[!-~]{8,200}$/;

async function configure(
  deps: WalletDeps,
  door: NewDoor,
): Promise<Result<{ readonly secret: string | null }, Refusal>> {
  const { db, clock, ids, crypto } = deps;
  const agent = await deps.agents.findByCode(door.agentCode);
  const provider = await deps.providers.findByCode(door.providerCode);
  const unknown = (field: string, detail: string) => err(fieldRefusal('not_found', { field, rule: 'known', detail }));
  if (!agent) return unknown('/agent', 'the code of an agent');
  if (!provider) return unknown('/provider', 'the code of a provider');
  const tellerId = await store.findTerminal(db.sql, agent.id, door.terminal);
  const problems: FieldProblem[] = [];
  const pattern = merchantPattern[door.protocol];
  if (!pattern.test(door.merchant ?? '')) {
    problems.push({ field: '/merchant', rule: 'pattern', detail: `must match ${pattern.source}` });
  }
  if (door.secret !== undefined && !secretPattern.test(door.secret)) {
    problems.push({ field: '/secret', rule: 'pattern', detail: `must match ${secretPattern.source}` });
  }
  if (tellerId === undefined) {
    problems.push({ field: '/terminal', rule: 'unknown', detail: 'an active device of the agent' });
  }
  if (tellerId === undefined || problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  const of = { agentId: agent.id, protocol: door.protocol, providerId: provider.id };
  const id = (await store.findDoorId(db.sql, of)) ?? ids.uuid();
  const made = door.secret === undefined ? makeToken(ids) : null;
  const secret = crypto.cipher.sealText(placeOfDoorSecret(id), made ?? door.secret ?? '');
  await store.upsertDoor(db.sql, { ...of, id, tellerId, secret, merchant: door.merchant ?? null, at: clock.now() });
  return ok({ secret: made });
}
