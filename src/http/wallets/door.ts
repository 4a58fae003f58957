import rateLimit from '@fastify/rate-limit';
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WalletService } from '../../wallets/api.ts';
import type { Door, WalletProtocol } from '../../wallets/model.ts';
import { describeFailure } from '../failures.ts';

/** What plugins of payment apps ask. */
export type Wallets = Omit<WalletService, 'configure'>;

/** Requests at one address in a minute. */
const mostPerMinute = 6_000;
const windowMs = 60_000;

/** The door that an address names. */
export function doorOf(wallets: Wallets, protocol: WalletProtocol, request: FastifyRequest): Promise<Door | undefined> {
  const { agent = '', provider = '' } = request.params as { agent?: string; provider?: string };
  return wallets.findDoor(protocol, agent, provider);
}

/**
 * Apps read HTTP 200 and what stands in it. Whatever fails here leaves open what became of the request, so the app is told
 * to ask again, in its own words.
 */
export async function guardWallet(app: FastifyInstance, busy: (request: FastifyRequest) => object): Promise<void> {
  await app.register(rateLimit, {
    timeWindow: windowMs,
    max: mostPerMinute,
    keyGenerator: (request) => `${request.routeOptions.url ?? ''}:${JSON.stringify(request.params)}:${request.ip}`,
  });
  app.setErrorHandler((error, request, reply) => {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode !== 429) request.log.warn({ event: 'wallet.failure', failure: describeFailure(error) }, 'not now');
    return answer(reply.code(statusCode === 429 ? 429 : 200), busy(request));
  });
}

export function answer(reply: FastifyReply, body: object): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store').send(body);
}

/** Bodies as text: each protocol reads its own. */
export function readTextBodies(app: FastifyInstance, types: readonly string[]): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...types], { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => body);
}

export function isSameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
