import { randomBytes } from 'node:crypto';
import { chmod, readdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import {
  type Binaries,
  copyBinaries,
  exists,
  findBinaries,
  linkLibraries,
  runnableByAnybody,
} from './embedded/binaries.ts';
import {
  connectTo,
  findPostmaster,
  freePort,
  isAlive,
  type Login,
  removeStrangersPidFile,
  superuser,
  urlOf,
} from './embedded/postmaster.ts';
import {
  chooseServerUser,
  giveTo,
  makePrivateFolder,
  placeOfOther,
  runAs,
  type ServerUser,
} from './embedded/server-user.ts';
import { hasSqlState, sqlState } from './sqlstate.ts';

export interface EmbeddedOptions {
  /** Folder for the data, made when missing. */
  readonly dataDir: string;
  /** One line for people: what the launcher is doing. */
  readonly log: (message: string) => void;
  /** Server settings beside the launcher's own, such as `fsync: 'off'` for a database that is thrown away. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedServer {
  /** Address of the hub's database, with the owner's password in it. */
  readonly url: string;
  /** False when another living process of the hub started the server: then `stop` leaves it running. */
  readonly owned: boolean;
  stop(): Promise<void>;
}

const database = 'vahid';
/** The launcher that holds this advisory lock is the one that stops the server. Its death frees the lock. */
const ownerLock = 7_604_418;
const attempts = 3;
const stopSeconds = 60;
const logLimitBytes = 10_000_000;

/** Never a statement or a row in the server's log: they hold personal data. */
const ownSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/** What PostgreSQL's programs need to know of one server on this machine. */
interface Installation {
  readonly user: ServerUser;
  readonly binaries: Binaries;
  /** The data; its parent folder belongs to the server's user and takes the log. */
  readonly cluster: string;
}

interface Site extends Installation {
  readonly password: string;
  readonly options: EmbeddedOptions;
}

/**
 * Starts the PostgreSQL that comes with the hub, on a free port of 127.0.0.1, or adopts the one that a killed hub
 * left behind. The first start makes the data folder and the database.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const site = await prepareSite(options);
  const { login, client } = await reach(site);
  const owned = await takeOwnership(client);
  await makeDatabase(client);
  if (!owned) await client.end();
  return {
    url: urlOf(login, database),
    owned,
    async stop() {
      if (!owned) return;
      await client.end().catch(() => undefined);
      await stopServer(site);
    },
  };
}

/** Stops the server that runs on these data, if one does, and removes the data for good. */
export async function removeEmbedded(dataDir: string): Promise<void> {
  const named = join(dataDir, 'postgres');
  if (await exists(named)) {
    const cluster = await realpath(named);
    const user = await chooseServerUser(named);
    await stopServer({ user, cluster, binaries: await prepareBinaries(user, dirname(cluster)) });
    await rm(cluster, { recursive: true });
    if (dirname(cluster) === placeOfOther(dataDir)) await rm(dirname(cluster), { recursive: true });
  }
  for (const name of ['postgres', 'postgres-password', 'postgres.log', 'postgres.log.1']) {
    await rm(join(dataDir, name), { force: true });
  }
}

async function prepareSite(options: EmbeddedOptions): Promise<Site> {
  await makePrivateFolder(options.dataDir);
  const named = join(options.dataDir, 'postgres');
  const user = await chooseServerUser(named);
  const place = (await exists(named)) ? dirname(await realpath(named)) : await makePlace(options.dataDir, user);
  const binaries = await prepareBinaries(user, place);
  const password = await readPassword(options.dataDir);
  const site = { user, binaries, cluster: join(place, 'postgres'), password, options };
  if (!(await exists(join(site.cluster, 'PG_VERSION')))) await initialize(site);
  if (!(await exists(named))) await pointTo(site.cluster, named);
  return site;
}

async function makePlace(dataDir: string, user: ServerUser): Promise<string> {
  if (user.kind !== 'other') return realpath(dataDir);
  const place = placeOfOther(dataDir);
  await makePrivateFolder(place);
  await chmod(dirname(place), 0o755);
  await giveTo(user, place);
  return place;
}

/** The data of another user are found again through DATA_DIR; a link to data that are gone is replaced. */
async function pointTo(cluster: string, named: string): Promise<void> {
  await rm(named, { force: true });
  await symlink(cluster, named);
}

async function prepareBinaries(user: ServerUser, place: string): Promise<Binaries> {
  const found = await findBinaries();
  const linked = await linkLibraries(found.root);
  if (linked && (user.kind !== 'other' || (await runnableByAnybody(found)))) return found;
  const copy = await copyBinaries(found, place);
  await linkLibraries(copy.root);
  await giveTo(user, dirname(copy.root));
  return copy;
}

/** The superuser's password; whoever may read the data folder may read it. */
async function readPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'postgres-password');
  if (!(await exists(file))) {
    await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(async (error) => {
      if (!(await exists(file))) throw error;
    });
  }
  return (await readFile(file, 'utf8')).trim();
}

/** A cluster appears under its name only when it is whole, so that a killed first start leaves nothing half made. */
async function initialize(site: Site): Promise<void> {
  site.options.log('creating the database files');
  await removeUnfinished(dirname(site.cluster));
  const unfinished = `${site.cluster}.unfinished-${process.pid}`;
  const passwordFile = `${unfinished}.password`;
  await writeFile(passwordFile, site.password, { mode: 0o600 });
  await giveTo(site.user, passwordFile);
  try {
    const access = ['-U', superuser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-instructions'];
    // Identifiers are compared byte by byte: with a language's rules an index over text takes a third longer to fill.
    const text = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    // Who throws the data away does not wait for the disk at their beginning either.
    const waiting = site.options.settings?.['fsync'] === 'off' ? ['--no-sync'] : [];
    await runAs(site.user, program(site, 'initdb'), ['-D', unfinished, ...access, ...text, ...waiting]);
    await rename(unfinished, site.cluster).catch(async (error) => {
      if (!(await exists(join(site.cluster, 'PG_VERSION')))) throw error;
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** What a first start left behind that was killed. */
async function removeUnfinished(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    const pid = /^postgres\.unfinished-([0-9]+)/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(place, name), { recursive: true, force: true });
  }
}

/** Connects to the server that runs on these data, starting it when there is none. */
async function reach(site: Site): Promise<{ login: Login; client: pg.Client }> {
  for (let attempt = 1; ; attempt += 1) {
    const running = await findPostmaster(site.cluster);
    const port = running?.port ?? (await freePort());
    const login = { port, password: site.password };
    try {
      if (!running) await launch(site, port);
      return { login, client: await connectTo(login) };
    } catch (error) {
      // The port went to somebody else in between, another launcher was faster, or the orphan answers nobody.
      if (attempt === attempts) throw error;
      if (running) await stopServer(site);
    }
  }
}

async function launch(site: Site, port: number): Promise<void> {
  site.options.log('starting PostgreSQL');
  await removeStrangersPidFile(site.cluster);
  const settings = { ...ownSettings, ...site.options.settings, unix_socket_directories: '', port: String(port) };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const log = join(dirname(site.cluster), 'postgres.log');
  await rotate(log);
  const start = ['start', '-w', '-s', '-t', String(stopSeconds), '-D', site.cluster, '-l', log, '-o', flags.join(' ')];
  try {
    await runAs(site.user, program(site, 'pg_ctl'), start);
  } catch (error) {
    const lastLines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-5);
    throw new Error(['PostgreSQL did not start; its log ends with:', ...lastLines].join('\n  '), { cause: error });
  }
}

/** One earlier log is kept. */
async function rotate(log: string): Promise<void> {
  const size = await stat(log).then(
    (entry) => entry.size,
    () => 0,
  );
  if (size > logLimitBytes) await rename(log, `${log}.1`);
}

async function stopServer(site: Installation): Promise<void> {
  if (!(await findPostmaster(site.cluster))) return;
  const stop = ['stop', '-w', '-s', '-D', site.cluster, '-t', String(stopSeconds), '-m'];
  await runAs(site.user, program(site, 'pg_ctl'), [...stop, 'fast']).catch(() =>
    // Somebody holds on to the server. What was committed is safe: the next start recovers.
    runAs(site.user, program(site, 'pg_ctl'), [...stop, 'immediate']),
  );
}

async function takeOwnership(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [ownerLock]);
  return rows[0]?.taken === true;
}

async function makeDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (rows.length > 0) return;
  await client.query(`create database ${database}`).catch((error: unknown) => {
    // Another launcher was faster.
    if (!hasSqlState(error, sqlState.duplicateDatabase) && !hasSqlState(error, sqlState.uniqueViolation)) throw error;
  });
}

function program(site: Installation, name: 'initdb' | 'pg_ctl'): string {
  return join(site.binaries.root, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}
