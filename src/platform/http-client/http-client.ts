import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { Agent, buildConnector } from 'undici';
import type { HttpOutcome, HttpPort, HttpRequest } from '../../kernel/adapter.ts';
import { AddressNotAllowed, type AddressRange, guardedLookup, makePolicies, type Resolve } from './address-policy.ts';
import { watchExchange } from './exchange.ts';

export interface HttpClientOptions {
  /** Private ranges that may be called, and the only ones that may be called without TLS. */
  readonly privateNetworks?: readonly AddressRange[];
  /** Authorities (PEM) that are believed beside the system's. */
  readonly certificateAuthorities?: readonly string[];
  /** Turns names into addresses; left out, as the machine does it. */
  readonly resolve?: Resolve;
  /** Bound on making a connection, within the request's own time. */
  readonly connectTimeoutMs?: number;
  /** Most connections at once to one host and port. */
  readonly connectionsPerOrigin?: number;
}

export interface HttpClient extends HttpPort {
  /** Ends the connections; requests under way end as broken. */
  close(): Promise<void>;
}

const defaultConnectTimeoutMs = 5_000;
/**
 * How many a provider wants is its own setting, which questions and deliveries keep to. Several providers may share an
 * address: were this bound nearer, one of them that hangs would hold the connections of all. Twice the most of one provider.
 */
const defaultConnectionsPerOrigin = 400;

/**
 * The hub's only way to providers: no redirects, no decompression, no retries of its own, a bound on time and bytes, and
 * connections only to allowed addresses. Never rejects: every way an exchange can end is an outcome.
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const agent = new Agent({
    connect: guardedConnector(options),
    connections: options.connectionsPerOrigin ?? defaultConnectionsPerOrigin,
    pipelining: 1,
    // The exchange keeps the time as a whole.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    request: (request) => new Promise((settle) => send(agent, request, settle)),
    close: () => agent.destroy(),
  };
}

function send(agent: Agent, request: HttpRequest, settle: (outcome: HttpOutcome) => void): void {
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    return settle({ kind: 'not-sent', reason: 'invalid_request' });
  }
  const headers = { 'user-agent': 'vahid', ...request.headers, 'accept-encoding': 'identity' };
  const body = request.body === undefined ? null : Buffer.from(request.body, 'utf8');
  const { origin, pathname, search } = url;
  const handler = watchExchange(request, settle);
  agent.dispatch({ origin, path: pathname + search, method: request.method, headers, body }, handler);
}

function guardedConnector(options: HttpClientOptions): buildConnector.connector {
  const policies = makePolicies(options.privateNetworks ?? []);
  const timeout = options.connectTimeoutMs ?? defaultConnectTimeoutMs;
  const authorities = options.certificateAuthorities;
  const connectors = {
    plain: buildConnector({ timeout, lookup: guardedLookup(policies.plain, options.resolve) }),
    tls: buildConnector({
      timeout,
      lookup: guardedLookup(policies.tls, options.resolve),
      // Said here, so that no variable of the environment can switch the check off.
      rejectUnauthorized: true,
      ...(authorities ? { ca: [...rootCertificates, ...authorities] } : {}),
    }),
  };
  return (target, callback) => {
    const kind = target.protocol === 'https:' ? 'tls' : 'plain';
    // A name is checked when it is resolved; an address is never resolved.
    if (isIP(target.hostname) !== 0 && !policies[kind].allows(target.hostname)) {
      return callback(new AddressNotAllowed(`${target.hostname} is not an allowed address`), null);
    }
    return connectors[kind](target, callback);
  };
}
