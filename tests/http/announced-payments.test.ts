import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { osmpPlugin } from '../../src/http/osmp/plugin.ts';
import { minor } from '../../src/kernel/money.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { type ApiFixture, withServer } from './api-fixture.ts';
import { azn, counterOf, freshAccount, newKey, type ShownBasket } from './counter.ts';
import type { Shown } from './preparation-desk.ts';
import { walletDesk, type WalletDesk } from './wallet-desk.ts';

let desk: WalletDesk;
let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
beforeAll(async () => {
  desk = await walletDesk();
  api = desk.api;
  bank = counterOf(api, api.counters.bank);
});
afterAll(() => desk.close());

/** Codes of the providers whose workers were told of what `work` did. */
async function announcedBy(work: () => Promise<unknown>): Promise<string[]> {
  const before = api.announced.length;
  await work();
  const codes = new Map([...api.providers].map(([code, { id }]) => [id, code]));
  return api.announced.slice(before).map((id) => codes.get(id) ?? id);
}

describe('workers hear of a payment as soon as it is accepted, and the delivery waits for no sweep', () => {
  test('where an agent pays, each provider once; a repeat and a refusal are no news', async () => {
    const wanted = ['gas', 'water', 'gas'].map(async (provider) => ({
      quoteId: await bank.quote(provider),
      amount: azn('23.15'),
    }));
    const lines = await Promise.all(wanted);
    const key = newKey();
    expect(await announcedBy(() => bank.pay(key, { lines }))).toEqual(['gas', 'water']);
    expect(await announcedBy(() => bank.pay(key, { lines }))).toEqual([]);
    expect(await announcedBy(() => bank.pay(newKey(), { lines }))).toEqual([]);
  });

  test('where a preparation is confirmed', async () => {
    const body = { lines: [{ quoteId: await bank.quote('gas'), amount: azn('9.00') }] };
    const headers = { 'idempotency-key': newKey() };
    let id = '';
    const prepare = async () => {
      id = (await api.post('/v1/preparations', { as: bank.at, body, headers })).json<Shown>().id;
    };
    expect(await announcedBy(prepare)).toEqual([]);
    expect(await announcedBy(() => api.post(`/v1/preparations/${id}/confirm`, { as: bank.at }))).toEqual(['gas']);
  });

  test('where a terminal of another network pays', async () => {
    const { networks } = api.hub;
    valueOf(await networks.configure('kiosks', { addresses: ['127.0.0.0/8'], withSecret: false, terminal: 'T1' }));
    valueOf(await networks.nameService('kiosks', '101', 'gas'));
    const query = { command: 'pay', txn_id: '17', service: '101', account: freshAccount(api), sum: '10.00' };
    const url = `/osmp/kiosks?${new URLSearchParams({ ...query, txn_date: '20261120100000' }).toString()}`;
    await withServer(api, { deps: { plugins: [osmpPlugin(networks)] } }, async (app) => {
      const pay = () => app.inject({ method: 'GET', url, remoteAddress: '127.0.0.1' });
      expect(await announcedBy(pay)).toEqual(['gas']);
      expect(await announcedBy(pay)).toEqual([]);
    });
  });

  test.each(['payme', 'click', 'epay'] as const)('where an app pays by %s', async (protocol) => {
    const payment = desk.payment({ amount: minor(2_315n) });
    expect(await announcedBy(() => desk.appOf(protocol).pay(payment))).toEqual(['gas']);
  });

  test('where the money in a kiosk pays another service', async () => {
    const kiosk = counterOf(api, api.counters.kiosk);
    const first = await kiosk.pay(newKey(), await kiosk.basket('23.15'));
    const paymentId = first.json<ShownBasket>().payments[0]?.id;
    const body = { paymentId, quoteId: await kiosk.quote('water') };
    const headers = { 'idempotency-key': newKey() };
    const change = () => api.post('/v1/kiosk/redirects', { as: api.counters.kiosk, headers, body });
    expect(await announcedBy(change)).toEqual(['water']);
  });
});
