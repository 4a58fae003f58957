import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { DebtRegistry } from '../../provider-registries/model.ts';
import { mostFileBytes } from '../../provider-registries/model.ts';
import { registryReport } from '../../provider-registries/registry-report.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { boundInFlight } from '../in-flight.ts';
import { orRefuse, Refused } from '../problem.ts';
import { answers, refuses } from '../schemas/answers.ts';
import { named, strict } from '../schemas/shapes.ts';
import { uploadTimeoutMs } from '../settings.ts';
import { type Door, through } from './doors.ts';
import { DebtRegistryAnswer, FileHeaders, fileRefusals, OfRegistry } from './schemas.ts';
import { refusalOf, showDebtRegistry } from './view.ts';

/** Files of one provider that a process receives at once. */
const filesAtOnce = 1;

const registryAnswer = named(DebtRegistryAnswer);

function schemasOf(door: Door) {
  const of = (id: string) => through(door, { id, params: OfRegistry });
  return {
    put: {
      ...of('put#DebtRegistry'),
      summary: 'Hand in what every account owes',
      description:
        'CSV as the settings of the provider describe it, at most 2 GiB and 20 million lines, under an id that you choose. It is ' +
        'read as it comes and counts whole or not at all. 200 with `active`: it is what accounts owe. 200 with `held`: it changes ' +
        'so much that an operator has to look first. 422: nothing of it counts; `errors` names line and column of the first 20 ' +
        'problems, the acknowledgement of the first hundred. The same file again gets the same answer. No answer? Ask for the ' +
        'id, or send the same once more. After an upload broke off, send the whole file under a new id. docs/registry-files.md.',
      consumes: ['text/csv'],
      mostFileMiB: mostFileBytes / 1024 ** 2,
      headers: FileHeaders,
      response: {
        200: answers('It counts, or is held.', registryAnswer, {
          'Idempotency-Replayed': {
            type: 'string' as const,
            description: '`true` where the file was handed in before; the registry is that one.',
          },
        }),
        ...refuses(
          ...door.refusals,
          ...fileRefusals,
          ...(['registry_id_used', 'registry_in_progress', 'registry_out_of_date'] as const),
        ),
      },
    },
    get: {
      ...of('get#DebtRegistry'),
      summary: 'How far a debt registry is, and what became of it',
      description: 'While it is `receiving`, lines and bytes grow; ask again after a second or two.',
      response: { 200: answers('The registry.', registryAnswer), ...refuses(...door.refusals, 'not_found') },
    },
    report: {
      ...of('get#DebtRegistryAcknowledgement'),
      summary: 'What the hub says of a debt registry, as a file',
      description:
        'CSV in UTF-8: a record for each of the first hundred problems, then `#file` with name, SHA-256 and how many problems ' +
        'there are, then `#result` with status, lines, sum and currency. No cell is run as a formula by a spreadsheet.',
      response: {
        200: { description: 'The file.', content: { 'text/csv': { schema: Type.String() } } },
        ...refuses(...door.refusals, 'not_found', 'registry_in_progress'),
      },
    },
    list: {
      ...through(door, { id: 'list#DebtRegistries' }),
      summary: 'List debt registries',
      description: 'The newest hundred; those of which nothing became are left out.',
      response: {
        200: answers(
          'The newest first.',
          strict({ registries: Type.Array(registryAnswer, { description: 'The newest first.' }) }),
        ),
        ...refuses(...door.refusals, 'not_found'),
      },
    },
  };
}

type Deps = Pick<HttpDeps, 'providerRegistries' | 'providers'>;

const idOf = (request: FastifyRequest) => (request.params as { registryId: string }).registryId;

/** Debt registries as they are handed in, asked for and acknowledged. */
export function debtRegistryRoutes(app: Api, { providerRegistries, providers }: Deps, door: Door): void {
  const inTurn = boundInFlight(filesAtOnce);
  const schemas = schemasOf(door);
  const config = { audience: door.audience };
  const path = `${door.path}/debt-registries`;

  const show = async (code: string, registries: readonly DebtRegistry[]) => {
    const { currency } = orRefuse(await providers.getByCode(code));
    return registries.map((registry) => showDebtRegistry(registry, currency));
  };
  const showOne = async (code: string, registry: DebtRegistry) => {
    const { currency } = orRefuse(await providers.getByCode(code));
    return showDebtRegistry(registry, currency);
  };

  const long = { ...config, bodyTimeoutMs: uploadTimeoutMs };
  app.put(`${path}/:registryId`, { schema: schemas.put, config: long }, async (request, reply) => {
    const code = door.codeOf(request);
    const file = {
      id: idOf(request),
      providerCode: code,
      name: request.headers['vahid-file-name'],
      by: door.byOf(request),
    };
    const size = Number(request.headers['content-length']);
    const chunks = request.body as AsyncIterable<Uint8Array>;
    const { registry, replayed } = orRefuse(
      await inTurn(code, () =>
        providerRegistries.receiveDebts(
          { ...file, ...(Number.isSafeInteger(size) ? { sizeBytes: size } : {}) },
          chunks,
        ),
      ),
    );
    if (registry.state === 'refused') throw new Refused(refusalOf(registry));
    if (replayed) reply.header('idempotency-replayed', 'true');
    return showOne(code, registry);
  });

  app.get(`${path}/:registryId`, { schema: schemas.get, config }, async (request) => {
    const code = door.codeOf(request);
    return showOne(code, orRefuse(await providerRegistries.get(code, idOf(request))));
  });

  app.get(`${path}/:registryId/acknowledgement`, { schema: schemas.report, config }, async (request, reply) => {
    const code = door.codeOf(request);
    const registry = orRefuse(await providerRegistries.get(code, idOf(request)));
    if (registry.state === 'receiving') throw new Refused({ code: 'registry_in_progress' });
    const { currency } = orRefuse(await providers.getByCode(code));
    return reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="result-${registry.id}.csv"`)
      .send(registryReport(registry, currency));
  });

  app.get(path, { schema: schemas.list, config }, async (request) => {
    const code = door.codeOf(request);
    return { registries: await show(code, orRefuse(await providerRegistries.list(code))) };
  });
}
