import { expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { languages, type Language } from '../../src/platform/messages/language.ts';
import { type Frame, renderFragment } from '../../src/web/frame.tsx';
import { DeskRowItem } from '../../src/web/pages/teller-row.tsx';
import { aLine, told } from './line-samples.ts';

const frame = { now: new Date('2026-11-20T06:42:00Z'), csrfToken: 'x' } as Frame;

/** The line of an account that owes 23.15, by an answer of some instant. */
function shown(language: Language, answer: { readonly standIn: boolean; readonly obtainedAt: Date }): string {
  const line = aLine({ debt: told({ balance: minor(2_315n), ...answer }) });
  const fields = { key: 'k', chosen: true, amount: '23.15', bills: [] };
  const row = {
    ...fields,
    line,
    isPaid: false,
    canPay: true,
    wasTouched: false,
    holderName: null,
    told: null,
    block: null,
  };
  return renderFragment({ ...frame, language }, <DeskRowItem row={row} />);
}

test.each(languages)('a teller sees of an amount from earlier whose it is and how old, in %s', (language) => {
  const yesterday = new Date('2026-11-19T10:02:00Z');
  expect(shown(language, { standIn: true, obtainedAt: yesterday })).toMatch(/class="meaning">[^<]*Azersu[^<]*14:02/);
  // What was told a moment ago needs no words.
  expect(shown(language, { standIn: false, obtainedAt: frame.now })).not.toContain('class="meaning"');
});
