import { createHash } from 'node:crypto';
import type { BasketRequest, Collector } from './api.ts';

/** SHA-256 over what was asked, in a fixed order: the spelling of the request makes no difference, its meaning does. */
export function hashRequest(collector: Collector, request: BasketRequest): string {
  const canonical = [
    'basket',
    collector.outletId,
    collector.tellerId,
    collector.channel,
    request.currency,
    request.lines.map((line) => [line.quoteId, line.amount.toString()]),
    request.paymentCode,
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}
