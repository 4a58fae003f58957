import { describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { languages } from '../../src/platform/messages/language.ts';
import { type AccountLine, sumUp } from '../../src/web/debts/account-line.ts';
import { type Frame, renderFragment } from '../../src/web/frame.tsx';
import { OwedTotal, PayAll } from '../../src/web/pages/home.tsx';
import { aLine, told } from './line-samples.ts';

const today = '2026-11-20';
const frame = { now: new Date('2026-11-20T06:42:00Z'), csrfToken: 'x' } as Frame;
const owing = (balance: bigint) => aLine({ debt: told({ balance: minor(balance) }) });
const asking = aLine({ debt: { kind: 'asking' } });

/** The page's first number and the button below it. */
function shown(lines: readonly AccountLine[], language: (typeof languages)[number] = 'en'): string {
  const overview = sumUp(lines, today);
  return renderFragment({ ...frame, language }, [
    <OwedTotal overview={overview} />,
    <PayAll overview={overview} fresh />,
  ]);
}

describe('"Pay all" on the first page of the cabinet', () => {
  test('is there while something is owed, or is still being asked', () => {
    for (const lines of [[owing(4_620n)], [asking, owing(0n)], [owing(0n), owing(1n)]]) {
      expect(shown(lines)).toContain('value="all"');
    }
  });

  test.each(languages)('goes when the last answer says that nothing is owed, in %s', (language) => {
    const page = shown([owing(0n), owing(-500n)], language);
    expect(page).toContain('calm');
    expect(page).not.toContain('value="all"');
    expect(page).toMatch(/id="pay-all" hidden/);
  });
});
