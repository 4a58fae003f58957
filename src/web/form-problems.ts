import { errorEntry, type FieldProblem, type Refusal } from '../kernel/errors/catalogue.ts';
import { isCurrency, parseBalance } from '../kernel/money.ts';
import { catalogue, type MessageKey } from '../platform/messages/catalogue.ts';
import { formatMoney } from '../platform/messages/format-amount.ts';
import type { Language } from '../platform/messages/language.ts';
import { translate, type Translate } from '../platform/messages/translate.ts';

/** What the form knows of a field, so that a broken rule can be put into words. */
export interface FieldFacts {
  /** Name of the input in the form. */
  readonly name: string;
  /** Where a refusal points to, when that is not `/<name>`. */
  readonly pointer?: string;
  readonly label: string;
  readonly example?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface FieldProblemText {
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly text: string;
}

/** What is wrong with a form that was sent: with its fields, and with the whole. */
export interface FormProblems {
  readonly whole: { readonly title: string; readonly advice: string } | null;
  readonly fields: readonly FieldProblemText[];
  of(name: string): FieldProblemText | undefined;
}

export const noProblems: FormProblems = { whole: null, fields: [], of: () => undefined };

/** The id of an input, for its label and for the summary that leads to it. */
export function fieldId(name: string): string {
  return `field-${name.replace(/[^A-Za-z0-9-]/g, '-')}`;
}

/** Puts a refusal into words: each field that is named in it, and the whole where no field of the form explains it. */
export function describeProblems(language: Language, refusal: Refusal, facts: readonly FieldFacts[]): FormProblems {
  const t = translate(language);
  const told = (refusal.fields ?? []).flatMap((problem) => {
    const field = facts.find((candidate) => (candidate.pointer ?? `/${candidate.name}`) === problem.field);
    return field ? [{ name: field.name, label: field.label, text: ruleText(t, problem, field) }] : [];
  });
  const firstOfEach = told.filter((problem, index) => told.findIndex(({ name }) => name === problem.name) === index);
  const inOrder = facts.flatMap((field) => firstOfEach.filter((problem) => problem.name === field.name));
  return problemsOf(inOrder, inOrder.length > 0 ? null : describeRefusal(language, refusal));
}

/** Problems that were found here and already have their words. */
export function problemsOf(
  fields: readonly { readonly name: string; readonly label: string; readonly text: string }[],
  whole: FormProblems['whole'] = null,
): FormProblems {
  const withIds = fields.map((field) => ({ ...field, id: fieldId(field.name) }));
  return { whole, fields: withIds, of: (name) => withIds.find((field) => field.name === name) };
}

/** What happened, and what to do about it. */
export function describeRefusal(language: Language, refusal: Refusal): { title: string; advice: string } {
  return { title: errorEntry(refusal.code).title[language], advice: adviceFor(language, refusal) };
}

function adviceFor(language: Language, refusal: Refusal): string {
  const t = translate(language);
  const seconds = Number(refusal.details?.['retryAfterSeconds']);
  if (refusal.code === 'too_many_requests' && Number.isFinite(seconds)) {
    return t('refusal.too_many_requests.wait', { minutes: Math.max(1, Math.ceil(seconds / 60)) });
  }
  const { limitOf = '', limitPer = '', limit = '', left = '', currency = '', why = '' } = refusal.details ?? {};
  const limitKey = `refusal.limit_exceeded.${limitOf}.${limitPer}`;
  if (isLimitKey(limitKey)) {
    const say = (decimal: string) => sayAmount(language, decimal, currency);
    return t(limitKey, { limit: say(limit), left: say(left) });
  }
  const keys = [`refusal.${refusal.code}.${why}`, `refusal.${refusal.code}`];
  return t(keys.find(isPlainKey) ?? 'refusal.other');
}

/** An amount of a refusal in words; what is none is said as it is. */
function sayAmount(language: Language, decimal: string, currency: string): string {
  const amount = isCurrency(currency) ? parseBalance(decimal, currency) : null;
  return amount?.ok && isCurrency(currency) ? formatMoney(language, amount.value, currency) : decimal;
}

type RefusalKey = Extract<MessageKey, `refusal.${string}`>;
type LimitKey = Extract<RefusalKey, `refusal.limit_exceeded.${string}`>;
type AdviceKey = Exclude<RefusalKey, 'refusal.too_many_requests.wait' | LimitKey>;

function isLimitKey(key: string): key is LimitKey {
  return key.startsWith('refusal.limit_exceeded.') && Object.hasOwn(catalogue, key);
}

function isPlainKey(key: string): key is AdviceKey {
  return Object.hasOwn(catalogue, key) && !isLimitKey(key);
}

const plainRules = {
  password_wrong: 'form.problem.password_wrong',
  required: 'form.problem.required',
  choice: 'form.problem.choice',
  consent: 'form.problem.consent',
  card: 'form.problem.card',
  fin: 'form.problem.fin',
  phone: 'form.problem.phone',
  email: 'form.problem.email',
  contact: 'form.problem.contact',
  unique_code: 'form.problem.unique_code',
  check_digit: 'form.problem.unique_code',
  password_short: 'form.problem.password_short',
  password_common: 'form.problem.password_common',
  password_personal: 'form.problem.password_personal',
  password_same: 'form.problem.password_same',
  password_differs: 'form.problem.password_differs',
  confirmation_code: 'form.problem.confirmation_code',
} as const satisfies Readonly<Record<string, MessageKey>>;

function ruleText(t: Translate, problem: FieldProblem, field: FieldFacts): string {
  if (isPlainRule(problem.rule)) return t(plainRules[problem.rule]);
  if (problem.rule === 'too_short' && field.minLength !== undefined) {
    return t('form.problem.too_short', { count: field.minLength });
  }
  if (problem.rule === 'too_long' && field.maxLength !== undefined) {
    return t('form.problem.too_long', { count: field.maxLength });
  }
  if (field.example !== undefined) return t('form.problem.account', { example: field.example });
  return problem.rule === 'pattern' ? t('form.problem.pattern') : t('form.problem.unknown');
}

function isPlainRule(rule: string): rule is keyof typeof plainRules {
  return Object.hasOwn(plainRules, rule);
}
