import type { PayRequest } from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { formatAmount } from '../../src/kernel/money.ts';
import { toWallClock } from '../kit/offset-clock.ts';
import { signatureOf } from './signature.ts';

export interface Signing {
  readonly secret: string;
  readonly serviceId: string;
  readonly utcOffset: string;
}

/** The form of Prepare, or of Complete when there is a number to complete: the same in every attempt. */
export function clickForm(request: PayRequest, prepareId: string | undefined, signing: Signing): URLSearchParams {
  assert(/^[0-9]{1,20}$/.test(request.reference), 'a Click reference is at most twenty digits');
  assert(Object.keys(request.fields).length === 0, 'Click carries no input field but the account');
  const form = new URLSearchParams([
    ['click_trans_id', request.reference],
    ['service_id', signing.serviceId],
    ['click_paydoc_id', request.reference],
    ['merchant_trans_id', request.account],
    ...(prepareId === undefined ? [] : [['merchant_prepare_id', prepareId]]),
    ['amount', formatAmount(request.amount, request.currency)],
    ['action', prepareId === undefined ? '0' : '1'],
    ['error', '0'],
    ['error_note', ''],
    ['sign_time', toWallClock(request.acceptedAt, signing.utcOffset)],
  ]);
  form.set('sign_string', signatureOf(form, signing.secret));
  return form;
}
