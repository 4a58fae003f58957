import { TLSSocket } from 'node:tls';
import type { FastifyRequest } from 'fastify';
import type { Agent } from '../../agents/model.ts';
import { refusal } from '../../kernel/errors/catalogue.ts';
import type { Api } from '../api.ts';
import { Refused } from '../problem.ts';

/**
 * Hears an agent over its own client certificates only, where it has some. A certificate of somebody else is refused in any
 * case: two names for one request are one too many.
 */
export function checkClientCertificates(app: Api): void {
  app.addHook('preParsing', async (request) => {
    const agent = request.caller?.agent;
    if (agent && !mayConnect(agent, fingerprintOf(request))) throw new Refused(refusal('certificate_refused'));
  });
}

function mayConnect({ clientCertificates }: Agent, fingerprint: string | null): boolean {
  return fingerprint === null ? clientCertificates.length === 0 : clientCertificates.includes(fingerprint);
}

/** SHA-256 of the certificate that the connection was opened with, hexadecimal; null where it shows none that the CA signed. */
function fingerprintOf({ raw }: FastifyRequest): string | null {
  const { socket } = raw;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const { fingerprint256 } = socket.getPeerCertificate();
  return fingerprint256 ? fingerprint256.replaceAll(':', '').toLowerCase() : null;
}
