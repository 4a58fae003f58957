import { TLSSocket } from 'node:tls';
import type { FastifyRequest } from 'fastify';
import { refusal } from '../../kernel/errors/catalogue.ts';
import type { Api } from '../api.ts';
import { ownDeviceOf } from './access.ts';
import { Refused } from '../problem.ts';

/**
 * Hears an agent over its own client certificates only, where it has some, and a device over the device's, where it has some. A certificate of somebody else is refused in any
 * case: two names for one request are one too many.
 */
export function checkClientCertificates(app: Api): void {
  app.addHook('preParsing', async (request) => {
    const agent = request.caller?.agent;
    if (!agent) return;
    const own = ownDeviceOf(request)?.clientCertificates ?? [];
    const bound = own.length > 0 ? own : agent.clientCertificates;
    if (!mayConnect(bound, fingerprintOf(request))) throw new Refused(refusal('certificate_refused'));
  });
}

function mayConnect(bound: readonly string[], fingerprint: string | null): boolean {
  return fingerprint === null ? bound.length === 0 : bound.includes(fingerprint);
}

/** SHA-256 of the certificate that the connection was opened with, hexadecimal; null where it shows none that the CA signed. */
function fingerprintOf({ raw }: FastifyRequest): string | null {
  const { socket } = raw;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const { fingerprint256 } = socket.getPeerCertificate();
  return fingerprint256 ? fingerprint256.replaceAll(':', '').toLowerCase() : null;
}
