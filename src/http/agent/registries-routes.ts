import { Readable } from 'node:stream';
import { Type, type Static } from 'typebox';
import type { ReceivedRegistry } from '../../registries/api.ts';
import type { Api } from '../api.ts';
import { agentOf, counterOf } from '../auth/access.ts';
import type { HttpDeps } from '../dependencies.ts';
import { boundInFlight } from '../in-flight.ts';
import { orRefuse } from '../problem.ts';
import { agentRefusals, answers, refuses, tellerRefusals } from '../schemas/answers.ts';
import { Nothing } from '../schemas/common.ts';
import { agentSecurity, forAgents, forTellers } from './common.ts';
import { RegistryAnswer, RegistryHeaders, RegistryParams } from './registries-schemas.ts';

/** Files of one agent that a process receives at once. */
const filesAtOnce = 2;

const common = { tags: ['Payments'], security: agentSecurity, querystring: Nothing };

const receiveSchema = {
  ...common,
  operationId: 'receiveRegistry',
  summary: 'Hand over a file of payments',
  description:
    'CSV in UTF-8, `;` or `,`, with a header and a total for each currency; 1 to 100,000 payments, at most 8 MiB. The file is ' +
    'taken whole or refused whole, with line and column. 202: it was taken, and its lines become payments one by one, each ' +
    'with its own key and outcome; a line may still be refused. The same file again is the same registry; its name with other ' +
    'content is refused. docs/agents.md describes the columns.',
  consumes: ['text/csv'],
  headers: RegistryHeaders,
  params: Nothing,
  response: {
    202: answers('Taken; its lines are being worked on.', RegistryAnswer, {
      'Idempotency-Replayed': { type: 'string' as const, description: '`true` where the file was taken before.' },
    }),
    ...refuses(...tellerRefusals, 'unsupported_media_type', 'payload_too_large', 'file_rejected', 'file_name_used'),
  },
};

const getSchema = {
  ...common,
  operationId: 'getRegistry',
  summary: 'How far a file of payments is',
  description: 'A registry of another agent is answered with 404.',
  params: RegistryParams,
  response: { 200: answers('The registry.', RegistryAnswer), ...refuses(...agentRefusals, 'not_found') },
};

const resultSchema = {
  ...common,
  operationId: 'getRegistryResult',
  summary: 'What became of every line of a file',
  description:
    'CSV in UTF-8 with a record for each line and a `total` at the end, once every line has its outcome. ' +
    'No cell is run as a formula by a spreadsheet.',
  params: RegistryParams,
  response: {
    200: {
      description: 'The result.',
      content: { 'text/csv': { schema: Type.Unsafe<Readable>({ type: 'string' }) } },
    },
    ...refuses(...agentRefusals, 'not_found', 'registry_in_progress'),
  },
};

/** In a scope of its own: files are read here and nowhere else in the API. */
export async function registryRoutes(app: Api, deps: Pick<HttpDeps, 'registries'>): Promise<void> {
  const inTurn = boundInFlight(filesAtOnce);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('text/csv', async (_request: unknown, payload: AsyncIterable<Uint8Array>) => payload);

  app.post('/v1/payment-registries', { schema: receiveSchema, config: forTellers }, async (request, reply) => {
    const { agent, outlet, teller } = counterOf(request);
    const by = { agentId: agent.id, outletId: outlet.id, tellerId: teller.id };
    const chunks = request.body as AsyncIterable<Uint8Array>;
    const received = orRefuse(
      await inTurn(agent.id, () => deps.registries.receive(by, request.headers['vahid-file-name'], chunks)),
    );
    if (received.replayed) reply.header('idempotency-replayed', 'true');
    reply.code(202);
    return showRegistry(received);
  });

  app.get('/v1/payment-registries/:registryId', { schema: getSchema, config: forAgents }, async (request) =>
    showRegistry(orRefuse(await deps.registries.get(agentOf(request).id, request.params.registryId))),
  );

  app.get(
    '/v1/payment-registries/:registryId/result',
    { schema: resultSchema, config: forAgents },
    async (request, reply) => {
      const { registryId } = request.params;
      const pieces = orRefuse(await deps.registries.result(agentOf(request).id, registryId));
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="result-${registryId}.csv"`)
        .send(Readable.from(pieces));
    },
  );
}

function showRegistry({ registry, progress }: ReceivedRegistry): Static<typeof RegistryAnswer> {
  return {
    registryId: registry.id,
    name: registry.name,
    sha256: registry.sha256,
    status: registry.finishedAt ? 'finished' : 'processing',
    lines: registry.lineCount,
    ...progress,
    receivedAt: registry.receivedAt.toISOString(),
    finishedAt: registry.finishedAt?.toISOString() ?? null,
  };
}
