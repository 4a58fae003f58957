import { formatMoney } from '../platform/messages/format-amount.ts';
import type { Language } from '../platform/messages/language.ts';
import { translate } from '../platform/messages/translate.ts';
import type { DayComparison, DayDifference, UncomparedDay } from './comparison.ts';
import type { DayLine } from './daily.ts';

/** A comparison on one line: when, whose, what came of it. */
export function headInWords(one: DayComparison, agentCode: string, language: Language): string {
  const say = translate(language);
  const counts = say('comparison.counts', {
    ...{ matched: one.matched, differences: one.differenceCount, problems: one.problemCount },
  });
  const outcome = say(one.failure === null ? 'comparison.matched' : `comparison.${one.failure}`);
  const open = one.dayEnded ? [] : [say('comparison.notEnded')];
  return [one.id, one.day, agentCode, outcome, counts, ...open].join('  ');
}

/** Everything that a comparison keeps, a line for each difference with what both sides say, and for each problem of the file. */
export function reportInWords(one: DayComparison, agentCode: string, language: Language): readonly string[] {
  const say = translate(language);
  const left = one.differenceCount - one.differences.length;
  return [
    headInWords(one, agentCode, language),
    ...one.differences.map((difference) => `  ${differenceInWords(difference, language)}`),
    ...(left > 0 ? [`  ${say('comparison.more', { count: left })}`] : []),
    ...one.problems.map(({ field, rule, detail }) => {
      const line = /^\/([0-9]+)/.exec(field)?.[1];
      const place = line === undefined ? say('comparison.file') : say('comparison.line', { line });
      return `  ${place}  ${rule}  ${detail}`;
    }),
  ];
}

function differenceInWords({ kind, receiptNumber, here, there }: DayDifference, language: Language): string {
  const say = translate(language);
  const side = (line: DayLine | null) =>
    line === null
      ? say('comparison.nothing')
      : `${formatMoney(language, line.amount, line.currency)}, ${say(`comparison.${line.state}`)}`;
  const agent = there ? say('comparison.there', { line: there.line }) : say('comparison.agent');
  return `${receiptNumber}  ${say(`comparison.${kind}`)}  ${say('comparison.here')}: ${side(here)}  ${agent}: ${side(there)}`;
}

/** A closed day that nobody has agreed with. */
export function uncomparedInWords(one: UncomparedDay, language: Language): string {
  const told = translate(language)('comparison.uncompared', { payments: one.payments });
  return [one.day, one.agentCode, told, one.newestComparisonId ?? ''].join('  ').trimEnd();
}
