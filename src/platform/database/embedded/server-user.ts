import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * As whom the server runs, since PostgreSQL refuses root: as ourselves; as root who looks like user 1 inside a user
 * namespace, with files and binaries where they are; or as another user of the machine.
 */
export type ServerUser =
  { readonly kind: 'self' } | { readonly kind: 'namespace' } | { readonly kind: 'other'; uid: number; gid: number };

/** Commands that end well end soon; recovery after a power cut may take its time. */
const commandTimeoutMs = 180_000;
const namespace = ['--user', '--map-user=1', '--map-group=1', '--'] as const;
/** Users that systems have for a server without a home, the best first. */
const servants = ['postgres', 'daemon', 'nobody'] as const;

/** Picks the user; `cluster` is where the data lie or will lie, and whoever owns existing data keeps them. */
export async function chooseServerUser(cluster: string): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  const owner = await stat(cluster).catch(() => undefined);
  if (owner && owner.uid !== 0) return { kind: 'other', uid: owner.uid, gid: owner.gid };
  if (await namespacesWork()) return { kind: 'namespace' };
  if (owner) {
    throw new Error(
      `the data in ${cluster} belong to root, and this system no longer lets root start PostgreSQL in a namespace: ` +
        'set DATA_DIR to a new folder, or DATABASE_URL',
    );
  }
  return findServant();
}

/** The folder in which another user keeps its data, one per DATA_DIR. */
export function placeOfOther(dataDir: string): string {
  const digest = createHash('sha256').update(resolve(dataDir)).digest('hex');
  return join('/var/lib/vahid', digest.slice(0, 16));
}

/** Runs one of PostgreSQL's programs as the server's user and returns what it said. Throws with its words. */
export async function runAs(user: ServerUser, program: string, args: readonly string[]): Promise<string> {
  const [file, ...rest] = user.kind === 'namespace' ? ['unshare', ...namespace, program, ...args] : [program, ...args];
  const identity = user.kind === 'other' ? { uid: user.uid, gid: user.gid } : {};
  try {
    const { stdout } = await run(file, rest, { cwd: '/', env: environment(), timeout: commandTimeoutMs, ...identity });
    return stdout;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`${program} failed: ${said === '' ? String(error) : said}`, { cause: error });
  }
}

/** Hands a file or a whole folder to the server's user. */
export async function giveTo(user: ServerUser, path: string): Promise<void> {
  if (user.kind !== 'other') return;
  const entry = await lstat(path);
  if (entry.isSymbolicLink()) return;
  await chown(path, user.uid, user.gid);
  if (!entry.isDirectory()) return;
  for (const name of await readdir(path)) await giveTo(user, join(path, name));
}

export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/** Variables of the caller's own PostgreSQL (PGDATA, PGPORT …) must not reach this one. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

async function namespacesWork(): Promise<boolean> {
  return run('unshare', [...namespace, 'true']).then(
    () => true,
    () => false,
  );
}

async function findServant(): Promise<ServerUser> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of servants) {
    const [, , uid, gid] = lines.find((fields) => fields[0] === name) ?? [];
    if (Number(uid) > 0) return { kind: 'other', uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL refuses to run as root and no other user was found: set DATABASE_URL, or use a user');
}
