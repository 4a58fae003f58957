import { expect } from 'vitest';
import { inquiryOf } from '../../src/delivery/model.ts';
import { claimDue } from '../../src/delivery/store.ts';
import type { Lane } from '../../src/engine/lane.ts';
import { createReferenceLane } from '../../src/engine/reference-lane.ts';
import { addRules } from '../../src/fees/service.ts';
import { minor } from '../../src/kernel/money.ts';
import { seededBytes, uniformBelow } from '../../src/kernel/random.ts';
import { hubOwner } from '../../src/ledger/chart.ts';
import type { AcceptedBasket } from '../../src/payments/answers.ts';
import type { AcceptBasket } from '../../src/payments/commands.ts';
import { cutOff, makeBooks, type Books } from './books.ts';
import { deliverTo } from './fake-provider.ts';
import { losingDatabase } from './losing-database.ts';
import type { MoodyProvider } from './moody-provider.ts';
import { settlementOf } from './settlement.ts';

const minute = 60_000;
const hour = 60 * minute;
const rounds = 16;
/** The days of an unlucky seed go on until there is something to look at. */
const fewestPayments = 12;
const mostRounds = 100;

/** What the test knows by itself: from the answers it got and from the provider's own books, never from the hub's. */
export interface Model {
  readonly payments: {
    id: string;
    settlementDay: string;
    agentId: string;
    reference: string;
    charged: bigint;
    amount: bigint;
  }[];
  readonly baskets: { command: AcceptBasket; basket: AcceptedBasket }[];
  readonly abandoned: AcceptBasket[];
  readonly askedToReverse: Set<string>;
  readonly reversedAtOnce: Set<string>;
  readonly deposits: Map<string, bigint>;
}

export interface World {
  readonly books: Books;
  /** The reference loses the answer to every tenth COMMIT or so. */
  readonly lane: Lane;
  readonly provider: MoodyProvider;
  readonly model: Model;
  readonly draw: (below: number) => number;
}

const gone = new Error('a process that died');

/** Each action draws what it needs at once, so that the same seed begins the same things, however they then interleave. */
const actions: { weight: number; begin: (world: World) => () => Promise<unknown> }[] = [
  { weight: 30, begin: accept },
  { weight: 8, begin: replay },
  { weight: 6, begin: abandon },
  { weight: 16, begin: reverse },
  { weight: 18, begin: deliver },
  { weight: 6, begin: claimAndDie },
  { weight: 6, begin: close },
  { weight: 4, begin: deposit },
];

function accept({ books, lane, model, draw }: World) {
  const agentId = draw(3) === 0 ? books.post : books.bank;
  const amounts = Array.from({ length: 1 + draw(3) }, () => 1 + draw(3000));
  const wanted = { agentId, providerId: draw(4) === 0 ? books.water : books.gas };
  return async () => {
    const command = await books.basket(amounts, wanted);
    // The agent's network is bad, too: sometimes the same request arrives twice at once.
    const outcomes = await Promise.all([lane.accept(command), lane.accept(command)]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: outcomes[0].kind });
    const [outcome] = outcomes;
    if (outcome.kind === 'accepted') remember(model, command, outcome.basket);
    else expect(outcome.refusal.code).toBe('insufficient_position');
  };
}

function remember(model: Model, command: AcceptBasket, basket: AcceptedBasket): void {
  model.baskets.push({ command, basket });
  for (const line of basket.payments) {
    const charged = BigInt(line.amount) + BigInt(line.fee) + BigInt(line.vat);
    const { id, settlementDay, receiptNumber: reference } = line;
    model.payments.push({
      id,
      settlementDay,
      agentId: command.agentId,
      reference,
      charged,
      amount: BigInt(line.amount),
    });
  }
}

function replay({ lane, model, draw }: World) {
  const known = model.baskets[draw(model.baskets.length || 1)];
  return async () => {
    if (known)
      expect(await lane.accept(known.command)).toEqual({ kind: 'accepted', basket: known.basket, replayed: true });
  };
}

function abandon({ books, lane, model, draw }: World) {
  const known = draw(2) === 0 ? model.baskets[draw(model.baskets.length || 1)] : undefined;
  return async () => {
    const command = known?.command ?? (await books.basket([1 + draw(500)]));
    const [outcome, late] = await Promise.all([
      lane.abandon({ agentId: command.agentId, key: command.key }),
      lane.accept(command),
    ]);
    if (outcome.kind === 'abandoned') {
      expect(late).toMatchObject({ refusal: { code: 'key_abandoned' } });
      model.abandoned.push(command);
    } else if (late.kind === 'accepted' && !known) remember(model, command, late.basket);
  };
}

function reverse({ books, lane, model, draw }: World) {
  const payment = model.payments[draw(model.payments.length || 1)];
  return async () => {
    if (!payment) return;
    const { id, settlementDay, agentId } = payment;
    const wish = { payment: { id, settlementDay }, requestedBy: 'teller', reason: 'chance', canCancel: true };
    const stranger = agentId === books.bank ? books.post : books.bank;
    expect(await lane.reverse({ ...wish, agentId: stranger })).toEqual({ kind: 'refused', code: 'not_found' });
    const outcome = await lane.reverse({ ...wish, agentId });
    if (outcome.kind !== 'refused') model.askedToReverse.add(id);
    if (outcome.kind === 'reversed') model.reversedAtOnce.add(id);
  };
}

function deliver({ books, lane, provider, draw }: World) {
  const worker = `worker-${draw(3)}`;
  const providerId = draw(4) === 0 ? books.water : books.gas;
  const diesAfter = draw(3) === 0 ? 1 + draw(6) : Number.POSITIVE_INFINITY;
  let booked = 0;
  const resolve: Lane['resolve'] = (command) => {
    booked += 1;
    return booked >= diesAfter ? Promise.reject(gone) : lane.resolve(command);
  };
  return () => deliverTo(books, provider, { worker, resolve, reverse: lane.reverse }).run(providerId);
}

function claimAndDie({ books, provider, draw }: World) {
  const limit = 1 + draw(3);
  const inquiry = inquiryOf(provider.traits);
  const { sql } = books.database.db;
  const now = books.clock.now();
  return () => claimDue(sql, { providerId: books.gas, inquiry, limit, worker: 'dead', now, leaseMs: 3 * minute });
}

function close({ books, lane, draw }: World) {
  const diesAfter = draw(2) === 0 ? 1 + draw(3) : Number.POSITIVE_INFINITY;
  if (draw(2) === 0) books.clock.advanceMs(24 * hour);
  let moved = 0;
  const move: Lane['move'] = (command) => {
    moved += 1;
    return moved >= diesAfter ? Promise.reject(gone) : lane.move(command);
  };
  return () => settlementOf(books, { cut: lane.cut, move }).closeDue();
}

function deposit({ books, lane, model, draw }: World) {
  const amount = minor(BigInt(1 + draw(5000)));
  const key = `deposit:${books.ids.uuid()}`;
  const from = { kind: 'bank_mirror', ownerId: hubOwner, currency: 'AZN' } as const;
  const to = { kind: 'agent_position', ownerId: books.bank, currency: 'AZN' } as const;
  return async () => {
    await Promise.all([1, 2].map(() => lane.move({ key, kind: 'deposit', from, to, amount })));
    model.deposits.set(books.bank, (model.deposits.get(books.bank) ?? 0n) + amount);
  };
}

export async function makeWorld(
  seed: string,
  provider: MoodyProvider,
  kind: 'reference' | 'writer' = 'reference',
): Promise<World> {
  const books = await makeBooks({ seed, poolMax: 20, lane: kind });
  const bytes = seededBytes(`actions ${seed}`);
  const draw = (below: number) => uniformBelow(bytes, below);
  const losses = seededBytes(`losses ${seed}`);
  const db = losingDatabase(books.database.db, () => {
    const roll = uniformBelow(losses, 100);
    return roll < 6 ? 'applied' : roll < 12 ? 'undone' : null;
  });
  const lossy = createReferenceLane({ db, lane: 1, cutOff, stampTime: async () => books.clock.now() });
  const lane = kind === 'reference' ? lossy : books.lane;
  const slabs = [{ upTo: null, flat: minor(3n), ratePpm: 10_000 }];
  const rule = { version: 1, providerId: null, agentId: null, channel: null, currency: 'AZN', slabs } as const;
  const bounds = { minFee: minor(0n), maxFee: null, vatRatePpm: 180_000, validFrom: '2026-01-01', validTo: null };
  await addRules(books.database.db.sql, [
    { ...rule, ...bounds, id: books.ids.uuid(), bearer: 'payer' },
    { ...rule, ...bounds, id: books.ids.uuid(), bearer: 'provider' },
  ]);
  const model: Model = {
    ...{ payments: [], baskets: [], abandoned: [] },
    ...{ askedToReverse: new Set<string>(), reversedAtOnce: new Set<string>(), deposits: new Map<string, bigint>() },
  };
  return { books, lane, provider, model, draw };
}

function drawAction(world: World): () => Promise<unknown> {
  let left = world.draw(actions.reduce((sum, action) => sum + action.weight, 0));
  const action = actions.find(({ weight }) => (left -= weight) < 0);
  if (!action) throw new Error('weights');
  return action.begin(world);
}

export async function live(world: World): Promise<void> {
  const isLivedEnough = (round: number) => round >= rounds && world.model.payments.length >= fewestPayments;
  for (let round = 0; round < mostRounds && !isLivedEnough(round); round += 1) {
    world.books.clock.advanceMs(world.draw(4) === 0 ? world.draw(15 * minute) : world.draw(20_000));
    const begun = Array.from({ length: 1 + world.draw(4) }, () => drawAction(world));
    const ended = await Promise.allSettled(begun.map((run) => run()));
    for (const one of ended) if (one.status === 'rejected' && one.reason !== gone) throw one.reason;
  }
}

/** Everybody behaves for long enough that whatever can end has ended, and every day is closed. */
export async function comeToRest({ books, provider }: World): Promise<void> {
  provider.calmDown();
  for (let hours = 0; hours < 6; hours += 1) {
    books.clock.advanceMs(hour);
    for (const providerId of [books.gas, books.water]) await deliverTo(books, provider).run(providerId);
  }
  books.clock.advanceMs(24 * hour);
  await settlementOf(books).closeDue();
}
