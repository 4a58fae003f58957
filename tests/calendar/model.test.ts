import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutOffOf, isBankingDay, nextDay, settlementDayOf, valueDateOf } from '../../src/calendar/model.ts';

const midnight = { timeZone: 'Asia/Baku', minutes: 1440 };
const evening = { timeZone: 'Asia/Baku', minutes: 20 * 60 };

describe('a settlement day', () => {
  it('ends at the cut-off in Baku; at that very instant the next has begun', () => {
    expect(settlementDayOf(new Date('2026-11-20T19:59:59.999Z'), midnight)).toBe('2026-11-20');
    expect(settlementDayOf(new Date('2026-11-20T20:00:00.000Z'), midnight)).toBe('2026-11-21');
    expect(settlementDayOf(new Date('2026-11-20T15:59:59.999Z'), evening)).toBe('2026-11-20');
    expect(settlementDayOf(new Date('2026-11-20T16:00:00.000Z'), evening)).toBe('2026-11-21');
    expect(settlementDayOf(new Date('2026-12-31T16:00:00.000Z'), evening)).toBe('2027-01-01');
    expect(settlementDayOf(new Date('2028-02-28T16:00:00.000Z'), evening)).toBe('2028-02-29');
  });

  it('contains exactly the instants from one cut-off to the next', () => {
    const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    const cutOff = fc.constantFrom(
      midnight,
      evening,
      { timeZone: 'America/Sao_Paulo', minutes: 90 },
      { timeZone: 'UTC', minutes: 1 },
    );
    fc.assert(
      fc.property(instant, cutOff, (at, rule) => {
        const day = settlementDayOf(at, rule);
        expect(at < cutOffOf(day, rule)).toBe(true);
        const before = new Date(`${day}T00:00:00Z`);
        before.setUTCDate(before.getUTCDate() - 1);
        expect(at >= cutOffOf(before.toISOString().slice(0, 10), rule)).toBe(true);
      }),
    );
  });

  it('is followed by the next calendar day', () => {
    expect(['2026-02-28', '2028-02-28', '2026-12-31'].map(nextDay)).toEqual(['2026-03-01', '2028-02-29', '2027-01-01']);
  });
});

describe('a value date', () => {
  it('is the next day that is neither a weekend nor a holiday', () => {
    const special = new Map([
      ['2026-11-09', 'off' as const],
      ['2026-11-14', 'working' as const],
    ]);
    expect(valueDateOf('2026-11-05', special)).toBe('2026-11-06');
    expect(valueDateOf('2026-11-06', special)).toBe('2026-11-10');
    expect(valueDateOf('2026-11-13', special)).toBe('2026-11-14');
    expect(isBankingDay('2026-11-14', special)).toBe(true);
    expect(isBankingDay('2026-11-15', special)).toBe(false);
  });
});
