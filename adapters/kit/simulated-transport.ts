import type { FastifyReply } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedReply, Transport } from './simulated-reply.ts';

/** Puts an answer onto the wire in the manner of a transport. Those that break off take the socket out of the framework's hands. */
export function sendOver(
  reply: FastifyReply,
  answer: SimulatedReply,
  { transport, gapMs }: { transport: Transport; gapMs: number },
): FastifyReply {
  if (transport === 'whole') return sendWhole(reply, answer);
  reply.hijack();
  const { raw } = reply;
  if (transport === 'reset') raw.socket?.resetAndDestroy();
  if (transport === 'drip') void drip(reply, answer, gapMs);
  if (transport === 'reset-after-headers') {
    raw.writeHead(answer.status, headersOf(answer));
    raw.flushHeaders();
    setTimeout(() => raw.socket?.resetAndDestroy(), 20).unref();
  }
  if (transport === 'early-hints-then-reset') {
    raw.writeEarlyHints({ link: '</>; rel=preconnect' });
    setTimeout(() => raw.socket?.resetAndDestroy(), 20).unref();
  }
  return reply;
}

function sendWhole(reply: FastifyReply, answer: SimulatedReply): FastifyReply {
  reply.code(answer.status).headers({ 'content-type': answer.contentType, ...answer.headers });
  return reply.send(Buffer.from(answer.body));
}

/** One byte at a time, for as long as the other side listens. */
async function drip(reply: FastifyReply, answer: SimulatedReply, gapMs: number): Promise<void> {
  const { raw } = reply;
  raw.writeHead(answer.status, headersOf(answer));
  for (const byte of Buffer.from(answer.body)) {
    if (raw.destroyed) return;
    raw.write(Uint8Array.of(byte));
    await sleep(gapMs, undefined, { ref: false });
  }
  raw.end();
}

function headersOf(answer: SimulatedReply): Record<string, string | number> {
  return { 'content-type': answer.contentType, 'content-length': Buffer.from(answer.body).length, ...answer.headers };
}
