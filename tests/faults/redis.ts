import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../src/platform/database/embedded/postmaster.ts';

/** A Redis of a run's own that forgets everything when it dies. */
export interface RedisServer {
  readonly url: string;
  flush(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const patienceMs = 5_000;

/** Null where the machine has no redis-server. */
export async function openRedis(): Promise<RedisServer | null> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  async function start(): Promise<void> {
    if (child) return;
    const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const started = spawn('redis-server', [...flags, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
    child = started;
    const failed = new Promise<never>((_resolve, reject) => started.once('error', reject));
    await Promise.race([untilItAnswers(url), failed]);
  }
  async function kill(): Promise<void> {
    const dying = child;
    child = null;
    if (!dying) return;
    const ended = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill('SIGKILL');
    await ended;
  }
  try {
    await start();
  } catch {
    return null;
  }
  return {
    url,
    start,
    kill,
    close: kill,
    flush: async () => {
      if (child) await ask(url, async (redis) => void (await redis.flushall()));
    },
  };
}

async function untilItAnswers(url: string): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask(url, async (redis) => void (await redis.ping()));
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await sleep(20);
    }
  }
}

async function ask(url: string, work: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await work(redis);
  } finally {
    redis.disconnect();
  }
}
