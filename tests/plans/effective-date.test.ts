import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effectiveDate, type ReplacementSchedule } from '../../src/plans/effective-date.ts';

const schedule: ReplacementSchedule = { changesOn: '2026-12-10', period: 'month', invoiceDays: [5, 25] };

function effective(kind: 'prepaid' | 'postpaid', renewsOn: string | null, changes: Partial<ReplacementSchedule> = {}) {
  return effectiveDate({ ...schedule, ...changes }, { kind, renewsOn });
}

describe('a prepaid line gets its new plan at its next renewal', () => {
  test.each([
    ['the renewal after the day of the change', '2026-12-17', '2026-12-17'],
    ['the renewal on the day of the change', '2026-12-10', '2026-12-10'],
    ['the last renewal before it does not count: the one a month later', '2026-12-09', '2027-01-09'],
    ['a renewal on the 31st keeps to the end of shorter months', '2026-10-31', '2026-12-31'],
  ])('%s', (_, renewsOn, expected) => {
    expect(effective('prepaid', renewsOn)).toBe(expected);
  });

  test('a weekly package renews within the week', () => {
    expect(effective('prepaid', '2026-12-01', { period: 'week' })).toBe('2026-12-15');
  });

  test('a line that did not renew since the change gets it when it does', () => {
    expect(effective('prepaid', '2027-03-02')).toBe('2027-03-02');
  });

  test('the 31st is counted from itself, not from the short month before', () => {
    expect(effective('prepaid', '2026-12-31', { changesOn: '2027-03-01' })).toBe('2027-03-31');
  });
});

describe('a postpaid line gets its new plan with the invoice after the cycle of the change has ended', () => {
  test.each([
    [
      'invoiced on the 5th, changed on the 10th: the cycle ends on the 5th of the next month',
      '2026-12-05',
      '2027-01-05',
    ],
    ['invoiced on the 25th, changed on the 10th: the cycle ends on the 25th', '2026-11-25', '2026-12-25'],
    ['the next invoice is already the one that ends the cycle', '2027-01-05', '2027-01-05'],
  ])('%s', (_, renewsOn, expected) => {
    expect(effective('postpaid', renewsOn)).toBe(expected);
  });

  test('a change on an invoice day begins with that cycle and waits for its end', () => {
    expect(effective('postpaid', '2026-12-25', { changesOn: '2026-12-25' })).toBe('2027-01-25');
  });

  test('the day before an invoice waits only for that invoice', () => {
    expect(effective('postpaid', '2026-12-25', { changesOn: '2026-12-24' })).toBe('2026-12-25');
  });

  test('a day on which the provider issues no invoices tells nothing', () => {
    expect(effective('postpaid', '2026-12-17')).toBeNull();
  });
});

test('a line that does not say when it renews gets no invented date', () => {
  expect(effective('prepaid', null)).toBeNull();
  expect(effective('postpaid', null)).toBeNull();
});

describe('for every line and every day of change', () => {
  const days = fc
    .date({ min: new Date('2024-01-01'), max: new Date('2028-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const invoices = fc
    .record({
      year: fc.integer({ min: 2024, max: 2028 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.constantFrom(5, 25),
    })
    .map(({ year, month, day }) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);

  test('a prepaid line never changes before the day, nor before it renews', () => {
    fc.assert(
      fc.property(days, days, fc.constantFrom('week', 'month'), (changesOn, renewsOn, period) => {
        const day = effective('prepaid', renewsOn, { changesOn, period }) ?? '';
        expect(day >= changesOn && day >= renewsOn).toBe(true);
        // And not a renewal too late.
        const latest =
          Date.parse(changesOn > renewsOn ? changesOn : renewsOn) + (period === 'week' ? 7 : 31) * 86_400_000;
        expect(Date.parse(day)).toBeLessThan(latest);
      }),
    );
  });

  test('a postpaid line changes with an invoice of its own day, after the day, within one cycle of it', () => {
    fc.assert(
      fc.property(days, invoices, (changesOn, renewsOn) => {
        const day = effective('postpaid', renewsOn, { changesOn }) ?? '';
        expect(day.slice(8)).toBe(renewsOn.slice(8));
        expect(day > changesOn).toBe(true);
        const latest = Date.parse(changesOn > renewsOn ? changesOn : renewsOn) + 31 * 86_400_000;
        expect(Date.parse(day)).toBeLessThanOrEqual(latest);
      }),
    );
  });
});
