import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LaneUnavailable } from '../../src/engine/lane.ts';
import { minor } from '../../src/kernel/money.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { createWalletService } from '../../src/wallets/service.ts';
import { listen } from './api-fixture.ts';
import { freshAccount } from './counter.ts';
import { cap, walletDesk, type WalletDesk } from './wallet-desk.ts';

let desk: WalletDesk;
beforeAll(async () => {
  desk = await walletDesk();
});
afterAll(() => desk.close());

describe.each(['payme', 'click', 'epay'] as const)(
  'an app that speaks %s, driven by the codec of its own side',
  (protocol) => {
    test('pays once for its number, however often it says so, and the provider hears of it', async () => {
      const request = desk.payment();
      const first = await desk.appOf(protocol).pay(request);
      expect(first.kind).toBe('confirmed');
      const again = await desk.appOf(protocol).pay({ ...request, repeat: true });
      expect(again.kind).toBe('confirmed');
      expect(await desk.paidTo(request.account)).toEqual([1_000n]);
      await desk.deliver();
      const rows = await desk.api.database.db.sql.rows<{ state: string }>(
        `SELECT v.state FROM payment y JOIN delivery v ON v.payment_id = y.id WHERE y.account = $1`,
        [request.account],
      );
      expect(rows).toEqual([{ state: 'confirmed' }]);
    });

    test('pays once, however many at once say so', async () => {
      const request = desk.payment();
      await desk.appOf(protocol).pay(request);
      await Promise.all(Array.from({ length: 8 }, () => desk.appOf(protocol).pay({ ...request, repeat: true })));
      expect(await desk.paidTo(request.account)).toEqual([1_000n]);
      const crowd = desk.payment();
      await Promise.all(Array.from({ length: 8 }, () => desk.appOf(protocol).pay({ ...crowd, repeat: true })));
      expect(await desk.paidTo(crowd.account)).toEqual([1_000n]);
    });

    test('gets no second payment by a number that stands for another', async () => {
      const request = desk.payment();
      await desk.appOf(protocol).pay(request);
      const other = await desk.appOf(protocol).pay({ ...request, amount: minor(1_001n), repeat: true });
      const stranger = await desk.appOf(protocol).pay({ ...request, account: freshAccount(desk.api), repeat: true });
      expect([other.kind, stranger.kind]).not.toContain('confirmed');
      expect(await desk.paidTo(request.account)).toEqual([1_000n]);
      expect(await desk.paidTo(freshAccount(desk.api))).toEqual([]);
    });

    test('is refused an account that nobody has and an amount that the provider does not take', async () => {
      const unknown = desk.payment({ account: '99999999' });
      const small = desk.payment({ amount: minor(50n) });
      expect((await desk.appOf(protocol).pay(unknown)).kind).toBe('rejected');
      expect((await desk.appOf(protocol).pay(small)).kind).toBe('rejected');
      expect([await desk.paidTo(unknown.account), await desk.paidTo(small.account)]).toEqual([[], []]);
    });

    test('without the key is told nothing, and moves nothing', async () => {
      const request = desk.payment();
      expect((await desk.appOf(protocol, { secret: 'another-key-0123456789' }).pay(request)).kind).toBe('unknown');
      expect(
        (await desk.appOf(protocol, { provider: 'power', secret: 'another-key-0123456789' }).pay(request)).kind,
      ).toBe('unknown');
      const swapped = desk.secretOf(protocol, 'water');
      expect((await desk.appOf(protocol, { secret: swapped }).pay(request)).kind).toBe('unknown');
      expect(await desk.paidTo(request.account)).toEqual([]);
    });

    test('beyond its cap nothing is taken, and the same number is taken once there is room', async () => {
      const { id } = desk.api.counters.kiosk.agent;
      await desk.api.hub.lane.setFloor({ agentId: id, currency: 'AZN', floor: 0n });
      const request = desk.payment();
      expect((await desk.appOf(protocol).pay(request)).kind).toBe('unknown');
      expect(await desk.paidTo(request.account)).toEqual([]);
      await desk.api.hub.lane.setFloor({ agentId: id, currency: 'AZN', floor: -cap });
      expect((await desk.appOf(protocol).pay({ ...request, repeat: true })).kind).toBe('confirmed');
      expect(await desk.paidTo(request.account)).toEqual([1_000n]);
    });

    test('hears "later" where the hub cannot say what became of it, and the same number finds out', async () => {
      let isLost = true;
      const { payments } = desk.api.hub;
      const losing = createWalletService({
        ...desk.api.hub,
        payments: {
          ...payments,
          accept: async (collector, basket) => {
            const outcome = await payments.accept(collector, basket);
            if (isLost) throw new LaneUnavailable('lost');
            return outcome;
          },
        },
      });
      const broken = desk.over(losing);
      try {
        const port = desk.appOf(protocol, { port: await listen(broken) });
        const request = desk.payment();
        expect((await port.pay(request)).kind).toBe('unknown');
        isLost = false;
        expect((await port.pay({ ...request, repeat: true })).kind).toBe('confirmed');
        expect(await desk.paidTo(request.account)).toEqual([1_000n]);
      } finally {
        await broken.close();
      }
    });
  },
);

describe('what an account owes', () => {
  test.each(['payme', 'epay'] as const)('is told over %s, with a name that nobody can read', async (protocol) => {
    const told = await desk
      .appOf(protocol, { provider: 'water' })
      .debt({ account: freshAccount(desk.api), fields: {} });
    expect(told).toMatchObject({ kind: 'answered', answer: { balance: 2_315n } });
    expect(
      JSON.stringify(told, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('Vüqar');
    const unknown = await desk.appOf(protocol).debt({ account: '99999999', fields: {} });
    expect(unknown.kind).toBe('no-such-account');
  });
});

test('the books hold together afterwards', async () => {
  expect((await verifyBooks(desk.api.hub)).findings).toEqual([]);
});
