import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { makeReceiptNumber } from '../../src/payments/receipt-number.ts';
import type { ReconRun } from '../../src/reconciliation/model.ts';
import { createReconciliationService } from '../../src/reconciliation/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, type ApiFixture } from '../http/api-fixture.ts';
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

  it('is compared after its end, whatever was said of it before', async () => {
    await pay('10.00');
    await deliver();
    later(minuteMs);
    expect(await api.hub.reconciliation.compare('gas', day)).toMatchObject({ ok: true, value: { outcome: 'agrees' } });
    await closeDay();
    expect(of(await compareDue(), 'gas')).toEqual([expect.objectContaining({ outcome: 'agrees', matched: 1 })]);
  });

  it('finds a payment that the provider books by a clock that is hours ahead', async () => {
    const paid = await pay('10.00');
    await deliver();
    const gas = books();
    const shifted = gas.payments().map((line) => ({ ...line, at: Date.parse(line.bookedAt) + 16 * 3_600_000 }));
    vi.spyOn(gas, 'statement').mockImplementation((from, to) =>
      shifted.filter(({ at }) => at >= from.getTime() && at < to.getTime()),
    );
    await closeDay();
    const [early] = of(await compareDue(), 'gas');
    expect(await breaksOf(early)).toEqual([['missing_there', paid.receiptNumber]]);
    later(6 * 60 * minuteMs);
    expect(of(await compareDue(), 'gas')).toEqual([expect.objectContaining({ outcome: 'agrees', matched: 1 })]);
  });

  it('refuses an amount that no books could hold, and goes on with the others', async () => {
    await pay('10.00');
    await deliver();
    await closeDay();
    const { db, clock, ids, providers } = api.hub;
    const service = createReconciliationService({
      ...{ db, clock, ids },
      providers: {
        ...{ list: providers.list, getByCode: providers.getByCode },
        async connectTo(provider) {
          const connected = await providers.connectTo(provider);
          const line = { reference: '1', providerTransaction: null, account: null, cancelled: null };
          const answer = [{ ...line, amount: minor(10n ** 20n) }];
          const huge = async () =>
            ({ kind: 'answered', answer, evidence: { providerCode: null, reason: '' } }) as const;
          return provider.code === 'gas' ? { ...connected, port: { ...connected.port, statement: huge } } : connected;
        },
      },
    });
    const runs = await service.compareDue();
    expect(of(runs, 'gas')).toEqual([expect.objectContaining({ outcome: 'not_read', reason: 'malformed' })]);
    expect(runs.filter(({ outcome }) => outcome === 'agrees')).toHaveLength(3);
  });

  it('is left for the next look when the time of one is up; whoever asks meanwhile joins it', async () => {
    await closeDay();
    const { db, clock, ids, providers } = api.hub;
    const service = createReconciliationService({ db, clock, ids, providers, lookForMs: -1 });
    expect(await service.compareDue()).toEqual([]);
    const [one, two] = await Promise.all([compareDue(), compareDue()]);
    expect(one).toBe(two);
    expect(one).toHaveLength(4);
  });

  it('was refused there and given back here: what it still has is no cancellation', async () => {
    api.simulator.faults('gas').set([{ fault: 'down', operations: ['pay'] }]);
    const { id, receiptNumber } = await pay('10.00');
    await api.post(`/v1/payments/${id}/reversal`, { as: api.counters.bank, body: { reason: 'wrong account' } });
    books().credit({
      ...{ reference: receiptNumber, account: accountNumber(1), amount: minor(1_000n), bookedAt: api.clock.now() },
    });
    await closeDay();
    const run = await api.hub.reconciliation.compare('gas', day);
    const shown = valueOf(await api.hub.reconciliation.get(valueOf(run).id));
    expect(shown.breaks).toEqual([
      expect.objectContaining({ kind: 'other_state', here: { amount: 1_000n, state: 'refused' } }),
    ]);
  });

  it('can be compared at once by an operator, who hears why not', async () => {
    const compare = async (code: string, on: string) => {
      const outcome = await api.hub.reconciliation.compare(code, on);
      return outcome.ok ? outcome.value.outcome : outcome.error.code;
    };
    await pay('10.00');
    await deliver();
    // After a restore the day that matters is the one that is open.
    later(minuteMs);
    expect(await compare('gas', day)).toBe('agrees');
    books().credit({
      ...{ reference: makeReceiptNumber(day, 1, 999), account: accountNumber(9), amount: minor(700n) },
      bookedAt: new Date(api.clock.now().getTime() - 1),
    });
    expect(await compare('gas', day)).toBe('differs');
    await closeDay();
    expect(await compare('gas', day)).toBe('differs');
    expect(await compare('nobody', day)).toBe('not_found');
    expect(await compare('gas', '2020-01-01')).toBe('not_found');
  });
});
