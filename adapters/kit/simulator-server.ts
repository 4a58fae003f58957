import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { assert } from '../../src/kernel/assert.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { createFaultScript, wireFaults, type FaultRule, type Operation } from './fault-script.ts';
import { openSimulatedBooks } from './simulated-books.ts';
import type {
  ProviderOptions,
  SimulatedExchange,
  SimulatedProtocol,
  SimulatedProvider,
  SimulatedRequest,
  Simulator,
  SimulatorOptions,
} from './simulated-protocol.ts';
import { addControlRoutes } from './simulator-control.ts';
import { spoiled, transportOf, type SimulatedReply } from './simulated-reply.ts';
import { sendOver } from './simulated-transport.ts';

/** A provider with the counter that only the server may turn. */
interface Registered {
  readonly provider: SimulatedProvider;
  readonly counts: Map<Operation, number>;
}

/** Starts a server on which any number of providers speak one protocol, each under its code. */
export async function startSimulator(protocol: SimulatedProtocol, options: SimulatorOptions): Promise<Simulator> {
  const providers = new Map<string, Registered>();
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 65_536, exposeHeadRoutes: false });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  addControlRoutes(app, (code) => providers.get(code)?.provider);
  const handle = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    serve({ protocol, providers, clock: options.clock }, request, reply);
  app.all('/:code', handle);
  app.all('/:code/*', handle);
  await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  return simulatorOf(app, protocol, { options, providers });
}

function simulatorOf(
  app: FastifyInstance,
  protocol: SimulatedProtocol,
  { options, providers }: { options: SimulatorOptions; providers: Map<string, Registered> },
): Simulator {
  const address = app.server.address();
  assert(address !== null && typeof address === 'object', 'a simulator listens on a port');
  const { port, address: host } = address;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const provider = (code: string): SimulatedProvider => {
    const found = providers.get(code)?.provider;
    assert(found !== undefined, `the simulator has a provider ${code}`);
    return found;
  };
  return {
    url,
    registerProvider: (code, providerOptions) => {
      assert(/^[a-z0-9-]{1,40}$/.test(code) && !providers.has(code), `provider code ${code} is new and well-formed`);
      const registered = createProvider(protocol, `${url}/${code}`, { code, options, providerOptions });
      providers.set(code, registered);
      return registered.provider;
    },
    provider,
    books: (code) => provider(code).books,
    faults: (code) => provider(code).faults,
    stopListening: () => stopListening(app),
    listenAgain: () => new Promise((resolve) => app.server.listen(port, host, resolve)),
    close: async () => {
      await app.close();
      for (const each of providers.values()) each.provider.books.close();
    },
  };
}

function stopListening(app: FastifyInstance): Promise<void> {
  return new Promise((resolve) => {
    app.server.close(() => {
      resolve();
    });
    app.server.closeAllConnections();
  });
}

function createProvider(
  protocol: SimulatedProtocol,
  endpoint: string,
  from: { code: string; options: SimulatorOptions; providerOptions: ProviderOptions },
): Registered {
  const { code, options, providerOptions } = from;
  const books = openSimulatedBooks({
    providerCode: code,
    sync: options.sync ?? false,
    ...(options.directory === undefined ? {} : { file: join(options.directory, `${code}.jsonl`) }),
  });
  books.openAccounts(providerOptions.accounts);
  const faults = createFaultScript(code, new Set([...wireFaults, ...protocol.defects]));
  faults.set(providerOptions.faults ?? []);
  const counts = new Map<Operation, number>();
  const provider: SimulatedProvider = {
    code,
    endpoint,
    options: providerOptions,
    books,
    faults,
    calls: (operation) => counts.get(operation) ?? 0,
  };
  return { provider, counts };
}

interface Serving {
  readonly protocol: SimulatedProtocol;
  readonly providers: ReadonlyMap<string, Registered>;
  readonly clock: Clock | undefined;
}

async function serve(serving: Serving, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { code } = request.params as { code: string };
  const registered = serving.providers.get(code);
  if (!registered) return reply.code(404).send();
  const { provider, counts } = registered;
  const asked = readRequest(request, code);
  const { protocol } = serving;
  const identified = protocol.identify(asked);
  if (!identified) return reply.code(404).send();
  const { operation, subject } = identified;
  counts.set(operation, provider.calls(operation) + 1);
  const rules = provider.faults.strike(operation, subject);
  if (await isStruckEarly(rules, reply)) return reply;
  if (!isAuthorized(provider, request)) return sendUnauthorized(reply, protocol.unauthorized?.(asked));
  const exchange: SimulatedExchange = {
    provider,
    request: asked,
    operation,
    bookingTime: (requestTime) => serving.clock?.now() ?? requestTime,
    hasFault: (name) => rules.some((rule) => rule.fault === name),
  };
  const answer = rules.reduce(
    (made, rule) => spoiled(protocol.spoil(made, rule, exchange), rule),
    protocol.answer(exchange),
  );
  return sendOver(reply, answer, { transport: transportOf(rules), gapMs: gapOf(rules) });
}

function readRequest(request: FastifyRequest, code: string): SimulatedRequest {
  const url = new URL(request.raw.url ?? '/', 'http://simulator');
  return {
    method: request.method,
    path: url.pathname.slice(code.length + 1),
    headers: request.headers,
    query: url.searchParams,
    body: typeof request.body === 'string' ? request.body : '',
  };
}

/**
 * Lets the faults strike that come before anything is booked; true when the exchange ended with one of them. (Never
 * the reply itself: it is thenable, so that awaiting it waits for its end and yields nothing.)
 */
async function isStruckEarly(rules: readonly FaultRule[], reply: FastifyReply): Promise<boolean> {
  for (const rule of rules) {
    if (rule.fault === 'slow') await sleep(rule.ms ?? 1_000, undefined, { ref: false });
    if (rule.fault === 'down') reply.code(503).type('text/plain').send('service unavailable');
    if (rule.fault === 'hang') sendOver(reply, nothing, { transport: 'hang', gapMs: 0 });
    if (rule.fault === 'reset') sendOver(reply, nothing, { transport: 'reset', gapMs: 0 });
    if (endsEarly.has(rule.fault)) return true;
  }
  return false;
}

const endsEarly: ReadonlySet<string> = new Set(['down', 'hang', 'reset']);

const nothing: SimulatedReply = { status: 200, contentType: 'text/plain', body: '' };

function gapOf(rules: readonly FaultRule[]): number {
  return rules.find((rule) => rule.fault === 'drip')?.ms ?? 100;
}

function sendUnauthorized(reply: FastifyReply, answer: SimulatedReply | undefined): FastifyReply {
  if (answer) return sendOver(reply, answer, { transport: 'whole', gapMs: 0 });
  return reply.code(401).header('www-authenticate', 'Basic').send();
}

function isAuthorized(provider: SimulatedProvider, request: FastifyRequest): boolean {
  const demanded = provider.options.authorization;
  return demanded === undefined || request.headers.authorization === demanded;
}
