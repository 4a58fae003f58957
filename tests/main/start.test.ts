import { spawn } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeEmbedded } from '../../src/platform/database/embedded.ts';
import { findFreePort, watchProcess, type WatchedProcess } from '../support/process-output.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const patienceMs = 180_000;

let dataDir: string;
let port: number;
const started: WatchedProcess[] = [];

function vahid(args: readonly string[], settings: Readonly<Record<string, string>> = {}): WatchedProcess {
  const { DATABASE_URL: _, REDIS_URL: __, NODE_ENV: ___, LOG_LEVEL: ____, ...environment } = process.env;
  const child = spawn(process.execPath, ['vahid.mjs', ...args], {
    cwd: root,
    env: { ...environment, DATA_DIR: dataDir, PORT: String(port), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const watched = watchProcess(child);
  started.push(watched);
  return watched;
}

const start = (...flags: readonly string[]) => vahid(['start', '--citizens', '12', ...flags]);

async function stop(hub: WatchedProcess): Promise<void> {
  hub.child.kill('SIGINT');
  expect(await hub.ended).toBe(0);
}

/** Reads the whole answer: an open one would keep a hub that stops politely from stopping. */
async function statusOf(url: string): Promise<number> {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.status;
}

/** Sends what a printed `curl` says, as curl would: a body makes it a POST. */
async function pasteCurl(command: string): Promise<Record<string, unknown>> {
  const parts = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
  const after = (flag: string) => parts.flatMap((part, index) => (parts[index - 1] === flag ? [part] : []));
  const headers = Object.fromEntries(after('-H').map((header) => header.split(/:\s*/, 2) as [string, string]));
  const post = () =>
    fetch(parts.find((part) => part.startsWith('http')) ?? '', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: after('-d').join('&'),
    });
  let response = await post();
  // A hub that has just started on a busy machine may ask to come again: so does whoever pastes.
  for (let attempt = 0; response.status === 503 && attempt < 20; attempt += 1) {
    expect(response.headers.get('retry-after')).not.toBeNull();
    await sleep(500);
    response = await post();
  }
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vahid-start-'));
  port = await findFreePort();
});

afterAll(async () => {
  for (const { child, ended } of started) {
    child.kill('SIGKILL');
    await ended;
  }
  await removeEmbedded(dataDir);
  await rm(dataDir, { recursive: true, force: true });
});

describe('vahid start', () => {
  let hub: WatchedProcess;
  let citizen = '';

  it('opens every door it names', { timeout: patienceMs }, async () => {
    hub = start();
    await hub.says(/Ctrl-C stops it/);
    citizen = (await hub.says(/unique code ([0-9 ]{14})/))[1] ?? '';
    const doors = [...hub.text().matchAll(/^ {2}(?:Cabinet|Agent API|Mailbox) +(\S+)/gm)].map(([, url]) => url ?? '');
    expect(doors).toHaveLength(3);
    for (const path of ['/healthz', '/readyz', '/openapi.json']) doors.push(`http://127.0.0.1:${port}${path}`);
    for (const door of doors) expect(await statusOf(door), door).toBe(200);
  });

  it('prints a first look that works when it is pasted', async () => {
    const text = hub.text().replaceAll('\\\n', ' ');
    const tokenCurl = /TOKEN=\$\((curl .*?) \|/.exec(text)?.[1] ?? '';
    const { access_token: token } = await pasteCurl(tokenCurl);
    const lookCurl = /^ *(curl .*\/v1\/debts.*)$/m.exec(text)?.[1] ?? '';
    const { lines } = await pasteCurl(lookCurl.replace('$TOKEN', String(token)));
    expect((lines as unknown[]).length).toBeGreaterThan(0);
  });

  it('prints a second agent whose teller may ask', async () => {
    const agent = /Another agent +client id (\S+), secret (\S+), teller (\S+)/.exec(hub.text());
    const [, clientId = '', secret = '', teller = ''] = agent ?? [];
    const door = `http://127.0.0.1:${port}/v1`;
    const asked = `-d grant_type=client_credentials -d client_id=${clientId} -d client_secret=${secret}`;
    const { access_token: token } = await pasteCurl(`curl ${door}/token ${asked}`);
    const headers = `-H 'Authorization: Bearer ${String(token)}' -H 'Vahid-Teller: ${teller}'`;
    const question = `-H 'Content-Type: application/json' -d '{"uniqueCode":"${citizen.replaceAll(' ', '')}"}'`;
    const { lines } = await pasteCurl(`curl ${door}/debts ${headers} ${question}`);
    expect((lines as unknown[]).length).toBeGreaterThan(0);
  });

  it('prints accounts that can be linked at a registration', async () => {
    const printed = /^ {2}\S+ +([\d ()+]+\d)(?:, authorization code (\d+))? +\(provider (\S+) of the API\)$/gm;
    const accounts = [...hub.text().matchAll(printed)].map(([, account, authorizationCode, provider]) => ({
      ...{ provider, account },
      ...(authorizationCode ? { fields: { authorizationCode } } : {}),
    }));
    expect(accounts.length).toBeGreaterThan(0);
    const text = hub.text().replaceAll('\\\n', ' ');
    const { access_token: token } = await pasteCurl(/TOKEN=\$\((curl .*?) \|/.exec(text)?.[1] ?? '');
    const person = { fullName: 'Nigar Əliyeva', phone: '+994 50 765 43 21', language: 'az', consent: true };
    const card = { cardSeries: 'AZE', cardNumber: '76543219', fin: '8ZK4T2M' };
    const response = await fetch(`http://127.0.0.1:${port}/v1/citizens`, {
      method: 'POST',
      headers: {
        ...{ 'Content-Type': 'application/json', 'Vahid-Teller': 'g-101' },
        Authorization: `Bearer ${String(token)}`,
      },
      body: JSON.stringify({ ...person, ...card, accounts }),
    });
    const registered = (await response.json()) as { notLinked: unknown; accounts: unknown[] };
    expect(registered.notLinked).toEqual([]);
    expect(registered.accounts).toHaveLength(accounts.length);
  });

  it('refuses a second hub on the same folder, and one on a port that is taken', { timeout: patienceMs }, async () => {
    const second = vahid(['start'], { PORT: String(await findFreePort()) });
    expect(await second.ended).toBe(1);
    expect(second.text()).toContain('another hub runs on');
    const third = vahid(['start'], { DATA_DIR: join(dataDir, 'elsewhere') });
    expect(await third.ended).toBe(1);
    expect(third.text()).toContain(`port ${port} of 127.0.0.1 is taken`);
    await expect(access(join(dataDir, 'elsewhere', 'postgres'))).rejects.toThrow(/ENOENT/);
  });

  it('stops everything on Ctrl-C, the database included', { timeout: patienceMs }, async () => {
    await access(join(dataDir, 'postgres', 'postmaster.pid'));
    await stop(hub);
    await expect(access(join(dataDir, 'postgres', 'postmaster.pid'))).rejects.toThrow(/ENOENT/);
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow(/fetch failed/);
  });

  it('finds its people again at the next start, also after kill -9', { timeout: patienceMs }, async () => {
    hub = start();
    await hub.says(/Ctrl-C stops it/);
    expect(hub.text()).toContain(`unique code ${citizen}`);
    expect(hub.text()).not.toContain('citizens registered');
    hub.child.kill('SIGKILL');
    expect(await hub.ended).toBe('SIGKILL');
    hub = start();
    await hub.says(/Ctrl-C stops it/);
    expect(hub.text()).toContain(`unique code ${citizen}`);
    await stop(hub);
  });

  it('begins anew with --fresh', { timeout: patienceMs }, async () => {
    hub = start('--fresh');
    await hub.says(/Ctrl-C stops it/);
    expect(hub.text()).not.toContain(citizen);
    await stop(hub);
  });

  it('starts without sample people and simulated providers when it is told to', { timeout: patienceMs }, async () => {
    const bare = vahid(['start', '--no-sample-world'], { DATA_DIR: join(dataDir, 'bare') });
    await bare.says(/Ctrl-C stops it/);
    expect(bare.text()).not.toMatch(/sample|Mailbox|osmp/);
    expect(await statusOf(`http://127.0.0.1:${port}/readyz`)).toBe(200);
    await stop(bare);
    await removeEmbedded(join(dataDir, 'bare'));
  });

  it('names every wrong setting at once', async () => {
    const wrong = vahid(['start'], { PORT: '99999', DATABASE_URL: 'mysql://x', REDIS_URL: 'nowhere' });
    expect(await wrong.ended).toBe(1);
    for (const variable of ['PORT', 'DATABASE_URL', 'REDIS_URL'])
      expect(wrong.text()).toContain(`  ${variable}: must be`);
  });
});
