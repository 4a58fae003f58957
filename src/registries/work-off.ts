import type { DebtTarget, Asker } from '../debts/model.ts';
import { lineRefusal } from '../debts/model.ts';
import { present } from '../kernel/assert.ts';
import type { AcceptResult, Collector } from '../payments/api.ts';
import { asksForDebt } from '../providers/amount-rule.ts';
import type { Provider } from '../providers/model.ts';
import type { LineOutcome, Registry, RegistryLine } from './model.ts';
import type { RegistryDeps } from './service.ts';
import * as store from './store.ts';

/** Lines that are handed to the lane together. */
const linesPerPart = 500;
/** Parts of one registry in one run: a run ends, so that it cannot hold a job for ever. */
const partsPerRun = 40;
/** Accounts that one question to providers may name. */
const accountsPerQuestion = 100;
/** A worker that has not finished a part by then is taken for dead. */
const leaseMs = 60_000;

interface Decided {
  readonly line: number;
  readonly outcome: LineOutcome;
}

/**
 * Works on the oldest registry that nobody holds. Whatever happens, a line is asked for by the same key and the same quote:
 * two workers at once, or one that died, make one payment.
 */
export async function workOff(deps: RegistryDeps): Promise<number> {
  const { sql } = deps.db;
  const registry = await store.claimRegistry(sql, deps.clock.now(), leaseEnd(deps));
  if (!registry) return 0;
  let count = 0;
  try {
    for (let part = 0; part < partsPerRun; part += 1) {
      const lines = await store.selectWaiting(sql, registry.id, linesPerPart);
      const decided = lines.length === 0 ? [] : await decidePart(deps, registry, lines);
      await store.updateOutcomes(sql, registry.id, decided);
      count += decided.length;
      // Nothing waits any more, or what waits has no answer for now: the next run asks again.
      if (decided.length < lines.length || lines.length < linesPerPart) break;
      await store.updateLease(sql, registry.id, leaseEnd(deps));
    }
    await store.finishRegistry(sql, registry.id, deps.clock.now());
  } finally {
    await store.updateLease(sql, registry.id, null);
  }
  return count;
}

function leaseEnd(deps: RegistryDeps): Date {
  return new Date(deps.clock.now().getTime() + leaseMs);
}

async function decidePart(deps: RegistryDeps, registry: Registry, lines: readonly RegistryLine[]): Promise<Decided[]> {
  const refused = await quoteLines(deps, registry, lines);
  // Read again: another worker may have been first with a quote.
  const quoted = (await store.selectWaiting(deps.db.sql, registry.id, lines.length)).flatMap((line) =>
    line.quoteId === null ? [] : [{ ...line, quoteId: line.quoteId }],
  );
  const collector: Collector = {
    agentId: registry.agentId,
    outletId: registry.outletId,
    tellerId: registry.tellerId,
    channel: 'bulk',
  };
  const outcomes = await deps.payments.acceptMany(
    collector,
    quoted.map(({ key, currency, quoteId, amount, confirmDuplicate }) => {
      const confirmed = confirmDuplicate ? (['possible_duplicate'] as const) : [];
      return { key, currency, lines: [{ quoteId, amount, confirmed }], paymentCode: null };
    }),
  );
  const taken = outcomes.flatMap((outcome, index): Decided[] => {
    const { line } = present(quoted[index], 'the line of an outcome');
    // Nobody knows what became of it: it waits, and the same again will tell.
    return outcome.status === 'rejected' ? [] : [{ line, outcome: outcomeOf(outcome.value) }];
  });
  return [...refused, ...taken];
}

function outcomeOf(result: AcceptResult): LineOutcome {
  if (!result.ok) return { state: 'refused', code: result.error.code };
  return { state: 'accepted', payment: present(result.value.basket.payments[0], 'the payment of a line') };
}

/** Gives every line without a quote one, and returns those that cannot have any. */
async function quoteLines(deps: RegistryDeps, registry: Registry, lines: readonly RegistryLine[]): Promise<Decided[]> {
  const missing = lines.filter((line) => line.quoteId === null);
  if (missing.length === 0) return [];
  const providers = await deps.providers.findMany(missing.map((line) => line.providerId));
  const asker: Asker = { kind: 'agent', agentId: registry.agentId };
  const refused: Decided[] = [];
  const unasked: { line: RegistryLine; provider: Provider }[] = [];
  const asked: RegistryLine[] = [];
  for (const line of missing) {
    const provider = present(providers.get(line.providerId), 'the provider of a line');
    if (provider.state !== 'active') refused.push(refusedLine(line, 'provider_disabled'));
    else if (asksForDebt(provider.rule)) asked.push(line);
    else unasked.push({ line, provider });
  }
  const made = await deps.debts.quoteUnasked(
    registry.agentId,
    unasked.map(({ line, provider }) => ({ provider, account: line.account })),
  );
  const quotes = unasked.map(({ line }, index) => ({ line: line.line, quoteId: present(made[index], 'a quote') }));
  for (let start = 0; start < asked.length; start += accountsPerQuestion) {
    const some = asked.slice(start, start + accountsPerQuestion);
    const answers = await deps.debts.queryDebts(asker, some.map(targetOf));
    for (const [index, answer] of answers.entries()) {
      const line = present(some[index], 'the line of an answer');
      if (answer.kind === 'quoted') quotes.push({ line: line.line, quoteId: answer.quote.id });
      else refused.push(refusedLine(line, present(lineRefusal(answer), 'a reason').code));
    }
  }
  await store.updateQuotes(deps.db.sql, registry.id, quotes);
  return refused;
}

function refusedLine({ line }: RegistryLine, code: (LineOutcome & { state: 'refused' })['code']): Decided {
  return { line, outcome: { state: 'refused', code } };
}

function targetOf(line: RegistryLine): DebtTarget {
  const input = { account: line.account, fields: {} };
  return { key: String(line.line), providerId: line.providerId, input, unmasked: false };
}
