import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { fits } from './compiled-check.ts';
import { faultRuleSchema, type FaultRule } from './fault-script.ts';
import { parseStrictJson } from './strict-json.ts';
import type { SimulatedProvider } from './simulated-protocol.ts';

const controlSchema = Type.Object(
  { provider: Type.String({ maxLength: 40 }), faults: Type.Array(faultRuleSchema, { maxItems: 50 }) },
  { additionalProperties: false },
);

/**
 * `POST /__control` {provider, faults} replaces a provider's faults; `GET /__control/:code` shows them with the
 * payments in its books. Both answer loopback only.
 */
export function addControlRoutes(app: FastifyInstance, find: (code: string) => SimulatedProvider | undefined): void {
  app.addHook('onRequest', async (request, reply) => {
    const isControl = request.raw.url?.startsWith('/__control') ?? false;
    if (isControl && !isLoopback(request.ip)) await reply.code(403).send();
  });
  app.post('/__control', (request, reply) => {
    const parsed = parseStrictJson(String(request.body));
    if (!parsed.ok || !fits(controlSchema, parsed.value)) return reply.code(400).send({ code: 'invalid_request' });
    const provider = find(parsed.value.provider);
    if (!provider) return reply.code(404).send({ code: 'no_such_provider' });
    return trySet(provider, parsed.value.faults)
      ? reply.send(stateOf(provider))
      : reply.code(400).send({ code: 'no_such_fault' });
  });
  app.get<{ Params: { code: string } }>('/__control/:code', (request, reply) => {
    const provider = find(request.params.code);
    return provider ? reply.send(stateOf(provider)) : reply.code(404).send({ code: 'no_such_provider' });
  });
}

function trySet(provider: SimulatedProvider, rules: readonly FaultRule[]): boolean {
  try {
    provider.faults.set(rules);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Amounts are minor units as text. */
function stateOf(provider: SimulatedProvider): object {
  const payments = provider.books.payments().map((payment) => ({ ...payment, amount: payment.amount.toString() }));
  return { provider: provider.code, faults: provider.faults.rules(), payments };
}

function isLoopback(address: string): boolean {
  return address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
}
