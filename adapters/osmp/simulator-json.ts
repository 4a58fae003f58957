import { formatAmount } from '../../src/kernel/money.ts';
import { fieldsOf, type ResponseParts, type Spoiler } from './simulated-dialect.ts';

/** An answer as Kaspi's billers write it. */
export function renderJson(parts: ResponseParts): string {
  const currency = parts.currency ?? 'AZN';
  const fields = parts.account ? fieldsOf(parts.account, currency, 'DEBT') : [];
  const named = fields.map(([name, value], index) => [`field${index + 1}`, { '@name': name, '#text': value }] as const);
  return JSON.stringify({
    txn_id: parts.reference,
    prv_txn_id: parts.transaction,
    result: Number(parts.result),
    sum: parts.sum === undefined ? undefined : formatAmount(parts.sum, currency),
    comment: parts.comment,
    fields: named.length === 0 ? undefined : Object.fromEntries(named),
  });
}

/** Defects in what the biller says, worked into an answer in JSON that was right. */
export const jsonSpoilers: Readonly<Record<string, Spoiler>> = {
  'wrong-amount': (json) => json.replace(/"sum":"\d+/, (found) => `${found}1`),
  'no-amount': member('sum', undefined),
  'amount-comma': (json) => json.replace(/("sum":"\d+)\./, '$1,'),
  'number-amount': (json) => json.replace(/"sum":"([^"]+)"/, '"sum":$1'),
  'wrong-reference': member('txn_id', '7700000000000042'),
  'empty-reference': member('txn_id', ''),
  'number-reference': (json) => json.replace(/"txn_id":"(\d+)"/, '"txn_id":$1'),
  'no-reference': member('txn_id', undefined),
  'no-transaction': member('prv_txn_id', undefined),
  'duplicate-result': (json) => json.replace('"result":', '"result":5,"result":'),
  'escaped-duplicate-result': (json) => json.replace('"result":', '"\\u0072esult":5,"result":'),
  'two-documents': (json) => `${json}${json}`,
  'upper-case-result': (json) => json.replace('"result"', '"Result"'),
  'result-00': (json) => json.replace(/"result":\d+/, '"result":00'),
  'result-text': member('result', '0'),
  'result-blank': member('result', '0 '),
  'result-null': member('result', null),
  'result-false': member('result', false),
  'result-list': member('result', [0]),
  'result-hex': member('result', '0x0'),
  'no-result': member('result', undefined),
  'unknown-code': member('result', 777),
  'prototype-key': (json) => json.replace(/}$/, ',"__proto__":{"result":0}}'),
  'nested-bomb': (json) => json.replace(/}$/, `,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  'xml-instead': () => '<response><result>0</result></response>',
  'personal-comment': member('comment', 'CANARY Əliyeva Günay 0501234567 AZE12345678'),
};

/** Writes over one member of the answer, where it has it; undefined takes it out. */
function member(name: string, value: unknown): Spoiler {
  return (json) => {
    const body = JSON.parse(json) as Record<string, unknown>;
    return JSON.stringify(name in body ? { ...body, [name]: value } : body);
  };
}
