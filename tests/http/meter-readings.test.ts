import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meterBooks } from '../../adapters/native-rest/simulator-meters.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, type ApiFixture, codeOf, fieldsOf } from './api-fixture.ts';
import { freshAccount } from './counter.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const gas = () => api.providers.get('gas')?.id ?? '';
const handIn = (account: string, value: number, more: object = {}) =>
  api.post('/v1/meter-readings', {
    as: api.counters.bank,
    body: { provider: 'gas', account, value, readOn: '2026-11-19', ...more },
  });
const taken = () => [...meterBooks(api.simulator.books('gas')).readings.values()];

describe('a meter reading', () => {
  test('reaches the provider, and the next one counts from it', async () => {
    const account = freshAccount(api);
    const answer = await handIn(account, 1_250);
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({
      provider: 'gas',
      account,
      value: 1_250,
      readOn: '2026-11-19',
      state: 'taken',
    });
    expect(taken()).toContainEqual(expect.objectContaining({ account, value: '1250' }));
    const lower = await handIn(account, 1_249);
    expect(codeOf(lower)).toBe('reading_too_low');
    expect((await handIn(account, 1_250)).statusCode).toBe(201);
  });

  test('beyond what is possible is asked about, and taken when somebody looked again', async () => {
    valueOf(await api.hub.meters.setMostPerDay(gas(), 10));
    const account = freshAccount(api);
    expect(codeOf(await handIn(account, 2_000))).toBe('reading_implausible');
    expect((await handIn(account, 2_000, { confirm: true })).json()).toMatchObject({ state: 'taken' });
    valueOf(await api.hub.meters.setMostPerDay(gas(), null));
  });

  test('stands in the file of the day on which its provider answered, and in no other', async () => {
    const account = freshAccount(api);
    const from = api.clock.now();
    api.simulator.faults('gas').set([{ fault: 'down', operations: ['reading'] }]);
    expect((await handIn(account, 1_270)).json()).toMatchObject({ state: 'unsent' });
    api.simulator.faults('gas').clear();
    api.clock.advanceMs(60_000);
    const nextDay = api.clock.now();
    await api.hub.meters.workOff();
    const to = new Date(nextDay.getTime() + 60_000);
    const filesOf = async (window: { readonly from: Date; readonly to: Date }) => {
      const files = await api.hub.meters.readingFiles({ day: '2026-11-20', ...window });
      return files.filter(({ providerId }) => providerId === gas()).map(({ csv }) => csv.toString('utf8'));
    };
    for (const csv of await filesOf({ from, to: nextDay })) expect(csv).not.toContain(account);
    const [csv = ''] = await filesOf({ from: nextDay, to });
    expect(csv).toMatch(
      new RegExp(`reading,1,2026-11-20,gas,[0-9a-f-]{36},${account},.*,1270,2026-11-19,counter,.*,taken`),
    );
    expect(csv).toContain('total,1,2026-11-20,gas');
    expect(await filesOf({ from: nextDay, to })).toEqual([csv]);
  });

  test('that the provider did not hear is handed on later, once', async () => {
    const account = freshAccount(api);
    api.simulator.faults('gas').set([{ fault: 'apply-then-reset', operations: ['reading'] }]);
    expect((await handIn(account, 1_260)).json()).toMatchObject({ state: 'unsent' });
    expect(codeOf(await handIn(account, 1_259))).toBe('reading_too_low');
    api.simulator.faults('gas').clear();
    expect(await api.hub.meters.workOff()).toBe(1);
    expect(await api.hub.meters.workOff()).toBe(0);
    expect(taken().filter((reading) => reading.account === account)).toHaveLength(1);
    const from = new Date(api.clock.now().getTime() - 1);
    const list = await api.hub.meters.listReadings(gas(), from, new Date(from.getTime() + 1_000));
    expect(list).toContainEqual(expect.objectContaining({ account, value: 1_260, state: 'taken' }));
  });

  test('ahead of today, or of an account that is not there, is refused', async () => {
    expect(fieldsOf(await handIn(freshAccount(api), 1_300, { readOn: '2026-11-21' }))).toEqual(['/readOn']);
    expect(codeOf(await handIn('99999999', 1_300))).toBe('account_not_found');
  });
});

describe('the tariff of a meter', () => {
  test('tells with the debt how much of the block is left and what comes after it', async () => {
    const blocks = [
      { upTo: 1_000, priceMilli: 12_500n },
      { upTo: null, priceMilli: 22_000n },
    ];
    const tariff = { providerId: gas(), validFrom: '2026-01-01', period: 'year' as const, blocks };
    valueOf(await api.hub.meters.setTariff({ ...tariff, validFrom: '2025-01-01', blocks: blocks.slice(1) }));
    valueOf(await api.hub.meters.setTariff({ ...tariff, validFrom: '2027-01-01', blocks: blocks.slice(1) }));
    valueOf(await api.hub.meters.setTariff(tariff));
    const body = { provider: 'gas', account: freshAccount(api) };
    const answer = await api.post('/v1/debts', { as: api.counters.bank, body });
    const [line] = answer.json<{ lines: { quote: { meter: unknown } }[] }>().lines;
    expect(line?.quote.meter).toMatchObject({
      ...{ unit: 'm3', usedInPeriod: 900 },
      block: { period: 'year', block: 1, usedInBlock: 900, leftInBlock: 100, price: '12500', nextPrice: '22000' },
    });
    expect(await api.hub.meters.setTariff({ ...tariff, blocks: [] })).toMatchObject({ ok: false });
  });
});
