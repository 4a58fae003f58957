import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { makeReceiptNumber } from '../../src/payments/receipt-number.ts';
import type { ReconRun } from '../../src/reconciliation/model.ts';
import { createReconciliationService } from '../../src/reconciliation/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, type ApiFixture, codeOf } from '../http/api-fixture.ts';
import { accountNumber } from '../http/providers.ts';
import { counterOf } from '../http/counter.ts';

const day = '2026-11-20';
const minuteMs = 60_000;

let api: ApiFixture;
beforeEach(async () => {
  api = await apiFixture();
});
afterEach(() => api.close());

const providerId = (code: string) => api.providers.get(code)?.id ?? '';
const books = (code = 'gas') => api.simulator.books(code);
const compareDue = () => api.hub.reconciliation.compareDue();
const later = (ms: number) => api.clock.set(new Date(api.clock.now().getTime() + ms));
const of = (runs: readonly ReconRun[], code: string, on = day) =>
  runs.filter((run) => run.providerId === providerId(code) && run.day === on);

/** The day ends, is closed, and half an hour passes. */
async function closeDay(on = day): Promise<void> {
  api.clock.set(new Date(`${on}T20:00:00Z`));
  expect(await api.hub.settlement.closeDue()).toContain(on);
  later(31 * minuteMs);
}
const deliver = (code = 'gas') => api.hub.deliverer.run(providerId(code));
const pay = (amount: string, provider = 'gas') => counterOf(api, api.counters.bank).paid(amount, provider);
const breaksOf = async (run: ReconRun | undefined) =>
  valueOf(await api.hub.reconciliation.get(run?.id ?? '')).breaks.map(({ kind, reference }) => [kind, reference]);

describe('the day of a provider', () => {
  it('agrees with its own statement, over its own protocol, and is not asked for again', async () => {
    await pay('10.00');
    await pay('23.15', 'water');
    await deliver();
    await deliver('water');
    await closeDay();
    const runs = await compareDue();
    expect(runs).toHaveLength(4);
    expect(of(runs, 'gas')).toEqual([
      expect.objectContaining({ outcome: 'agrees', lines: 1, matched: 1, breakCount: 0 }),
    ]);
    expect(of(runs, 'abroad')).toEqual([expect.objectContaining({ outcome: 'agrees', lines: 0, matched: 0 })]);
    later(24 * 60 * minuteMs);
    expect(of(await compareDue(), 'gas')).toEqual([]);
  });

  it('rests for half an hour after its end, and waits until it is closed', async () => {
    await pay('10.00');
    await deliver();
    api.clock.set(new Date(`${day}T20:00:00Z`));
    await api.hub.lane.cut();
    later(31 * minuteMs);
    expect(await compareDue()).toEqual([]);
    await api.hub.settlement.closeDue();
    expect(await compareDue()).toHaveLength(4);
  });

  it('differs in what the provider lost, made up, booked with another amount and took back', async () => {
    const [lost, other, undone] = [await pay('10.00'), await pay('20.00'), await pay('30.00')];
    await deliver();
    const gas = books();
    const madeUp = makeReceiptNumber(day, 1, 999);
    const [inTheirs] = gas.payments().filter(({ reference }) => reference === other.receiptNumber);
    gas.cancel(undone.receiptNumber);
    gas.credit({ reference: madeUp, account: accountNumber(9), amount: minor(700n), bookedAt: api.clock.now() });
    vi.spyOn(gas, 'statement').mockImplementation((from, to) =>
      gas
        .payments()
        .filter(({ bookedAt }) => new Date(bookedAt) >= from && new Date(bookedAt) < to)
        .filter(({ reference }) => reference !== lost.receiptNumber)
        .map((line) => (line === inTheirs ? { ...line, amount: minor(1_999n) } : line)),
    );
    await closeDay();
    const [run] = of(await compareDue(), 'gas');
    expect(run).toMatchObject({ outcome: 'differs', lines: 3, matched: 0, breakCount: 4, reason: null });
    expect(await breaksOf(run)).toEqual([
      ['missing_there', lost.receiptNumber],
      ['other_amount', other.receiptNumber],
      ['other_state', undone.receiptNumber],
      ['missing_here', madeUp],
    ]);
    // Asked again six hours later, and agreeing once the provider has mended its books.
    later(60 * minuteMs);
    expect(of(await compareDue(), 'gas')).toEqual([]);
    later(6 * 60 * minuteMs);
    expect(of(await compareDue(), 'gas')).toEqual([expect.objectContaining({ outcome: 'differs', breakCount: 4 })]);
  });

  it('finds a payment where it was booked: on the first try, a day before its answer came', async () => {
    api.simulator.faults('gas').set([
      { fault: 'apply-then-reset', operations: ['pay'] },
      { fault: 'down', operations: ['status'] },
    ]);
    const paid = await pay('10.00');
    await deliver();
    await closeDay();
    const [first] = of(await compareDue(), 'gas');
    expect(await breaksOf(first)).toEqual([['other_state', paid.receiptNumber]]);
    api.simulator.faults('gas').set([]);
    later(3 * 60 * minuteMs);
    await deliver();
    await closeDay('2026-11-21');
    const runs = await compareDue();
    expect(of(runs, 'gas')).toEqual([expect.objectContaining({ outcome: 'agrees', lines: 1, matched: 1 })]);
    expect(of(runs, 'gas', '2026-11-21')).toEqual([
      expect.objectContaining({ outcome: 'agrees', lines: 0, matched: 1 }),
    ]);
  });

  it('is not read while the provider is away, which is news once, and is read when it is back', async () => {
    await pay('10.00');
    await deliver();
    await closeDay();
    await api.simulator.stopListening();
    const runs = await compareDue();
    expect(runs.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 4 }, () => 'not_read'));
    expect(of(runs, 'gas')[0]?.reason).toMatch(/^[a-z_]+$/);
    expect(await compareDue()).toEqual([]);
    await api.simulator.listenAgain();
    later(60 * minuteMs);
    expect(of(await compareDue(), 'gas')).toEqual([expect.objectContaining({ outcome: 'agrees', matched: 1 })]);
  });

  it('is news when it differs or is not read, and no news when it is as it was', async () => {
    const paid = await pay('10.00');
    await deliver();
    await closeDay();
    const news: string[] = [];
    const { db, clock, ids, providers } = api.hub;
    const service = createReconciliationService({
      ...{ db, clock, ids, providers },
      onNews: ({ providerCode, run }) => news.push(`${providerCode} ${run.outcome}`),
    });
    expect(await service.compare('gas', day)).toMatchObject({ ok: true, value: { outcome: 'agrees' } });
    books().cancel(paid.receiptNumber);
    for (let times = 0; times < 2; times += 1) await service.compare('gas', day);
    api.simulator.faults('gas').set([{ fault: 'garbage', operations: ['statement'] }]);
    for (let times = 0; times < 2; times += 1) await service.compare('gas', day);
    expect(news).toEqual(['gas differs', 'gas not_read']);
  });

  it('is not compared where the provider gives no statement, and one that breaks keeps no other waiting', async () => {
    await closeDay();
    const { db, clock, ids, providers } = api.hub;
    const service = createReconciliationService({
      ...{ db, clock, ids },
      providers: {
        list: providers.list,
        getByCode: providers.getByCode,
        async connectTo(provider) {
          const connected = await providers.connectTo(provider);
          if (provider.code === 'gas')
            return { ...connected, traits: { ...connected.traits, capabilities: ['status'] } };
          if (provider.code === 'power') throw new Error('its credentials do not open');
          const broken = () => Promise.reject(new Error('a fault of the adapter'));
          return provider.code === 'water'
            ? { ...connected, port: { ...connected.port, statement: broken } }
            : connected;
        },
      },
    });
    expect(await service.compare('gas', day)).toMatchObject({ ok: false, error: { code: 'statement_not_offered' } });
    const runs = await service.compareDue();
    expect(of(runs, 'abroad')).toEqual([expect.objectContaining({ outcome: 'agrees' })]);
    expect(of(runs, 'water')).toEqual([expect.objectContaining({ outcome: 'not_read', reason: 'adapter_failed' })]);
    expect(runs).toHaveLength(2);
  });

  it('can be compared at once by an operator, who hears why not', async () => {
    const compare = async (code: string, on: string) => {
      const outcome = await api.hub.reconciliation.compare(code, on);
      return outcome.ok ? outcome.value.outcome : outcome.error.code;
    };
    await pay('10.00');
    await deliver();
    expect(await compare('gas', day)).toBe('period_open');
    await closeDay();
    expect(await compare('gas', day)).toBe('agrees');
    expect(await compare('nobody', day)).toBe('not_found');
    expect(await compare('gas', '2020-01-01')).toBe('not_found');
  });

  it('is shown to operators, page by page and line by line', async () => {
    const { secret } = valueOf(await api.hub.operators.add('anna'));
    const asked = { grant_type: 'client_credentials', client_id: 'anna', client_secret: secret };
    const { access_token: token } = (await api.post('/v1/operator/token', { body: asked })).json<{
      access_token: string;
    }>();
    const paid = await pay('10.00');
    await deliver();
    books().cancel(paid.receiptNumber);
    await closeDay();
    const runs = await compareDue();
    const list = async (query: string) =>
      (await api.get(`/v1/operator/reconciliations${query}`, { token })).json<{
        reconciliations: { runId: string; provider: string; outcome: string }[];
        next: string | null;
      }>();
    const all = await list('');
    expect([all.reconciliations.length, all.next]).toEqual([4, null]);
    const page = await list('?limit=2');
    expect(page.reconciliations).toEqual(all.reconciliations.slice(0, 2));
    expect((await list(`?limit=2&before=${page.next ?? ''}`)).reconciliations).toEqual(all.reconciliations.slice(2));
    const differing = await list('?outcome=differs');
    expect(differing.reconciliations).toEqual([expect.objectContaining({ provider: 'gas', outcome: 'differs' })]);
    expect(await list(`?provider=gas&day=${day}`)).toEqual(differing);
    expect(codeOf(await api.get('/v1/operator/reconciliations?provider=nobody', { token }))).toBe('not_found');
    const id = of(runs, 'gas')[0]?.id ?? '';
    const shown = (await api.get(`/v1/operator/reconciliations/${id}`, { token })).json<Record<string, unknown>>();
    const amount = { amount: '10.00', currency: 'AZN' };
    expect(shown).toMatchObject({
      ...{ runId: id, provider: 'gas', day, outcome: 'differs', breakCount: 1, reason: null },
      breaks: [
        {
          ...{ kind: 'other_state', reference: paid.receiptNumber },
          here: { amount, state: 'credited' },
          there: { amount, state: 'cancelled' },
        },
      ],
    });
    const unknown = '00000000-0000-7000-8000-000000000000';
    expect(codeOf(await api.get(`/v1/operator/reconciliations/${unknown}`, { token }))).toBe('not_found');
  });
});
