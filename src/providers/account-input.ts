import type { AccountInput, InputField } from '../kernel/adapter.ts';
import { type FieldProblem, fieldRefusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { AccountFormat } from './model.ts';

/** `ask`: debts and payments, where a proof is welcome but not needed. `link`: every field, the proof included. */
export type InputPurpose = 'ask' | 'link';

/** What is typed longer than this is not looked at, characters. */
const longestTyped = 200;

/**
 * Reads what a person typed to name an account: surrounding space, the separators of the printed form and what people
 * write before the number are taken away, the rest must be as the provider writes it.
 * Refuses: invalid_request, each broken field with `required`, `too_short`, `too_long`, `pattern` or `unknown_field`.
 */
export function parseAccountInput(
  format: AccountFormat,
  typed: AccountInput,
  purpose: InputPurpose,
): Result<AccountInput, Refusal> {
  const problems: FieldProblem[] = unknownFields(format, typed);
  const parsed: Record<string, string> = {};
  for (const field of format.fields) {
    const raw = field.name === 'account' ? typed.account : ownValue(typed.fields, field.name);
    if (raw === undefined || raw.trim() === '') {
      if (field.proof && purpose === 'ask') continue;
      problems.push(problemOf(field, 'required', field.help.en));
      continue;
    }
    const value = field.name === 'account' ? plainAccount(format, raw) : raw.trim();
    const problem = valueProblem(field, value);
    if (problem) problems.push(problem);
    else parsed[field.name] = value;
  }
  const { account, ...fields } = parsed;
  if (problems.length > 0 || account === undefined) return err(fieldRefusal('invalid_request', ...problems));
  return ok({ account, fields });
}

/** The account alone, without further fields. Refuses: invalid_request. */
export function parseAccountNumber(format: AccountFormat, typed: string): Result<string, Refusal> {
  const field = format.fields.find((candidate) => candidate.name === 'account');
  const value = plainAccount(format, typed);
  const problem = field && valueProblem(field, value);
  return problem ? err(fieldRefusal('invalid_request', problem)) : ok(value);
}

/**
 * The account without separators and prefixes. A prefix goes only when the whole is not an account and the rest is,
 * so that an account that begins with the same digits keeps them.
 */
export function plainAccount(format: AccountFormat, typed: string): string {
  const field = format.fields.find((candidate) => candidate.name === 'account');
  const bare = withoutSeparators(format, typed.slice(0, longestTyped));
  if (!field || isAccount(field, bare)) return bare;
  const rests = format.accountPrefixes
    .map((prefix) => withoutSeparators(format, prefix))
    .filter((prefix) => bare.startsWith(prefix))
    .map((prefix) => bare.slice(prefix.length));
  return rests.find((rest) => isAccount(field, rest)) ?? bare;
}

function isAccount(field: InputField, value: string): boolean {
  return valueProblem(field, value) === undefined;
}

/** White space goes, and whatever signs (never letters or digits) the mask prints between the characters of an account. */
function withoutSeparators(format: AccountFormat, typed: string): string {
  const printed = new Set((format.accountMask ?? '').replace(/[#\p{L}\p{N}]/gu, ''));
  return [...typed.trim()].filter((char) => !/\s/u.test(char) && !printed.has(char)).join('');
}

function valueProblem(field: InputField, value: string): FieldProblem | undefined {
  if (value.length < field.minLength) return problemOf(field, 'too_short', lengthDetail(field));
  if (value.length > field.maxLength) return problemOf(field, 'too_long', lengthDetail(field));
  // Lengths first: a pattern only ever sees a short value.
  if (!wholePattern(field.pattern).test(value)) return problemOf(field, 'pattern', field.help.en);
  const values = field.choices?.map((choice) => choice.value);
  if (values && !values.includes(value)) return problemOf(field, 'pattern', `one of ${values.join(', ')}`);
  return undefined;
}

/** The pattern over the whole value, also where its anchors bind only one of several alternatives. */
export function wholePattern(source: string): RegExp {
  return new RegExp(`^(?:${source})$`, 'u');
}

function lengthDetail(field: InputField): string {
  const range = field.minLength === field.maxLength ? `${field.minLength}` : `${field.minLength} to ${field.maxLength}`;
  return `${range} characters, such as ${field.example}`;
}

function unknownFields(format: AccountFormat, typed: AccountInput): FieldProblem[] {
  const known = new Set(format.fields.map((field) => field.name));
  return Object.keys(typed.fields)
    .filter((name) => name === 'account' || !known.has(name))
    .map((name) => ({
      field: `/fields/${name}`,
      rule: 'unknown_field',
      detail: 'the provider asks for no such value',
    }));
}

function ownValue(fields: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function problemOf(field: InputField, rule: string, detail: string): FieldProblem {
  return { field: field.name === 'account' ? '/account' : `/fields/${field.name}`, rule, detail };
}
