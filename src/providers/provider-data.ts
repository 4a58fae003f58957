import type { Adapter, InputField, Localized } from '../kernel/adapter.ts';
import { isBusinessDate } from '../kernel/business-date.ts';
import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import { type Currency, isCurrency } from '../kernel/money.ts';
import { wholePattern } from './account-input.ts';
import { limitsAt } from './amount-rule.ts';
import { connectionProblems } from './connection-data.ts';
import { isIban } from './iban.ts';
import {
  type AccountFormat,
  type AmountRule,
  billRules,
  type DatedName,
  exactnesses,
  limitedChannels,
  type ProviderState,
  providerStates,
  type Service,
  services,
} from './model.ts';

/** A provider as an operator writes it down. */
export interface ProviderData extends AccountFormat {
  readonly code: string;
  readonly service: Service;
  readonly names: readonly DatedName[];
  readonly currency: Currency;
  readonly protocol: string;
  readonly endpoint: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Credentials; stored encrypted and never read back. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly queryTimeoutMs: number;
  readonly payTimeoutMs: number;
  readonly maxConcurrency: number;
  readonly state: ProviderState;
  readonly language: keyof Localized;
  readonly rule: AmountRule;
  readonly invoiceDays: readonly number[];
  readonly settlementMode: 'net' | 'gross';
  readonly iban: string | null;
  readonly duplicateWindowS: number;
}

const bounds = {
  queryTimeoutMs: [100, 30_000],
  payTimeoutMs: [100, 120_000],
  maxConcurrency: [1, 200],
  duplicateWindowS: [0, 86_400],
} as const;

/** Most input fields, names and prefixes of one provider, and the longest value a field may ask for. */
const mostFields = 10;
const mostNames = 50;
const mostPrefixes = 10;
const mostChoices = 100;
const longestValue = 100;
const longestName = 100;
const longestHelp = 300;

type Report = (field: string, rule: string, detail: string) => void;

/** What is wrong with the names of a provider: pointers begin with `/names`. */
export function nameProblems(names: readonly DatedName[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  checkNames(names, (field, rule, detail) => problems.push({ field, rule, detail }));
  return problems;
}

/** What is wrong with the form of a provider's base address. */
export function endpointProblems(endpoint: string): FieldProblem[] {
  if (isBaseAddress(endpoint)) return [];
  return [{ field: '/endpoint', rule: 'address', detail: 'http or https, no credentials, query or final slash' }];
}

/** Everything that is wrong with a provider's data, all at once; empty when the hub can work with it. */
export function providerProblems(data: ProviderData, adapter: Adapter | undefined): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const report: Report = (field, rule, detail) => problems.push({ field, rule, detail });
  checkIdentity(data, report);
  problems.push(...endpointProblems(data.endpoint));
  checkNames(data.names, report);
  checkNumbers(data, report);
  checkRule(data.rule, report);
  checkFields(data, report);
  if (adapter) checkBillRule(data.rule, adapter, report);
  if (adapter) problems.push(...connectionProblems(data, adapter));
  else report('/protocol', 'unknown', 'no adapter speaks this protocol');
  return problems;
}

function checkIdentity(data: ProviderData, report: Report): void {
  if (!/^[a-z][a-z0-9-]{1,31}$/.test(data.code))
    report('/code', 'pattern', 'a-z, digits and hyphens, 2 to 32 characters');
  if (!services.includes(data.service)) report('/service', 'unknown', `one of ${services.join(', ')}`);
  if (!isCurrency(data.currency)) report('/currency', 'unknown', 'a currency the hub keeps books in');
  if (!providerStates.includes(data.state)) report('/state', 'unknown', `one of ${providerStates.join(', ')}`);
  if (data.iban !== null && !isIban(data.iban)) report('/iban', 'check_digits', 'an IBAN without spaces');
}

/** Only the form: whether the hub may connect there is decided by its HTTP client at every call. */
function isBaseAddress(text: string): boolean {
  if (!URL.canParse(text) || text.length > 500) return false;
  const url = new URL(text);
  const isBare = url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return /^https?:\/\//.test(text) && isBare && !text.endsWith('/');
}

function checkNames(names: readonly DatedName[], report: Report): void {
  if (names.length === 0 || names.length > mostNames) report('/names', 'count', `1 to ${mostNames} names`);
  if (new Set(names.map((dated) => dated.validFrom)).size !== names.length) {
    report('/names', 'duplicate', 'one name for each date');
  }
  names.forEach((dated, index) => {
    if (!isBusinessDate(dated.validFrom)) report(`/names/${index}/validFrom`, 'date', 'a date YYYY-MM-DD');
    checkTexts(dated.name, longestName, under(`/names/${index}/name`, report));
  });
}

function under(pointer: string, report: Report): Report {
  return (field, rule, detail) => report(`${pointer}/${field}`, rule, detail);
}

/** A name, a label or a help text in the three languages. */
function checkTexts(texts: Localized, longest: number, report: Report): void {
  for (const language of ['az', 'ru', 'en'] as const) {
    const length = texts[language].trim().length;
    if (length < 1 || length > longest) report(language, 'length', `1 to ${longest} characters`);
  }
}

function checkNumbers(data: ProviderData, report: Report): void {
  for (const [name, [least, most]] of Object.entries(bounds)) {
    const value = data[name as keyof typeof bounds];
    if (!Number.isInteger(value) || value < least || value > most) report(`/${name}`, 'range', `${least} to ${most}`);
  }
  if (data.invoiceDays.some((day) => !Number.isInteger(day) || day < 1 || day > 28)) {
    report('/invoiceDays', 'range', 'days of the month that every month has: 1 to 28');
  }
}

function checkRule(rule: AmountRule, report: Report): void {
  const { exactness, multipleOf, minAmount, maxAmount } = rule;
  if (!exactnesses.includes(exactness)) report('/rule/exactness', 'unknown', `one of ${exactnesses.join(', ')}`);
  if ((exactness === 'multiple') !== (multipleOf !== null)) {
    report('/rule/multipleOf', 'required', 'stated with exactness `multiple`, and only with it');
  }
  if (exactness === 'range' && (minAmount === null || maxAmount === null)) {
    report('/rule', 'required', 'a range has a minimum and a maximum');
  }
  if ([multipleOf, minAmount, maxAmount].some((amount) => amount !== null && amount <= 0n)) {
    report('/rule', 'range', 'amounts above zero');
  }
  if (minAmount !== null && maxAmount !== null && minAmount > maxAmount) {
    report('/rule/minAmount', 'range', 'at most the maximum');
  }
  for (const channel of limitedChannels) {
    const { minAmount: least, maxAmount: most } = limitsAt(rule, channel);
    const own = rule.channels?.[channel];
    const isWrong = [own?.minAmount, own?.maxAmount].some(
      (limit) => limit !== null && limit !== undefined && limit <= 0n,
    );
    if (own && (isWrong || (least !== null && most !== null && least > most))) {
      report(`/rule/channels/${channel}`, 'range', 'amounts above zero, together with the general limits not empty');
    }
  }
}

/** Whoever chooses bills wants those paid: the protocol has to be able to name them. */
function checkBillRule({ bills = 'free' }: AmountRule, { metadata }: Adapter, report: Report): void {
  if (!billRules.includes(bills)) report('/rule/bills', 'unknown', `one of ${billRules.join(', ')}`);
  const isChosen = bills === 'one' || bills === 'several';
  if (isChosen && !metadata.capabilities.includes('invoices')) {
    report('/rule/bills', 'capability', 'the protocol names no bills in a payment: `free` or `all`');
  }
}

function checkFields(data: ProviderData, report: Report): void {
  if (data.fields.length > mostFields) report('/fields', 'count', `at most ${mostFields} fields`);
  if (data.fields.filter((field) => field.name === 'account').length !== 1) {
    report('/fields', 'required', 'exactly one field is named `account`');
  }
  if (new Set(data.fields.map((field) => field.name)).size !== data.fields.length) {
    report('/fields', 'duplicate', 'each name once');
  }
  data.fields.forEach((field, index) => checkField(field, `/fields/${index}`, report));
  if (data.accountMask !== null && !data.accountMask.includes('#')) {
    report('/accountMask', 'pattern', '`#` for each character of the account');
  }
  const prefixes = data.accountPrefixes;
  if (prefixes.length > mostPrefixes || prefixes.some((prefix) => prefix === '' || prefix.length > 10)) {
    report('/accountPrefixes', 'length', `at most ${mostPrefixes} prefixes of 1 to 10 characters`);
  }
}

function checkField(field: InputField, pointer: string, report: Report): void {
  if (!/^[a-z][A-Za-z0-9]{0,31}$/.test(field.name))
    report(`${pointer}/name`, 'pattern', 'letters and digits, at most 32');
  if (field.name === 'account' && field.proof)
    report(`${pointer}/proof`, 'value', 'an account proves nothing by itself');
  checkChoices(field, pointer, report);
  checkTexts(field.label, longestName, under(`${pointer}/label`, report));
  checkTexts(field.help, longestHelp, under(`${pointer}/help`, report));
  const hasBounds = field.minLength >= 1 && field.minLength <= field.maxLength && field.maxLength <= longestValue;
  if (!hasBounds) report(`${pointer}/maxLength`, 'range', `1 ≤ minLength ≤ maxLength ≤ ${longestValue}`);
  const pattern = anchoredPattern(field.pattern);
  if (!pattern) {
    report(`${pointer}/pattern`, 'pattern', 'a regular expression anchored with ^ and $');
  } else if (
    !pattern.test(field.example) ||
    field.example.length < field.minLength ||
    field.example.length > field.maxLength
  ) {
    report(`${pointer}/example`, 'pattern', 'an example that the field itself accepts');
  }
}

function checkChoices(field: InputField, pointer: string, report: Report): void {
  const { choices } = field;
  if (!choices) return;
  const values = choices.map((choice) => choice.value);
  if (field.name === 'account') report(`${pointer}/choices`, 'value', 'an account is typed');
  if (values.length === 0 || new Set(values).size !== values.length || values.length > mostChoices) {
    report(`${pointer}/choices`, 'count', `1 to ${mostChoices} values, each once`);
  }
  if (!values.includes(field.example)) report(`${pointer}/example`, 'pattern', 'one of the choices');
  const pattern = anchoredPattern(field.pattern);
  choices.forEach(({ value, label }, index) => {
    const fits = value.length >= field.minLength && value.length <= field.maxLength && pattern?.test(value) !== false;
    if (!fits) report(`${pointer}/choices/${index}/value`, 'pattern', 'a value that the field itself accepts');
    checkTexts(label, longestName, under(`${pointer}/choices/${index}/label`, report));
  });
}

function anchoredPattern(source: string): RegExp | undefined {
  if (!source.startsWith('^') || !source.endsWith('$')) return undefined;
  try {
    return wholePattern(source);
  } catch {
    return undefined;
  }
}
