import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createJobs, type Jobs, type JobsOptions } from '../../../src/platform/jobs/jobs.ts';
import { watchProcess } from '../../support/process-output.ts';

/** Short, so that nobody waits long for the death of a worker to be found. */
const timings = { lockDuration: 1_000, stalledInterval: 300, scheduleCheck: 300 };

/** What nudges and schedules promise, whatever keeps them. Each hub is one of its own on the same store. */
export function describeJobs(store: Omit<JobsOptions, 'onProblem' | 'timings'>): void {
  const opened: Jobs[] = [];
  const problems: string[] = [];

  async function hub(): Promise<Jobs> {
    const onProblem = (queue: string, problem: string) => void problems.push(`${queue}: ${problem}`);
    const jobs = await createJobs({ ...store, timings, onProblem });
    opened.push(jobs);
    return jobs;
  }

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((jobs) => jobs.close()));
    expect(problems.splice(0)).toEqual([]);
  });

  describe('a nudge', () => {
    it('reaches a worker, with its key and data', async () => {
      const taken: unknown[] = [];
      const jobs = await hub();
      jobs.work('plain', async ({ name, data }) => void taken.push({ name, data }), { concurrency: 1 });
      jobs.nudge('plain', 'provider-7', { provider: '7' });
      await expect.poll(() => taken).toEqual([{ name: 'provider-7', data: { provider: '7' } }]);
    });

    it('reaches a worker in another process', async () => {
      const taken: string[] = [];
      const [api, worker] = [await hub(), await hub()];
      worker.work('between', async ({ name }) => void taken.push(name), { concurrency: 1 });
      api.nudge('between', 'a');
      await expect.poll(() => taken).toEqual(['a']);
    });

    it('waits for a worker that comes later', async () => {
      const taken: string[] = [];
      const jobs = await hub();
      jobs.nudge('later', 'a');
      await sleep(300);
      jobs.work('later', async ({ name }) => void taken.push(name), { concurrency: 1 });
      await expect.poll(() => taken).toEqual(['a']);
    });

    it('is one with the others of its key that wait', async () => {
      const taken: string[] = [];
      const jobs = await hub();
      for (let count = 0; count < 20; count += 1) jobs.nudge('many', 'a');
      await sleep(500);
      jobs.work('many', async ({ name }) => void taken.push(name), { concurrency: 4 });
      await expect.poll(() => taken).toEqual(['a']);
      await sleep(500);
      expect(taken).toEqual(['a']);
    });

    it('that comes while its key is being worked on runs afterwards, never beside', async () => {
      let running = 0;
      let most = 0;
      let runs = 0;
      const jobs = await hub();
      const work = async () => {
        running += 1;
        most = Math.max(most, running);
        await sleep(400);
        running -= 1;
        runs += 1;
      };
      jobs.work('busy', work, { concurrency: 4 });
      jobs.nudge('busy', 'a');
      await expect.poll(() => running).toBe(1);
      for (let count = 0; count < 5; count += 1) jobs.nudge('busy', 'a');
      await expect.poll(() => runs).toBe(2);
      await sleep(600);
      expect({ most, runs }).toEqual({ most: 1, runs: 2 });
    });

    it('of another key runs beside it, up to the concurrency', async () => {
      let running = 0;
      let most = 0;
      const done: string[] = [];
      const jobs = await hub();
      const work = async ({ name }: { name: string }) => {
        running += 1;
        most = Math.max(most, running);
        await sleep(200);
        running -= 1;
        done.push(name);
      };
      jobs.work('beside', work, { concurrency: 2 });
      for (const key of ['a', 'b', 'c', 'd']) jobs.nudge('beside', key);
      await expect.poll(() => done.toSorted()).toEqual(['a', 'b', 'c', 'd']);
      expect(most).toBe(2);
    });

    it('may come again after a handler failed, which is reported', async () => {
      const taken: string[] = [];
      const jobs = await hub();
      const work = async ({ name }: { name: string }) => {
        taken.push(name);
        if (taken.length === 1) throw new Error('first time');
      };
      jobs.work('failing', work, { concurrency: 1 });
      jobs.nudge('failing', 'a');
      await expect.poll(() => problems).toEqual(['failing: a job failed: first time']);
      jobs.nudge('failing', 'a');
      await expect.poll(() => taken).toEqual(['a', 'a']);
      problems.splice(0);
    });
  });

  describe('a schedule', () => {
    it('nudges again and again, once for all processes', async () => {
      const everyMs = 500;
      const taken: number[] = [];
      const startedMs = performance.now();
      const hubs = [await hub(), await hub()];
      for (const jobs of hubs) {
        await jobs.schedule('beat', 'sweep', { everyMs });
        jobs.work('beat', async () => void taken.push(performance.now()), { concurrency: 1 });
      }
      await expect.poll(() => taken.length).toBeGreaterThan(3);
      // Two hubs that each nudged by themselves would be at work twice as often.
      const beats = Math.floor((performance.now() - startedMs) / everyMs);
      expect(taken.length).toBeLessThanOrEqual(beats + 2);
    });

    it('is not put off by being asked for again', async () => {
      const taken: string[] = [];
      const jobs = await hub();
      jobs.work('again', async ({ name }) => void taken.push(name), { concurrency: 1 });
      const askAgain = async () => {
        await jobs.schedule('again', 'sweep', { everyMs: 700 });
        return taken.length;
      };
      await expect.poll(askAgain, { interval: 150 }).toBeGreaterThan(1);
    });

    it('follows the clock of a time zone', async () => {
      const taken: string[] = [];
      const jobs = await hub();
      await jobs.schedule('clock', 'each-second', { cron: '* * * * * *', timeZone: 'Asia/Baku' });
      jobs.work('clock', async ({ name }) => void taken.push(name), { concurrency: 1 });
      await expect.poll(() => taken.length).toBeGreaterThan(1);
    });
  });

  describe('a job', () => {
    it('whose worker was killed goes to another', async () => {
      const launcher = [
        '--import',
        'tsx',
        'tests/support/jobs-launcher.ts',
        JSON.stringify({ ...store, timings }),
        'orphaned',
      ];
      const doomed = watchProcess(spawn(process.execPath, launcher, { stdio: ['ignore', 'pipe', 'pipe'] }));
      const jobs = await hub();
      const taken: string[] = [];
      try {
        jobs.nudge('orphaned', 'a');
        await doomed.says(/took a/);
        jobs.work('orphaned', async ({ name }) => void taken.push(name), { concurrency: 1 });
        await sleep(2 * timings.lockDuration);
        expect(taken).toEqual([]);
      } finally {
        doomed.child.kill('SIGKILL');
      }
      await expect.poll(() => taken).toEqual(['a']);
    });
  });

  describe('closing', () => {
    it('waits for the handler that runs', async () => {
      let finished = false;
      const jobs = await hub();
      let started = false;
      const work = async () => {
        started = true;
        await sleep(500);
        finished = true;
      };
      jobs.work('closing', work, { concurrency: 1 });
      jobs.nudge('closing', 'a');
      await expect.poll(() => started).toBe(true);
      await jobs.close();
      expect(finished).toBe(true);
    });

    it('may be asked for twice, and a nudge afterwards does nothing', async () => {
      const jobs = await hub();
      await jobs.close();
      await jobs.close();
      expect(() => jobs.nudge('closed', 'a')).not.toThrow();
    });
  });
}
