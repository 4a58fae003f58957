import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino, type Logger } from 'pino';
import { expect } from 'vitest';
import type { HttpDeps } from '../../src/http/dependencies.ts';
import { buildServer } from '../../src/http/server.ts';
import { defaultLimits, type HttpSettings, type RequestLimits } from '../../src/http/settings.ts';
import { assertSchemaVersion } from '../../src/platform/database/migrator.ts';
import { newKey, ringOf } from '../citizens/citizen-fixture.ts';
import { hubFixture, type HubFixture, type TestCounter } from './hub-fixture.ts';
import { documentedAnswers } from './documented.ts';

export const tokenKeys = ringOf(newKey('k1'), newKey('k2'));

export function testSettings(limits: Partial<RequestLimits> = {}): HttpSettings {
  const wide = { perAgentPerMinute: 100_000, perNetworkPerMinute: 100_000, lookupsPerTellerPerMinute: 100_000 };
  return {
    trustedProxies: [],
    tokens: { issuer: 'https://vahid.example', audience: 'vahid-agents', keys: tokenKeys, ttlSeconds: 600 },
    limits: { ...defaultLimits, ...wide, ...limits },
    maxEventLoopDelayMs: 0,
  };
}

export interface ApiOptions {
  readonly limits?: Partial<RequestLimits>;
  readonly settings?: Partial<HttpSettings>;
  readonly deps?: Partial<HttpDeps>;
  readonly logger?: Logger;
  /** How long a provider's answer holds; left out, every question is put. */
  readonly answersHoldMs?: number;
  /** Which lane writes the books; the reference where nothing is said. */
  readonly lane?: 'reference' | 'writer';
  /** Told of statements and of exchanges with providers. */
  readonly seen?: (event: string) => void;
}

/** The server over a hub; more than one may stand before the same hub. */
export function serverOver(fixture: HubFixture, options: ApiOptions = {}): FastifyInstance {
  return buildServer({
    ...fixture.hub,
    checkReadiness: () => assertSchemaVersion(fixture.database.db),
    settings: { ...testSettings(options.limits), ...options.settings },
    logger: options.logger ?? pino({ level: 'silent' }),
    ...options.deps,
  });
}

/** A further server over the same hub, for one test. */
export async function withServer<T>(
  fixture: HubFixture,
  options: ApiOptions,
  work: (app: FastifyInstance) => Promise<T>,
): Promise<T> {
  const app = serverOver(fixture, options);
  try {
    await app.ready();
    return await work(app);
  } finally {
    await app.close();
  }
}

/** Opens a server for real connections; returns its port. */
export async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export interface Call {
  readonly as?: TestCounter;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is, with this content type unless the headers say another. */
  readonly raw?: string | Buffer;
}

export type Answer = LightMyRequestResponse;

/** A hub with its server, asked without a network. Every answer must be one that the OpenAPI document promises. */
export async function apiFixture(options: ApiOptions = {}) {
  const { answersHoldMs, lane = 'reference', seen } = options;
  const fixture = await hubFixture({
    lane,
    ...(answersHoldMs === undefined ? {} : { answersHoldMs }),
    ...(seen === undefined ? {} : { seen }),
  });
  const app = serverOver(fixture, options);
  await app.ready();
  const isDocumented = documentedAnswers(app.swagger());
  const tokens = new Map<string, string>();

  async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, what: Call = {}): Promise<Answer> {
    const token = what.token ?? (what.as ? await tokenOf(what.as) : undefined);
    const body = what.raw ?? (what.body === undefined ? undefined : JSON.stringify(what.body));
    const request: InjectOptions = {
      method,
      url,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(what.as ? { 'vahid-teller': what.as.teller.code } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...what.headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    };
    const answer = await app.inject(request);
    expect(isDocumented(method, url, answer)).toBe(true);
    return answer;
  }

  async function askToken(counter: Pick<TestCounter, 'clientId' | 'secret'>): Promise<Answer> {
    const { clientId, secret } = counter;
    return call('POST', '/v1/token', {
      body: { grant_type: 'client_credentials', client_id: clientId, client_secret: secret },
    });
  }

  async function tokenOf(counter: TestCounter): Promise<string> {
    const known = tokens.get(counter.clientId);
    if (known !== undefined) return known;
    const answer = await askToken(counter);
    const token = String(answer.json<{ access_token: string }>().access_token);
    tokens.set(counter.clientId, token);
    return token;
  }

  return {
    ...fixture,
    app,
    call,
    get: (url: string, what?: Call) => call('GET', url, what),
    post: (url: string, what?: Call) => call('POST', url, what),
    askToken,
    tokenOf,
    async close() {
      await app.close();
      await fixture.close();
    },
  };
}

export type ApiFixture = Awaited<ReturnType<typeof apiFixture>>;

/** The code of a problem answer, after its form was checked. */
export function codeOf(answer: Answer): string {
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const problem = answer.json<Record<string, unknown>>();
  expect(problem).toMatchObject({
    type: `urn:vahid:error:${String(problem['code'])}`,
    status: answer.statusCode,
    title: expect.any(String),
    requestId: answer.headers['request-id'],
    errors: expect.any(Array),
  });
  return String(problem['code']);
}

/** Fields that a problem names, in order. */
export function fieldsOf(answer: Answer): string[] {
  return answer.json<{ errors: { field: string }[] }>().errors.map((error) => error.field);
}
