import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, listen, serverOver, type ApiFixture } from './api-fixture.ts';
import { addTeller } from './drawer-desk.ts';
import type { TestCounter } from './hub-fixture.ts';

const run = promisify(execFile);

interface Pair {
  readonly cert: string;
  readonly key: string;
}

let folder: string;
let api: ApiFixture;
let app: FastifyInstance;
let port: number;
const pairs: Record<string, Pair> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vahid-tls-'));
  await authority('ca');
  await authority('strangers');
  for (const [name, ca] of [
    ['hub', 'ca'],
    ['bank', 'ca'],
    ['bank-next', 'ca'],
    ['other', 'ca'],
    ['stranger', 'strangers'],
  ] as const)
    pairs[name] = await leaf(name, ca);
  api = await apiFixture();
  const { cert: certificate, key } = pairOf('hub');
  const clientCa = await readFile(join(folder, 'ca.pem'), 'utf8');
  app = serverOver(api, { settings: { tls: { certificate, key, clientCa } } });
  port = await listen(app);
}, 120_000);
afterAll(async () => {
  await app.close();
  await api.close();
  await rm(folder, { recursive: true });
});

const openssl = (...words: string[]) => run('openssl', words, { cwd: folder });
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

async function authority(name: string): Promise<void> {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
  await openssl('req', '-x509', ...newKey, ...files, '-days', '2', '-subj', `/CN=${name}`);
}

async function leaf(name: string, ca: string): Promise<Pair> {
  await openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
  const signer = ['-CA', `${ca}.pem`, '-CAkey', `${ca}.key`, '-CAcreateserial', '-days', '2'];
  await openssl('x509', '-req', '-in', `${name}.csr`, ...signer, '-out', `${name}.pem`);
  const [cert, key] = await Promise.all(
    [`${name}.pem`, `${name}.key`].map((file) => readFile(join(folder, file), 'utf8')),
  );
  return { cert: cert ?? '', key: key ?? '' };
}

function pairOf(name: string): Pair {
  const pair = pairs[name];
  if (!pair) throw new Error(`no certificate ${name}`);
  return pair;
}

const fingerprintOf = (name: string) =>
  new X509Certificate(pairOf(name).cert).fingerprint256.replaceAll(':', '').toLowerCase();
const bind = async (name: string) =>
  valueOf(await api.hub.agents.bindCertificate(api.counters.bank.agent.id, fingerprintOf(name)));
const unbind = async (name: string) =>
  valueOf(await api.hub.agents.unbindCertificate(api.counters.bank.agent.id, fingerprintOf(name)));

/** Asks over a connection of its own, opened with the certificate. */
async function ask(as: TestCounter, certificate: string | null, path = '/v1/position'): Promise<string> {
  const authorization = `Bearer ${await api.tokenOf(as)}`;
  const own = certificate === null ? {} : pairOf(certificate);
  const options = { host: '127.0.0.1', port, path, agent: false, rejectUnauthorized: false, ...own };
  return new Promise((resolve, reject) => {
    request({ ...options, headers: { authorization } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const { code = 'ok' } = JSON.parse(Buffer.concat(chunks).toString()) as { code?: string };
        resolve(`${answer.statusCode} ${code}`);
      });
    })
      .on('error', reject)
      .end();
  });
}

describe('A20: the client certificate', () => {
  test('is asked of nobody who has none bound; citizens and health checks need none', async () => {
    expect(await ask(api.counters.bank, null)).toBe('200 ok');
    expect(await ask(api.counters.bank, null, '/healthz')).toBe('200 ok');
  });

  test('is the agent’s own: none, that of another agent, and one of a strange CA are refused', async () => {
    await bind('bank');
    expect(await ask(api.counters.bank, 'bank')).toBe('200 ok');
    expect(await ask(api.counters.bank, null)).toBe('403 certificate_refused');
    expect(await ask(api.counters.bank, 'other')).toBe('403 certificate_refused');
    expect(await ask(api.counters.bank, 'stranger')).toBe('403 certificate_refused');
    await unbind('bank');
  });

  test('does not lend itself to the token of another, not even of one who needs none', async () => {
    await bind('bank');
    expect(await ask(api.counters.other, 'bank')).toBe('403 certificate_refused');
    expect(await ask(api.counters.other, null)).toBe('200 ok');
    await unbind('bank');
  });

  test('is renewed beside the old one, and what is taken away is refused from the next request on', async () => {
    await bind('bank');
    await bind('bank-next');
    expect([await ask(api.counters.bank, 'bank'), await ask(api.counters.bank, 'bank-next')]).toEqual([
      '200 ok',
      '200 ok',
    ]);
    await unbind('bank');
    expect(await ask(api.counters.bank, 'bank')).toBe('403 certificate_refused');
    expect(await ask(api.counters.bank, 'bank-next')).toBe('200 ok');
    await unbind('bank-next');
  });

  test('of a device is its own where it has one, and otherwise its agent’s', async () => {
    const { bank } = api.counters;
    const hub = { kind: 'hub', actor: { kind: 'system', id: null } } as const;
    const terminal = await addTeller(api, bank, { role: 'device' });
    const of = { deviceCode: terminal.teller.code };
    const { agents } = api.hub;
    const { credential, secret } = valueOf(await agents.issueCredential(hub, bank.agent.id, of));
    const own = { ...terminal, clientId: credential.clientId, secret };
    const connects = (certificate: string | null) => ask(own, certificate, '/v1/limits');
    await bind('bank');
    expect([await connects('bank'), await connects(null)]).toEqual(['200 ok', '403 certificate_refused']);
    const wish = { ...of, fingerprint: fingerprintOf('bank-next') };
    valueOf(await agents.bindDeviceCertificate(hub, bank.agent.id, wish));
    expect([await connects('bank-next'), await connects('bank')]).toEqual(['200 ok', '403 certificate_refused']);
    expect(await ask(bank, 'bank-next')).toBe('403 certificate_refused');
    valueOf(await agents.unbindDeviceCertificate(hub, bank.agent.id, wish));
    expect(await connects('bank')).toBe('200 ok');
    await unbind('bank');
    expect(await connects(null)).toBe('200 ok');
  });

  test('is told by its SHA-256, at most five', async () => {
    const { id } = api.counters.bank.agent;
    const put = async (fingerprint: string) => {
      const done = await api.hub.agents.bindCertificate(id, fingerprint);
      return done.ok ? done.value.clientCertificates.length : done.error.code;
    };
    expect(await put('AA:BB')).toBe('invalid_request');
    const five = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(64));
    for (const [index, fingerprint] of five.entries()) expect(await put(fingerprint)).toBe(index + 1);
    expect([await put('5'.repeat(64)), await put('6'.repeat(64))]).toEqual([5, 'invalid_request']);
    const again = await api.hub.agents.unbindCertificate(id, '7'.repeat(64));
    expect(again.ok ? 'ok' : again.error.code).toBe('not_found');
    for (const fingerprint of five) valueOf(await api.hub.agents.unbindCertificate(id, fingerprint));
  });
});
