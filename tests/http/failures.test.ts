import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LaneUnavailable } from '../../src/engine/lane.ts';
import { openDatabase } from '../../src/platform/database/database.ts';
import { assertSchemaVersion } from '../../src/platform/database/migrator.ts';
import { CommitUnknown } from '../../src/platform/database/sql.ts';
import { testDatabase } from '../support/database.ts';
import { holdConnection } from '../support/held-connection.ts';
import { closedPort } from '../support/local-server.ts';
import { apiFixture, codeOf, withServer, type ApiFixture, type ApiOptions } from './api-fixture.ts';
import { azn, counterOf, newKey } from './counter.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const authorization = async () => `Bearer ${await api.tokenOf(api.counters.bank)}`;

describe('a failure', () => {
  const failing = (cause: Error): ApiOptions => {
    const listPositions = async () => {
      throw cause;
    };
    return { deps: { listPositions } };
  };
  const position = async (app: FastifyInstance) =>
    app.inject({ url: '/v1/position', headers: { authorization: await authorization() } });

  test('of the hub itself says nothing of what happened', async () => {
    const error = Object.assign(new Error('duplicate key (fin)=(5ABCDEF) in /srv/vahid'), {
      code: '23505',
      severity: 'ERROR',
      detail: 'x',
    });
    const answer = await withServer(api, failing(error), position);
    const { requestId, ...problem } = answer.json<Record<string, unknown>>();
    expect(problem).toEqual({
      type: 'urn:vahid:error:internal_error',
      title: 'Daxili xəta',
      status: 500,
      code: 'internal_error',
      errors: [],
    });
    expect(requestId).toBe(answer.headers['request-id']);
  });

  test.each([
    ['the lane took nothing', new LaneUnavailable('nothing was accepted')],
    ['the answer to COMMIT was lost', new CommitUnknown('lost')],
    ['the database is restarting', Object.assign(new Error('x'), { code: '57P01', severity: 'FATAL' })],
    ['too many connections', Object.assign(new Error('x'), { code: '53300', severity: 'FATAL' })],
    ['the disk is full', Object.assign(new Error('x'), { code: '53100', severity: 'ERROR' })],
    ['a lock was not free', Object.assign(new Error('x'), { code: '55P03', severity: 'ERROR' })],
    ['the connection broke', new Error('Connection terminated unexpectedly')],
    ['the connection was broken', new Error('Client has encountered a connection error and is not queryable')],
  ])('that passes is 503 with a time to come back: %s', async (_what, error) => {
    const answer = await withServer(api, failing(error), position);
    expect([answer.statusCode, codeOf(answer)]).toEqual([503, 'temporarily_unavailable']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('at the commit of a payment is never an answer that it failed', async () => {
    const bank = counterOf(api, api.counters.bank);
    const body = { lines: [{ quoteId: await bank.quote(), amount: azn('5.00') }] };
    const key = newKey();
    const lost: ApiOptions = {
      deps: {
        payments: {
          ...api.hub.payments,
          accept: async (collector, request) => {
            await api.hub.payments.accept(collector, request);
            throw new CommitUnknown('the answer to COMMIT was lost');
          },
        },
      },
    };
    const headers = { authorization: await authorization(), 'vahid-teller': 'T1', 'idempotency-key': key };
    const silent = await withServer(api, lost, (app) =>
      app.inject({ method: 'POST', url: '/v1/payments', headers, payload: body }),
    );
    expect([silent.statusCode, codeOf(silent)]).toEqual([503, 'temporarily_unavailable']);
    const again = await bank.pay(key, body);
    expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
  });

  test('of the whole database is 503 everywhere, and the process lives', async () => {
    const away = openDatabase({
      url: `postgres://nobody@127.0.0.1:${await closedPort()}/none`,
      poolMax: 2,
      applicationName: 'away',
    });
    const gone = (): Promise<never> => away.sql.rows('select 1') as Promise<never>;
    const deps: ApiOptions['deps'] = {
      agents: { ...api.hub.agents, authorize: gone, verifyClient: gone },
      checkReadiness: () => assertSchemaVersion(away),
    };
    await withServer(api, { deps }, async (app) => {
      const token = { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' };
      const answers = [
        await position(app),
        await app.inject({ method: 'POST', url: '/v1/token', payload: token }),
        await app.inject('/readyz'),
      ];
      expect(answers.map((answer) => [answer.statusCode, codeOf(answer)])).toEqual(
        Array.from({ length: 3 }, () => [503, 'temporarily_unavailable']),
      );
      expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' });
    });
    await away.close();
  });

  test('to get a connection in time is 503, and the hub recovers', async () => {
    const narrow = openDatabase({
      url: api.database.url,
      poolMax: 1,
      applicationName: 'narrow',
      timeouts: { acquireMs: 1_000 },
    });
    const busy: ApiOptions = { deps: { listPositions: async () => narrow.sql.rows('select 1').then(() => []) } };
    await withServer(api, busy, async (app) => {
      expect((await position(app)).statusCode).toBe(200);
      const letGo = await holdConnection(narrow);
      expect(codeOf(await position(app))).toBe('temporarily_unavailable');
      await letGo();
      expect((await position(app)).statusCode).toBe(200);
    });
    await narrow.close();
  });
});

describe('readiness', () => {
  test('says that the database has the version of the code', async () => {
    expect((await api.get('/readyz')).json()).toEqual({ status: 'ok' });
    const empty = await testDatabase({ empty: true });
    const answer = await withServer(api, { deps: { checkReadiness: () => assertSchemaVersion(empty.owner) } }, (app) =>
      app.inject('/readyz'),
    );
    expect([answer.statusCode, codeOf(answer)]).toEqual([503, 'temporarily_unavailable']);
    await empty.close();
  });
});
