import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signatureOf } from '../../adapters/click-shop/signature.ts';
import { paymeAuthorization } from '../../adapters/payme/settings.ts';
import { transactionIdOf } from '../../adapters/payme/transaction-id.ts';
import type { PayRequest } from '../../src/kernel/adapter.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { freshAccount } from './counter.ts';
import { cap, pathOf, walletDesk, type WalletDesk } from './wallet-desk.ts';

let desk: WalletDesk;
beforeAll(async () => {
  desk = await walletDesk();
});
afterAll(() => desk.close());

/** A call of the merchant API as it goes over the wire. */
async function rpc(method: string, params: object, key = desk.secretOf('payme')) {
  const answer = await desk.app.inject({
    method: 'POST',
    url: pathOf('payme'),
    headers: { authorization: paymeAuthorization(key), 'content-type': 'application/json' },
    payload: JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }),
  });
  expect([answer.statusCode, answer.json<{ id: number }>().id]).toEqual([200, 7]);
  return answer.json<{ result?: Record<string, unknown>; error?: { code: number } }>();
}
const creating = (request: PayRequest, changes: object = {}) => ({
  ...{ id: transactionIdOf(request.reference), time: request.acceptedAt.getTime(), amount: Number(request.amount) },
  ...{ account: { account: request.account }, ...changes },
});

describe('a transaction of Payme', () => {
  test('is closed to a wrong key on every method, and speaks in errors of JSON-RPC', async () => {
    for (const method of [
      ...['CheckPerformTransaction', 'CreateTransaction', 'PerformTransaction', 'CancelTransaction'],
      ...['CheckTransaction', 'GetStatement', 'NoSuchMethod'],
    ]) {
      expect((await rpc(method, {}, 'wrong-key-0123456789')).error?.code).toBe(-32_504);
    }
    expect((await rpc('NoSuchMethod', {})).error?.code).toBe(-32_601);
    const broken = await desk.app.inject({
      method: 'POST',
      url: pathOf('payme'),
      headers: {
        authorization: paymeAuthorization(desk.secretOf('payme')),
        'content-type': 'application/json',
      },
      payload: '{"jsonrpc":"2.0",',
    });
    expect(broken.json<{ error: { code: number } }>().error.code).toBe(-32_700);
    const got = await desk.app.inject({ method: 'GET', url: pathOf('payme') });
    expect(got.json<{ error: { code: number } }>().error.code).toBe(-32_300);
  });

  test('is created, performed and asked about, and says the same each time', async () => {
    const request = desk.payment();
    const { id } = creating(request);
    const check = { amount: 1_000, account: { account: request.account } };
    expect((await rpc('CheckPerformTransaction', check)).result).toMatchObject({ allow: true });
    expect((await rpc('CheckPerformTransaction', { ...check, amount: 50 })).error?.code).toBe(-31_001);
    expect((await rpc('PerformTransaction', { id })).error?.code).toBe(-31_003);
    const created = await rpc('CreateTransaction', creating(request));
    expect(created.result).toMatchObject({ state: 1, create_time: desk.api.clock.now().getTime() });
    expect(await rpc('CreateTransaction', creating(request))).toEqual(created);
    expect((await rpc('CheckTransaction', { id })).result).toMatchObject({ state: 1, perform_time: 0, reason: null });
    expect(await desk.paidTo(request.account)).toEqual([]);
    const performed = await rpc('PerformTransaction', { id });
    expect(performed.result).toMatchObject({ state: 2, transaction: created.result?.['transaction'] });
    expect(await rpc('PerformTransaction', { id })).toEqual(performed);
    expect((await rpc('CreateTransaction', creating(request))).error?.code).toBe(-31_008);
    const time = request.acceptedAt.getTime();
    const { transactions } = (await rpc('GetStatement', { from: time, to: time })).result as {
      transactions: Record<string, unknown>[];
    };
    expect(transactions.find((one) => one['id'] === id)).toMatchObject({
      ...{ state: 2, amount: 1_000, account: { account: request.account }, reason: null },
    });
  });

  test('keeps the money from the moment it is created until it ends', async () => {
    const agentId = desk.api.counters.kiosk.agent.id;
    const position = async () => (await desk.api.hub.listPositions(agentId)).find(({ currency }) => currency === 'AZN');
    const room = (await position())?.available ?? 0n;
    await desk.api.hub.lane.setFloor({ agentId, currency: 'AZN', floor: -(cap - room) - 1_500n });
    const [first, second] = [desk.payment(), desk.payment()];
    expect((await rpc('CreateTransaction', creating(first))).result).toMatchObject({ state: 1 });
    expect((await rpc('CreateTransaction', creating(second))).error?.code).toBe(-31_008);
    const cancelled = await rpc('CancelTransaction', { id: transactionIdOf(first.reference), reason: 3 });
    expect(cancelled.result).toMatchObject({ state: -1 });
    expect((await rpc('CreateTransaction', creating(second))).result).toMatchObject({ state: 1 });
    expect((await rpc('PerformTransaction', { id: transactionIdOf(second.reference) })).result).toMatchObject({
      state: 2,
    });
    await desk.api.hub.lane.setFloor({ agentId, currency: 'AZN', floor: -cap });
  });

  test('holds its money once, however often performing it has to wait', async () => {
    const agentId = desk.api.counters.kiosk.agent.id;
    const heldNow = async () => {
      const row = await desk.api.database.db.sql.first<{ sum: string }>(
        `SELECT coalesce(sum(h.amount), 0)::text AS sum FROM hold_open o JOIN hold h ON h.id = o.hold_id
           JOIN ledger_account f ON f.id = h.from_account WHERE f.owner_id = $1`,
        [agentId],
      );
      return Number(row?.sum);
    };
    const before = await heldNow();
    const request = desk.payment();
    const id = transactionIdOf(request.reference);
    await rpc('CreateTransaction', creating(request));
    expect((await heldNow()) - before).toBe(1_000);
    const gas = desk.api.providers.get('gas')?.id ?? '';
    await desk.api.hub.providers.changeState(gas, 'maintenance');
    for (let time = 0; time < 3; time += 1) {
      expect((await rpc('PerformTransaction', { id })).error?.code).toBe(-31_008);
      expect((await heldNow()) - before).toBe(1_000);
    }
    await desk.api.hub.providers.changeState(gas, 'active');
    expect((await rpc('PerformTransaction', { id })).result).toMatchObject({ state: 2 });
    expect((await heldNow()) - before).toBe(0);
    expect(await desk.paidTo(request.account)).toEqual([1_000n]);
  });

  test('on its way to a provider is taken back later, when it is known what came of it', async () => {
    const request = desk.payment();
    const id = transactionIdOf(request.reference);
    await rpc('CreateTransaction', creating(request));
    await rpc('PerformTransaction', { id });
    const faults = desk.api.simulator.faults('gas');
    faults.set([{ fault: 'down' }]);
    await desk.deliver();
    for (let time = 0; time < 2; time += 1) {
      expect((await rpc('CancelTransaction', { id, reason: 5 })).error?.code).toBe(-32_400);
    }
    expect((await rpc('CheckTransaction', { id })).result).toMatchObject({ state: 2 });
    faults.set([]);
    for (let look = 0; look < 20; look += 1) {
      desk.api.clock.advanceMs(60_000);
      await desk.deliver();
    }
    expect((await rpc('CancelTransaction', { id, reason: 5 })).result).toMatchObject({ state: -2 });
    const theirs = desk.api.simulator.books('gas').payments();
    const ours = theirs.filter(({ account }) => account === request.account);
    expect(ours.map(({ cancelled }) => cancelled)).toEqual([true]);
  });

  test('is cancelled before it is performed, for good', async () => {
    const request = desk.payment();
    const id = transactionIdOf(request.reference);
    await rpc('CreateTransaction', creating(request));
    const cancelled = await rpc('CancelTransaction', { id, reason: 3 });
    expect(cancelled.result).toMatchObject({ state: -1, cancel_time: desk.api.clock.now().getTime() });
    expect(await rpc('CancelTransaction', { id, reason: 5 })).toEqual(cancelled);
    expect((await rpc('CheckTransaction', { id })).result).toMatchObject({ state: -1, reason: 3 });
    expect((await rpc('PerformTransaction', { id })).error?.code).toBe(-31_008);
    expect(await desk.paidTo(request.account)).toEqual([]);
  });

  test('is taken back after it was performed, as long as no provider has it', async () => {
    const request = desk.payment();
    const id = transactionIdOf(request.reference);
    await rpc('CreateTransaction', creating(request));
    await rpc('PerformTransaction', { id });
    const undone = await rpc('CancelTransaction', { id, reason: 5 });
    expect(undone.result).toMatchObject({ state: -2 });
    expect(await rpc('CancelTransaction', { id, reason: 5 })).toEqual(undone);
    expect((await rpc('CheckTransaction', { id })).result).toMatchObject({ state: -2, reason: 5 });
    const delivered = desk.payment();
    await desk.appOf('payme').pay(delivered);
    await desk.deliver();
    desk.api.clock.advanceMs(86_400_000);
    const late = await rpc('CancelTransaction', { id: transactionIdOf(delivered.reference), reason: 5 });
    expect(late.error?.code).toBe(-31_007);
  });

  test('that nobody performs ends after twelve hours', async () => {
    const request = desk.payment();
    const id = transactionIdOf(request.reference);
    await rpc('CreateTransaction', creating(request));
    desk.api.clock.advanceMs(43_200_000 - 1);
    expect((await rpc('CheckTransaction', { id })).result).toMatchObject({ state: 1 });
    desk.api.clock.advanceMs(1);
    expect((await rpc('PerformTransaction', { id })).error?.code).toBe(-31_008);
    expect((await rpc('CheckTransaction', { id })).result).toMatchObject({ state: -1, reason: 4 });
    expect((await rpc('CreateTransaction', creating(request))).error?.code).toBe(-31_008);
    expect(await desk.paidTo(request.account)).toEqual([]);
  });

  test('performed and cancelled at once is one of the two', async () => {
    for (let round = 0; round < 6; round += 1) {
      const request = desk.payment();
      const id = transactionIdOf(request.reference);
      await rpc('CreateTransaction', creating(request));
      const [performed, cancelled] = await Promise.all([
        rpc('PerformTransaction', { id }),
        rpc('CancelTransaction', { id, reason: 3 }),
      ]);
      const { state } = (await rpc('CheckTransaction', { id })).result as { state: number };
      const isPaid = (await desk.paidTo(request.account)).length === 1;
      expect([state, isPaid, performed.error?.code]).toEqual(
        isPaid ? [expect.toSatisfy((one) => one === 2 || one === -2), true, undefined] : [-1, false, -31_008],
      );
      expect(cancelled.result ?? cancelled.error).toBeDefined();
    }
  });
});

describe('a transaction of Click', () => {
  async function click(form: Record<string, string>, changes: Record<string, string> = {}) {
    const body = new URLSearchParams({
      service_id: '77',
      error: '0',
      error_note: '',
      sign_time: '2026-11-20 10:00:00',
      ...form,
    });
    body.set('sign_string', signatureOf(body, desk.secretOf('click')));
    for (const [name, value] of Object.entries(changes)) body.set(name, value);
    const answer = await desk.app.inject({
      method: 'POST',
      url: pathOf('click'),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: body.toString(),
    });
    expect(answer.statusCode).toBe(200);
    return answer.json<{ error: number; merchant_prepare_id?: number; merchant_confirm_id?: number }>();
  }
  const preparing = () => ({
    ...{ click_trans_id: desk.newReference(), merchant_trans_id: freshAccount(desk.api), amount: '10.00', action: '0' },
  });

  test('is prepared and completed; what was completed is already paid', async () => {
    const form = preparing();
    const prepared = await click(form);
    expect(prepared).toMatchObject({ error: 0, merchant_prepare_id: expect.any(Number) });
    expect(await click(form)).toEqual(prepared);
    expect(await desk.paidTo(form.merchant_trans_id)).toEqual([]);
    const completing = { ...form, action: '1', merchant_prepare_id: String(prepared.merchant_prepare_id) };
    expect((await click({ ...completing, merchant_prepare_id: '999999' })).error).toBe(-6);
    expect((await click({ ...completing, amount: '10.01' })).error).toBe(-2);
    expect(await click(completing)).toMatchObject({ error: 0, merchant_confirm_id: prepared.merchant_prepare_id });
    expect(await click(form)).toEqual(prepared);
    expect(await click(completing)).toMatchObject({ error: -4, merchant_confirm_id: prepared.merchant_prepare_id });
    expect(await desk.paidTo(form.merchant_trans_id)).toEqual([1_000n]);
  });

  test('with a signature that does not fit, or a word said twice, is none', async () => {
    const form = preparing();
    expect((await click(form, { amount: '0.01' })).error).toBe(-1);
    expect((await click({ ...form, service_id: '78' })).error).toBe(-1);
    expect((await click({ ...form, action: '7' })).error).toBe(-3);
    expect((await click({ ...form, amount: '1e1' })).error).toBe(-2);
    expect(await desk.paidTo(form.merchant_trans_id)).toEqual([]);
  });

  test('that Click itself gives up is cancelled and stays so', async () => {
    const form = preparing();
    const { merchant_prepare_id: number } = await click(form);
    const completing = { ...form, action: '1', merchant_prepare_id: String(number) };
    expect((await click({ ...completing, error: '-5017' })).error).toBe(-9);
    expect((await click(completing)).error).toBe(-9);
    expect((await click(form)).error).toBe(-9);
    expect(await desk.paidTo(form.merchant_trans_id)).toEqual([]);
  });
});

describe('a door', () => {
  test('needs an agent, a provider, a device and the number that the app gave', async () => {
    const door = {
      agentCode: 'kiosks',
      protocol: 'click',
      providerCode: 'gas',
      terminal: 'T1',
      merchant: '77',
    } as const;
    const { configure } = desk.api.hub.wallets;
    expect(await configure({ ...door, agentCode: 'nobody' })).toMatchObject({ error: { code: 'not_found' } });
    expect(await configure({ ...door, providerCode: 'nobody' })).toMatchObject({ error: { code: 'not_found' } });
    const wrong = await configure({ ...door, terminal: 'T9', merchant: '0', secret: 'short' });
    expect(wrong.ok ? [] : wrong.error.fields?.map(({ field }) => field)).toEqual([
      '/merchant',
      '/secret',
      '/terminal',
    ]);
  });

  test('keeps no key that can be read in the database', async () => {
    const rows = await desk.api.database.db.sql.rows<{ secret: Buffer }>('SELECT secret FROM wallet_door');
    for (const secret of desk.secrets.values()) {
      expect(rows.some((row) => row.secret.includes(secret))).toBe(false);
    }
  });
});

test('the books hold together afterwards', async () => {
  expect((await verifyBooks(desk.api.hub)).findings).toEqual([]);
});
