import type { AgentService } from '../agents/api.ts';
import type { DebtService } from '../debts/api.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { PaymentService } from '../payments/api.ts';
import type { PaymentView } from '../payments/model.ts';
import { parseNetwork } from '../platform/config/setting-rules.ts';
import { readBasic } from '../platform/crypto/basic-credentials.ts';
import type { Crypto } from '../platform/crypto/crypto.ts';
import { equalInConstantTime } from '../platform/crypto/keyed-digest.ts';
import { makeToken, tokenDigest } from '../platform/crypto/secrets.ts';
import type { Database } from '../platform/database/sql.ts';
import { makePolicies } from '../platform/http-client/address-policy.ts';
import type { ProviderService } from '../providers/api.ts';
import type { NetworkService, NetworkSettings } from './api.ts';
import * as cashStore from './cash-store.ts';
import { reportOf, type CashEvent, type ReceivedEvents } from './cash.ts';
import { check } from './check.ts';
import { answerOf, comparablePhone, phonePurpose, results, type Network, type NetworkAnswer } from './model.ts';
import { pay } from './pay.ts';
import { redirect } from './redirect.ts';
import * as store from './store.ts';

export interface NetworkDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly crypto: Pick<Crypto, 'digest'>;
  readonly agents: Pick<AgentService, 'findByCode'>;
  readonly providers: Pick<ProviderService, 'find' | 'findByCode'>;
  readonly debts: Pick<DebtService, 'queryDebts' | 'quoteUnasked'>;
  readonly payments: Pick<PaymentService, 'accept' | 'getByKey' | 'abandon' | 'getForAgent' | 'reverse'>;
}

/** How far back a lost receipt is looked for. */
const recoveryMs = 90 * 24 * 3_600_000;
const mostRecovered = 20;
const serviceCode = /^[0-9A-Za-z_-]{1,32}$/;

/** Networks of terminals that speak OSMP, and the notes that kiosks take. */
export function createNetworkService(deps: NetworkDeps): NetworkService {
  const { sql } = deps.db;
  return {
    recognize: (agentCode, call) => recognize(deps, agentCode, call),
    check: (network, asked) => check(deps, network, asked),
    pay: (network, payment) => pay(deps, network, payment),
    status: (network, txnId) => status(deps, network, txnId),
    recover: (agentId, by) => recover(deps, agentId, by),
    redirect: (by, wish) => redirect(deps, by, wish),
    record: (tellerId, events) => record(deps, tellerId, events),
    report: async (tellerId) => (await cashStore.selectSums(sql, tellerId)).map(reportOf),
    configure: (agentCode, settings) => configure(deps, agentCode, settings),
    async nameService(agentCode, code, providerCode) {
      const network = await store.selectNetwork(sql, agentCode);
      const provider = await deps.providers.findByCode(providerCode);
      if (!network) return err(unknown('/agent', 'an agent whose terminals were let in'));
      if (!provider) return err(unknown('/provider', 'the code of a provider'));
      const wrong = { field: '/code', rule: 'pattern', detail: `must match ${serviceCode.source}` };
      if (!serviceCode.test(code)) return err(fieldRefusal('invalid_request', wrong));
      await store.upsertService(sql, { agentId: network.agentId, code, providerId: provider.id });
      return ok(undefined);
    },
  };
}

async function recognize(
  deps: NetworkDeps,
  agentCode: string,
  call: { readonly address: string; readonly authorization: string | undefined },
): Promise<Result<Network, Refusal>> {
  const row = await store.selectNetwork(deps.db.sql, agentCode);
  const isThere = row !== undefined && isFromThere(row.addresses, call.address);
  const isProven = row !== undefined && isProvenBy(row.secretDigest, agentCode, call.authorization);
  if (!row || !isThere || !isProven) return err(refusal('invalid_credentials'));
  return ok({ agentId: row.agentId, outletId: row.outletId, tellerId: row.tellerId });
}

function isFromThere(addresses: readonly string[], address: string): boolean {
  if (addresses.length === 0) return true;
  const ranges = addresses.flatMap((range) => parseNetwork(range) ?? []);
  return makePolicies(ranges).plain.allows(address);
}

function isProvenBy(digest: Buffer | null, agentCode: string, authorization: string | undefined): boolean {
  if (digest === null) return true;
  const shown = readBasic(authorization);
  return equalInConstantTime(tokenDigest(shown?.secret ?? ''), digest) && shown?.user === agentCode;
}

async function status(deps: NetworkDeps, network: Network, txnId: string): Promise<NetworkAnswer> {
  const transaction = await store.selectTransaction(deps.db.sql, network.agentId, txnId);
  if (!transaction) return answerOf(results.noSuchTransaction, 'not known: it may be on its way');
  if (transaction.refusedResult !== null) return answerOf(transaction.refusedResult, 'refused');
  if (transaction.paymentId === null) return answerOf(results.later, 'not decided: send the payment again');
  const payment = present(
    await paymentOf(deps, network.agentId, transaction.paymentId),
    'the payment of a transaction',
  );
  const isUndone = payment.state === 'rejected' || payment.state === 'reversed';
  return {
    result: isUndone ? results.other : results.ok,
    comment: payment.state,
    transaction: payment.receiptNumber,
    sum: { amount: payment.amount, currency: payment.currency },
    fields: { state: payment.state },
  };
}

async function paymentOf(deps: NetworkDeps, agentId: string, paymentId: string): Promise<PaymentView | undefined> {
  const found = await deps.payments.getForAgent(agentId, paymentId);
  return found.ok ? found.value : undefined;
}

async function recover(
  deps: NetworkDeps,
  agentId: string,
  by: { readonly phone: string } | { readonly txnId: string },
): Promise<readonly PaymentView[]> {
  const ids =
    'phone' in by ? await idsOfPhone(deps, agentId, by.phone) : await idsOfTransaction(deps, agentId, by.txnId);
  const payments = await Promise.all(ids.map((id) => paymentOf(deps, agentId, id)));
  return payments.filter((payment) => payment !== undefined);
}

async function idsOfPhone(deps: NetworkDeps, agentId: string, typed: string): Promise<readonly string[]> {
  const phone = comparablePhone(typed);
  if (phone === undefined) return [];
  const digests = deps.crypto.digest.candidates(phonePurpose, phone);
  const since = new Date(deps.clock.now().getTime() - recoveryMs);
  return store.selectByPhone(deps.db.sql, agentId, { digests, since, limit: mostRecovered });
}

async function idsOfTransaction(deps: NetworkDeps, agentId: string, txnId: string): Promise<readonly string[]> {
  const transaction = await store.selectTransaction(deps.db.sql, agentId, txnId);
  return transaction?.paymentId ? [transaction.paymentId] : [];
}

async function record(deps: NetworkDeps, tellerId: string, events: readonly CashEvent[]): Promise<ReceivedEvents> {
  return deps.db.transaction(async (sql) => {
    const added = await cashStore.insertEvents(sql, tellerId, { events, at: deps.clock.now() });
    const kept = await cashStore.selectEvents(
      sql,
      tellerId,
      events.map((event) => event.number),
    );
    const byNumber = new Map(kept.map((event) => [event.number, event]));
    const conflicts = events
      .filter((event) => !isSameEvent(present(byNumber.get(event.number), 'an event just sent'), event))
      .map((event) => event.number);
    const gaps = await cashStore.selectEventGaps(sql, tellerId);
    return { added, repeated: events.length - added - conflicts.length, conflicts, gaps };
  });
}

function isSameEvent(known: CashEvent, event: CashEvent): boolean {
  const isSameMoney = known.amount === event.amount && known.currency === event.currency;
  return isSameMoney && known.kind === event.kind && known.occurredAt.getTime() === event.occurredAt.getTime();
}

function unknown(field: string, detail: string): Refusal {
  return fieldRefusal('not_found', { field, rule: 'known', detail });
}

async function configure(
  deps: NetworkDeps,
  agentCode: string,
  { addresses, withSecret, terminal }: NetworkSettings,
): Promise<Result<string | null, Refusal>> {
  const agent = await deps.agents.findByCode(agentCode);
  if (!agent) return err(unknown('/agent', 'the code of an agent'));
  const place = await store.findTerminal(deps.db.sql, agent.id, terminal);
  const problems = [
    ...(addresses.every(parseNetwork)
      ? []
      : [{ field: '/addresses', rule: 'pattern', detail: 'such as 203.0.113.0/24' }]),
    ...(addresses.length === 0 && !withSecret
      ? [{ field: '/addresses', rule: 'required', detail: 'addresses, a secret, or both' }]
      : []),
    ...(place ? [] : [{ field: '/terminal', rule: 'unknown', detail: 'an active device of the agent' }]),
  ];
  if (!place || problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  const secret = withSecret ? makeToken(deps.ids) : null;
  await store.upsertNetwork(deps.db.sql, {
    ...{ agentId: agent.id, tellerId: place.tellerId, addresses, at: deps.clock.now() },
    secretDigest: secret === null ? null : tokenDigest(secret),
  });
  return ok(secret);
}
