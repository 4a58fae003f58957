import type { AccountInput, PayRequest } from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { formatAmount } from '../../src/kernel/money.ts';

/** Bodies of the requests: letter for letter the same however often they are sent. */
export function accountRequest({ account, fields }: AccountInput): string {
  return JSON.stringify({ action: 'account', account, fields });
}

export function payRequest(request: PayRequest): string {
  const { account, fields, currency } = request;
  const amount = formatAmount(request.amount, currency);
  return JSON.stringify({ action: 'pay', reference: referenceOf(request), account, fields, amount, currency });
}

export function statusRequest(request: PayRequest): string {
  return JSON.stringify({ action: 'status', reference: referenceOf(request) });
}

function referenceOf({ reference }: PayRequest): string {
  assert(/^[0-9]{1,20}$/.test(reference), 'a reference is at most twenty digits');
  return reference;
}
