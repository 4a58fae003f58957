import { afterAll, describe, expect, it } from 'vitest';
import { createJobs } from '../../../src/platform/jobs/jobs.ts';
import { migrateJobs } from '../../../src/platform/jobs/postgres-backend.ts';
import { testDatabase } from '../../support/database.ts';
import { describeJobs } from './behaviour.ts';

const { url, owner, db, close } = await testDatabase();
afterAll(close);

const store = { redisUrl: undefined, databaseUrl: url };

describe('jobs in PostgreSQL', () => {
  describeJobs(store);

  it('may be prepared by several processes at once', async () => {
    await owner.sql.run('drop schema if exists bullmq cascade');
    await Promise.all(Array.from({ length: 8 }, () => migrateJobs(url)));
    expect(await owner.sql.rows('select 1 from bullmq.migration')).not.toEqual([]);
  });

  it('are worked on in the role of the hub, which cannot change their tables', async () => {
    await migrateJobs(url);
    await expect(db.sql.run('alter table bullmq.job add extra int')).rejects.toThrow('must be owner');
    expect(await db.sql.rows('select count(*) from bullmq.job')).toHaveLength(1);
  });

  it('go on after every connection was cut', async () => {
    const taken: string[] = [];
    const jobs = await createJobs(store);
    jobs.work('cut', async ({ name }) => void taken.push(name), { concurrency: 1 });
    jobs.nudge('cut', 'before');
    await expect.poll(() => taken).toEqual(['before']);
    await owner.sql.run(
      'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name <> $1',
      [new URL(url).pathname.slice(1)],
    );
    const nudgeUntilTaken = () => {
      jobs.nudge('cut', 'after');
      return taken.includes('after');
    };
    await expect.poll(nudgeUntilTaken, { timeout: 20_000, interval: 500 }).toBe(true);
    await jobs.close();
  });
});
