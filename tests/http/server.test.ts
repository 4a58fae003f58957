import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeGracefully } from '../../src/http/graceful-close.ts';
import { apiFixture, codeOf, listen, serverOver, withServer, type ApiFixture, type ApiOptions } from './api-fixture.ts';
import { closedGate } from '../support/gate.ts';
import { counterOf } from './counter.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const authorization = async () => `Bearer ${await api.tokenOf(api.counters.bank)}`;

test('the start of a server is given up after minutes, not seconds: machines can be busy with others', async () => {
  await withServer(api, {}, async (app) => expect(app.initialConfig.pluginTimeout).toBeGreaterThan(60_000));
});

describe('the end of a server', () => {
  /** A server whose one request stays open until it is let go, and the request under way. */
  const busy = async () => {
    const { open, opened } = closedGate();
    const { open: arrive, opened: arrived } = closedGate();
    const listPositions = () => {
      arrive();
      return opened.then(() => []);
    };
    const app = serverOver(api, { deps: { listPositions } });
    const door = `http://127.0.0.1:${await listen(app)}`;
    const request = fetch(`${door}/v1/position`, { headers: { authorization: await authorization() } });
    await arrived;
    return { app, door, open, request };
  };

  test('finishes what has begun, after it has said that it ends', async () => {
    const { app, door, open, request } = await busy();
    const closing = closeGracefully(app, { noticeMs: 3_000, graceMs: 20_000 });
    const statusOf = (path: string) => fetch(`${door}${path}`).then(({ status }) => status);
    expect([await statusOf('/readyz'), await statusOf('/healthz')]).toEqual([503, 200]);
    await expect.poll(() => statusOf('/healthz').catch(() => 'nobody listens')).toBe('nobody listens');
    open();
    expect((await request).status).toBe(200);
    expect(await closing).toBe(true);
  });

  test('does not wait for ever', async () => {
    const { app, open, request } = await busy();
    const outcome = request.then(
      () => 'answered',
      () => 'cut',
    );
    expect(await closeGracefully(app, { noticeMs: 0, graceMs: 100 })).toBe(false);
    expect(await outcome).toBe('cut');
    open();
  });
});

describe('the log', () => {
  test('tells what happened by route and agent, and no secret, name, card, account, code or key', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const bank = counterOf(api, api.counters.bank);
    const payment = await bank.paid();
    const canaries = {
      fullName: 'Kanarya Quşova',
      cardNumber: '7654321',
      fin: '7CANARY',
      phone: '+994501112233',
      email: 'canary@example.az',
    };
    const broken = new Error('value 10000077 of canary@example.az');
    const deps: ApiOptions['deps'] = { listPositions: () => Promise.reject(broken) };
    await withServer(api, { logger, deps }, async (app) => {
      const headers = { authorization: await authorization(), 'vahid-teller': 'T1', 'idempotency-key': 'canary-key' };
      const person = {
        ...canaries,
        cardSeries: 'AA',
        language: 'az',
        consent: true,
        accounts: [{ provider: 'gas', account: '10000077' }],
      };
      await app.inject({ method: 'POST', url: '/v1/citizens', headers, payload: person });
      await app.inject({
        method: 'POST',
        url: '/v1/debts',
        headers,
        payload: { provider: 'gas', account: '10000077' },
      });
      await app.inject({ method: 'POST', url: '/v1/payments', headers, payload: { lines: 'x' } });
      await app.inject({ url: payment.verifyPath });
      await app.inject({ url: `/v1/payments/by-key/${payment.key}`, headers });
      await app.inject({ url: '/v1/position', headers });
      const secret = { grant_type: 'client_credentials', client_id: 'bank-a', client_secret: api.counters.bank.secret };
      await app.inject({ method: 'POST', url: '/v1/token', payload: secret });
    });
    const text = lines.join('');
    const token = await api.tokenOf(api.counters.bank);
    const secrets = [
      ...Object.values(canaries),
      '10000077',
      token,
      api.counters.bank.secret,
      'canary-key',
      payment.key,
      payment.receiptNumber,
      payment.verifyPath.slice(-32),
    ];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    const answers = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ event }) => event === 'http.answer');
    expect(answers).toHaveLength(7);
    expect(answers[4]).toMatchObject({
      method: 'GET',
      route: '/v1/payments/by-key/:key',
      status: 200,
      agent: 'bank-a',
      requestId: expect.any(String),
    });
    expect(lines.some((line) => line.includes('"event":"http.failure"') && line.includes('"frames"'))).toBe(true);
  });
});

describe('another part of the same server', () => {
  test('has its own pages, policy and errors, and the API keeps its own', async () => {
    const deps: ApiOptions['deps'] = {
      plugins: [
        async (scope) => {
          scope.addHook('onRequest', async (_request, reply) => {
            reply.header('content-security-policy', "default-src 'self'");
          });
          scope.get('/hello', async (_request, reply) => reply.type('text/html; charset=utf-8').send('<p>Salam'));
        },
      ],
      notFoundPage: (_request, reply) => reply.code(404).type('text/html; charset=utf-8').send('<p>Yoxdur'),
    };
    await withServer(api, { deps }, async (app) => {
      const page = await app.inject('/hello');
      expect([page.body, page.headers['content-security-policy']]).toEqual(['<p>Salam', "default-src 'self'"]);
      const browser = { accept: 'text/html,application/xhtml+xml' };
      expect((await app.inject({ url: '/nowhere', headers: browser })).body).toBe('<p>Yoxdur');
      expect(codeOf(await app.inject('/nowhere'))).toBe('not_found');
      expect(codeOf(await app.inject({ url: '/v1/nowhere', headers: browser }))).toBe('not_found');
      expect((await app.inject('/openapi.json')).body).not.toContain('/hello');
    });
  });
});
