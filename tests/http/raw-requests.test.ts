import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerRawError } from '../../src/http/raw-errors.ts';
import { apiFixture, listen, withServer, type ApiFixture } from './api-fixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

/** Sends bytes and returns everything that comes back until the connection ends. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const received: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(received).toString()));
  });
}

describe('what is not even a request', () => {
  const head = 'POST /v1/token HTTP/1.1\r\nHost: hub\r\n';

  test.each([
    ['words', { bytes: 'hello\r\n\r\n', status: 400, code: 'invalid_request' }],
    [
      'a header of ten KiB',
      {
        bytes: `GET / HTTP/1.1\r\nHost: hub\r\nX: ${'x'.repeat(10_000)}\r\n\r\n`,
        status: 431,
        code: 'headers_too_large',
      },
    ],
    [
      'a length and chunks at once',
      {
        bytes: `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        status: 400,
        code: 'invalid_request',
      },
    ],
    [
      'two lengths',
      { bytes: `${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd`, status: 400, code: 'invalid_request' },
    ],
    [
      'a folded header',
      { bytes: `${head}X: a\r\n b\r\nContent-Length: x\r\n\r\n`, status: 400, code: 'invalid_request' },
    ],
    ['no host', { bytes: 'GET /v1/position HTTP/1.1\r\n\r\n', status: 400, code: undefined }],
  ])('is refused in the form of every error: %s', async (_what, { bytes, status, code }) => {
    await withServer(api, {}, async (app) => {
      const answer = await exchange(await listen(app), bytes);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      if (code === undefined) return;
      expect(answer).toContain('Content-Type: application/problem+json; charset=utf-8');
      expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
        code,
        status,
        requestId: expect.any(String),
      });
    });
  });

  test('because it came too slowly, is told so and costs nobody else a thing', async () => {
    const answer = answerRawError(() => 'the-id');
    const server = createServer((socket: Socket) => {
      answer(
        Object.assign(new Error('slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT', rawPacket: undefined }) as never,
        socket,
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const received = await exchange(typeof address === 'object' && address ? address.port : 0, 'GET / HT');
    expect(received).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(received).toContain('"code":"request_timeout"');
    await new Promise((resolve) => server.close(resolve));
  });

  test.each(['TRACE', 'TRACK', 'CONNECT', 'PROPFIND'])('%s is not a method of the hub', async (method) => {
    await withServer(api, {}, async (app) => {
      const answer = await exchange(
        await listen(app),
        `${method} /v1/payments HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n`,
      );
      expect(answer === '' || /^HTTP\/1\.1 (400|404|405) /.test(answer)).toBe(true);
    });
  });
});
