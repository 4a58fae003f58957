import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeRestAdapter } from '../../adapters/native-rest/adapter.ts';
import type { Simulator } from '../../adapters/kit/simulated-protocol.ts';
import { startNativeRestSimulator } from '../../adapters/native-rest/simulator.ts';
import { createDeliverer } from '../../src/delivery/deliverer.ts';
import { defaultDeliverySettings } from '../../src/delivery/model.ts';
import type { HttpPort } from '../../src/kernel/adapter.ts';
import { minor, zero } from '../../src/kernel/money.ts';
import { loopback } from '../../src/platform/http-client/address-policy.ts';
import { createHttpClient } from '../../src/platform/http-client/http-client.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';

const second = 1_000;
const most = 8;
const baskets = 3;
const linesPerBasket = 50;
const account = '100200300';

describe('a provider that comes back after hours', () => {
  let books: Books;
  let desk: Desk;
  let simulator: Simulator;
  const http = createHttpClient({ privateNetworks: loopback });
  /** Calls of each company as its wire sees them: how many at once, and to which references in which order. */
  const calls = new Map<string, { underWay: number; peak: number; begun: number }>();
  const heard: string[] = [];

  beforeAll(async () => {
    books = await makeBooks();
    await books.lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: -100_000_000n });
    desk = deskOf(books);
    simulator = await startNativeRestSimulator({ clock: books.clock });
    const customer = { number: account, holderName: 'Əliyev Vüqar', address: null, proofCode: null, line: null };
    for (const code of ['gas', 'water']) {
      const accounts = [{ ...customer, bills: [], credit: zero, active: true }];
      simulator.registerProvider(code, {
        currency: 'AZN',
        accounts,
        authorization: 'Bearer sample-key-of-gas',
        maximum: minor(100_000n),
      });
    }
  });
  afterAll(async () => {
    await simulator.close();
    await http.close();
    await books.close();
  });

  const watched = (code: string): HttpPort => ({
    ...http,
    async request(request) {
      const seen = calls.get(code) ?? { underWay: 0, peak: 0, begun: 0 };
      calls.set(code, seen);
      seen.underWay += 1;
      seen.begun += 1;
      seen.peak = Math.max(seen.peak, seen.underWay);
      const reference = /payments\/([0-9]+)/.exec(request.url)?.[1];
      if (code === 'gas' && reference !== undefined) heard.push(reference);
      try {
        return await http.request(request);
      } finally {
        seen.underWay -= 1;
      }
    },
  });
  const deliverer = () =>
    createDeliverer({
      ...{ db: books.database.db, clock: books.clock, ids: books.ids, worker: 'w' },
      ...{ resolve: books.lane.resolve, reverse: books.lane.reverse, settings: defaultDeliverySettings },
      async connect(providerId) {
        const code = providerId === books.gas ? 'gas' : 'water';
        const { endpoint } = simulator.provider(code);
        const port = nativeRestAdapter.connect(
          {
            ...{ providerCode: code, currency: 'AZN', endpoint, settings: { key: 'sample-key-of-gas' } },
            timeouts: { queryMs: 5_000, payMs: 5_000 },
          },
          watched(code),
        );
        return { providerId, port, traits: nativeRestAdapter.metadata, maxConcurrency: most };
      },
    });

  it('is tried by one payment first, then told of all, oldest first, and never of more at once than it allows', async () => {
    const references: string[] = [];
    for (let n = 0; n < baskets; n += 1) {
      const amounts = Array.from({ length: linesPerBasket }, (_, line) => 100 + n * linesPerBasket + line);
      const outcome = await books.lane.accept(await books.basket(amounts, { account }));
      if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
      references.push(...outcome.basket.payments.map((line) => line.receiptNumber));
    }
    const worker = deliverer();
    await simulator.stopListening();
    // Hours of the sweep, each of which finds the provider gone.
    for (let n = 0; n < 40; n += 1) {
      await worker.run(books.gas);
      books.clock.advanceMs(300 * second);
    }
    const tried = calls.get('gas')?.begun ?? 0;
    expect(tried).toBeGreaterThan(10);
    expect(tried).toBeLessThan(100);
    await simulator.listenAgain();
    const [other] = [await desk.pay(100, { providerId: books.water, account })];
    calls.clear();
    heard.length = 0;
    const [gas, water] = await Promise.all([worker.run(books.gas), worker.run(books.water)]);
    expect([gas, water]).toEqual([references.length, 1]);
    expect(await desk.stateOf(other.id)).toBe('confirmed');
    expect(calls.get('gas')).toEqual({ underWay: 0, peak: most, begun: references.length });
    // Payments under way at once may overtake one another on the wire, by less than their number.
    const order = heard.map((reference) => references.indexOf(reference));
    const strays = order.slice(1).filter((place, index) => Math.abs(place - index) > most);
    expect(strays).toEqual([]);
    expect(
      simulator
        .books('gas')
        .payments()
        .every((payment) => payment.credits === 1),
    ).toBe(true);
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  }, 300_000);
});
