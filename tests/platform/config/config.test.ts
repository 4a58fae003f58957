import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/platform/config/config.ts';
import { ConfigurationProblems } from '../../../src/platform/config/configuration-problems.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vahid-config-'));
});

afterEach(() => rm(folder, { recursive: true }));

function randomKey(): string {
  return `k1:${randomBytes(32).toString('base64')}`;
}

function ownSecrets(): Record<string, string> {
  return {
    ENCRYPTION_KEYS: randomKey(),
    INDEX_KEYS: randomKey(),
    AGENT_TOKEN_KEYS: randomKey(),
  };
}

function production(): Record<string, string> {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: 'postgres://hub:x7Qm2vR9@db/hub',
    PUBLIC_URL: 'https://pay.example.az',
    DATA_DIR: folder,
    ...ownSecrets(),
  };
}

async function problemsOf(environment: Record<string, string>): Promise<readonly object[]> {
  const outcome = await loadConfig(environment).catch((error: unknown) => error);
  return outcome instanceof ConfigurationProblems ? outcome.problems : [];
}

describe('TLS', () => {
  const openssl = (...words: string[]) => promisify(execFile)('openssl', words, { cwd: folder });
  const make = (name: string) =>
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`],
    );
  const files = (certificate: string, key: string) => ({
    DATA_DIR: folder,
    TLS_CERTIFICATE_FILE: join(folder, certificate),
    TLS_KEY_FILE: join(folder, key),
  });

  it('is a certificate with its own key, from files; and a CA only beside them', async () => {
    await make('hub');
    await make('other');
    const { tls } = await loadConfig({ ...files('hub.pem', 'hub.key'), TLS_CLIENT_CA_FILE: join(folder, 'other.pem') });
    expect(Object.keys(tls ?? {}).toSorted()).toEqual(['certificate', 'clientCa', 'key']);
    expect(await problemsOf(files('hub.pem', 'other.key'))).toEqual([
      { variable: 'TLS_CERTIFICATE', rule: 'cannot be used with this TLS_KEY' },
    ]);
    const both = 'needs TLS_CERTIFICATE and TLS_KEY, both';
    const { TLS_KEY_FILE: _, ...alone } = files('hub.pem', 'hub.key');
    expect(await problemsOf(alone)).toEqual([{ variable: 'TLS_CERTIFICATE', rule: both }]);
    const ca = { DATA_DIR: folder, TLS_CLIENT_CA_FILE: join(folder, 'other.pem') };
    expect(await problemsOf(ca)).toEqual([{ variable: 'TLS_CLIENT_CA', rule: both }]);
    expect(await problemsOf(files('hub.key', 'hub.key'))).toContainEqual({
      variable: 'TLS_CERTIFICATE',
      rule: 'must be PEM and begin with a CERTIFICATE',
    });
  });
});

describe('settings', () => {
  it('have values that work when nothing is set', async () => {
    const { secrets, ...config } = await loadConfig({ DATA_DIR: folder });
    expect(config).toEqual({
      mode: 'development',
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://127.0.0.1:8080',
      tls: undefined,
      trustedProxies: [],
      databaseUrl: undefined,
      databasePoolMax: 10,
      laneHost: '127.0.0.1',
      redisUrl: undefined,
      dataDir: folder,
      logLevel: 'info',
      isSandbox: true,
      timeZone: 'Asia/Baku',
      cutOffMinutes: 1440,
      smtpUrl: undefined,
      mailFrom: 'Vahid <no-reply@localhost>',
      providerPrivateNetworks: [],
      adapterPackages: [],
    });
    expect(Object.keys(secrets)).toEqual(['encryption', 'index', 'agentTokens']);
  });

  it('make a sandbox of every hub that is not in production, unless they say otherwise', async () => {
    const isSandbox = async (raw: Record<string, string>) => (await loadConfig({ DATA_DIR: folder, ...raw })).isSandbox;
    expect(await isSandbox({})).toBe(true);
    expect(await isSandbox({ HUB_SANDBOX: 'false' })).toBe(false);
    expect(await problemsOf({ DATA_DIR: folder, HUB_SANDBOX: 'yes' })).toEqual([
      { variable: 'HUB_SANDBOX', rule: 'must be one of true, false' },
    ]);
  });

  it('are told of all at once, by variable and rule, when they are wrong', async () => {
    const wrong = {
      DATA_DIR: folder,
      PORT: '80a',
      HOST: 'no host',
      DATABASE_URL: 'mysql://somewhere/hub',
      REDIS_URL: 'localhost:6379',
      LOG_LEVEL: 'loud',
      HUB_TIME_ZONE: 'Baku',
      HUB_CUT_OFF: '24:01',
      PUBLIC_URL: 'https://pay.example.az/path',
      TRUSTED_PROXIES: '10.0.0.0/33',
      DATABASE_POOL_MAX: '1e3',
      INDEX_KEYS: 'k1:short',
    };
    const problems = await problemsOf(wrong);
    expect(problems.map((problem) => ('variable' in problem ? problem.variable : '')).toSorted()).toEqual(
      Object.keys(wrong)
        .filter((name) => name !== 'DATA_DIR')
        .toSorted(),
    );
    await expect(loadConfig(wrong)).rejects.toThrow('PORT: must be a port number from 0 to 65535');
  });

  it('never repeat a value in a complaint', async () => {
    await expect(loadConfig({ DATA_DIR: folder, INDEX_KEYS: 'hunter2', REDIS_URL: 'hunter2' })).rejects.toSatisfy(
      (error) => error instanceof Error && !error.message.includes('hunter2'),
    );
  });

  it('count as left out when they are empty', async () => {
    const config = await loadConfig({ DATA_DIR: folder, PORT: '', REDIS_URL: '', DATABASE_URL: '' });
    expect({ port: config.port, redisUrl: config.redisUrl }).toEqual({ port: 8080, redisUrl: undefined });
  });

  it('may name a file that holds the secret', async () => {
    const file = join(folder, 'url');
    await writeFile(file, 'postgres://hub:x7Qm2vR9@db/hub\n');
    expect((await loadConfig({ DATA_DIR: folder, DATABASE_URL_FILE: file })).databaseUrl).toContain('x7Qm2vR9');
    expect(await problemsOf({ DATA_DIR: folder, DATABASE_URL_FILE: '/nowhere' })).toEqual([
      { variable: 'DATABASE_URL_FILE', rule: 'names a file that cannot be read' },
    ]);
  });

  it('name private networks of providers in CIDR notation', async () => {
    const config = await loadConfig({ DATA_DIR: folder, PROVIDER_PRIVATE_NETWORKS: '10.20.0.0/16, ::1/128' });
    expect(config.providerPrivateNetworks).toEqual([
      { address: '10.20.0.0', prefix: 16, family: 'ipv4' },
      { address: '::1', prefix: 128, family: 'ipv6' },
    ]);
  });
});

describe('secrets in development', () => {
  it('are made once, kept in the data folder and readable by their owner only', async () => {
    const first = await loadConfig({ DATA_DIR: folder });
    const second = await loadConfig({ DATA_DIR: folder });
    expect(second.secrets).toEqual(first.secrets);
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('are the same for hubs that start at the same moment', async () => {
    const configs = await Promise.all([1, 2, 3, 4].map(() => loadConfig({ DATA_DIR: folder })));
    expect(new Set(configs.map((config) => config.secrets.index.current.bytes.toString('hex'))).size).toBe(1);
  });

  it('are each of their own, and give way to those that are set', async () => {
    const own = randomKey();
    const { secrets } = await loadConfig({ DATA_DIR: folder, INDEX_KEYS: own });
    expect(`k1:${secrets.index.current.bytes.toString('base64')}`).toBe(own);
    expect(await readFile(join(folder, 'secrets.json'), 'utf8')).not.toContain(own);
    const keys = Object.values(secrets).map((ring: { current: { bytes: Buffer } }) =>
      ring.current.bytes.toString('hex'),
    );
    expect(new Set(keys).size).toBe(3);
  });
});

describe('production', () => {
  it('starts with settings of its own and writes no secret to disk', async () => {
    const { mode, isSandbox } = await loadConfig(production());
    expect({ mode, isSandbox }).toEqual({ mode: 'production', isSandbox: false });
    await expect(stat(join(folder, 'secrets.json'))).rejects.toThrow('ENOENT');
  });

  it('refuses to start without secrets, database or public address', async () => {
    const problems = await problemsOf({ NODE_ENV: 'production', DATA_DIR: folder });
    expect(problems.map((problem) => ('variable' in problem ? problem.variable : '')).toSorted()).toEqual([
      'AGENT_TOKEN_KEYS',
      'DATABASE_URL',
      'ENCRYPTION_KEYS',
      'INDEX_KEYS',
      'PUBLIC_URL',
    ]);
  });

  it.each([
    ['text', Buffer.from('sample key: make one of your own')],
    ['zeros', Buffer.alloc(32)],
    ['a pattern', Buffer.from('0102030405060708'.repeat(4), 'hex')],
  ])('refuses a sample key: %s', async (_, bytes) => {
    const environment = { ...production(), INDEX_KEYS: `k1:${bytes.toString('base64')}` };
    expect(await problemsOf(environment)).toEqual([
      { variable: 'INDEX_KEYS', rule: 'holds a sample key: make one of your own' },
    ]);
  });

  it('refuses one key for two purposes', async () => {
    const environment = production();
    const shared = { ...environment, AGENT_TOKEN_KEYS: environment['INDEX_KEYS'] ?? '' };
    expect(await problemsOf(shared)).toEqual([
      { variable: 'AGENT_TOKEN_KEYS', rule: 'must not hold the key of INDEX_KEYS' },
    ]);
  });

  it('refuses a sample password of the database and an address without https', async () => {
    const environment = {
      ...production(),
      DATABASE_URL: 'postgres://hub:changeme@db/hub',
      PUBLIC_URL: 'http://pay.example.az',
    };
    expect(await problemsOf(environment)).toEqual([
      { variable: 'DATABASE_URL', rule: 'holds a sample password' },
      { variable: 'PUBLIC_URL', rule: 'must be set in production, with https://' },
    ]);
  });
});
