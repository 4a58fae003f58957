import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refusal } from '../kernel/errors/catalogue.ts';
import { orRefuse, Refused } from './problem.ts';
import { parseStrictJson } from './strict-json.ts';

/** `application/json`, alone or with the one character set that JSON has. */
const jsonType = /^application\/json(?: *; *charset="?utf-8"?)?$/i;

/** Bodies are JSON, read strictly; every other content type is refused, unless a part of the server reads it itself. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    if (!jsonType.test(request.headers['content-type'] ?? '')) throw new Refused(refusal('unsupported_media_type'));
    return orRefuse(parseStrictJson(body));
  });
}
