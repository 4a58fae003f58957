import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';
import { createJobs } from '../../../src/platform/jobs/jobs.ts';
import { redisUrl } from '../../support/environment.ts';
import { proxyThatLosesTheAnswerTo, proxyThatSays, type TcpProxy } from '../../support/tcp-proxy.ts';
import { describeJobs } from './behaviour.ts';

const prefix = `vahid-test-${randomBytes(6).toString('hex')}`;
const redis = new Redis(redisUrl());

afterAll(async () => {
  const keys = await redis.keys(`${prefix}*`);
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
});

const store = { redisUrl: redisUrl(), databaseUrl: '', prefix };

/** The address of the same Redis, by way of a proxy. */
async function detour(lay: (target: { host: string; port: number }) => Promise<TcpProxy>) {
  const url = new URL(redisUrl());
  const proxy = await lay({ host: url.hostname, port: Number(url.port || 6379) });
  url.host = `127.0.0.1:${proxy.port}`;
  return { proxy, url: url.href };
}

describe('jobs in Redis', () => {
  describeJobs(store);

  it('refuse to start on a Redis that may evict', async () => {
    const { proxy, url } = await detour((target) => proxyThatSays('allkeysLRU', 'noeviction', target));
    const opening = createJobs({ redisUrl: url, databaseUrl: '', prefix });
    await expect(opening).rejects.toThrow('REDIS_URL: must be a Redis that never evicts');
    await proxy.close();
  });

  it('hold nobody up while Redis is away, and can be closed', async () => {
    const { proxy, url } = await detour((target) => proxyThatLosesTheAnswerTo('a word nobody says', target));
    const problems: string[] = [];
    const jobs = await createJobs({
      redisUrl: url,
      databaseUrl: '',
      prefix,
      onProblem: (_, problem) => problems.push(problem),
    });
    jobs.work('away', async () => undefined, { concurrency: 1 });
    await jobs.schedule('away', 'sweep', { everyMs: 60_000 });
    await proxy.close();
    for (let count = 0; count < 1_000; count += 1) jobs.nudge('away', `key-${count}`);
    await expect.poll(() => problems.some((problem) => problem.startsWith('nudge key-0'))).toBe(true);
    expect(problems.some((problem) => problem.includes('dropped'))).toBe(true);
    await jobs.close();
  });

  it('come back after a flush: the schedules that the hub wants are made again', async () => {
    const timings = { lockDuration: 5_000, stalledInterval: 2_000, scheduleCheck: 300 };
    const jobs = await createJobs({ ...store, timings });
    await jobs.schedule('flushed', 'sweep', { everyMs: 300 });
    const keys = await redis.keys(`${prefix}:flushed:*`);
    await redis.del(keys);
    const taken: string[] = [];
    jobs.work('flushed', async ({ name }) => void taken.push(name), { concurrency: 1 });
    await expect.poll(() => taken.length).toBeGreaterThan(1);
    await jobs.close();
  });
});
