import type { AccountInput, DebtAnswer, InputField } from '../kernel/adapter.ts';
import { assert } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Database } from '../platform/database/sql.ts';
import { zero } from '../kernel/money.ts';
import { parseAccountInput } from '../providers/account-input.ts';
import { asksForDebt } from '../providers/amount-rule.ts';
import type { ProviderService } from '../providers/api.ts';
import type { ProviderCalls } from '../providers/calls.ts';
import type { AmountRule, Provider } from '../providers/model.ts';
import { answerProblem, holderView } from './answer.ts';
import { type DebtService, maxTargets } from './api.ts';
import type { Asker, DebtLine, DebtTarget, Quote, UnavailableReason } from './model.ts';
import * as store from './store.ts';

export interface DebtServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly providers: Pick<ProviderService, 'get' | 'findMany' | 'connectTo'>;
  readonly calls: ProviderCalls;
  /** How long a quote may be paid; fifteen minutes unless said otherwise. */
  readonly quoteTtlMs?: number;
  /** Told when a provider answered what must not be shown: somebody should look at its end of the wire. */
  readonly onBadAnswer?: (event: { readonly providerCode: string; readonly reason: UnavailableReason }) => void;
}

const defaultQuoteTtlMs = 15 * 60_000;

/** Expired quotes stay this long, so that a question about a payment finds what was quoted. */
const quoteRetentionMs = 24 * 3_600_000;

export function createDebtService(deps: DebtServiceDeps): DebtService {
  const { database } = deps;

  async function queryDebts(asker: Asker, targets: readonly DebtTarget[]): Promise<readonly DebtLine[]> {
    return Promise.all(await askAll(deps, asker, targets));
  }

  return {
    queryDebts,
    streamDebts: (asker, targets) => streamLines(() => askAll(deps, asker, targets)),
    lookUpAccount: (asker, providerId, typed) => lookUpAccount(deps, asker, { providerId, typed }),
    quoteUnasked: (agentId, accounts) => quoteUnasked(deps, agentId, accounts),
    quoteCollected: (agentId, accounts) => quoteCollected(deps, agentId, accounts),
    getQuote: async (asker, quoteId) => {
      const quote = await store.selectQuoteOf(database.sql, asker, quoteId);
      return quote ? ok(quote) : err(refusal('not_found'));
    },
    findQuotes: async (sql, quoteIds) => {
      const quotes = await store.selectQuotes(sql, [...new Set(quoteIds)]);
      return new Map(quotes.map((quote) => [quote.id, quote]));
    },
    sweepQuotes: (limit) => {
      const before = new Date(deps.clock.now().getTime() - quoteRetentionMs);
      return store.deleteQuotesExpiredBefore(database.sql, before, limit);
    },
  };
}

/** Asks for every target at once; the promises are the lines, in the order of the targets. */
async function askAll(
  deps: DebtServiceDeps,
  asker: Asker,
  targets: readonly DebtTarget[],
): Promise<readonly Promise<DebtLine>[]> {
  assert(targets.length <= maxTargets, `at most ${maxTargets} accounts in one question`);
  const providers = await deps.providers.findMany(targets.map((target) => target.providerId));
  return targets.map((target) => {
    const provider = providers.get(target.providerId);
    return provider ? askOne(deps, asker, { target, provider }) : Promise.resolve(lineOf(target, 'internal'));
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
  deps: DebtServiceDeps,
  asker: Asker,
  account: { readonly providerId: string; readonly typed: AccountInput },
): Promise<Result<DebtLine, Refusal>> {
  const found = await deps.providers.get(account.providerId);
  if (!found.ok) return found;
  const provider = found.value;
  const input = parseAccountInput(provider, account.typed, 'ask');
  if (!input.ok) return input;
  const target = { key: input.value.account, providerId: provider.id, input: input.value, unmasked: false };
  return ok(await askOne(deps, asker, { target, provider }));
}

interface Question {
  readonly target: DebtTarget;
  readonly provider: Provider;
}

async function askOne(deps: DebtServiceDeps, asker: Asker, question: Question): Promise<DebtLine> {
  const { target, provider } = question;
  if (provider.state !== 'active') return unavailableLine(deps, target, provider.state);
  const outcome = await deps.calls.ask(provider, async () => {
    const { port } = await deps.providers.connectTo(provider);
    return port.debt(target.input);
  });
  if (!outcome.ok) return unavailableLine(deps, target, outcome.error);
  switch (outcome.value.kind) {
    case 'answered':
      return answeredLine(deps, asker, { ...question, answer: outcome.value.answer });
    case 'no-such-account':
      return { ...baseOf(target), kind: 'no-such-account' };
    case 'proof-refused':
      return { ...baseOf(target), kind: 'refused', reason: 'proof' };
    case 'refused':
      return { ...baseOf(target), kind: 'refused', reason: 'account' };
    case 'unavailable':
      return unavailableLine(deps, target, 'not_answering');
  }
}

async function answeredLine(
  deps: DebtServiceDeps,
  asker: Asker,
  answered: Question & { readonly answer: DebtAnswer },
): Promise<DebtLine> {
  const { target, provider, answer } = answered;
  const problem = answerProblem(provider, target.input, answer);
  if (problem) {
    deps.onBadAnswer?.({ providerCode: provider.code, reason: problem });
    return unavailableLine(deps, target, problem);
  }
  const quote = makeQuote(deps, asker, answered);
  await store.insertQuote(deps.database.sql, quote);
  if (quote.balanceTold) await store.upsertLastKnown(deps.database.sql, quote);
  return { ...baseOf(target), kind: 'quoted', quote, holder: holderView(answer, target.unmasked) };
}

function makeQuote(deps: DebtServiceDeps, asker: Asker, answered: Question & { readonly answer: DebtAnswer }): Quote {
  const { target, provider, answer } = answered;
  const obtainedAt = deps.clock.now();
  return {
    id: deps.ids.uuid(),
    asker,
    providerId: provider.id,
    account: target.input.account,
    fields: withoutProofs(provider.fields, target.input.fields),
    currency: answer.currency,
    balance: answer.balance,
    balanceTold: answer.balanceTold !== false,
    bills: answer.bills,
    line: answer.line,
    rule: provider.rule,
    holderNameMasked: holderView(answer, false).name,
    obtainedAt,
    expiresAt: new Date(obtainedAt.getTime() + (deps.quoteTtlMs ?? defaultQuoteTtlMs)),
  };
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
      ...{ rule, holderNameMasked: null, obtainedAt },
      expiresAt: new Date(obtainedAt.getTime() + ttlMs),
    };
  });
  if (quotes.length > 0) await store.insertUnasked(deps.database.sql, agentId, quotes);
  return quotes.map((quote) => quote.id);
}

/** A proof opens the holder's data and is not needed to pay: it is not kept with a quote. */
function withoutProofs(
  fields: readonly InputField[],
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = fields.filter((field) => !field.proof && field.name !== 'account' && Object.hasOwn(values, field.name));
  return Object.fromEntries(kept.map((field) => [field.name, values[field.name] ?? '']));
}

async function unavailableLine(
  deps: DebtServiceDeps,
  target: DebtTarget,
  reason: UnavailableReason,
): Promise<DebtLine> {
  const lastKnown = await store.selectLastKnown(deps.database.sql, target.providerId, target.input.account);
  return { ...lineOf(target, reason), lastKnown: lastKnown ?? null };
}

function lineOf(target: DebtTarget, reason: UnavailableReason): DebtLine & { kind: 'unavailable' } {
  return { ...baseOf(target), kind: 'unavailable', reason, lastKnown: null };
}

function baseOf(target: DebtTarget): { key: string; providerId: string; account: string } {
  return { key: target.key, providerId: target.providerId, account: target.input.account };
}
