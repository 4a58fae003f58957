import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { LiveHub } from '../../src/main/roles/live-hub.ts';
import { describeDoors } from '../../src/main/roles/doors.ts';
import type { LiveWorld } from '../../src/main/roles/sample-world.ts';
import { openHub } from '../../src/main/roles/start-hub.ts';
import { createShutdown, type Shutdown } from '../../src/main/shutdown.ts';
import { loadConfig } from '../../src/platform/config/config.ts';
import { administer, type ServerAdministration } from '../../src/platform/database/administration.ts';

const origin = { ip: '127.0.0.1' };
const chosen = 'yeddi yaşıl balıq uçur';

let server: ServerAdministration;
let database: string;
let databaseUrl: string;
let dataDir: string;
let shutdown: Shutdown;

beforeAll(async () => {
  server = await administer(inject('testServer').url);
  database = `${inject('testServer').prefix}shown_${randomBytes(6).toString('hex')}`;
  databaseUrl = await server.create(database);
  dataDir = await mkdtemp(join(tmpdir(), 'vahid-shown-'));
});

afterEach(() => shutdown.run());

afterAll(async () => {
  await server.drop(database);
  await server.close();
  await rm(dataDir, { recursive: true, force: true });
});

interface Opened {
  readonly live: LiveHub;
  readonly world: LiveWorld;
}

/** The same hub again, as the next start finds it. */
async function open(): Promise<Opened> {
  await shutdown?.run();
  shutdown = createShutdown();
  const config = await loadConfig({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir, PORT: '0' });
  const options = { role: 'all', sampleWorld: true, fresh: false, seed: 4, citizens: 10 } as const;
  const { live, world } = await openHub(
    { ...config, logLevel: 'silent' },
    { ...options, progress: () => undefined },
    shutdown,
  );
  if (!world) throw new Error('no sample world');
  return { live, world };
}

async function signIn({ live, world }: Opened) {
  const { uniqueCode, initialPassword } = world.credentials.citizen;
  return live.hub.citizens.sessions.signIn({ uniqueCode, password: initialPassword ?? '' }, origin);
}

it('shows another citizen once the one shown has chosen a password, and then keeps to that one', async () => {
  const first = await open();
  const signedIn = await signIn(first);
  if (!signedIn.ok) throw new Error(signedIn.error.code);
  expect((await open()).world.credentials).toEqual(first.world.credentials);
  const { live } = await open();
  const currentPassword = first.world.credentials.citizen.initialPassword ?? '';
  const token = signedIn.value.sessionToken;
  const changed = await live.hub.citizens.passwords.change(token, { currentPassword, newPassword: chosen });
  expect(changed).toMatchObject({ ok: true });
  const second = await open();
  expect(second.world.credentials.citizen.uniqueCode).not.toBe(first.world.credentials.citizen.uniqueCode);
  expect(await signIn(second)).toMatchObject({ ok: true, value: { session: { mustChangePassword: true } } });
  expect((await open()).world.credentials).toEqual(second.world.credentials);
});

it('leaves a citizen alone whose password a counter renewed', async () => {
  const { live, world } = await open();
  const { uniqueCode } = world.credentials.citizen;
  const other = await live.hub.crypto.passwords.hash('another-printed-one');
  if (!other.ok) throw new Error(other.error.code);
  const change = `UPDATE credential SET password_digest = $1, must_change = true
    WHERE citizen_id = (SELECT id FROM citizen WHERE unique_code = $2)`;
  await live.hub.db.sql.run(change, [other.value, uniqueCode]);
  const next = await open();
  expect(next.world.credentials.citizen.uniqueCode).not.toBe(uniqueCode);
  expect(await signIn(next)).toMatchObject({ ok: true });
});

it('says how to begin anew when everybody has chosen a password', async () => {
  const before = await open();
  await before.live.hub.db.sql.run('UPDATE credential SET must_change = false');
  const { live, world } = await open();
  expect(world.credentials.citizen).toEqual({ ...before.world.credentials.citizen, initialPassword: null });
  const text = describeDoors(live.config, world, '1');
  expect(text).toContain('initial password changed by now; npm start -- --fresh begins anew');
});
