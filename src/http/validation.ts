import type { FastifySchemaValidationError } from 'fastify';
import { type ErrorCode, type FieldProblem, isErrorCode, type Refusal } from '../kernel/errors/catalogue.ts';

/**
 * Annotations of a schema: the code that a broken value is refused with, and the code for a value that is missing.
 * Whatever has none is `invalid_request`.
 */
export const refusalKeyword = 'x-refusal';
export const missingKeyword = 'x-refusal-missing';

/** What Ajv says of one broken rule; `parentSchema` comes with its option `verbose`. */
interface BrokenRule extends FastifySchemaValidationError {
  readonly parentSchema?: Readonly<Record<string, unknown>>;
}

export type RequestPart = 'body' | 'params' | 'querystring' | 'headers';

/** Turns what the schema complains of into one refusal that names every broken field. */
export function validationRefusal(errors: readonly FastifySchemaValidationError[], part: RequestPart): Refusal {
  const broken = errors.map((error) => ({ code: codeOf(error), problem: fieldProblem(error, part) }));
  const codes = new Set(broken.map((one) => one.code));
  const [only] = codes;
  const code = codes.size === 1 && only ? only : codes.has('unknown_field') ? 'unknown_field' : 'invalid_request';
  return { code, fields: onePerField(broken.map((one) => one.problem)) };
}

/** A value that breaks several rules is one wrong field; the first rule says enough. */
function onePerField(problems: readonly FieldProblem[]): FieldProblem[] {
  return [...new Map(problems.toReversed().map((problem) => [problem.field, problem])).values()].toReversed();
}

function codeOf(error: BrokenRule): ErrorCode {
  if (error.keyword === 'additionalProperties') return 'unknown_field';
  const named =
    error.keyword === 'required' ? missingProperty(error)?.[missingKeyword] : error.parentSchema?.[refusalKeyword];
  return typeof named === 'string' && isErrorCode(named) ? named : 'invalid_request';
}

function missingProperty(error: BrokenRule): Readonly<Record<string, unknown>> | undefined {
  // Fastify writes the names of headers in lower case before it compiles the schema.
  const properties = error.parentSchema?.['properties'] as
    Readonly<Record<string, Record<string, unknown>>> | undefined;
  return properties?.[String(error.params['missingProperty'])];
}

function fieldProblem(error: BrokenRule, part: RequestPart): FieldProblem {
  return { field: fieldOf(error, part), rule: ruleOf(error), detail: detailOf(error) };
}

/** A JSON pointer into the body; the plain name of a parameter or header. */
function fieldOf(error: BrokenRule, part: RequestPart): string {
  const extra = error.params['additionalProperty'] ?? error.params['missingProperty'];
  const inner =
    typeof extra === 'string' ? `/${extra.slice(0, shownNameLength).replaceAll('~', '~0').replaceAll('/', '~1')}` : '';
  const pointer = `${error.instancePath}${inner}`;
  if (part === 'body') return pointer;
  const name = pointer.replace(/^\//, '');
  return part === 'headers' ? headerName(name) : name;
}

/** `vahid-teller` as documents write it: `Vahid-Teller`. */
function headerName(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

/** Longest part of an unknown field's name that the answer repeats, in characters. */
const shownNameLength = 64;

const rules: Readonly<Record<string, string>> = {
  additionalProperties: 'unknown_field',
  maxItems: 'too_many',
  minItems: 'too_few',
  maxProperties: 'too_many',
  minProperties: 'too_few',
  maxLength: 'too_long',
  minLength: 'too_short',
};

function ruleOf(error: BrokenRule): string {
  return rules[error.keyword] ?? error.keyword;
}

/** What would be right, without repeating what was sent. */
function detailOf(error: BrokenRule): string {
  const allowed: unknown = error.params['allowedValues'];
  if (error.keyword === 'enum' && Array.isArray(allowed)) return `one of ${allowed.map(String).join(', ')}`;
  if (error.keyword === 'additionalProperties') return 'no such field';
  const described = error.parentSchema?.['description'];
  if (error.keyword === 'pattern' && typeof described === 'string') return described;
  return error.message ?? 'not valid';
}
