import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loopback, makePolicies } from '../../../src/platform/http-client/address-policy.ts';
import { createHttpClient, type HttpClient } from '../../../src/platform/http-client/http-client.ts';
import { type LocalServer, localServer } from '../../support/local-server.ts';

function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

function answerOk(socket: { write(text: string): unknown }): void {
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
}

function get(http: HttpClient, url: string) {
  return http.request({ method: 'GET', url, headers: {}, timeoutMs: 5_000, maxBytes: 100 });
}

const notAllowed = { kind: 'not-sent', reason: 'address_not_allowed' };
let server: LocalServer;
let http: HttpClient;

afterEach(async () => {
  await http.close();
  await server.close();
});

describe('private addresses', () => {
  beforeEach(async () => {
    server = await localServer(answerOk);
  });

  it.each(['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]', '0.0.0.0'])(
    'are not called as %s, and get not even a connection',
    async (host) => {
      http = createHttpClient();
      expect(await get(http, `http://${host}:${server.port}/`)).toEqual(notAllowed);
      expect(await get(http, `https://${host}:${server.port}/`)).toEqual(notAllowed);
      expect(server.connections()).toBe(0);
    },
  );

  it('are called when they are named', async () => {
    http = createHttpClient({ privateNetworks: [{ address: '127.0.0.1', prefix: 32, family: 'ipv4' }] });
    expect(await get(http, `http://127.0.0.1:${server.port}/`)).toMatchObject({ kind: 'answered' });
    expect(await get(http, `http://127.0.0.2:${server.port}/`)).toEqual(notAllowed);
  });

  it('are refused behind a name too, where one of its addresses is not named', async () => {
    http = createHttpClient({ privateNetworks: loopback });
    expect(await get(http, `http://localhost:${server.port}/`)).toMatchObject({ kind: 'answered' });
    expect(await get(http, 'http://169.254.169.254/latest/meta-data/')).toEqual(notAllowed);
  });

  it('are not reached by a redirect: it is the answer, and nobody goes there', async () => {
    const trap = await localServer(answerOk);
    http = createHttpClient({ privateNetworks: [{ address: '127.0.0.1', prefix: 32, family: 'ipv4' }] });
    try {
      for (const status of [301, 302, 303, 307, 308]) {
        for (const target of [
          `http://127.0.0.1:${trap.port}/`,
          'http://169.254.169.254/latest/',
          'file:///etc/passwd',
          `//[::1]:${trap.port}/`,
        ]) {
          const redirecting = await localServer((socket) => {
            socket.write(`HTTP/1.1 ${status} Moved\r\nlocation: ${target}\r\ncontent-length: 0\r\n\r\n`);
          });
          expect(await get(http, `http://127.0.0.1:${redirecting.port}/`)).toMatchObject({ kind: 'answered', status });
          await redirecting.close();
        }
      }
      expect(trap.connections()).toBe(0);
    } finally {
      await trap.close();
    }
  });

  it('are the only ones that may be called without TLS', async () => {
    http = createHttpClient({ privateNetworks: loopback });
    expect(await get(http, 'http://8.8.8.8/')).toEqual(notAllowed);
  });
});

describe('the policy', () => {
  const { tls, plain } = makePolicies([{ address: '10.20.0.0', prefix: 16, family: 'ipv4' }]);

  it.each(['8.8.8.8', '85.132.0.1', '2a00:1450:4001::1', '10.20.3.4'])('lets TLS go to %s', (address) => {
    expect(tls.allows(address)).toBe(true);
  });

  it.each([
    ...['10.21.0.1', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.255.255', '192.168.1.1', '224.0.0.1'],
    ...['0.0.0.0', '255.255.255.255', '::', '::1', '::ffff:192.168.1.1', '64:ff9b::a00:1', 'fd00::1', 'fe80::1'],
    ...['2002:a00:1::', 'not-an-address', ''],
  ])('keeps TLS from %s', (address) => {
    expect(tls.allows(address)).toBe(false);
  });

  it('lets plain HTTP go to named ranges only', () => {
    expect(plain.allows('10.20.3.4')).toBe(true);
    expect(plain.allows('8.8.8.8')).toBe(false);
  });
});

describe('TLS', () => {
  const key = fixture('key.pem');
  const good = fixture('localhost.pem');

  it('answers when the certificate is good', async () => {
    server = await localServer(answerOk, { key, cert: good });
    http = createHttpClient({ privateNetworks: loopback, certificateAuthorities: [good] });
    expect(await get(http, `https://localhost:${server.port}/`)).toMatchObject({ kind: 'answered', status: 200 });
  });

  it.each([
    ['from an authority that nobody knows', 'localhost.pem', []],
    ['for another host', 'other-host.pem', ['other-host.pem']],
    ['past its end', 'expired.pem', ['expired.pem']],
  ])('sends nothing when the certificate is %s', async (_, certificate, trusted) => {
    server = await localServer(answerOk, { key, cert: fixture(certificate) });
    http = createHttpClient({ privateNetworks: loopback, certificateAuthorities: trusted.map(fixture) });
    const outcome = await get(http, `https://localhost:${server.port}/`);
    expect(outcome).toEqual({ kind: 'not-sent', reason: 'tls' });
    expect(server.received()).toBe('');
  });

  it('cannot be talked out of checking by the environment', async () => {
    server = await localServer(answerOk, { key, cert: good });
    http = createHttpClient({ privateNetworks: loopback });
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const outcome = await get(http, `https://localhost:${server.port}/`);
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    expect(outcome).toEqual({ kind: 'not-sent', reason: 'tls' });
  });
});
