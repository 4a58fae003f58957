import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newKey, ringOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, serverOver, testSettings, withServer, type ApiFixture } from './api-fixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

describe('a limit', () => {
  test('of one agent turns away that agent only', async () => {
    await withServer(api, { limits: { perAgentPerMinute: 5 } }, async (app) => {
      const ask = async (as: ApiFixture['counters']['bank']) =>
        app.inject({ url: '/v1/position', headers: { authorization: `Bearer ${await api.tokenOf(as)}` } });
      const statuses: number[] = [];
      for (let count = 0; count < 7; count += 1) statuses.push((await ask(api.counters.bank)).statusCode);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
      const refused = await ask(api.counters.bank);
      expect(codeOf(refused)).toBe('too_many_requests');
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect((await ask(api.counters.other)).statusCode).toBe(200);
      expect((await app.inject('/healthz')).statusCode).toBe(200);
    });
  });

  test('of a network without a token is not escaped by a header that claims another', async () => {
    await withServer(api, { limits: { perNetworkPerMinute: 3 } }, async (app) => {
      const ask = (ip: string) =>
        app.inject({ url: '/v1/position', headers: { 'x-forwarded-for': ip, authorization: 'Bearer a.b.c' } });
      const statuses = [];
      for (const ip of ['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4']) statuses.push((await ask(ip)).statusCode);
      expect(statuses).toEqual([401, 401, 401, 429]);
    });
    await withServer(
      api,
      { limits: { perNetworkPerMinute: 1 }, settings: { trustedProxies: ['127.0.0.1'] } },
      async (app) => {
        const ask = (ip: string) => app.inject({ url: '/v1/position', headers: { 'x-forwarded-for': ip } });
        expect([
          (await ask('1.1.1.1')).statusCode,
          (await ask('2.2.2.2')).statusCode,
          (await ask('1.1.1.1')).statusCode,
        ]).toEqual([401, 401, 429]);
      },
    );
  });

  test('of the event loop sheds load before it is too late', async () => {
    await withServer(api, { settings: { maxEventLoopDelayMs: 20 } }, async (app) => {
      await app.ready();
      const until = performance.now() + 1_500;
      while (performance.now() < until) {
        const chunk = performance.now() + 150;
        while (performance.now() < chunk);
        await sleep(0);
      }
      const answer = await app.inject('/v1/position');
      expect([answer.statusCode, codeOf(answer)]).toEqual([503, 'temporarily_unavailable']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect((await app.inject('/healthz')).statusCode).toBe(200);
    });
  });
});

describe('token settings', () => {
  test.each([0, 601, 1.5])('with a life of %s seconds start no server', async (ttlSeconds) => {
    const tokens = { ...testSettings().tokens, ttlSeconds };
    const app = serverOver(api, { settings: { tokens } });
    await expect(app.ready()).rejects.toThrow('a life of 1 to 600 seconds');
  });

  test('with three keys at once start no server', async () => {
    const keys = ringOf(newKey('a'), newKey('b'), newKey('c'));
    const app = serverOver(api, { settings: { tokens: { ...testSettings().tokens, keys } } });
    await expect(app.ready()).rejects.toThrow('at most 2 keys');
  });
});
