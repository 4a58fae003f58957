import type { MaintenanceService } from '../availability/api.ts';
import { noMaintenance } from '../availability/model.ts';
import type { AccountInput } from '../kernel/adapter.ts';
import { assert } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { createBatcher } from '../platform/batching.ts';
import type { Database } from '../platform/database/sql.ts';
import { createWriteBehind } from '../platform/write-behind.ts';
import { zero } from '../kernel/money.ts';
import { type AccountHistory, noHistory } from '../payments/guards.ts';
import type { HistoryQuestion } from '../payments/history.ts';
import { parseAccountInput } from '../providers/account-input.ts';
import { asksForDebt } from '../providers/amount-rule.ts';
import type { ProviderService } from '../providers/api.ts';
import type { ProviderCalls } from '../providers/calls.ts';
import type { AmountRule, Provider } from '../providers/model.ts';
import { createAnswers } from './answers.ts';
import { type DebtService, maxTargets } from './api.ts';
import { chooseBills } from './bills.ts';
import { type Asker, type DebtLine, type DebtTarget, isExpired, type Quote, type UnavailableReason } from './model.ts';
import * as known from './last-known-store.ts';
import { type Asking, askOne, lostLine } from './lines.ts';
import { contractProblem } from './stand-in.ts';
import * as store from './store.ts';

export interface DebtServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly providers: Pick<ProviderService, 'get' | 'recallMany' | 'connectTo'>;
  readonly calls: ProviderCalls;
  /** Planned work: a provider is not asked while it is under way. */
  readonly maintenance: Pick<MaintenanceService, 'outlook'>;
  /** What was paid to an account before, and what the citizen for whom is asked has at its provider; nothing where it is left out. */
  readonly readHistory?: (asked: HistoryQuestion) => Promise<AccountHistory>;
  /** How long an answer holds while nothing happens to the account; left out, every question goes to the provider. */
  readonly answerHoldsMs?: number;
  /** How long a quote may be paid; fifteen minutes unless said otherwise. */
  readonly quoteTtlMs?: number;
  /** Told when a provider answered what must not be shown: somebody should look at its end of the wire. */
  readonly onBadAnswer?: (event: { readonly providerCode: string; readonly reason: UnavailableReason }) => void;
}

/** Expired quotes stay this long, so that a question about a payment finds what was quoted. */
const quoteRetentionMs = 24 * 3_600_000;

/** No answer is held longer than this, unless the settings say so. */
const changeRetentionMs = 3_600_000;

/** Payments are stamped by the database's clock and answers by the hub's: so much they may differ. */
const clocksDifferMs = 2_000;

/** Answers that are written down together. */
const answersPerStatement = 200;

/** Sooner than what is committed without a wait reaches the disk: a crash takes no more with it than it did. */
const lastKnownAfterMs = 250;

export function createDebtService(given: DebtServiceDeps): DebtService {
  const deps = withAnswers(given);
  const { database } = deps;

  async function queryDebts(asker: Asker, targets: readonly DebtTarget[]): Promise<readonly DebtLine[]> {
    return Promise.all(await askAll(deps, asker, targets));
  }

  return {
    queryDebts,
    streamDebts: (asker, targets) => streamLines(() => askAll(deps, asker, targets)),
    lookUpAccount: (asker, provider, typed) => lookUpAccount(deps, asker, { provider, typed }),
    standIn: (providerId) => known.selectStandIn(database.sql, providerId),
    allowStandIn: async (providerId, contract) => {
      const problem = contract && contractProblem(contract);
      if (problem !== null)
        return err(fieldRefusal('invalid_request', { field: '', rule: 'contract', detail: problem }));
      const found = await deps.providers.get(providerId);
      if (!found.ok) return found;
      await known.writeStandIn(database.sql, providerId, contract);
      return ok(undefined);
    },
    quoteUnasked: (agentId, accounts) => quoteUnasked(deps, agentId, accounts),
    quoteCollected: (agentId, accounts) => quoteCollected(deps, agentId, accounts),
    getQuote: async (asker, quoteId) => {
      const quote = await store.selectQuoteOf(database.sql, asker, quoteId);
      return quote ? ok(quote) : err(refusal('not_found'));
    },
    chooseBills: (asker, quoteId, numbers) => chooseFrom(deps, asker, { quoteId, numbers }),
    findQuotes: async (sql, quoteIds) => {
      const quotes = await store.selectQuotes(sql, [...new Set(quoteIds)]);
      return new Map(quotes.map((quote) => [quote.id, quote]));
    },
    noteChange: (sql, providerId, account) => known.writeChange(sql, { providerId, account, at: deps.clock.now() }),
    sweepChanges: (limit) => {
      const heldMs = Math.max(changeRetentionMs, 2 * (deps.answerHoldsMs ?? 0));
      return known.deleteChanges(database.sql, new Date(deps.clock.now().getTime() - heldMs), limit);
    },
    sweepQuotes: (limit) => {
      const before = new Date(deps.clock.now().getTime() - quoteRetentionMs);
      return store.deleteQuotesExpiredBefore(database.sql, before, limit);
    },
  };
}

type Served = DebtServiceDeps & Asking;

function withAnswers(deps: DebtServiceDeps): Served {
  const { database, clock, calls, answerHoldsMs = 0 } = deps;
  const { sql } = database;
  const answers = createAnswers({
    clock,
    ask: (provider, input) =>
      calls.ask(provider, async () => {
        const { port } = await deps.providers.connectTo(provider);
        return port.debt(input);
      }),
    hasMoved: async (providerId, account, instant) => {
      const since = { providerId, account, since: new Date(instant.getTime() - clocksDifferMs) };
      return (await known.selectHasMoved(sql, since)) || known.selectHasRead(sql, since);
    },
    holdsMs: answerHoldsMs,
  });
  const quotes = createBatcher<Quote, null>({
    run: (items) => store.insertQuotes(sql, items).then(() => items.map(() => null)),
    mostItems: answersPerStatement,
    splits: true,
  });
  const lastKnown = createWriteBehind<known.Told>({
    write: async (told) => {
      for (let at = 0; at < told.length; at += answersPerStatement)
        await known.writeLastKnown(sql, told.slice(at, at + answersPerStatement));
    },
    afterMs: lastKnownAfterMs,
  });
  return { ...deps, answers, lastKnown, saveQuote: quotes.add };
}

/** Asks for every target at once; the promises are the lines, in the order of the targets. */
async function askAll(
  deps: Served,
  asker: Asker,
  targets: readonly DebtTarget[],
): Promise<readonly Promise<DebtLine>[]> {
  assert(targets.length <= maxTargets, `at most ${maxTargets} accounts in one question`);
  const ids = targets.map((target) => target.providerId);
  const [providers, outlooks] = await Promise.all([deps.providers.recallMany(ids), deps.maintenance.outlook(ids)]);
  return targets.map((target) => {
    const provider = providers.get(target.providerId);
    const maintenance = outlooks.get(target.providerId) ?? noMaintenance;
    if (!provider) return Promise.resolve(lostLine(target));
    return askOne(deps, asker, { target, provider, maintenance });
  });
}

/** Lines in the order in which they come. */
async function* streamLines(begin: () => Promise<readonly Promise<DebtLine>[]>): AsyncGenerator<DebtLine, void> {
  const lines = await begin();
  const waiting = new Map(lines.map((line, index) => [index, line.then((value) => ({ index, value }))]));
  while (waiting.size > 0) {
    const { index, value } = await Promise.race(waiting.values());
    waiting.delete(index);
    yield value;
  }
}

async function lookUpAccount(
  deps: Served,
  asker: Asker,
  account: { readonly provider: Provider | string; readonly typed: AccountInput },
): Promise<Result<DebtLine, Refusal>> {
  const found =
    typeof account.provider === 'string' ? await deps.providers.get(account.provider) : ok(account.provider);
  if (!found.ok) return found;
  const provider = found.value;
  const input = parseAccountInput(provider, account.typed, 'ask');
  if (!input.ok) return input;
  const target = { key: input.value.account, providerId: provider.id, input: input.value, unmasked: false };
  const maintenance = (await deps.maintenance.outlook([provider.id])).get(provider.id) ?? noMaintenance;
  return ok(await askOne(deps, asker, { target, provider, maintenance }));
}

async function chooseFrom(
  deps: Served,
  asker: Asker,
  { quoteId, numbers }: { readonly quoteId: string; readonly numbers: readonly string[] },
): Promise<Result<Quote, Refusal>> {
  const quote = await store.selectQuoteOf(deps.database.sql, asker, quoteId);
  if (!quote) return err(refusal('not_found'));
  if (isExpired(quote, deps.clock.now())) return err(refusal('quote_expired'));
  const chosen = chooseBills(quote, numbers);
  if (!chosen.ok) return chosen;
  const made: Quote = { ...quote, ...chosen.value, id: deps.ids.uuid() };
  await store.insertQuotes(deps.database.sql, [made]);
  return ok(made);
}

/** A file of many payments may wait for its turn: nothing in these quotes grows old but the provider's limits. */
const unaskedTtlMs = 24 * 3_600_000;
/** Money that was collected before waits until it has become a payment. */
const collectedTtlMs = 30 * 24 * 3_600_000;
const anyAmount: AmountRule = { exactness: 'any', multipleOf: null, minAmount: null, maxAmount: null };

type Accounts = Parameters<DebtService['quoteUnasked']>[1];

async function quoteUnasked(deps: DebtServiceDeps, agentId: string, accounts: Accounts): Promise<readonly string[]> {
  for (const { provider } of accounts) {
    assert(!asksForDebt(provider.rule), 'a rule that compares with a debt is asked about');
  }
  const ruled = accounts.map((account) => ({ ...account, rule: account.provider.rule }));
  return insertUnasked(deps, { agentId, ttlMs: unaskedTtlMs }, ruled);
}

async function quoteCollected(deps: DebtServiceDeps, agentId: string, accounts: Accounts): Promise<readonly string[]> {
  const ruled = accounts.map((account) => ({ ...account, rule: anyAmount }));
  return insertUnasked(deps, { agentId, ttlMs: collectedTtlMs }, ruled);
}

async function insertUnasked(
  deps: DebtServiceDeps,
  { agentId, ttlMs }: { readonly agentId: string; readonly ttlMs: number },
  accounts: readonly (Accounts[number] & { readonly rule: AmountRule })[],
): Promise<readonly string[]> {
  const obtainedAt = deps.clock.now();
  const quotes = accounts.map(({ provider, account, rule }): Quote => {
    return {
      ...{ id: deps.ids.uuid(), asker: { kind: 'agent', agentId }, providerId: provider.id, account, fields: {} },
      ...{ currency: provider.currency, balance: zero, balanceTold: false, bills: [], line: null },
      ...{ rule, history: noHistory, holderNameMasked: null, obtainedAt, standIn: false },
      expiresAt: new Date(obtainedAt.getTime() + ttlMs),
    };
  });
  if (quotes.length > 0) await store.insertUnasked(deps.database.sql, agentId, quotes);
  return quotes.map((quote) => quote.id);
}
