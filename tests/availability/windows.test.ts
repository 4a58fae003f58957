import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planProblems } from '../../src/availability/model.ts';
import { type MaintenancePlan, windowAfter, windowAt, windowsBetween } from '../../src/availability/windows.ts';

const at = (text: string) => new Date(text);
const minuteMs = 60_000;

const night: MaintenancePlan = {
  rhythm: 'once',
  weekdays: [],
  monthDays: [],
  firstOn: '2026-11-22',
  lastOn: '2026-11-22',
  startMinute: 30,
  lastsMinutes: 90,
  timeZone: 'Asia/Baku',
};

const zones = ['Asia/Baku', 'Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'UTC'];
const rhythm = fc.oneof(
  fc.constant({ rhythm: 'daily' as const, weekdays: [], monthDays: [] }),
  fc
    .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
    .map((weekdays) => ({ rhythm: 'weekly' as const, weekdays, monthDays: [] })),
  fc
    .uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 4 })
    .map((monthDays) => ({ rhythm: 'monthly' as const, weekdays: [], monthDays })),
);
const plans = fc
  .record({
    days: rhythm,
    startMinute: fc.integer({ min: 0, max: 1439 }),
    lastsMinutes: fc.integer({ min: 1, max: 3000 }),
    timeZone: fc.constantFrom(...zones),
  })
  .map(({ days, ...rest }): MaintenancePlan => ({ ...days, ...rest, firstOn: '2026-02-01', lastOn: '2026-05-31' }));
const instants = fc.integer({ min: at('2026-01-25T00:00:00Z').getTime(), max: at('2026-06-05T00:00:00Z').getTime() });

describe('the windows of planned work', () => {
  test('once: by the clock of the zone', () => {
    expect(windowsBetween(night, at('2026-11-01T00:00:00Z'), at('2026-12-01T00:00:00Z'))).toEqual([
      { startsAt: at('2026-11-21T20:30:00Z'), endsAt: at('2026-11-21T22:00:00Z') },
    ]);
  });

  test('weekly and monthly, on their days and no others, until the last', () => {
    const weekend: MaintenancePlan = { ...night, rhythm: 'weekly', weekdays: [6, 7], lastOn: '2026-12-01' };
    const starts = windowsBetween(weekend, at('2026-11-20T00:00:00Z'), at('2027-01-01T00:00:00Z')).map((window) =>
      window.startsAt.toISOString().slice(0, 10),
    );
    expect(starts).toEqual(['2026-11-21', '2026-11-27', '2026-11-28']);
    const monthly: MaintenancePlan = { ...night, rhythm: 'monthly', monthDays: [5, 25], lastOn: null };
    expect(windowsBetween(monthly, at('2026-11-22T00:00:00Z'), at('2027-01-10T00:00:00Z'))).toHaveLength(4);
  });

  test('a night in which the clocks change is as long as it was planned, and a skipped start comes when they go on', () => {
    const berlin: MaintenancePlan = {
      ...night,
      firstOn: '2026-03-29',
      lastOn: '2026-03-29',
      timeZone: 'Europe/Berlin',
    };
    const range = [at('2026-03-01T00:00:00Z'), at('2026-04-01T00:00:00Z')] as const;
    expect(windowsBetween({ ...berlin, startMinute: 60, lastsMinutes: 180 }, ...range)).toEqual([
      { startsAt: at('2026-03-29T00:00:00Z'), endsAt: at('2026-03-29T03:00:00Z') },
    ]);
    expect(windowsBetween({ ...berlin, startMinute: 150 }, ...range)).toEqual([
      { startsAt: at('2026-03-29T01:30:00Z'), endsAt: at('2026-03-29T03:00:00Z') },
    ]);
  });

  test('pieces of a range have together what the range has: none is lost at a seam', () => {
    fc.assert(
      fc.property(plans, fc.tuple(instants, instants, instants), (plan, three) => {
        const [from = 0, middle = 0, until = 0] = three.toSorted((a, b) => a - b);
        const keys = (a: number, b: number) =>
          windowsBetween(plan, new Date(a), new Date(b)).map((window) => window.startsAt.getTime());
        const pieces = new Set([...keys(from, middle), ...keys(middle, until)]);
        expect([...pieces].toSorted((a, b) => a - b)).toEqual(from === until ? [] : keys(from, until));
      }),
    );
  });

  test('each lasts as long as was planned, and overlaps what was asked for', () => {
    fc.assert(
      fc.property(plans, instants, fc.integer({ min: 1, max: 40 }), (plan, from, days) => {
        const until = from + days * 1440 * minuteMs;
        for (const { startsAt, endsAt } of windowsBetween(plan, new Date(from), new Date(until))) {
          expect(endsAt.getTime() - startsAt.getTime()).toBe(plan.lastsMinutes * minuteMs);
          expect(startsAt.getTime()).toBeLessThan(until);
          expect(endsAt.getTime()).toBeGreaterThan(from);
        }
      }),
    );
  });

  test('are half-open: the first instant belongs to one, the last does not', () => {
    const windows = windowsBetween(night, at('2026-11-01T00:00:00Z'), at('2026-12-01T00:00:00Z'));
    expect(windowAt(windows, at('2026-11-21T20:30:00Z'))).toBe(windows[0]);
    expect(windowAt(windows, at('2026-11-21T21:59:59.999Z'))).toBe(windows[0]);
    expect(windowAt(windows, at('2026-11-21T22:00:00Z'))).toBeNull();
    expect(windowAfter(windows, at('2026-11-21T20:29:59Z'))).toBe(windows[0]);
    expect(windowAfter(windows, at('2026-11-21T20:30:00Z'))).toBeNull();
  });
});

describe('a plan', () => {
  test('that can be kept has no problem', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(planProblems(plan)).toEqual([]);
      }),
    );
    expect(planProblems(night)).toEqual([]);
  });

  test.each<[Partial<MaintenancePlan>, string]>([
    [{ firstOn: '2026-02-30', lastOn: '2026-02-30' }, '/firstOn'],
    [{ lastOn: '2026-11-23' }, '/lastOn'],
    [{ rhythm: 'weekly' }, '/weekdays'],
    [{ rhythm: 'weekly', weekdays: [8] }, '/weekdays'],
    [{ weekdays: [1] }, '/weekdays'],
    [{ rhythm: 'monthly', monthDays: [29] }, '/monthDays'],
    [{ rhythm: 'monthly', monthDays: [5, 5] }, '/monthDays'],
    [{ startMinute: 1440 }, '/startMinute'],
    [{ lastsMinutes: 0 }, '/lastsMinutes'],
    [{ lastsMinutes: 10_081 }, '/lastsMinutes'],
    [{ timeZone: 'Asia/Nowhere' }, '/timeZone'],
  ])('%j is refused at %s', (change, field) => {
    expect(planProblems({ ...night, ...change }).map((problem) => problem.field)).toContain(field);
  });
});
