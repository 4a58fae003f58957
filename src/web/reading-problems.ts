import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Language } from '../platform/messages/language.ts';
import { translate } from '../platform/messages/translate.ts';
import { describeProblems, type FormProblems, problemsOf } from './form-problems.ts';

/** A reading as it was typed; null where it is no whole number of at most nine figures. */
export function readValue(typed: string): number | null {
  return /^[0-9]{1,9}$/.test(typed) ? Number(typed) : null;
}

/** What is said of a reading that is no number. `label` names its field. */
export function unreadable(language: Language, label: string): FormProblems {
  return problemsOf([{ name: 'value', label, text: translate(language)('meter.problem.value') }]);
}

/** Why a reading was refused. What is wrong with the value stands at its field. */
export function readingProblems(language: Language, refusal: Refusal, label: string): FormProblems {
  const t = translate(language);
  const { last = '' } = refusal.details ?? {};
  const of = { reading_too_low: 'meter.problem.low', reading_implausible: 'meter.problem.high' } as const;
  const { code } = refusal;
  if (code === 'reading_too_low' || code === 'reading_implausible') {
    return problemsOf([{ name: 'value', label, text: t(of[code], { last }) }]);
  }
  return describeProblems(language, refusal, [{ name: 'value', label }]);
}
