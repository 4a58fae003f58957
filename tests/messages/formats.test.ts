import { describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { formatFigure, formatMoney } from '../../src/platform/messages/format-amount.ts';
import { formatReceiptNumber, formatUniqueCode } from '../../src/platform/messages/format-code.ts';
import * as dates from '../../src/platform/messages/format-date.ts';
import { languages } from '../../src/platform/messages/language.ts';

/** 22 November 2026, 14:02:11 in Baku. */
const accepted = new Date('2026-11-22T10:02:11Z');

describe('amounts', () => {
  test('have all decimals, the marks of the language and the currency after a no-break space', () => {
    expect(formatMoney('az', minor(123450n), 'AZN')).toBe('1.234,50\u00a0₼');
    expect(formatMoney('ru', minor(123450n), 'RUB')).toBe('1\u00a0234,50\u00a0₽');
    expect(formatMoney('en', minor(123450n), 'EUR')).toBe('1,234.50\u00a0€');
    expect(formatMoney('az', minor(0n), 'AZN')).toBe('0,00\u00a0₼');
    expect(formatFigure('ru', minor(-5n), 'AZN')).toBe('-0,05');
  });

  test.each(languages)('agree with Intl in %s and stay exact where a float would not', (language) => {
    const intl = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    for (const amount of [0n, 1n, 99n, 100n, 99_999n, 100_000n, 123_456_789n, -100_000_000n]) {
      expect(formatFigure(language, minor(amount), 'AZN')).toBe(intl.format(Number(amount) / 100));
    }
    const digits = formatFigure(language, minor(900_719_925_474_099_312n), 'AZN').replace(/\D/g, '');
    expect(digits).toBe('900719925474099312');
  });
});

describe('codes', () => {
  test('are printed in groups of four that do not part', () => {
    expect(formatUniqueCode('482917305563')).toBe('4829\u00a01730\u00a05563');
    expect(formatReceiptNumber('2611220100000017')).toBe('2611\u00a02201\u00a00000\u00a00017');
    expect(formatReceiptNumber('12345')).toBe('1234\u00a05');
  });
});

describe('dates', () => {
  test('are dates in Baku, whatever the zone of the machine', () => {
    expect(dates.formatDate('az', new Date('2026-12-31T20:00:00Z'))).toBe('1\u00a0yanvar 2027');
    expect(dates.formatDateTime('az', new Date('2026-12-31T19:59:59Z'))).toBe('31\u00a0dekabr 2026, 23:59:59');
    expect(dates.formatTime(new Date('2026-12-31T20:00:00Z'))).toBe('00:00:00');
  });

  test('are written out in each language', () => {
    expect(dates.formatDateTime('az', accepted)).toBe('22\u00a0noyabr 2026, 14:02:11');
    expect(dates.formatDateTime('ru', accepted)).toBe('22\u00a0ноября 2026\u00a0г., 14:02:11');
    expect(dates.formatDateTime('en', accepted)).toBe('22\u00a0November 2026, 14:02:11');
    expect(dates.formatShortDate('az', '2026-03-08')).toBe('08.03.2026');
    expect(dates.formatShortDate('en', '2026-03-08')).toBe('8\u00a0Mar\u00a02026');
    expect(dates.formatShortDateTime('ru', accepted)).toBe('22.11.2026 14:02:11');
    expect(dates.formatMonth('ru', '2026-05')).toBe('май 2026\u00a0г.');
    expect(dates.formatMonth('az', '2026-11')).toBe('noyabr 2026');
    expect(dates.formatMinute(accepted)).toBe('14:02');
  });

  test('a date of the business belongs to no zone and must exist', () => {
    expect(dates.formatDate('en', '2026-01-01')).toBe('1\u00a0January 2026');
    expect(() => dates.formatDate('en', '2026-13-01')).toThrow();
    expect(() => dates.formatDate('en', '22.11.2026')).toThrow();
  });

  test('the months have the names that Unicode gives them in Russian and English', () => {
    for (let month = 0; month < 12; month += 1) {
      const date = new Date(Date.UTC(2026, month, 15));
      const long = { day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
      const spaced = (text: string) => text.replaceAll('\u00a0', ' ');
      expect(spaced(dates.formatDay('ru', date))).toBe(new Intl.DateTimeFormat('ru', long).format(date));
      expect(spaced(dates.formatDay('en', date))).toBe(new Intl.DateTimeFormat('en-GB', long).format(date));
    }
  });

  test('near days have their names, by the calendar of Baku', () => {
    const now = new Date('2026-11-22T20:30:00Z'); // half past midnight on the 23rd in Baku
    expect(dates.formatRelativeDay('az', accepted, now)).toBe('dünən');
    expect(dates.formatRelativeDay('ru', now, now)).toBe('сегодня');
    expect(dates.formatRelativeDay('en', '2026-11-24', now)).toBe('tomorrow');
    expect(dates.formatRelativeDay('az', '2026-11-25', now)).toBe('25\u00a0noyabr');
    expect(dates.formatRelativeDay('az', '2025-11-25', now)).toBe('25\u00a0noyabr 2025');
    expect(dates.daysBetween('2026-02-28', '2026-03-01')).toBe(1);
  });

  test('a moment is said as people say it', () => {
    const tomorrow = new Date('2026-11-23T05:00:00Z');
    const later = new Date('2027-11-23T05:00:00Z');
    expect(dates.formatMoment('az', accepted, tomorrow)).toBe('dünən 14:02:11');
    expect(dates.formatMoment('ru', accepted, tomorrow)).toBe('вчера в\u00a014:02:11');
    expect(dates.formatMoment('en', accepted, tomorrow)).toBe('yesterday at\u00a014:02:11');
    expect(dates.formatMoment('az', accepted, later)).toBe('22\u00a0noyabr 2026, 14:02:11');
  });

  test('the Azerbaijani suffix follows the spoken number', () => {
    const at = (second: number) => dates.formatTimeAt('az', new Date(Date.UTC(2026, 10, 22, 10, 2, second)));
    const suffixes = Array.from({ length: 60 }, (_, second) => at(second).slice(-3));
    const back = suffixes.flatMap((suffix, second) => (suffix === '-da' ? [second] : []));
    expect(back).toEqual([0, 6, 9, 10, 16, 19, 26, 29, 30, 36, 39, 40, 46, 49, 56, 59]);
    expect(new Set(suffixes)).toEqual(new Set(['-də', '-da']));
  });
});
