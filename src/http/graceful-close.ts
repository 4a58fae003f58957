import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

export interface CloseTimes {
  /** How long `/readyz` says no before anything else, so that load balancers notice; milliseconds. */
  readonly noticeMs: number;
  /** Requests under way are waited for this long, milliseconds; then their connections are cut. */
  readonly graceMs: number;
}

/** Ends a server that people are using: says so, stops listening, finishes what has begun. Returns false when it had to cut. */
export async function closeGracefully(app: FastifyInstance, times: CloseTimes): Promise<boolean> {
  app.draining.since = performance.now();
  await sleep(times.noticeMs);
  const closed = app.close().then(() => true);
  const cut = new AbortController();
  const deadline = sleep(times.graceMs, false, { signal: cut.signal }).catch(() => false);
  const inTime = await Promise.race([closed, deadline]);
  cut.abort();
  if (!inTime) app.server.closeAllConnections();
  await closed;
  return inTime;
}
