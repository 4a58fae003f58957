import type { AccountInput, PayRequest } from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { wallTime } from '../kit/wall-time.ts';
import { checksumOf } from './checksum.ts';
import type { EpaySettings } from './settings.ts';

/** Query of `/pay/init`. */
export function initQuery(input: AccountInput, settings: EpaySettings): URLSearchParams {
  return signedQuery(
    [
      ['IDN', input.account],
      ['MERCHANTID', settings.merchantId],
      ['TYPE', 'CHECK'],
    ],
    settings,
  );
}

/** Query of `/pay/confirm`: letter for letter the same however often it is sent. */
export function confirmQuery(request: PayRequest, settings: EpaySettings): URLSearchParams {
  const date: [string, string][] = [['DATE', dateOf(request, settings.timeZone)]];
  return signedQuery(
    [
      ['IDN', request.account],
      ['MERCHANTID', settings.merchantId],
      ...(settings.sendsDate ? date : []),
      ['TID', transactionId(request, settings.timeZone)],
      ['TOTAL', request.amount.toString()],
      ['TYPE', settings.payType],
    ],
    settings,
  );
}

/**
 * Twenty-six digits: the time of acceptance, and in the place of STAN and AID the last twelve digits of our reference.
 * Those hold the day of the month, the lane, its counter and the check digit, so no two payments have the same.
 */
export function transactionId(request: PayRequest, timeZone: string): string {
  assert(/^[0-9]{16}$/.test(request.reference), 'a reference has sixteen digits');
  return `${dateOf(request, timeZone)}${request.reference.slice(-12)}`;
}

function dateOf(request: PayRequest, timeZone: string): string {
  return wallTime(request.acceptedAt, timeZone);
}

function signedQuery(parameters: readonly [string, string][], settings: EpaySettings): URLSearchParams {
  const checksum = checksumOf(new Map(parameters), settings.secret, settings.checksumHash);
  return new URLSearchParams([...parameters, ['CHECKSUM', checksum]]);
}
