import { describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import type { Language } from '../../src/platform/messages/language.ts';
import { lineWords, maintenanceWords } from '../../src/web/debts/line-words.ts';
import { isPayable } from '../../src/web/paying/pay-line.ts';
import { aLine, told } from './line-samples.ts';

const now = new Date('2026-11-20T06:42:00Z');
const window = { startsAt: new Date('2026-11-20T19:00:00Z'), endsAt: new Date('2026-11-20T20:00:00Z') };
const languages: readonly Language[] = ['az', 'ru', 'en'];

describe('a line whose provider is silent and whose last bill may be paid', () => {
  test.each(languages)('says so, and from when the bill is, in %s', (language) => {
    const line = aLine({
      debt: told({ balance: minor(2_315n), standIn: true, obtainedAt: new Date('2026-11-19T10:02:00Z') }),
    });
    const words = lineWords(language, line, { now, today: '2026-11-20' });
    expect(words.tag).toBe(
      lineWords(language, aLine({ debt: { kind: 'silent', reason: 'timeout', lastKnown: null } }), {
        now,
        today: '2026-11-20',
      }).tag,
    );
    expect(words.meaning).toContain('14:02');
    expect(words.meaning).toContain('Azersu');
    expect(isPayable(line)).toBe(true);
  });
});

describe('planned work of a provider', () => {
  test.each(languages)('is told before it begins and while it goes on, in %s', (language) => {
    expect(maintenanceWords(language, aLine(), now)).toBeNull();
    const before = maintenanceWords(language, aLine({ maintenance: { now: null, next: window } }), now);
    expect(before).toContain('23:00');
    expect(before).toContain('00:00');
    const during = maintenanceWords(language, aLine({ maintenance: { now: window, next: null } }), now);
    expect(during).toContain('00:00');
    expect(during).not.toBe(before);
  });

  test('that goes on lets nothing be paid; that is announced does', () => {
    const debt = told({ balance: minor(2_315n) });
    expect(isPayable(aLine({ debt, maintenance: { now: null, next: window } }))).toBe(true);
    expect(isPayable(aLine({ debt, maintenance: { now: window, next: null } }))).toBe(false);
  });
});
