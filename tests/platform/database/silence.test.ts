import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/platform/database/database.ts';
import { isConnectionLost } from '../../../src/platform/database/connection-lost.ts';
import { ServerSilent } from '../../../src/platform/database/silence.ts';
import type { ServerDatabase } from '../../../src/platform/database/sql.ts';
import { testDatabase } from '../../support/database.ts';
import { proxyThatFallsSilentAt, type TcpProxy } from '../../support/tcp-proxy.ts';

const { url, close } = await testDatabase({ empty: true });
/** A statement that has this in it reaches the server, and nothing comes back over its line ever after. */
const marker = 'fall-silent';
const statementMs = 300;
const silenceMarginMs = 200;

let proxy: TcpProxy;
let db: ServerDatabase;

beforeAll(async () => {
  const { hostname, port } = new URL(url);
  proxy = await proxyThatFallsSilentAt(marker, { host: hostname, port: Number(port) });
  const through = new URL(url);
  through.host = `127.0.0.1:${proxy.port}`;
  const timeouts = { statementMs, silenceMarginMs, acquireMs: 15_000 };
  db = openDatabase({ url: through.href, poolMax: 1, applicationName: 'silence', timeouts });
});
afterAll(async () => {
  await db.close();
  await proxy.close();
  await close();
});

describe('a connection whose server falls silent', () => {
  it('is ended, and whoever waits on it is told, those behind the first too', async () => {
    const session = await db.session('silent');
    const waiting = await Promise.allSettled([
      session.sql.rows(`SELECT '${marker}'`),
      session.prepared({ name: 'behind', text: 'SELECT 1 AS one' }, []),
    ]);
    expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(waiting[0]).toMatchObject({ reason: { message: 'the database has not answered for 500 ms' } });
    expect(session.isOpen()).toBe(false);
    await session.close();
  });

  it('is ended whatever is sent to it meanwhile: a sign of life of ours is none of the server', async () => {
    const session = await db.session('nagging');
    const waiting = session.sql.rows(`SELECT '${marker}'`).catch((error: unknown) => error);
    const nagging = setInterval(() => void session.sql.run('SELECT 1').catch(() => undefined), 50);
    expect(await waiting).toBeInstanceOf(ServerSilent);
    clearInterval(nagging);
    await session.close();
  });

  it('is given back to no pool: the next statement has another', async () => {
    const failure = await db.sql.rows(`SELECT '${marker}'`).catch((error: unknown) => error);
    expect(failure instanceof Error && isConnectionLost(failure)).toBe(true);
    expect(await db.sql.first('SELECT 1 AS one')).toEqual({ one: 1 });
  });
});

describe('a connection on which nobody asks anything', () => {
  it('stays as it is, however long that takes', async () => {
    const session = await db.session('idle');
    const before = await db.sql.first<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await sleep(2 * (statementMs + silenceMarginMs));
    expect(session.isOpen()).toBe(true);
    expect(await session.sql.first('SELECT 1 AS one')).toEqual({ one: 1 });
    expect(await db.sql.first('SELECT pg_backend_pid() AS pid')).toEqual(before);
    await session.close();
  });

  it('is watched again from its next statement on', async () => {
    const session = await db.session('watched');
    await sleep(2 * (statementMs + silenceMarginMs));
    await expect(session.sql.rows(`SELECT '${marker}'`)).rejects.toThrow('the database has not answered for 500 ms');
    await session.close();
  });
});
