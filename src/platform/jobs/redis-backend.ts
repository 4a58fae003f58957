import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { ConfigurationProblems } from '../config/configuration-problems.ts';
import { type JobsBackend, keptEvents, maxStalledCount } from './backend.ts';

const connectMs = 5_000;
const longestRetryPauseMs = 2_000;

/**
 * Jobs in Redis. Throws `ConfigurationProblems` when the Redis may throw keys away to make room: a queue that loses
 * entries by itself looks empty when it is not.
 */
export async function openRedisBackend(url: string, prefix: string): Promise<JobsBackend> {
  // Producers fail at once while Redis is away; workers wait for it.
  const producing = connect(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  const working = connect(url, { maxRetriesPerRequest: null });
  const close = async () => {
    producing.disconnect();
    working.disconnect();
  };
  try {
    await untilReady(producing);
    await assertKeepsEverything(producing);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    openQueue: (name) => {
      const streams = { events: { maxLen: keptEvents } };
      return new Queue(name, { connection: producing, prefix, skipWaitingForReady: true, streams });
    },
    openWorker: (name, process, { concurrency, timings: { lockDuration, stalledInterval } }) =>
      new Worker(name, process, {
        connection: working,
        prefix,
        concurrency,
        maxStalledCount,
        lockDuration,
        stalledInterval,
      }),
    close,
  };
}

function connect(url: string, options: { enableOfflineQueue?: boolean; maxRetriesPerRequest: number | null }): Redis {
  const retryStrategy = (times: number) => Math.min(times * 100, longestRetryPauseMs);
  const redis = new Redis(url, { ...options, connectTimeout: connectMs, retryStrategy });
  // Queues and workers report their own errors; without a listener the connection's would end the process.
  redis.on('error', () => undefined);
  return redis;
}

async function untilReady(redis: Redis): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('Redis (REDIS_URL) does not answer')), connectMs);
    redis.once('ready', () => {
      clearTimeout(late);
      resolve();
    });
  });
}

async function assertKeepsEverything(redis: Redis): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1];
  if (policy === 'noeviction') return;
  const rule = `must be a Redis that never evicts: maxmemory-policy is ${policy ?? 'unknown'}, not noeviction`;
  throw new ConfigurationProblems([{ variable: 'REDIS_URL', rule }]);
}
