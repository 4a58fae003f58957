import type { Agent } from '../agents/model.ts';
import { assert, present } from '../kernel/assert.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import { type Minor, minor } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { BenchHub } from './host.ts';
import { insertQuotes, settleQuotes } from './store.ts';

/** Who collects and who is owed in every benchmark: some banks with many counters, one busy provider, nine others. */
const agentCount = 8;
const tellersEach = 25;
export const providerCodes: readonly string[] = Array.from({ length: 10 }, (_, index) => `bench-${index}`);
/** Of ten payments so many go to the busy provider. */
const busyOfTen = 6;
/** Far below nought: a floor that is checked at every payment and refuses none. */
const cap = -1_000_000_000_000n;
const firstDay = '2020-01-01';

export interface Market {
  readonly agents: readonly MarketAgent[];
  readonly providerIds: readonly string[];
  /** Accounts at each provider, a prime number; the payments go round them. */
  readonly accounts: number;
}

interface MarketAgent {
  readonly id: string;
  readonly clientId: string;
  readonly tellers: readonly { readonly id: string; readonly outletId: string; readonly code: string }[];
}

/** Where the providers are; undefined where nobody delivers. */
export type Endpoints = ((code: string) => string) | undefined;

/** The n-th of the payments that the benchmark will ask for. */
export interface ReadyQuote {
  readonly id: string;
  readonly agentId: string;
  readonly providerId: string;
  readonly account: string;
  readonly amount: Minor;
}

/** Secret of an agent of the market; it opens a database that lives for one run. */
export function marketSecret(clientId: string): string {
  return `secret-of-the-benchmark-${clientId}`;
}

export function marketKey(code: string): string {
  return `key-of-the-benchmark-${code}-0123456789`;
}

/** Makes agents with counters and caps, providers, and fees of every kind: payer's, provider's, commission. */
export async function settleMarket(hub: BenchHub, accounts: number, endpoints: Endpoints): Promise<Market> {
  const agents: MarketAgent[] = [];
  for (let index = 0; index < agentCount; index += 1) agents.push(await settleAgent(hub, index));
  const providerIds: string[] = [];
  for (const code of providerCodes) providerIds.push(await settleProvider(hub, code, endpoints));
  await settleFees(hub);
  return { agents, providerIds, accounts };
}

async function settleAgent(hub: BenchHub, index: number): Promise<MarketAgent> {
  const code = `bench-bank-${index}`;
  const name = { az: `Bank ${index}`, ru: `Банк ${index}`, en: `Bank ${index}` };
  const agent: Agent = expected(
    await hub.agents.add({ code, kind: 'bank', name, clientId: code, secret: marketSecret(code) }),
  );
  const outlet = expected(await hub.agents.addOutlet(agent.id, { code: 'o-1', name: 'Outlet', address: 'Baku' }));
  const tellers: MarketAgent['tellers'][number][] = [];
  for (let number = 0; number < tellersEach; number += 1) {
    const teller = { outletId: outlet.id, code: `t-${number}`, name: `Teller ${number}`, dailyLimit: null };
    tellers.push(expected(await hub.agents.addTeller(agent.id, teller)));
  }
  await hub.lane.setFloor({ agentId: agent.id, currency: 'AZN', floor: cap });
  return { id: agent.id, clientId: code, tellers };
}

async function settleProvider(hub: BenchHub, code: string, endpoints: Endpoints): Promise<string> {
  const text = { az: code, ru: code, en: code };
  const field = { label: text, help: text, pattern: '^[0-9]{8}$', minLength: 8, maxLength: 8, example: '12345678' };
  const provider = expected(
    await hub.providers.add({
      ...{ code, service: 'gas', currency: 'AZN', protocol: 'native-rest', state: 'active', language: 'en' },
      names: [{ validFrom: firstDay, name: text }],
      endpoint: endpoints?.(code) ?? 'http://127.0.0.1:1',
      ...{ settings: {}, secrets: { key: marketKey(code) }, queryTimeoutMs: 5_000, payTimeoutMs: 15_000 },
      ...{ maxConcurrency: 64, duplicateWindowS: 600, invoiceDays: [], settlementMode: 'net', iban: null },
      rule: { exactness: 'any', multipleOf: null, minAmount: minor(1n), maxAmount: null },
      fields: [{ name: 'account', proof: false, ...field }],
      ...{ accountMask: null, accountPrefixes: [] },
    }),
  );
  return provider.id;
}

async function settleFees(hub: BenchHub): Promise<void> {
  const shared = { version: 1, providerId: null, agentId: null, channel: null, currency: 'AZN' } as const;
  const bounds = { minFee: minor(0n), maxFee: null, validFrom: firstDay, validTo: null, vatRatePpm: 180_000 };
  const slabs = [{ upTo: null, flat: minor(5n), ratePpm: 10_000 }];
  await hub.addFeeRules(
    (['payer', 'provider', 'commission'] as const).map((bearer) => ({
      ...{ ...shared, ...bounds, slabs, bearer, id: hub.ids.uuid() },
      vatRatePpm: bearer === 'commission' ? 0 : bounds.vatRatePpm,
    })),
  );
}

/** Unique in n, spread over agents, providers and accounts; the same account never sees the same amount twice in a run. */
export function quoteAt(market: Market, n: number): ReadyQuote {
  const { agents, providerIds, accounts } = market;
  const others = providerIds.length - 1;
  const provider = n % 10 < busyOfTen ? 0 : 1 + (Math.floor(n / 10) % others);
  const account = (n * 7919) % accounts;
  return {
    id: quoteId(n),
    agentId: present(agents[n % agents.length], 'an agent').id,
    providerId: present(providerIds[provider], 'a provider'),
    account: accountNumber(account),
    amount: amountAt(accounts, n),
  };
}

/** Eight digits, as the market's providers number their customers. */
export function accountNumber(index: number): string {
  return String(10_000_000 + index);
}

/** As the clock-ordered identifiers of real quotes: later ones are larger. */
function quoteId(n: number): string {
  return `${n.toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** Minor units: from 10 manat on. */
function amountAt(accounts: number, n: number): Minor {
  return minor(BigInt(1_000 + 7 * (n % 500) + Math.floor(n / accounts)));
}

/** Which agent and which of its tellers take the n-th payment. */
export function counterAt(n: number): { readonly agent: number; readonly teller: number } {
  return { agent: n % agentCount, teller: Math.floor(n / agentCount) % tellersEach };
}

const quotesAtOnce = 5_000;

/** Makes the quotes from `first` on, as the owner of the tables. */
export async function makeQuotes(sql: Sql, market: Market, range: { first: number; count: number }): Promise<void> {
  for (let made = 0; made < range.count; made += quotesAtOnce) {
    const size = Math.min(quotesAtOnce, range.count - made);
    const quotes = Array.from({ length: size }, (_, index) => quoteAt(market, range.first + made + index));
    await insertQuotes(sql, quotes);
  }
  await settleQuotes(sql);
}

/** What the market asks for is right: a refusal is a bug. */
function expected<T>(outcome: Result<T, Refusal>): T {
  assert(outcome.ok, `the market of the benchmark is right: ${outcome.ok ? '' : JSON.stringify(outcome.error)}`);
  return outcome.value;
}
