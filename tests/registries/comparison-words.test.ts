import { describe, expect, it } from 'vitest';
import { languages } from '../../src/platform/messages/language.ts';
import {
  compareDays,
  differenceKinds,
  failureOf,
  rejectedFile,
  type DayComparison,
} from '../../src/registries/comparison.ts';
import { headInWords, reportInWords, uncomparedInWords } from '../../src/registries/comparison-words.ts';
import type { DayLine, FileLine } from '../../src/registries/daily.ts';

const of = (outcome: ReturnType<typeof compareDays>, dayEnded = true): DayComparison => ({
  ...outcome,
  ...{ id: 'C1', agentId: 'A', day: '2026-11-20', sha256: 'ab', dayEnded, failure: failureOf(outcome) },
  receivedAt: new Date('2026-11-21T06:00:00Z'),
});
const line = (receiptNumber: string, amount: bigint, state: DayLine['state'] = 'paid'): DayLine => ({
  ...{ receiptNumber, amount: amount as never, currency: 'AZN', state },
});
const byNumber = <T extends DayLine>(lines: readonly T[]) => new Map(lines.map((one) => [one.receiptNumber, one]));
const here = [line('R1', 1_000n), line('R2', 123_450n), line('R3', 500n), line('R4', 700n)];
const there: FileLine[] = [
  { ...line('R1', 1_000n), line: 2 },
  { ...line('R2', 123_400n), line: 3 },
  { ...line('R3', 500n, 'reversed'), line: 4 },
  { ...line('R9', 900n), line: 5 },
];
const differing = of(compareDays('2026-11-20', byNumber(here), byNumber(there)));

describe('a comparison in words', () => {
  it('has a line for each difference, with what both sides say, in the language asked', () => {
    expect(reportInWords(differing, 'bank-a', 'en')).toEqual([
      'C1  2026-11-20  bank-a  differs  same: 1, differences: 4, problems of the file: 0',
      '  R2  another amount  hub: 1,234.50\u00a0₼, paid  agent, line 3: 1,234.00\u00a0₼, paid',
      '  R3  another state  hub: 5.00\u00a0₼, paid  agent, line 4: 5.00\u00a0₼, reversed',
      '  R4  the agent has it not  hub: 7.00\u00a0₼, paid  agent: nothing',
      '  R9  the hub has it not  hub: nothing  agent, line 5: 9.00\u00a0₼, paid',
    ]);
    expect(reportInWords(differing, 'bank-a', 'ru')[1]).toBe(
      '  R2  другая сумма  центр: 1\u00a0234,50\u00a0₼, оплачено  агент, строка 3: 1\u00a0234,00\u00a0₼, оплачено',
    );
    expect(reportInWords(differing, 'bank-a', 'az')[4]).toBe(
      '  R9  mərkəzdə yoxdur  mərkəz: heç nə  agent, sətir 5: 9,00\u00a0₼, ödənilib',
    );
  });

  it('names the lines of a file that is not whole, and a day that had not ended', () => {
    const broken = of(
      rejectedFile([
        { field: '/7/amount', rule: 'amount', detail: 'a decimal number' },
        { field: '', rule: 'total', detail: 'a total' },
      ]),
      false,
    );
    expect(reportInWords(broken, 'bank-a', 'en')).toEqual([
      'C1  2026-11-20  bank-a  the file is not whole  same: 0, differences: 0, problems of the file: 2  the day had not ended',
      '  line 7  amount  a decimal number',
      '  file  total  a total',
    ]);
  });

  it('says how much of a long report is not kept', () => {
    const long = { ...differing, differenceCount: 1_004 };
    expect(reportInWords(long, 'bank-a', 'en').at(-1)).toBe('  1000 more are not kept');
  });

  it('has words for every outcome and kind in every language', () => {
    for (const language of languages) {
      const matched = of(compareDays('2026-11-20', new Map(), new Map()));
      expect(headInWords(matched, 'bank-a', language)).not.toMatch(/comparison\.|undefined/);
      const kinds = differenceKinds.map((kind) => ({ kind, receiptNumber: 'R', here: null, there: null }));
      const all = reportInWords({ ...differing, differences: kinds }, 'bank-a', language);
      expect(new Set(all.slice(1, 1 + kinds.length)).size).toBe(kinds.length);
      const missing = { day: '2026-11-20', agentCode: 'bank-a', payments: 3, newestComparisonId: null };
      expect(uncomparedInWords(missing, language)).toMatch(/^2026-11-20 {2}bank-a {2}.*3/);
    }
  });
});
