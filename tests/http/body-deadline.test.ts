import Fastify, { type FastifyInstance } from 'fastify';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boundBodies } from '../../src/http/body-deadline.ts';
import { listen } from './api-fixture.ts';

let app: FastifyInstance;
let port: number;
beforeAll(async () => {
  app = Fastify();
  boundBodies(app, 200);
  app.post('/short', async () => 'taken');
  app.post('/long', { config: { audience: 'public', bodyTimeoutMs: 60_000 } }, async () => 'taken');
  port = await listen(app);
});
afterAll(() => app.close());

/** Sends half a body, and the other half once it is asked to; returns everything that comes back. */
function begin(path: string) {
  const socket = connect(port, '127.0.0.1');
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  const ended = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(Buffer.concat(received).toString()));
  });
  const head = `POST ${path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n`;
  socket.write(`${head}{`);
  return { finish: () => socket.write('}'), ended };
}

test('a body that is slow ends its connection, and only a route that takes large files waits for longer', async () => {
  const long = begin('/long');
  const short = await begin('/short').ended;
  expect(short).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(short).toContain('"code":"request_timeout"');
  long.finish();
  expect(await long.ended).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*taken$/);
});
