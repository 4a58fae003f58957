import { afterAll, describe, expect, it } from 'vitest';
import { hubRole, openDatabase } from '../../../src/platform/database/database.ts';
import type { Database } from '../../../src/platform/database/sql.ts';
import { sqlState } from '../../../src/platform/database/sqlstate.ts';
import { testDatabase } from '../../support/database.ts';
import { holdConnection } from '../../support/held-connection.ts';

const { db, owner, url, close } = await testDatabase({ empty: true });
afterAll(close);

async function countConnections(applicationName: string): Promise<bigint | undefined> {
  const text = 'select count(*) from pg_stat_activity where application_name = $1';
  return (await owner.sql.first<{ count: bigint }>(text, [applicationName]))?.count;
}

async function endAllOf(applicationName: string): Promise<void> {
  await owner.sql.run('select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1', [
    applicationName,
  ]);
}

async function withPool(name: string, timeouts: object, use: (pool: Database) => Promise<void>): Promise<void> {
  const pool = openDatabase({ url, poolMax: 1, applicationName: name, timeouts });
  await use(pool).finally(() => pool.close());
}

describe('who the hub is', () => {
  it('acts as the role that cannot change the schema', async () => {
    expect(await db.sql.first('select current_user')).toEqual({ current_user: hubRole });
    await expect(db.sql.run('create table forbidden ()')).rejects.toMatchObject({
      code: sqlState.insufficientPrivilege,
    });
  });

  it('leaves no connection behind when the role does not exist', async () => {
    const stranger = openDatabase({ url, poolMax: 1, applicationName: 'stranger', role: 'nobody_knows' });
    await expect(stranger.sql.rows('select 1')).rejects.toThrow('does not exist');
    await expect.poll(() => countConnections('stranger')).toBe(0n);
    await stranger.close();
  });
});

describe('lost connections', () => {
  it('replaces a connection that the server ended while it was idle', async () => {
    const problems: string[] = [];
    const pool = openDatabase({
      url,
      poolMax: 1,
      applicationName: 'idle',
      onConnectionProblem: (message) => problems.push(message),
    });
    await pool.sql.rows('select 1');
    await endAllOf('idle');
    await expect.poll(() => pool.sql.rows('select 1 as n').catch(() => 'not yet')).toEqual([{ n: 1 }]);
    expect(problems.join()).toContain('Connection Error');
    await pool.close();
  });

  it('rejects the statement that was running and goes on with a new connection', async () => {
    await withPool('busy', {}, async (pool) => {
      const running = pool.sql.rows('select pg_sleep(30)').catch((error: unknown) => error);
      await expect.poll(() => countConnections('busy')).toBe(1n);
      await endAllOf('busy');
      expect(await running).toMatchObject({ code: sqlState.adminShutdown });
      expect(await pool.sql.rows('select 1 as n')).toEqual([{ n: 1 }]);
    });
  });

  it('says at once when nobody listens, and closes what it opened', async () => {
    const nowhere = openDatabase({ url: 'postgres://x@127.0.0.1:1/x', poolMax: 1, applicationName: 'nowhere' });
    await expect(nowhere.sql.rows('select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await nowhere.close();
  });
});

describe('bounds', () => {
  it('waits for a connection no longer than it was told', async () => {
    await withPool('full', { acquireMs: 1_000 }, async (pool) => {
      const letGo = await holdConnection(pool);
      await expect(pool.sql.rows('select 1')).rejects.toThrow('Timeout acquiring a connection');
      await letGo();
      expect(await pool.sql.rows('select 1 as n')).toEqual([{ n: 1 }]);
    });
  });

  it('ends a statement that takes too long', async () => {
    await withPool('slow', { statementMs: 100 }, async (pool) => {
      await expect(pool.sql.rows('select pg_sleep(10)')).rejects.toMatchObject({ code: sqlState.queryCanceled });
    });
  });

  it('ends a wait for a lock that takes too long', async () => {
    await owner.sql.run('create table locked ()');
    await withPool('waiting', { lockMs: 100 }, async (pool) => {
      await owner.transaction(async (sql) => {
        await sql.run('lock table locked');
        await expect(pool.sql.rows('select from locked')).rejects.toMatchObject({ code: sqlState.lockNotAvailable });
      });
    });
  });

  it('ends a transaction whose owner has fallen silent', async () => {
    await withPool('silent', { idleInTransactionMs: 100 }, async (pool) => {
      const silence = pool.transaction(async (sql) => {
        await sql.rows('select 1');
        await expect.poll(() => countConnections('silent')).toBe(0n);
      });
      await expect(silence).rejects.toThrow();
      expect(await pool.sql.rows('select 1 as n')).toEqual([{ n: 1 }]);
    });
  });
});
