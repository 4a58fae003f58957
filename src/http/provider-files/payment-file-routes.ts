import { Type } from 'typebox';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse } from '../problem.ts';
import { answers, refuses } from '../schemas/answers.ts';
import { uploadTimeoutMs } from '../settings.ts';
import { type Door, through } from './doors.ts';
import { AcknowledgementAnswer, FileHeaders, fileRefusals, OfFile, PaymentFilesAnswer } from './schemas.ts';
import { showPaymentFile } from './view.ts';

function schemasOf(door: Door) {
  return {
    list: {
      ...through(door, { id: 'list#PaymentFiles' }),
      summary: 'List the files of what was paid',
      description: 'The newest hundred. Each business day or interval that is over makes one; numbers have no gaps.',
      response: {
        200: answers('The newest first.', PaymentFilesAnswer),
        ...refuses(...door.refusals, 'not_found'),
      },
    },
    get: {
      ...through(door, { id: 'get#PaymentFile', params: OfFile }),
      summary: 'A file of what was paid',
      description:
        'Byte for byte as it was made, however often it is asked for, in the encoding of the provider’s settings.',
      response: {
        200: { description: 'The file.', content: { 'text/csv': { schema: Type.Unsafe<Buffer>({ type: 'string' }) } } },
        ...refuses(...door.refusals, 'not_found'),
      },
    },
    acknowledge: {
      ...through(door, { id: 'acknowledge#PaymentFile' }),
      summary: 'Answer a file of what was paid',
      description:
        'CSV as the settings of the provider describe it, at most 32 MiB; the number of the file that it answers stands in its ' +
        'name. Taken whole or not at all; a part of the payments may be answered first and the rest later.',
      consumes: ['text/csv'],
      mostFileMiB: 32,
      headers: FileHeaders,
      response: {
        200: answers('Taken.', AcknowledgementAnswer),
        ...refuses(...door.refusals, ...fileRefusals),
      },
    },
  };
}

/** Files of what was paid as they are fetched, and the provider's answers to them. */
export function paymentFileRoutes(
  app: Api,
  { providerRegistries, providers }: Pick<HttpDeps, 'providerRegistries' | 'providers'>,
  door: Door,
): void {
  const schemas = schemasOf(door);
  const config = { audience: door.audience };

  app.get(`${door.path}/payment-files`, { schema: schemas.list, config }, async (request) => {
    const code = door.codeOf(request);
    const { currency } = orRefuse(await providers.getByCode(code));
    const files = orRefuse(await providerRegistries.listPaymentFiles(code));
    return { files: files.map((file) => showPaymentFile(file, currency)) };
  });

  app.get(`${door.path}/payment-files/:number`, { schema: schemas.get, config }, async (request, reply) => {
    const { number } = request.params as { number: string };
    const file = orRefuse(await providerRegistries.getPaymentFile(door.codeOf(request), Number(number)));
    return reply
      .header('content-type', 'text/csv')
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .send(file.content);
  });

  const long = { ...config, bodyTimeoutMs: uploadTimeoutMs };
  app.post(`${door.path}/acknowledgements`, { schema: schemas.acknowledge, config: long }, async (request) => {
    const file = {
      providerCode: door.codeOf(request),
      name: request.headers['vahid-file-name'],
      by: door.byOf(request),
    };
    const chunks = request.body as AsyncIterable<Uint8Array>;
    return orRefuse(await providerRegistries.receiveAcknowledgement(file, chunks));
  });
}
