import { expect, it } from 'vitest';
import { isBankingDay, valueDateOf, type SpecialDays } from '../../src/calendar/model.ts';
import { computeFee } from '../../src/fees/model.ts';
import { isBusinessDate } from '../../src/kernel/business-date.ts';
import { minor } from '../../src/kernel/money.ts';
import { sampleAgents } from '../../src/world/seed/sample-agents.ts';
import { sampleFees } from '../../src/world/seed/sample-fees.ts';
import { sampleHolidays } from '../../src/world/seed/holidays.ts';
import { sampleProviders } from '../../src/world/seed/sample-providers.ts';

const special: SpecialDays = new Map(sampleHolidays.map((holiday) => [holiday.day, holiday.kind]));
const weekdayOf = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();

it('names each day off once, as a date that exists', () => {
  expect(special.size).toBe(sampleHolidays.length);
  for (const { day } of sampleHolidays) expect(isBusinessDate(day), day).toBe(true);
});

it('moves a feast on a weekend to the next working day, but never 20 January', () => {
  const feasts = sampleHolidays.filter((holiday) => !holiday.name.includes('köçürülmüş'));
  const moved = sampleHolidays.filter((holiday) => holiday.name.includes('köçürülmüş'));
  for (const year of ['2026', '2027']) {
    const onWeekend = feasts.filter(({ day }) => day.startsWith(year) && [0, 6].includes(weekdayOf(day)));
    expect(onWeekend.some(({ day }) => day.endsWith('01-20'))).toBe(false);
    expect(moved.filter(({ day }) => day.startsWith(year)).length).toBeGreaterThanOrEqual(onWeekend.length);
  }
  for (const { day } of moved) expect([1, 2, 3, 4, 5], day).toContain(weekdayOf(day));
});

it('has no banking day from 20 to 30 March 2026', () => {
  for (let day = 20; day <= 30; day += 1) expect(isBankingDay(`2026-03-${day}`, special)).toBe(false);
  expect(valueDateOf('2026-03-19', special)).toBe('2026-03-31');
  expect(valueDateOf('2026-11-20', special)).toBe('2026-11-23');
  expect(valueDateOf('2026-12-30', special)).toBe('2027-01-05');
});

it('prices every amount, for providers and agents that exist', () => {
  const ids = new Set(sampleFees.map((rule) => rule.id));
  expect(ids.size).toBe(sampleFees.length);
  for (const seed of sampleFees) {
    if (seed.providerCode !== null) expect(sampleProviders.map((one) => one.code)).toContain(seed.providerCode);
    if (seed.agentCode !== null) expect(sampleAgents.map((one) => one.code)).toContain(seed.agentCode);
    const rule = { ...seed, providerId: null, agentId: null };
    for (const amount of [1n, 499n, 500n, 7_000n, 29_001n, 50_000_000n]) {
      const { fee } = computeFee(rule, minor(amount));
      expect(fee >= seed.minFee && (seed.maxFee === null || fee <= seed.maxFee)).toBe(true);
    }
  }
});

it('lets the payer pay by slabs at one provider only, and there only at a counter', () => {
  const paid = sampleFees.filter((rule) => rule.bearer === 'payer');
  expect(paid.map((rule) => [rule.providerCode, rule.channel])).toEqual([['bakcell', 'counter']]);
  const rule = { ...paid[0], providerId: null, agentId: null } as Parameters<typeof computeFee>[0];
  const fees = [500n, 501n, 7_000n, 29_000n, 50_000n].map((amount) => computeFee(rule, minor(amount)).fee);
  expect(fees).toEqual([10n, 7n, 98n, 319n, 500n]);
});
