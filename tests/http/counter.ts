import { expect } from 'vitest';
import type { Answer, ApiFixture, Call } from './api-fixture.ts';
import type { TestCounter } from './hub-fixture.ts';
import { accountNumber } from './providers.ts';

export interface ShownQuote {
  readonly quoteId: string;
  readonly expiresAt: string;
  readonly balance: unknown;
  readonly suggested: unknown;
  readonly fees: unknown;
  readonly rule: unknown;
  readonly bills: readonly unknown[];
  readonly holder: { readonly name: string | null; readonly address: string | null };
}

export interface ShownLine {
  readonly provider: string;
  readonly account: string;
  readonly status: string;
  readonly code: string | null;
  readonly reason: string | null;
  readonly linkId: string | null;
  readonly quote: ShownQuote | null;
  readonly wanted: unknown;
  readonly lastKnown: unknown;
}

export interface ShownBasket {
  readonly basketId: string;
  readonly total: { readonly amount: string; readonly currency: string };
  readonly payments: readonly {
    readonly id: string;
    readonly receiptNumber: string;
    readonly provider: string;
    readonly verifyPath: string;
  }[];
}

const used = new WeakMap<ApiFixture, number>();

/** An account that nobody has paid yet in this hub. */
export function freshAccount(api: ApiFixture): string {
  const next = (used.get(api) ?? 0) + 1;
  used.set(api, next);
  return accountNumber(next);
}

let lastKey = 0;
export const newKey = () => `key-${(lastKey += 1)}`;

export const azn = (amount: string) => ({ amount, currency: 'AZN' });

/** What a counter does all day. */
export function counterOf(api: ApiFixture, at: TestCounter) {
  const linesOf = (answer: Answer) => {
    expect(answer.statusCode).toBe(200);
    return answer.json<{ lines: ShownLine[] }>().lines;
  };

  async function quote(provider = 'gas', account = freshAccount(api)): Promise<string> {
    const [line] = linesOf(await api.post('/v1/debts', { as: at, body: { provider, account } }));
    if (!line?.quote) throw new Error(`no quote: ${JSON.stringify(line)}`);
    return line.quote.quoteId;
  }

  const pay = (key: string, body: unknown, what: Call = {}) =>
    api.post('/v1/payments', { as: at, body, ...what, headers: { 'idempotency-key': key, ...what.headers } });

  /** A basket of one line for a new account. */
  const basket = async (amount = '23.15', provider = 'gas') => ({
    lines: [{ quoteId: await quote(provider), amount: azn(amount) }],
  });

  /** Pays one new account and returns the first payment of the basket. */
  async function paid(amount = '23.15', provider = 'gas', account?: string) {
    const quoteId = await quote(provider, account);
    const key = newKey();
    const answer = await pay(key, { lines: [{ quoteId, amount: azn(amount) }] });
    expect(answer.statusCode).toBe(201);
    const [payment] = answer.json<ShownBasket>().payments;
    if (!payment) throw new Error('no payment');
    return { ...payment, key, quoteId };
  }

  return { at, linesOf, quote, basket, pay, paid };
}
