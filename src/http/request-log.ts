import type { FastifyInstance } from 'fastify';

/** One event per answer: the route, never the address as it was written, which may name a person's things. */
export function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        event: 'http.answer',
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
        ...(request.caller?.agent ? { agent: request.caller.agent.code } : {}),
        ...(request.caller?.claims?.device ? { device: request.caller.claims.device.code } : {}),
      },
      'answered',
    );
  });
}
