import { formatMoney } from '../platform/messages/format-amount.ts';
import type { Language } from '../platform/messages/language.ts';
import { translate } from '../platform/messages/translate.ts';
import type { ReconBreak, ReconRun } from './model.ts';
import { minor } from '../kernel/money.ts';

/** A run on one line: which, of what day, whose, what came of it. */
export function runInWords(run: ReconRun, providerCode: string, language: Language): string {
  const say = translate(language);
  const { lines, matched, breakCount: breaks } = run;
  const told = run.reason ?? say('recon.counts', { lines, matched, breaks });
  return [run.id, run.day, providerCode, say(`recon.${run.outcome}`), told].join('  ');
}

/** A run with its breaks, a line for each with what both sides say. */
export function breaksInWords(
  { run, breaks }: { readonly run: ReconRun; readonly breaks: readonly ReconBreak[] },
  providerCode: string,
  language: Language,
): readonly string[] {
  const say = translate(language);
  const left = run.breakCount - breaks.length;
  return [
    runInWords(run, providerCode, language),
    ...breaks.map((one) => `  ${breakInWords(one, language)}`),
    ...(left > 0 ? [`  ${say('comparison.more', { count: left })}`] : []),
  ];
}

function breakInWords({ kind, reference, currency, ...sides }: ReconBreak, language: Language): string {
  const say = translate(language);
  const side = (of: ReconBreak['here'] | ReconBreak['there']) =>
    of === null
      ? say('comparison.nothing')
      : `${formatMoney(language, minor(of.amount), currency)}, ${say(`recon.state.${of.state}`)}`;
  const number = sides.providerTransaction === null ? '' : ` (${sides.providerTransaction})`;
  const there = `${say('recon.there')}: ${side(sides.there)}${number}`;
  return `${reference}  ${say(`recon.${kind}`)}  ${say('comparison.here')}: ${side(sides.here)}  ${there}`;
}
