import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InvariantViolation } from '../../../src/kernel/assert.ts';
import { isConnectionLost } from '../../../src/platform/database/connection-lost.ts';
import { openDatabase } from '../../../src/platform/database/database.ts';
import { CommitUnknown, type Sql } from '../../../src/platform/database/sql.ts';
import { sqlState, sqlStateOf } from '../../../src/platform/database/sqlstate.ts';
import { testDatabase } from '../../support/database.ts';
import { proxyThatLosesTheAnswerTo } from '../../support/tcp-proxy.ts';

const { db, owner, url, close } = await testDatabase({ empty: true });
afterAll(close);

beforeAll(async () => {
  await owner.sql.run(`
    create table parent (id int primary key, n int not null default 0);
    create table child (parent int references parent deferrable initially deferred);
    grant all on parent, child to vahid_hub;
  `);
});

beforeEach(async () => {
  await owner.sql.run('truncate parent, child; insert into parent (id) values (1), (2)');
});

async function countChildren(): Promise<bigint | undefined> {
  return (await db.sql.first<{ count: bigint }>('select count(*) from child'))?.count;
}

async function backendOf(sql: Sql): Promise<number> {
  const row = await sql.first<{ pid: number }>('select pg_backend_pid() as pid');
  return row?.pid ?? 0;
}

describe('a transaction', () => {
  it('commits and answers with the value of its work', async () => {
    expect(await db.transaction((sql) => sql.run('insert into child values (1)'))).toBe(1);
    expect(await countChildren()).toBe(1n);
  });

  it('rolls back and rejects with the error of its work', async () => {
    const failure = new Error('no');
    const work = db.transaction(async (sql) => {
      await sql.run('insert into child values (1)');
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await countChildren()).toBe(0n);
  });

  it('rejects when its work caught an SQL error and went on', async () => {
    const work = db.transaction(async (sql) => {
      await sql.run('insert into child values (1)');
      await sql.run('insert into nowhere values (1)').catch(() => undefined);
      return 'as if nothing had happened';
    });
    await expect(work).rejects.toMatchObject({ code: sqlState.inFailedTransaction });
    expect(await countChildren()).toBe(0n);
  });

  it('never succeeds when its connection was ended before COMMIT', async () => {
    const work = db.transaction(async (sql) => {
      await sql.run('insert into child values (1)');
      await owner.sql.run('select pg_terminate_backend($1, 5000)', [await backendOf(sql)]);
      return 'done';
    });
    await expect(work).rejects.toThrow();
    expect(await countChildren()).toBe(0n);
  });

  it('says that the connection was lost when that happened between two statements', async () => {
    const work = db.transaction(async (sql) => {
      await owner.sql.run('select pg_terminate_backend($1, 5000)', [await backendOf(sql)]);
      // The news has come by then, while nothing was asked.
      await sleep(200);
      await sql.run('insert into child values (1)');
    });
    const failure = await work.catch((error: unknown) => error);
    expect(failure instanceof Error && isConnectionLost(failure), String(failure)).toBe(true);
    expect(await countChildren()).toBe(0n);
  });

  it('says CommitUnknown when the answer to COMMIT is lost, and the effect may be there', async () => {
    const { hostname, port } = new URL(url);
    const proxy = await proxyThatLosesTheAnswerTo('COMMIT', { host: hostname, port: Number(port || 5432) });
    const detour = new URL(url);
    detour.host = `127.0.0.1:${proxy.port}`;
    const lossy = openDatabase({ url: detour.href, poolMax: 1, applicationName: 'lossy' });
    const work = lossy.transaction((sql) => sql.run('insert into child values (1)'));
    await expect(work).rejects.toThrow(CommitUnknown);
    await expect.poll(countChildren).toBe(1n);
    await lossy.close();
    await proxy.close();
  });

  it('says which constraint failed when the server refuses at COMMIT: that is certain', async () => {
    const work = db.transaction((sql) => sql.run('insert into child values (99)'));
    await expect(work).rejects.toMatchObject({ code: sqlState.foreignKeyViolation });
    expect(await countChildren()).toBe(0n);
  });

  it('sees one instant throughout when it asks for repeatable read', async () => {
    const counts = await db.transaction(
      async (sql) => {
        const before = await sql.first('select count(*) from child');
        await owner.sql.run('insert into child values (1)');
        return [before, await sql.first('select count(*) from child')];
      },
      { isolation: 'repeatable read', readOnly: true },
    );
    expect(counts).toEqual([{ count: 0n }, { count: 0n }]);
  });

  it('cannot write when it is read only', async () => {
    const work = db.transaction((sql) => sql.run('insert into child values (1)'), { readOnly: true });
    await expect(work).rejects.toThrow('read-only');
  });

  it('runs statements that were started together one after another', async () => {
    const rows = await db.transaction((sql) =>
      Promise.all([1, 2, 3].map((n) => sql.first<{ n: number }>('select $1::int as n', [n]))),
    );
    expect(rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });
});

describe('what a transaction forbids', () => {
  it('refuses a statement of the pool while it is open, which could deadlock a full pool', async () => {
    const work = db.transaction(() => db.sql.rows('select 1'));
    await expect(work).rejects.toThrow(InvariantViolation);
  });

  it('refuses a transaction inside itself', async () => {
    const work = db.transaction(() => db.transaction((sql) => sql.rows('select 1')));
    await expect(work).rejects.toThrow(InvariantViolation);
  });

  it('refuses statements after its end, which would run in nobody knows whose transaction', async () => {
    let kept: Sql | undefined;
    await db.transaction(async (sql) => {
      kept = sql;
    });
    await expect(kept?.rows('select 1')).rejects.toThrow(InvariantViolation);
  });
});

describe('retries', () => {
  it('runs the loser of a deadlock again until both have their effect', async () => {
    const attempts: string[] = [];
    let holding = 0;
    let bothHold: () => void = () => undefined;
    const untilBothHold = new Promise<void>((resolve) => {
      bothHold = resolve;
    });
    const crossing = (name: string, first: number, second: number) =>
      db.transaction(async (sql) => {
        attempts.push(name);
        await sql.run('update parent set n = n + 1 where id = $1', [first]);
        holding += 1;
        if (holding === 2) bothHold();
        await untilBothHold;
        await sql.run('update parent set n = n + 1 where id = $1', [second]);
      });
    await Promise.all([crossing('a', 1, 2), crossing('b', 2, 1)]);
    expect(await db.sql.rows('select n from parent order by id')).toEqual([{ n: 2 }, { n: 2 }]);
    expect(attempts).toHaveLength(3);
  });

  it('gives up after the bound', async () => {
    let attempts = 0;
    const work = db.transaction(
      async (sql) => {
        attempts += 1;
        await sql.run("do $$ begin raise exception 'again' using errcode = '40001'; end $$");
      },
      { retries: 2 },
    );
    await expect(work).rejects.toMatchObject({ code: sqlState.serializationFailure });
    expect(attempts).toBe(3);
  });

  it('does not run again what failed for any other reason', async () => {
    let attempts = 0;
    const work = db.transaction(async (sql) => {
      attempts += 1;
      await sql.run('insert into parent (id) values (1)');
    });
    await expect(work).rejects.toSatisfy((error) => sqlStateOf(error) === sqlState.uniqueViolation);
    expect(attempts).toBe(1);
  });
});
