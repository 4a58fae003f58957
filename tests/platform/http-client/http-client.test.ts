import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpOutcome, HttpRequest } from '../../../src/kernel/adapter.ts';
import { loopback } from '../../../src/platform/http-client/address-policy.ts';
import { createHttpClient, type HttpClient } from '../../../src/platform/http-client/http-client.ts';
import { type Behaviour, closedPort, type LocalServer, localServer } from '../../support/local-server.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const item of opened.splice(0).toReversed()) await item.close();
});

async function serve(behave: Behaviour): Promise<LocalServer> {
  const server = await localServer(behave);
  opened.push(server);
  return server;
}

function client(options: Parameters<typeof createHttpClient>[0] = { privateNetworks: loopback }): HttpClient {
  const made = createHttpClient(options);
  opened.push(made);
  return made;
}

function to(server: { port: number }, change: Partial<HttpRequest> = {}): HttpRequest {
  const url = `http://127.0.0.1:${server.port}/pay?account=00123`;
  return { method: 'POST', url, headers: {}, body: '{"ə":1}', timeoutMs: 5_000, maxBytes: 1_000, ...change };
}

/** Answers with these bytes as soon as the request is whole. */
const answering =
  (...lines: readonly string[]): Behaviour =>
  (socket, text) => {
    if (text.includes('\r\n\r\n')) socket.write(lines.join('\r\n'));
  };

const fine = answering('HTTP/1.1 200 OK', 'content-type: text/plain', 'content-length: 2', '', 'ok');

/** The connection is free for the next request a moment after the answer. */
function untilFree(): Promise<void> {
  return sleep(20);
}

function bodyOf(outcome: HttpOutcome): string {
  return outcome.kind === 'answered'
    ? Buffer.from(outcome.body).toString('utf8')
    : `${outcome.kind}: ${outcome.reason}`;
}

describe('a whole answer', () => {
  it('comes with status, type and bytes, and asks for no compression', async () => {
    const server = await serve(fine);
    const outcome = await client().request(to(server, { headers: { 'content-type': 'application/json' } }));
    expect(outcome).toEqual({ kind: 'answered', status: 200, contentType: 'text/plain', body: Buffer.from('ok') });
    expect(server.received()).toMatch(/^POST \/pay\?account=00123 HTTP\/1\.1\r\n/);
    expect(server.received()).toContain('accept-encoding: identity');
    expect(server.received()).toMatch(/content-length: 8\r\n\r\n\{"ə":1\}$/);
  });

  it('brings the header that was asked for, unless it comes twice', async () => {
    const withHeaders = (...headers: string[]): Behaviour =>
      answering('HTTP/1.1 200 OK', ...headers, 'content-length: 2', '', 'ok');
    const headerOf = async (behaviour: Behaviour): Promise<string | undefined> => {
      const server = await serve(behaviour);
      const outcome = await client().request(to(server, { answerHeader: 'x-signature' }));
      return outcome.kind === 'answered' ? outcome.header : outcome.reason;
    };
    expect(await headerOf(withHeaders('X-Signature: abc', 'x-other: def'))).toBe('abc');
    expect(await headerOf(withHeaders('X-Signature: abc', 'x-signature: abc'))).toBeUndefined();
    expect(await headerOf(fine)).toBeUndefined();
  });

  it.each([204, 302, 404, 500, 503])('is an answer whatever its status: %i', async (status) => {
    const server = await serve(answering(`HTTP/1.1 ${status} X`, 'content-length: 0', '', ''));
    expect(await client().request(to(server))).toMatchObject({ kind: 'answered', status });
  });

  it('does not lead anywhere else', async () => {
    const elsewhere = await serve(fine);
    const location = `location: http://127.0.0.1:${elsewhere.port}/`;
    const server = await serve(answering('HTTP/1.1 302 Found', location, 'content-length: 0', '', ''));
    expect(await client().request(to(server))).toMatchObject({ kind: 'answered', status: 302 });
    expect(elsewhere.connections()).toBe(0);
  });

  it('may come in chunks and after an interim answer', async () => {
    const chunks = ['2', 'ok', '0', '', ''];
    const server = await serve(
      answering('HTTP/1.1 103 Early Hints', '', 'HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', ...chunks),
    );
    expect(bodyOf(await client().request(to(server)))).toBe('ok');
  });

  it('uses the connection again', async () => {
    const server = await serve((socket, text) => {
      if (text.endsWith('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
    const http = client();
    const { body: _, ...get } = to(server, { method: 'GET' });
    for (let round = 0; round < 3; round += 1) {
      expect(bodyOf(await http.request(get))).toBe('ok');
      await untilFree();
    }
    expect(server.connections()).toBe(1);
  });
});

describe('not sent, for certain', () => {
  it('when nobody listens', async () => {
    expect(await client().request(to({ port: await closedPort() }))).toEqual({ kind: 'not-sent', reason: 'refused' });
  });

  it('when the name does not exist', async () => {
    const outcome = await client().request(to({ port: 1 }, { url: 'https://provider.invalid/pay' }));
    expect(outcome).toEqual({ kind: 'not-sent', reason: 'dns' });
  });

  it('when the connection is not made in time: the other end never says a word of TLS', async () => {
    const server = await serve(() => undefined);
    const url = `https://127.0.0.1:${server.port}/pay`;
    const http = client({ privateNetworks: loopback, connectTimeoutMs: 200 });
    expect(await http.request(to(server, { url }))).toEqual({ kind: 'not-sent', reason: 'connect_timeout' });
    expect(server.received()).not.toContain('POST');
  });

  it('when the time is up before a connection is free, and it is not sent later either', async () => {
    const server = await serve((socket, text) => {
      if (text.includes('/first')) setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'), 400);
      if (text.includes('/third')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
    const http = client({ privateNetworks: loopback, connectionsPerOrigin: 1 });
    const ask = (path: string, timeoutMs: number) =>
      http.request(to(server, { url: `http://127.0.0.1:${server.port}/${path}`, timeoutMs }));
    const first = ask('first', 5_000);
    expect(await ask('second', 100)).toEqual({ kind: 'not-sent', reason: 'timeout' });
    expect(await first).toMatchObject({ kind: 'answered' });
    expect(await ask('third', 5_000)).toMatchObject({ kind: 'answered' });
    expect(server.received()).not.toContain('/second');
  });

  it.each([
    ['an address that is no address', { url: 'http://' }],
    ['another scheme', { url: 'file:///etc/passwd' }],
    ['a password in the address', { url: 'http://user:secret@127.0.0.1/' }],
    ['a header that would be two', { headers: { 'x-reference': '1\r\nx-amount: 9' } }],
  ])('when the request cannot be made: %s', async (_, change) => {
    const server = await serve(fine);
    expect(await client().request(to(server, change))).toEqual({ kind: 'not-sent', reason: 'invalid_request' });
    expect(server.connections()).toBe(0);
  });
});

describe('broken: it may have had its effect', () => {
  it('when the connection is reset after the request', async () => {
    const server = await serve((socket) => socket.resetAndDestroy());
    expect(await client().request(to(server))).toEqual({ kind: 'broken', reason: 'reset' });
    expect(server.received()).toContain('POST /pay');
  });

  it('when the connection ends without an answer', async () => {
    const server = await serve((socket) => socket.end());
    expect(await client().request(to(server))).toEqual({ kind: 'broken', reason: 'reset' });
  });

  it('when a connection that was used before is closed under the next request', async () => {
    let answered = 0;
    const server = await serve((socket) => {
      answered += 1;
      if (answered === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      else socket.destroy();
    });
    const http = client();
    expect(await http.request(to(server))).toMatchObject({ kind: 'answered' });
    await untilFree();
    expect(await http.request(to(server))).toEqual({ kind: 'broken', reason: 'reset' });
    expect(server.connections()).toBe(1);
  });

  it('when no answer comes in time', async () => {
    const server = await serve(() => undefined);
    expect(await client().request(to(server, { timeoutMs: 200 }))).toEqual({ kind: 'broken', reason: 'timeout' });
  });

  it('when the answer drips on past the time as a whole', async () => {
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    expect(await client().request(to(server, { timeoutMs: 300 }))).toEqual({ kind: 'broken', reason: 'timeout' });
  });

  it('when the answer is cut short', async () => {
    const server = await serve((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<result>0'));
    expect(await client().request(to(server))).toEqual({ kind: 'broken', reason: 'truncated' });
  });

  it('when the last chunk is missing', async () => {
    const server = await serve((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n'),
    );
    expect(await client().request(to(server))).toEqual({ kind: 'broken', reason: 'truncated' });
  });

  it('when the answer says that it is too large, before it is read', async () => {
    const server = await serve(answering('HTTP/1.1 200 OK', 'content-length: 1001', '', ''));
    expect(await client().request(to(server))).toEqual({ kind: 'broken', reason: 'too_large' });
  });

  it('when the answer grows too large without saying so, and stops reading', async () => {
    let sent = 0;
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n');
      const pour = setInterval(() => {
        sent += 1;
        socket.write('x'.repeat(100));
      }, 5);
      socket.on('close', () => clearInterval(pour));
    });
    expect(await client().request(to(server))).toEqual({ kind: 'broken', reason: 'too_large' });
    await sleep(100);
    const after = sent;
    await sleep(100);
    expect(sent).toBe(after);
  });

  it('when the answer is packed although nobody asked for it', async () => {
    const server = await serve(answering('HTTP/1.1 200 OK', 'content-encoding: gzip', 'content-length: 1', '', 'x'));
    expect(await client().request(to(server))).toEqual({ kind: 'broken', reason: 'packed' });
  });

  it.each([
    ['something else than HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}`],
  ])('when the answer is %s', async (_, bytes) => {
    const server = await serve((socket) => socket.write(bytes));
    expect(await client().request(to(server))).toEqual({ kind: 'broken', reason: 'malformed' });
  });

  it('when the answer has two lengths', async () => {
    const server = await serve(answering('HTTP/1.1 200 OK', 'content-length: 2', 'content-length: 3', '', 'ok'));
    expect(await client().request(to(server))).toMatchObject({ kind: 'broken' });
  });

  it('when the hub closes in the middle', async () => {
    const server = await serve(() => undefined);
    const http = createHttpClient({ privateNetworks: loopback });
    const outcome = http.request(to(server));
    await expect.poll(() => server.received()).toContain('POST');
    await http.close();
    expect(await outcome).toMatchObject({ kind: 'broken' });
  });
});
