import { describe, expect, it } from 'vitest';
import { batchNumbers } from '../../src/bench/load.ts';
import { counterAt, type Market, quoteAt } from '../../src/bench/market.ts';

const market: Market = {
  agents: Array.from({ length: 8 }, (_, agent) => ({ id: `agent-${agent}`, clientId: `bank-${agent}`, tellers: [] })),
  providerIds: Array.from({ length: 10 }, (_, provider) => `provider-${provider}`),
  accounts: 101,
};
const quotes = Array.from({ length: 20_000 }, (_, n) => quoteAt(market, n));

describe('the quotes of the market', () => {
  it('are as unique as real ones, and grow with time', () => {
    const ids = quotes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('never ask for the same amount of the same account twice', () => {
    const seen = new Set(quotes.map(({ providerId, account, amount }) => `${providerId} ${account} ${amount}`));
    expect(seen.size).toBe(quotes.length);
  });

  it('go to one busy provider and to all others, through all agents', () => {
    const busy = quotes.filter(({ providerId }) => providerId === 'provider-0').length;
    expect(busy / quotes.length).toBeCloseTo(0.6);
    expect(new Set(quotes.map(({ providerId }) => providerId)).size).toBe(10);
    expect(new Set(quotes.map(({ agentId }) => agentId)).size).toBe(8);
    expect(new Set(quotes.map((_, n) => counterAt(n).teller)).size).toBe(25);
  });

  it('are each paid once by batches, and a batch has one agent', () => {
    const batches = Array.from({ length: 16 }, (_, call) => batchNumbers({ first: 40, batchSize: 5 }, 8, call));
    expect(batches.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, n) => 40 + n));
    for (const batch of batches) {
      expect(new Set(batch.map((n) => quoteAt(market, n).agentId)).size).toBe(1);
    }
  });
});
