import { billErrors } from '../kernel/errors/bills.ts';
import { citizenErrors } from '../kernel/errors/citizens.ts';
import { collectedErrors } from '../kernel/errors/collected.ts';
import { drawerErrors } from '../kernel/errors/drawers.ts';
import type { ErrorEntry } from '../kernel/errors/entry.ts';
import { meterErrors } from '../kernel/errors/meters.ts';
import { paymentErrors } from '../kernel/errors/payments.ts';
import { registryErrors } from '../kernel/errors/registries.ts';
import { requestErrors } from '../kernel/errors/request.ts';
import { caseErrors } from '../kernel/errors/cases.ts';
import { settlementErrors } from '../kernel/errors/settlement.ts';
import { webhookErrors } from '../kernel/errors/webhooks.ts';

const opening = `# Errors

Made from the catalogue in \`src/kernel/errors\` by \`npm run openapi\`: change it there.

Every error of the API is \`application/problem+json\`:

    {
      "type": "urn:vahid:error:unknown_field",
      "title": "The request has an unknown field",
      "status": 400,
      "code": "unknown_field",
      "requestId": "7b0c2c1e-…",
      "errors": [{ "field": "/lines/0/sum", "rule": "unknown_field", "detail": "no such field" }]
    }

Act on \`code\`: it is never renamed and never gets another meaning. \`title\` is for people, in the language of
\`Accept-Language\`. \`errors\` names every field that is wrong, by JSON pointer into the body or by the name of the parameter or
header. *Again* says whether the same request may succeed later, unchanged; \`Retry-After\` says when.
`;

const groups: readonly (readonly [title: string, entries: Readonly<Record<string, ErrorEntry>>])[] = [
  ['The request itself', requestErrors],
  ['Look-ups, payments, keys, reversals', paymentErrors],
  ['Meters and their cards', meterErrors],
  ['Choosing bills', billErrors],
  ['Files of payments', registryErrors],
  ['Cash drawers and shifts', drawerErrors],
  ['Money that was collected before', collectedErrors],
  ['Webhooks', webhookErrors],
  ['Citizens and their accounts', citizenErrors],
  ['Closing a day', settlementErrors],
  ['What two people decide', caseErrors],
];

/** docs/errors.md. */
export function errorsDocument(): string {
  return [opening, ...groups.map(([title, entries]) => group(title, entries))].join('\n');
}

function group(title: string, entries: Readonly<Record<string, ErrorEntry>>): string {
  const sections = Object.entries(entries).map(([code, entry]) => section(code, entry));
  return [`## ${title}\n`, ...sections].join('\n');
}

function section(code: string, entry: ErrorEntry): string {
  const { az, ru, en } = entry.title;
  return [
    `### \`${code}\` · ${entry.status}${entry.retryable ? ' · again' : ''}\n`,
    `${en}. (az: ${az}. ru: ${ru}.)\n`,
    `${entry.action}\n`,
  ].join('\n');
}
