import { fieldRefusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { PageRequest } from './api.ts';
import type { PaymentView } from './model.ts';
import { parseReceiptNumber } from './receipt-number.ts';
import type { PageStart } from './store.ts';

const mostItemsPerPage = 100;

/** Where the page after this payment begins: instant and receipt number, opaque to callers. It opens nobody else's list. */
export function cursorOf(payment: Pick<PaymentView, 'acceptedAt' | 'receiptNumber'>): string {
  return Buffer.from(`${payment.acceptedAt.getTime()}.${payment.receiptNumber}`).toString('base64url');
}

/** Refuses: invalid_request, naming `limit` or `after`. */
export function parsePage(request: PageRequest): Result<{ limit: number; start: PageStart | null }, Refusal> {
  const { limit, after } = request;
  if (!Number.isInteger(limit) || limit < 1 || limit > mostItemsPerPage) {
    return err(fieldRefusal('invalid_request', { field: 'limit', rule: 'range', detail: `1 to ${mostItemsPerPage}` }));
  }
  if (after === null) return ok({ limit, start: null });
  const [ms, receiptNumber] = Buffer.from(after, 'base64url').toString('utf8').split('.');
  const receipt = parseReceiptNumber(receiptNumber ?? '');
  if (!/^[0-9]{1,14}$/.test(ms ?? '') || !receipt) {
    return err(
      fieldRefusal('invalid_request', { field: 'after', rule: 'cursor', detail: 'use `next` of the page before' }),
    );
  }
  return ok({ limit, start: { acceptedAt: new Date(Number(ms)), receiptNumber: receipt.number } });
}
