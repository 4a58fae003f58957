import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommitUnknown } from '../../src/platform/database/sql.ts';
import { createPreparationService, type PreparationDeps } from '../../src/preparations/service.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { withServer } from './api-fixture.ts';
import { newKey } from './counter.ts';
import { preparationDesk, said, type PreparationDesk, type Shown } from './preparation-desk.ts';

describe.each(['reference', 'writer'] as const)('over the %s lane', (lane) => {
  let desk: PreparationDesk;
  beforeAll(async () => {
    desk = await preparationDesk(lane);
  });
  afterAll(() => desk.api.close());

  describe('confirming', () => {
    test('pays once, however many at once ask for it', async () => {
      const { confirm, withdraw, paidTo, heldNow, prepared } = desk;
      const before = await heldNow();
      const made = await prepared();
      const answers = await Promise.all(Array.from({ length: 12 }, () => confirm(made.id)));
      expect(new Set(answers.map(said))).toEqual(new Set(['201 ok']));
      expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
      expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
      expect(await paidTo(made.account)).toEqual([1_000n]);
      const again = await confirm(made.id);
      expect([again.body, again.headers['idempotency-replayed']]).toEqual([answers[0]?.body, 'true']);
      expect(said(await withdraw(made.id))).toBe('409 invalid_state');
      expect(await heldNow()).toBe(before);
    });

    test('that is refused leaves it prepared, and its money held once', async () => {
      const { api, confirm, paidTo, heldNow, prepared } = desk;
      const before = await heldNow();
      const made = await prepared();
      const gas = api.providers.get('gas')?.id ?? '';
      valueOf(await api.hub.providers.changeState(gas, 'maintenance'));
      for (let round = 0; round < 3; round += 1) {
        const answers = await Promise.all([confirm(made.id), confirm(made.id)]);
        expect(answers.map(said)).toEqual(['503 provider_disabled', '503 provider_disabled']);
        expect((await heldNow()) - before).toBe(1_000);
      }
      valueOf(await api.hub.providers.changeState(gas, 'active'));
      expect(said(await confirm(made.id))).toBe('201 ok');
      expect(await paidTo(made.account)).toEqual([1_000n]);
      expect(await heldNow()).toBe(before);
    });

    test('takes the room that is held for it, whoever else pays at the same time', async () => {
      const { bank, confirm, heldNow, setFloor, balanceNow, prepared, paidTo } = desk;
      const { cap } = await balanceNow();
      const before = await heldNow();
      for (let round = 0; round < 3; round += 1) {
        const made = await prepared();
        const baskets = await Promise.all(Array.from({ length: 6 }, () => bank.basket('1.00')));
        const { balance } = await balanceNow();
        // What is held is all the room that there is: the balance is without it.
        await setFloor(balance);
        const others = baskets.map((basket) => bank.pay(newKey(), basket));
        const [confirmed, ...refused] = await Promise.all([confirm(made.id), ...others]);
        await setFloor(-cap);
        expect(said(confirmed)).toBe('201 ok');
        expect(new Set(refused.map(said))).toEqual(new Set(['409 insufficient_position']));
        expect(await paidTo(made.account)).toEqual([1_000n]);
        expect(await heldNow()).toBe(before);
      }
    });

    test('and withdrawing at once is exactly one of the two', async () => {
      const { confirm, withdraw, shown, paidTo, heldNow, prepared } = desk;
      const before = await heldNow();
      for (let round = 0; round < 8; round += 1) {
        const made = await prepared();
        const both = [() => confirm(made.id), () => withdraw(made.id)];
        const wishes = round % 2 === 0 ? both : both.toReversed();
        const answers = (await Promise.all(wishes.map((wish) => wish()))).map(said);
        const { state } = await shown(made.id);
        const isPaid = state === 'confirmed';
        expect(answers.toSorted()).toEqual(isPaid ? ['201 ok', '409 invalid_state'] : ['200 ok', '409 invalid_state']);
        expect([state, await paidTo(made.account)]).toEqual(isPaid ? ['confirmed', [1_000n]] : ['withdrawn', []]);
      }
      expect(await heldNow()).toBe(before);
    });

    test('whose answer from the lane is lost is found again: paid once, or withdrawn and never paid', async () => {
      const { api, bank, confirm, withdraw, shown, paidTo, heldNow, prepared } = desk;
      const before = await heldNow();
      const { hub } = api;
      const losing = (happens: boolean): PreparationDeps['payments'] => ({
        ...hub.payments,
        accept: async (collector, request) => {
          if (happens) await hub.payments.accept(collector, request);
          throw new CommitUnknown('the answer is lost');
        },
      });
      for (const [happens, next] of [
        [true, 'confirm'],
        [false, 'confirm'],
        [true, 'withdraw'],
        [false, 'withdraw'],
      ] as const) {
        const made = await prepared();
        const preparations = createPreparationService({ ...hub, payments: losing(happens) });
        await withServer(api, { deps: { preparations } }, async (app) => {
          const headers = { authorization: `Bearer ${await api.tokenOf(bank.at)}`, 'vahid-teller': 'T1' };
          const lost = await app.inject({ method: 'POST', url: `/v1/preparations/${made.id}/confirm`, headers });
          expect(lost.statusCode).toBe(503);
        });
        const answer = said(await (next === 'confirm' ? confirm(made.id) : withdraw(made.id)));
        const isPaid = happens || next === 'confirm';
        expect(answer).toBe(next === 'confirm' ? '201 ok' : isPaid ? '409 invalid_state' : '200 ok');
        expect(await shown(made.id)).toMatchObject({ state: isPaid ? 'confirmed' : 'withdrawn' });
        expect(await paidTo(made.account)).toEqual(isPaid ? [1_000n] : []);
      }
      expect(await heldNow()).toBe(before);
    });

    test('after a crash between payment and note finds the payment, even when its time is over', async () => {
      const { api, bank, confirm, shown, paidTo, prepared } = desk;
      const made = await prepared();
      const { hub } = api;
      const crashing = createPreparationService({
        ...hub,
        payments: {
          ...hub.payments,
          accept: async (collector, request) => {
            await hub.payments.accept(collector, request);
            throw new Error('the process is gone');
          },
        },
      });
      const teller = {
        ...{ agentId: bank.at.agent.id, outletId: bank.at.outlet.id, tellerId: bank.at.teller.id },
        channel: 'counter' as const,
      };
      await expect(crashing.confirm(teller, made.id)).rejects.toThrow('the process is gone');
      api.clock.advanceMs(15 * 60_000);
      expect(await hub.preparations.expireDue()).toBe(0);
      expect(await shown(made.id)).toMatchObject({ state: 'confirmed' });
      expect(said(await confirm(made.id))).toBe('201 ok');
      expect(await paidTo(made.account)).toEqual([1_000n]);
    });
  });

  describe('the end', () => {
    test('comes after its time: nothing is paid and nothing is held', async () => {
      const { api, confirm, withdraw, shown, paidTo, heldNow, prepared } = desk;
      const before = await heldNow();
      const made = await prepared();
      api.clock.advanceMs(15 * 60_000 - 1);
      expect(await shown(made.id)).toMatchObject({ state: 'prepared' });
      api.clock.advanceMs(1);
      expect(said(await confirm(made.id))).toBe('410 preparation_expired');
      expect(said(await confirm(made.id))).toBe('410 preparation_expired');
      expect(await shown(made.id)).toMatchObject({ state: 'expired', endedAt: api.clock.now().toISOString() });
      expect((await withdraw(made.id)).json<Shown>()).toMatchObject({ state: 'expired' });
      expect(await paidTo(made.account)).toEqual([]);
      expect(await heldNow()).toBe(before);
    });

    test('comes by itself for what nobody asks after', async () => {
      const { api, confirm, heldNow, prepared } = desk;
      const before = await heldNow();
      const made = [await prepared(), await prepared()];
      const kept = await prepared();
      await confirm(kept.id);
      expect(await api.hub.preparations.expireDue()).toBe(0);
      api.clock.advanceMs(15 * 60_000);
      expect(await api.hub.preparations.expireDue()).toBe(2);
      expect(await api.hub.preparations.expireDue()).toBe(0);
      expect(await heldNow()).toBe(before);
      for (const { id } of made) expect(said(await confirm(id))).toBe('410 preparation_expired');
      expect(said(await confirm(kept.id))).toBe('201 ok');
    });

    test('comes by withdrawal, for good', async () => {
      const { confirm, withdraw, paidTo, heldNow, prepared } = desk;
      const before = await heldNow();
      const made = await prepared();
      const withdrawn = await withdraw(made.id);
      expect(withdrawn.json<Shown>()).toMatchObject({ state: 'withdrawn', basket: null });
      expect(await withdraw(made.id).then(({ body }) => body)).toBe(withdrawn.body);
      const late = await confirm(made.id);
      expect([said(late), late.json<{ details: object }>().details]).toEqual([
        '409 invalid_state',
        { state: 'withdrawn' },
      ]);
      expect(await paidTo(made.account)).toEqual([]);
      expect(await heldNow()).toBe(before);
    });
  });

  test('the books hold together afterwards', async () => {
    expect((await verifyBooks(desk.api.hub)).findings).toEqual([]);
  });
});
