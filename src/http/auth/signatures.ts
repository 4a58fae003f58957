import { createHash, timingSafeEqual } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { refusal } from '../../kernel/errors/catalogue.ts';
import type { SignedRequest } from '../../kernel/message-signature.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { orRefuse, Refused } from '../problem.ts';
import { ownDeviceOf } from './access.ts';

/**
 * Looks at the signature of every request of an agent, after its token and before its body. The body is compared with the
 * digest that was signed while it is read, so that a file of any size is held nowhere.
 */
export function checkSignatures(app: Api, deps: Pick<HttpDeps, 'signatures'>): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    const agent = request.caller?.agent;
    if (!agent || (!agent.signaturesRequired && !carriesSignature(request))) return undefined;
    const { id, signaturesRequired } = agent;
    const signer = { id, signaturesRequired, deviceId: ownDeviceOf(request)?.id ?? null };
    const digest = orRefuse(await deps.signatures.check(signer, signedRequestOf(request)));
    return digest === null ? undefined : comparing(payload as Readable, digest);
  });
}

/** False for most requests: their headers need not be put in order. */
function carriesSignature({ headers }: FastifyRequest): boolean {
  return headers['signature'] !== undefined || headers['signature-input'] !== undefined;
}

/** A request as its signature sees it. */
export function signedRequestOf({ raw, method }: FastifyRequest): SignedRequest {
  const headers = raw.rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), raw.rawHeaders[index + 1] ?? ''] as const] : [],
  );
  const length = raw.headers['content-length'];
  const hasBody = raw.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  return { method, target: raw.url ?? '/', headers, hasBody };
}

/** The same bytes; they end with an error where they are not those that were signed. */
function comparing(payload: Readable, digest: Buffer): Readable {
  const hash = createHash('sha256');
  const compared = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      next(null, chunk);
    },
    flush(next) {
      const isSame = timingSafeEqual(hash.digest(), digest);
      next(isSame ? null : new Refused(refusal('bad_signature')));
    },
  });
  // Whoever reads it meets the error; where nobody reads any more, it is nobody's.
  compared.on('error', () => undefined);
  payload.once('error', (error) => compared.destroy(error));
  payload.once('close', () => {
    if (!payload.readableEnded) compared.destroy(new Error('the request ended before its body'));
  });
  return payload.pipe(compared);
}
