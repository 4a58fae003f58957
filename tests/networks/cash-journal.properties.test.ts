import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import type { CashEvent } from '../../src/networks/cash.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { type ApiFixture, apiFixture, codeOf } from '../http/api-fixture.ts';
import { azn, counterOf, newKey, type ShownBasket } from '../http/counter.ts';
import { addTeller } from '../http/drawer-desk.ts';
import type { TestCounter } from '../http/hub-fixture.ts';
import { accountNumber } from '../http/providers.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
  // Whoever changes what another one took is a supervisor.
  const { agent, teller } = api.counters.kiosk;
  const byHub = { kind: 'hub', actor: { kind: 'system', id: null } } as const;
  valueOf(await api.hub.agents.changeTeller(byHub, agent.id, { tellerCode: teller.code, role: 'supervisor' }));
});
afterAll(() => api.close());

/** Many days of terminals on a busy machine; nothing here is about how long. */
const timeout = 240_000;

const note = fc.constantFrom(100, 500, 1_000, 2_000);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('pay' as const),
      notes: fc.array(note, { minLength: 1, maxLength: 4 }),
      change: fc.integer({ min: 0, max: 90 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('another service' as const), isOld: fc.boolean(), byOther: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('returned' as const, 'rejected' as const), note }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('collected' as const), missing: fc.constantFrom(0, 0, 100) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A terminal with what lies in its box, and its own journal of how that came. */
interface Device {
  readonly at: TestCounter;
  readonly events: CashEvent[];
  /** Since the box was emptied; minor units. */
  box: { notes: number; amount: number; backNotes: number; back: number };
  /** Payments since then by id, with their amounts. */
  paid: Map<string, number>;
  /** Payments whose notes were collected. */
  paidBefore: Map<string, number>;
  collection: { counted: number; difference: number } | null;
}

const emptyBox = () => ({ notes: 0, amount: 0, backNotes: 0, back: 0 });
const manat = (amount: number) => azn((amount / 100).toFixed(2));
let accounts = 0;
const nextAccount = () => accountNumber(1 + (accounts++ % 150));

function tell(device: Device, kind: CashEvent['kind'], amount: number): void {
  const number = device.events.length + 1;
  device.events.push({ number, kind, currency: 'AZN', amount: minor(BigInt(amount)), occurredAt: api.clock.now() });
}

async function pay(device: Device, { notes, change }: Step & { what: 'pay' }): Promise<void> {
  for (const one of notes) {
    tell(device, 'stacked', one);
    device.box.notes += 1;
    device.box.amount += one;
  }
  const sum = notes.reduce((total, one) => total + one, 0);
  const amount = Math.max(100, sum - change);
  const counter = counterOf(api, device.at);
  const lines = [{ quoteId: await counter.quote('gas', nextAccount()), amount: manat(amount) }];
  const answer = await counter.pay(newKey(), { lines, confirmDuplicate: true });
  expect(answer.statusCode, answer.body).toBe(201);
  device.paid.set(answer.json<ShownBasket>().payments[0]?.id ?? '', amount);
}

/** The payer chose the wrong service: the money stays in the box, and pays another one. */
async function redirect(device: Device, { isOld, byOther }: Step & { what: 'another service' }): Promise<void> {
  const paid = isOld ? device.paidBefore : device.paid;
  const [[paymentId, amount] = []] = paid;
  if (paymentId === undefined || amount === undefined) return;
  const at = byOther ? api.counters.kiosk : device.at;
  const quoteId = await counterOf(api, at).quote('gas', nextAccount());
  const headers = { 'idempotency-key': newKey() };
  const body = { paymentId, quoteId };
  const changed = await api.post('/v1/kiosk/redirects', { as: at, headers, body });
  const { state, basket } = changed.json<{ state: string; basket: ShownBasket }>();
  expect([state, basket.total]).toEqual(['paid', manat(amount)]);
  // Asked again with a key of its own, the same notes pay nothing more.
  const again = { quoteId: await counterOf(api, at).quote('gas', nextAccount()), paymentId };
  const retried = await api.post('/v1/kiosk/redirects', {
    as: at,
    headers: { 'idempotency-key': newKey() },
    body: again,
  });
  expect(codeOf(retried)).toBe('already_reversed');
  paid.delete(paymentId);
  // Redirected money may be redirected again.
  paid.set(basket.payments[0]?.id ?? '', amount);
}

async function play(device: Device, day: readonly Step[]): Promise<void> {
  for (const one of day) {
    api.clock.advanceMs(1_000);
    switch (one.what) {
      case 'pay':
        await pay(device, one);
        break;
      case 'another service':
        await redirect(device, one);
        break;
      case 'returned':
      case 'rejected':
        tell(device, one.what, one.note);
        device.box.backNotes += 1;
        device.box.back += one.note;
        break;
      case 'collected': {
        const counted = Math.max(0, device.box.amount - one.missing);
        tell(device, 'collected', counted);
        device.collection = { counted, difference: device.box.amount - counted };
        device.box = emptyBox();
        device.paidBefore = new Map([...device.paidBefore, ...device.paid]);
        device.paid = new Map();
      }
    }
  }
}

test(
  'whatever a terminal does, its notes are its payments and the change that payers left, and a collection tells what is missing',
  { timeout },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 14 }),
        fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
        async (day, order) => {
          const at = await addTeller(api, api.counters.kiosk);
          const device: Device = {
            at,
            events: [],
            box: emptyBox(),
            paid: new Map(),
            paidBefore: new Map(),
            collection: null,
          };
          await play(device, [{ what: 'pay', notes: [2_000], change: 0 }, ...day]);
          // The journal comes in any order, in pieces and twice.
          const shuffled = device.events
            .map((event, index) => ({ event, rank: order[index % order.length] ?? 0 }))
            .toSorted((a, b) => a.rank - b.rank)
            .map(({ event }) => event);
          const half = Math.ceil(shuffled.length / 2);
          await api.hub.networks.record(at.teller.id, shuffled.slice(0, half));
          const received = await api.hub.networks.record(at.teller.id, shuffled);
          expect(received).toEqual({ added: shuffled.length - half, repeated: half, conflicts: [], gaps: [] });
          const paid = [...device.paid.values()].reduce((sum, amount) => sum + amount, 0);
          expect(await api.hub.networks.report(at.teller.id)).toMatchObject([
            {
              currency: 'AZN',
              stacked: { notes: device.box.notes, amount: BigInt(device.box.amount) },
              givenBack: { notes: device.box.backNotes, amount: BigInt(device.box.back) },
              payments: { count: device.paid.size, amount: BigInt(paid) },
              difference: BigInt(device.box.amount - paid),
              lastCollection: device.collection && {
                counted: BigInt(device.collection.counted),
                difference: BigInt(device.collection.difference),
              },
            },
          ]);
        },
      ),
      {
        numRuns: 6,
        // Money of before a collection changes its service twice after it, the second time at another device.
        examples: [
          [
            [
              { what: 'collected', missing: 100 },
              { what: 'pay', notes: [500], change: 10 },
              { what: 'another service', isOld: true, byOther: false },
              { what: 'another service', isOld: true, byOther: true },
            ],
            [3, 1, 4, 1, 5, 9, 2, 6],
          ],
        ],
      },
    );
    const { findings } = await verifyBooks({ db: api.database.db, clock: api.clock });
    expect(findings).toEqual([]);
  },
);
