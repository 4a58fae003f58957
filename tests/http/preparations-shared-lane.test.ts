import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hub } from '../../src/main/hub.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { preparationDesk, type PreparationDesk } from './preparation-desk.ts';

/** Two processes over one database: one holds the lane, the other hands its commands to it. */
let desk: PreparationDesk;
let here: Hub;
let there: Hub;
beforeAll(async () => {
  desk = await preparationDesk('writer');
  here = desk.api.hub;
  there = desk.api.anotherHub('second');
});
afterAll(() => desk.api.close());

const teller = () => {
  const { agent, outlet, teller: person } = desk.bank.at;
  return { agentId: agent.id, outletId: outlet.id, tellerId: person.id, channel: 'counter' as const };
};
const word = (result: { ok: boolean; error?: { code: string }; value?: unknown }) =>
  result.ok ? 'ok' : result.error?.code;
const confirmAt = async (hub: Hub, id: string) => word(await hub.preparations.confirm(teller(), id));
const withdrawAt = async (hub: Hub, id: string) => word(await hub.preparations.withdraw(teller().agentId, id));
const stateOf = async (id: string) => (await desk.shown(id)).state;

describe('two processes that share the writer’s lane', () => {
  test('confirm one preparation once, however often each is asked', async () => {
    const before = await desk.heldNow();
    const made = await desk.prepared();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => confirmAt(index % 2 === 0 ? here : there, made.id)),
    );
    expect(new Set(answers)).toEqual(new Set(['ok']));
    expect(await desk.paidTo(made.account)).toEqual([1_000n]);
    const again = await there.preparations.confirm(teller(), made.id);
    expect(again).toMatchObject({ ok: true, value: { replayed: true } });
    expect(await desk.heldNow()).toBe(before);
  });

  test('confirm at one and withdraw at the other: it is one of the two, and nothing stays held', async () => {
    const before = await desk.heldNow();
    for (let round = 0; round < 10; round += 1) {
      const made = await desk.prepared();
      const [payer, taker] = round % 2 === 0 ? [here, there] : [there, here];
      const answers = await Promise.all([
        confirmAt(payer, made.id),
        withdrawAt(taker, made.id),
        confirmAt(taker, made.id),
        withdrawAt(payer, made.id),
      ]);
      const state = await stateOf(made.id);
      const isPaid = state === 'confirmed';
      expect(answers).toEqual(
        isPaid ? ['ok', 'invalid_state', 'ok', 'invalid_state'] : ['invalid_state', 'ok', 'invalid_state', 'ok'],
      );
      expect(await desk.paidTo(made.account)).toEqual(isPaid ? [1_000n] : []);
    }
    expect(await desk.heldNow()).toBe(before);
  });

  test('end at the same time what nobody confirmed, and confirm it at the last moment: it is one of the two', async () => {
    const before = await desk.heldNow();
    const made = await Promise.all(Array.from({ length: 6 }, () => desk.prepared()));
    desk.api.clock.advanceMs(15 * 60_000 - 1);
    const confirming = made.slice(0, 3).map(({ id }) => confirmAt(there, id));
    desk.api.clock.advanceMs(1);
    const [, , ...answers] = await Promise.all([
      here.preparations.expireDue(),
      there.preparations.expireDue(),
      ...confirming,
    ]);
    for (const [index, { id, account }] of made.entries()) {
      const state = await stateOf(id);
      expect(['confirmed', 'expired']).toContain(state);
      if (index < 3) expect(answers[index]).toBe(state === 'confirmed' ? 'ok' : 'preparation_expired');
      else expect(state).toBe('expired');
      expect(await desk.paidTo(account)).toEqual(state === 'confirmed' ? [1_000n] : []);
    }
    expect(await desk.heldNow()).toBe(before);
  });

  test('one key prepares once, at whichever it arrives', async () => {
    const before = await desk.heldNow();
    const quoteId = await desk.bank.quote();
    const request = {
      ...{ key: 'shared-key', currency: 'AZN' as const, confirmDuplicate: false, paymentCode: null },
      lines: [{ quoteId, amount: 1_000n as never }],
    };
    const made = await Promise.all(
      [here, there, here, there].map((hub) => hub.preparations.prepare(teller(), request)),
    );
    const ids = made.map((one) => (one.ok ? one.value.preparation.id : one.error.code));
    expect(new Set(ids).size).toBe(1);
    expect((await desk.heldNow()) - before).toBe(1_000);
    expect(await withdrawAt(there, ids[0] ?? '')).toBe('ok');
    expect(await desk.heldNow()).toBe(before);
  });

  test('go on where the holder of the lane is put out between the two steps, and in the middle of the second', async () => {
    const before = await desk.heldNow();
    const kept = await desk.prepared();
    const given = await desk.prepared();
    const torn = await Promise.all(Array.from({ length: 4 }, () => desk.prepared()));
    await desk.api.database.owner.sql.rows('SELECT end_lane_holder(1)');
    expect(await confirmAt(there, kept.id)).toBe('ok');
    expect(await withdrawAt(here, given.id)).toBe('ok');
    const confirming = torn.map(({ id }, index) => confirmAt(index % 2 === 0 ? here : there, id));
    await sleep(5);
    await desk.api.database.owner.sql.rows('SELECT end_lane_holder(1)');
    await Promise.allSettled(confirming);
    for (const { id, account } of torn) {
      expect(await confirmAt(here, id)).toBe('ok');
      expect(await desk.paidTo(account)).toEqual([1_000n]);
    }
    expect(await desk.paidTo(kept.account)).toEqual([1_000n]);
    expect(await desk.paidTo(given.account)).toEqual([]);
    expect(await desk.heldNow()).toBe(before);
  });

  test('leave books that hold together', async () => {
    expect((await verifyBooks(here)).findings).toEqual([]);
  });
});
