import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { choresOf, type WorkServices } from '../../src/jobs/chores.ts';
import { nudgeDelivery, startWork } from '../../src/jobs/worker.ts';
import type { TakenJob } from '../../src/platform/jobs/backend.ts';
import type { Jobs } from '../../src/platform/jobs/jobs.ts';

const cutOff = { timeZone: 'Asia/Baku', minutes: 1440 };

/** A queue whose jobs the test hands out itself; `isDown` is one that has lost its store. */
function handQueue(isDown = false) {
  const handlers = new Map<string, (job: TakenJob) => Promise<void>>();
  const nudges: string[] = [];
  const scheduled: string[] = [];
  const jobs: Jobs = {
    nudge: (queue, key) => void nudges.push(`${queue} ${key}`),
    schedule: async (queue, key) => {
      if (isDown) throw new Error('no answer');
      scheduled.push(`${queue} ${key}`);
    },
    work: (queue, handler) => void handlers.set(queue, handler),
    close: async () => undefined,
  };
  return { jobs, handlers, nudges, scheduled };
}

/** Services that only note what they are asked. */
function noting(due: readonly string[] = []) {
  const done: string[] = [];
  const note = (what: string) => async () => {
    done.push(what);
    return 0;
  };
  const services: WorkServices = {
    desks: { sweep: async () => 0 },
    deliverer: {
      run: async (providerId) => note(`deliver ${providerId}`)(),
      listDue: async () => [...due],
      raiseAlarms: note('alarms'),
    },
    relay: { publishDue: note('outbox') },
    settlement: { closeDue: async () => [await note('close')()].map(String) },
    ledger: {
      takeSnapshots: note('snapshots'),
      prepareMonths: async () => ({ made: [String(await note('months')())], missing: [], alarming: [] }),
    },
    holds: { expireDue: note('expire holds') },
    preparations: { expireDue: note('expire preparations') },
    citizens: { sweep: note('sweep citizens') },
    debts: { sweepQuotes: note('sweep quotes'), sweepChanges: note('sweep changed debts') },
    maintenance: { keepUp: async () => void (await note('plan ahead')()) },
    health: { sweep: note('sweep figures') },
    cards: { workOff: note('cards') },
    meters: { workOff: note('readings') },
    registries: { workOff: note('registries'), sweep: note('sweep registries') },
    providerRegistries: {
      makePaymentFiles: note('payment files'),
      exchange: note('exchange'),
      raiseAlarms: note('file alarms'),
      sweep: note('sweep provider registries'),
    },
    signatures: { sweep: note('sweep nonces') },
    webhooks: { sendDue: note('webhooks'), sweep: note('sweep webhooks') },
    providerNotifications: { workOff: note('notifications'), sweep: note('sweep notifications') },
    reconciliation: { compareDue: async () => (await note('compare')(), []) },
    drawers: { workOff: note('drawers') },
    collected: { workOff: note('collected') },
    bankStatements: { workOff: note('bank statements') },
    messages: { sendDue: note('messages'), sweep: note('sweep messages') },
  };
  return { services, done };
}

describe('the chores', () => {
  it('announce every provider that has work, and do what comes round by itself', async () => {
    const { services, done } = noting(['gas', 'water']);
    const nudged: string[] = [];
    const chores = choresOf(services, { cutOff, nudgeDelivery: (providerId) => nudged.push(providerId) });
    for (const chore of chores) await chore.run();
    expect(nudged).toEqual(['gas', 'water']);
    expect(done).toEqual([
      'outbox',
      'messages',
      'webhooks',
      'registries',
      'payment files',
      'exchange',
      'file alarms',
      'notifications',
      'collected',
      'drawers',
      'bank statements',
      'cards',
      'readings',
      'close',
      'close',
      'compare',
      'snapshots',
      'months',
      'expire holds',
      'expire preparations',
      'sweep nonces',
      'alarms',
      'sweep citizens',
      'sweep quotes',
      'sweep changed debts',
      'sweep notifications',
      'plan ahead',
      'sweep figures',
      'sweep registries',
      'sweep provider registries',
      'sweep messages',
      'sweep webhooks',
    ]);
  });

  it('look for due deliveries every second and close at the cut-off', () => {
    const { services } = noting();
    const rhythm = (minutes: number, key: string) =>
      choresOf(services, { cutOff: { ...cutOff, minutes }, nudgeDelivery: () => undefined }).find(
        (chore) => chore.key === key,
      )?.rhythm;
    expect(rhythm(1440, 'deliveries')).toEqual({ everyMs: 1_000 });
    expect(rhythm(1440, 'close-at-cut-off')).toEqual({ cron: '0 0 * * *', timeZone: 'Asia/Baku' });
    expect(rhythm(17 * 60 + 30, 'close-at-cut-off')).toEqual({ cron: '30 17 * * *', timeZone: 'Asia/Baku' });
  });
});

describe('the worker', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  const options = { cutOff, onProblem: () => undefined };

  it('tells the provider that was announced', async () => {
    const queue = handQueue();
    const { services, done } = noting();
    const work = await startWork(queue.jobs, services, options);
    nudgeDelivery(queue.jobs, 'gas');
    expect(queue.nudges).toEqual(['delivery gas']);
    await queue.handlers.get('delivery')?.({ name: 'gas', data: { providerId: 'gas' } });
    expect(done).toEqual(['deliver gas']);
    await work.stop();
  });

  it('schedules every chore and runs the one that is due', async () => {
    const queue = handQueue();
    const { services, done } = noting();
    const work = await startWork(queue.jobs, services, options);
    expect(queue.scheduled).toHaveLength(23);
    await queue.handlers.get('chores')?.({ name: 'outbox', data: {} });
    expect(done).toEqual(['outbox']);
    await work.stop();
  });

  it('finds due deliveries by itself when the queue is down, and only then', async () => {
    const queue = handQueue(true);
    const { services, done } = noting(['gas']);
    const problems: string[] = [];
    const work = await startWork(queue.jobs, services, { cutOff, onProblem: (what) => problems.push(what) });
    expect(problems).toContain('deliveries');
    await vi.advanceTimersByTimeAsync(4_000);
    expect(done).toEqual([]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done)).toEqual(new Set(['deliver gas']));
    await queue.handlers.get('chores')?.({ name: 'nothing', data: {} });
    const before = done.length;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(done).toHaveLength(before);
    await work.stop();
  });
});
