import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerRawError } from './raw-errors.ts';
import { requestTimeoutMs } from './settings.ts';

/**
 * Ends the connection of a body that takes too long, as Node does for all requests alike: a route for large files may be given
 * longer, and only that one. A route that reads nothing of a body waits for nothing.
 */
export function boundBodies(app: FastifyInstance, shortestMs = requestTimeoutMs): void {
  const answer = answerRawError(randomUUID);
  app.addHook('onRequest', async (request) => {
    if (!hasBody(request)) return;
    const { raw } = request;
    const { bodyTimeoutMs } = request.routeOptions.config;
    // What is done with a large body takes a while after its last byte, in which nothing goes over the line.
    if (bodyTimeoutMs !== undefined && raw.socket instanceof Socket) raw.socket.setTimeout(bodyTimeoutMs);
    const timer = setTimeout(() => {
      // An injected request has no line that could be slow.
      if (raw.complete || !(raw.socket instanceof Socket)) return;
      answer({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, raw.socket);
    }, bodyTimeoutMs ?? shortestMs);
    timer.unref();
    for (const event of ['end', 'close']) raw.once(event, () => clearTimeout(timer));
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
