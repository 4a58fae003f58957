import { createHash } from 'node:crypto';
import type { Collector } from '../payments/api.ts';
import { hashRequest } from '../payments/request-hash.ts';
import type { CashBasket } from './api.ts';

/** Key under which the lane knows a line, or the whole. It follows from the agent's key alone and is nobody's own. */
export function laneKey(agentId: string, key: string, line: number | 'all'): string {
  const name = createHash('sha256')
    .update(JSON.stringify([agentId, key]))
    .digest('hex');
  return `basket:${name}:${line}`;
}

/** What a key stands for. The answers of the payer are no part of it: they may come later. */
export function hashBasket(collector: Collector, { mode, tendered, whole }: CashBasket): string {
  const canonical = ['cash', mode, tendered.toString(), hashRequest(collector, whole)];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}
