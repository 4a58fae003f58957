import swagger from '@fastify/swagger';
import underPressure from '@fastify/under-pressure';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyHttpOptions, type FastifyInstance, LogController, type RawServerDefault } from 'fastify';
import { randomUUID } from 'node:crypto';
import { answerWriters } from './answer-writers.ts';
import { agentRoutes } from './agent/routes.ts';
import type { Api } from './api.ts';
import { guardRoutes } from './auth/access.ts';
import { checkClientCertificates } from './auth/client-certificates.ts';
import { checkSignatures } from './auth/signatures.ts';
import { tokenRoutes } from './auth/token-routes.ts';
import { registerTokens } from './auth/tokens.ts';
import { boundBodies } from './body-deadline.ts';
import type { HttpDeps } from './dependencies.ts';
import { docsOptions, serveDocs } from './docs.ts';
import { describeFailure, refusalOf } from './failures.ts';
import { healthRoutes } from './health-routes.ts';
import { readJsonBodies } from './json-body.ts';
import { answerUnknownPaths } from './not-found.ts';
import { sendProblem } from './problem.ts';
import { operatorRoutes } from './operator/routes.ts';
import { providerNotificationRoutes } from './provider-notifications/routes.ts';
import { providerFileRoutes } from './provider-files/routes.ts';
import { receiptVerificationRoutes } from './public/receipt-verification-routes.ts';
import { registerRateLimit } from './rate-limit.ts';
import { answerRawError } from './raw-errors.ts';
import { logAnswers } from './request-log.ts';
import { secureAnswers } from './security-headers.ts';
import { sharedSchemas } from './schemas/shared.ts';
import {
  bodyLimitBytes,
  headersLimitBytes,
  keepAliveMs,
  requestTimeoutMs,
  startTimeoutMs,
  uploadTimeoutMs,
} from './settings.ts';
import { missingKeyword, refusalKeyword } from './validation.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Set before the server closes: `/readyz` says so, and nobody sends new work. */
    draining: { since: number | null };
  }
}

/** Longest part of a path between two slashes: an idempotency key of 255 characters, each percent-encoded. */
const longestPathPart = 3 * 255;

/**
 * The server of the hub: the agent API with its documents and health checks, and whatever else `deps.plugins` brings.
 * Nothing listens before `listen`; everything ends with `close`, or better with `closeGracefully`.
 */
export function buildServer(deps: HttpDeps): FastifyInstance {
  const app = openServer(deps).withTypeProvider<TypeBoxTypeProvider>() as unknown as FastifyInstance;
  app.decorate('draining', { since: null });
  for (const schema of sharedSchemas) app.addSchema(schema);
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.code === 'internal_error' || refusal.code === 'temporarily_unavailable') {
      const level = refusal.code === 'internal_error' ? 'error' : 'warn';
      request.log[level]({ event: 'http.failure', failure: describeFailure(error) }, refusal.code);
    }
    return sendProblem(request, reply, refusal);
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('request-id', request.id);
    if (deps.settings.isSandbox) reply.header('vahid-hub', 'sandbox');
  });
  boundBodies(app);
  endConnectionsWhileDraining(app);
  answerUnknownPaths(app, deps);
  logAnswers(app);
  readJsonBodies(app);
  secureAnswers(app);
  void app.register(swagger, docsOptions);
  void app.register(async (scope) => {
    await healthRoutes(scope as Api, { ...deps, isDraining: () => app.draining.since !== null });
    await serveDocs(scope);
  });
  void app.register(async (scope) => registerApi(scope as Api, deps));
  for (const plugin of deps.plugins ?? []) void app.register(plugin);
  return app;
}

/** A connection that stays open after its last answer would hold the end of the server up. */
function endConnectionsWhileDraining(app: FastifyInstance): void {
  app.addHook('preClose', async () => {
    app.draining.since ??= performance.now();
  });
  app.addHook('onSend', async (_request, reply) => {
    if (app.draining.since !== null) reply.header('connection', 'close');
  });
}

async function registerApi(api: Api, deps: HttpDeps): Promise<void> {
  api.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  if (deps.settings.maxEventLoopDelayMs > 0) {
    await api.register(underPressure, { maxEventLoopDelay: deps.settings.maxEventLoopDelayMs, retryAfter: 2 });
  }
  await registerTokens(api, deps.settings.tokens);
  guardRoutes(api, deps);
  checkClientCertificates(api);
  checkSignatures(api, deps);
  await registerRateLimit(api, deps.settings.limits);
  await api.register(async (scope) => tokenRoutes(scope as Api, deps));
  await api.register(async (scope) => agentRoutes(scope as Api, deps));
  await api.register(async (scope) => operatorRoutes(scope as Api, deps));
  await api.register(async (scope) => providerFileRoutes(scope as Api, deps));
  await api.register(async (scope) => providerNotificationRoutes(scope as Api, deps));
  await api.register(async (scope) => receiptVerificationRoutes(scope as Api, deps));
}

/** Whoever brings no client certificate is still let in: citizens have none, and which agents need one their data say. */
function openServer(deps: HttpDeps): FastifyInstance {
  const options = serverOptions(deps);
  const { tls } = deps.settings;
  if (!tls) return Fastify(options);
  const { http, ...rest } = options;
  const asked = tls.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: false };
  const https = { ...http, cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' as const, ...asked };
  // One type for both: who serves makes no difference to the routes.
  return Fastify({ ...rest, https } as unknown as typeof options);
}

function serverOptions(deps: HttpDeps): FastifyHttpOptions<RawServerDefault> {
  const { trustedProxies } = deps.settings;
  return {
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: bodyLimitBytes,
    // Of the longest upload: `boundBodies` holds every other request to less.
    requestTimeout: uploadTimeoutMs,
    connectionTimeout: 2 * requestTimeoutMs,
    pluginTimeout: startTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    forceCloseConnections: 'idle',
    // A request that arrives while the server closes is still answered by the hub, as a problem document where it must be.
    return503OnClosing: false,
    http: { maxHeaderSize: headersLimitBytes, headersTimeout: requestTimeoutMs },
    clientErrorHandler: answerRawError(randomUUID),
    frameworkErrors: (error, request, reply) => {
      void sendProblem(request, reply, refusalOf(error));
    },
    routerOptions: { maxParamLength: longestPathPart },
    schemaController: { compilersFactory: { buildSerializer: answerWriters } },
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        // Every wrong field is named at once; bodies are bounded, so the work is.
        allErrors: true,
        strict: true,
        // Validation problems read the annotations of the schema that was broken.
        verbose: true,
        keywords: [refusalKeyword, missingKeyword],
      },
    },
  };
}
