import { describe, expect, it } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { deskOf } from '../support/desk.ts';
import { surroundings } from '../support/environment.ts';
import { moodyProvider } from '../support/moody-provider.ts';
import { comeToRest, live, makeWorld, type Model, type World } from '../support/random-world.ts';

const characters = {
  'can be asked, and a "not found" proves nothing': { capabilities: ['status', 'cancel'] },
  'can be asked, and takes repeats safely': { capabilities: ['status', 'cancel'], repeatsAreSafe: true },
  'cannot be asked, and takes repeats safely': { capabilities: ['cancel'], repeatsAreSafe: true },
  'can be asked, and a "not found" is final after ten minutes': {
    capabilities: ['status', 'cancel'],
    notFoundIsFinalAfterMs: 600_000,
  },
} as const;

const half = 500_000n;
const million = 1_000_000n;
/** What a provider pays for a payment, tax included: 0.03 and 1 %, and 18 % on that. Written apart from the hub's own arithmetic. */
function priceOf(amount: bigint): bigint {
  const fee = 3n + (amount * 10_000n + half) / million;
  return fee + (fee * 180_000n + half) / million;
}

async function outcomesOf({ books, provider, model }: World) {
  const desk = deskOf(books);
  const rows = [];
  for (const payment of model.payments) {
    const entry = provider.entries.get(payment.reference);
    const isCredited = entry !== undefined && entry.credits > 0 && !entry.cancelled;
    const state = await desk.stateOf(payment.id);
    rows.push({ payment, state, isCredited, credits: entry?.credits ?? 0, isCancelled: entry?.cancelled ?? false });
  }
  return rows;
}
type Outcome = Awaited<ReturnType<typeof outcomesOf>>[number];

/** The state a payment must have come to, by the provider's books and the wishes of the agents. */
function expectedState({ payment, state, isCredited, isCancelled, credits }: Outcome, model: Model): string {
  const isAsked = model.askedToReverse.has(payment.id);
  if (isCredited) return 'confirmed';
  if (isCancelled || (isAsked && state !== 'unknown')) return 'reversed';
  // What was never credited is refused, or nobody will ever know: a person is asked.
  return state === 'unknown' && credits === 0 ? 'unknown' : 'rejected';
}

const days = Object.entries(characters).flatMap(([character, traits]) =>
  (['reference', 'writer'] as const).map((lane) => ({ character, traits, lane })),
);

describe.each(days)('days of the $lane lane with a provider that $character', ({ character, traits, lane }) => {
  it(`end as the model says, whatever died on the way (SEED=${surroundings.seed})`, async () => {
    const seed = `${surroundings.seed} ${character}`;
    const world = await makeWorld(seed, moodyProvider(seed, traits), lane);
    const { books, model } = world;
    await live(world);
    await comeToRest(world);

    const outcomes = await outcomesOf(world);
    expect(outcomes.length).toBeGreaterThan(10);
    expect(outcomes.filter((one) => one.credits > 1)).toEqual([]);
    expect(outcomes.map((one) => [one.payment.reference, one.state])).toEqual(
      outcomes.map((one) => [one.payment.reference, expectedState(one, model)]),
    );
    expect(outcomes.filter((one) => model.reversedAtOnce.has(one.payment.id) && one.state !== 'reversed')).toEqual([]);

    const desk = deskOf(books);
    for (const agentId of [books.bank, books.post]) {
      const kept = outcomes.filter((one) => one.payment.agentId === agentId && one.state !== 'reversed');
      const charged = kept.reduce((sum, one) => sum + one.payment.charged, 0n);
      expect(await desk.balanceOf('agent_position', agentId)).toBe((model.deposits.get(agentId) ?? 0n) - charged);
    }
    const due = outcomes.filter((one) => one.isCredited).map(({ payment }) => payment.amount - priceOf(payment.amount));
    expect(await desk.balanceOf('provider_payable')).toBe(0n);
    const paid = (await desk.balanceOf('payout_in_flight')) + (await desk.balanceOf('provider_receivable'));
    expect(paid).toBe(due.reduce((sum, amount) => sum + amount, 0n));

    for (const command of model.abandoned) {
      expect(await books.lane.accept(command)).toMatchObject({ refusal: { code: 'key_abandoned' } });
    }
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
    await books.close();
  }, 120_000);
});
