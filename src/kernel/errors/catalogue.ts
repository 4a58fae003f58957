import { billErrors } from './bills.ts';
import { caseErrors } from './cases.ts';
import { citizenErrors } from './citizens.ts';
import { collectedErrors } from './collected.ts';
import { drawerErrors } from './drawers.ts';
import type { ErrorEntry } from './entry.ts';
import { meterErrors } from './meters.ts';
import { paymentErrors } from './payments.ts';
import { registryErrors } from './registries.ts';
import { requestErrors } from './request.ts';
import { settlementErrors } from './settlement.ts';
import { webhookErrors } from './webhooks.ts';

/** Every error code that leaves the hub. docs/errors.md is generated from it. */
export const errorCatalogue = {
  ...requestErrors,
  ...paymentErrors,
  ...meterErrors,
  ...billErrors,
  ...registryErrors,
  ...drawerErrors,
  ...collectedErrors,
  ...webhookErrors,
  ...citizenErrors,
  ...settlementErrors,
  ...caseErrors,
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

export function errorEntry(code: ErrorCode): ErrorEntry {
  return errorCatalogue[code];
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

/** A refusal of one field: which, by JSON pointer, and which rule. */
export interface FieldProblem {
  /** JSON pointer into the body (`/accounts/0/account`), or the name of a parameter. */
  readonly field: string;
  /** Stable name of the rule that was broken: `pattern`, `required`, `too_long` … */
  readonly rule: string;
  /** What would be right, in English, for the developer at the other end. */
  readonly detail: string;
}

/** An expected refusal of a use case: a code of the catalogue and, where they apply, the fields and safe details. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly fields?: readonly FieldProblem[];
  /** Values that help to act on it (a limit, an expiry, an id). Never personal data. */
  readonly details?: Readonly<Record<string, string>>;
}

export function refusal(code: ErrorCode, details?: Readonly<Record<string, string>>): Refusal {
  return details ? { code, details } : { code };
}

export function fieldRefusal(code: ErrorCode, ...fields: readonly FieldProblem[]): Refusal {
  return { code, fields };
}
