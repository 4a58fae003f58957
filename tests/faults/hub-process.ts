/**
 * One process of a hub that is put to the test, composed as `src/main/roles` composes it, with three differences: it dies or
 * stands still at the points it is told to, its clock can be wrong, and the intervals of delivery are short. It loads its
 * code first and waits to be told what it is, so that a process that was killed is replaced at once.
 */
import { defaultDeliverySettings } from '../../src/delivery/model.ts';
import { buildServer } from '../../src/http/server.ts';
import { defaultLimits } from '../../src/http/settings.ts';
import { nudgeDelivery } from '../../src/jobs/worker.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { PaymentService } from '../../src/payments/api.ts';
import { loadConfig } from '../../src/platform/config/config.ts';
import { createPasswordHasher } from '../../src/platform/crypto/password-hasher.ts';
import { assertSchemaVersion } from '../../src/platform/database/migrator.ts';
import { createJobs, type Jobs } from '../../src/platform/jobs/jobs.ts';
import type { HubOptions } from '../../src/main/hub.ts';
import { openLiveHub, type LiveHub } from '../../src/main/roles/live-hub.ts';
import { startWorker } from '../../src/main/roles/worker.ts';
import { createShutdown, closeWhenInterrupted } from '../../src/main/shutdown.ts';
import type { ClockOrder, HubOrder, HubProcessSettings, HubReport } from './hub-orders.ts';
import { createPointTrap } from './point-trap.ts';

/** Longer than any provider of the harness may take (`site.ts`), short enough that nobody waits for it. */
const delivery = {
  ...defaultDeliverySettings,
  leaseMs: 2_500,
  inquiryMs: [150, 300, 600],
  resendMs: [100, 200, 400],
};

/** Whoever stands still for longer has lost its jobs to another, and finds so. */
const timings = { lockDuration: 2_000, stalledInterval: 500, scheduleCheck: 1_000 };

const manyRequests = 1_000_000;
const requestLimits = {
  ...defaultLimits,
  perAgentPerMinute: manyRequests,
  perNetworkPerMinute: manyRequests,
  lookupsPerTellerPerMinute: manyRequests,
  refusedTokensPerNetworkPerMinute: manyRequests,
  batchesAtOncePerAgent: manyRequests,
};

const shutdown = createShutdown();
closeWhenInterrupted(shutdown, () => 0);
let time: ClockOrder = { shiftMs: 0, skewMs: 0, isStopped: false };
let live: LiveHub | undefined;

const trap = createPointTrap({
  tell: (point) => report({ kind: 'reached', point }),
  die: async () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise<never>(() => undefined);
  },
});

process.on('disconnect', () => process.exit(1));
process.on('message', (order: HubOrder) => {
  void obey(order);
});
void report({ kind: 'loaded' });

async function obey(order: HubOrder): Promise<void> {
  switch (order.kind) {
    case 'start':
      await start(order.settings).then(
        () => report({ kind: 'open' }),
        (error: unknown) => report({ kind: 'failed', reason: textOf(error) }),
      );
      return;
    case 'clock':
      time = order.clock;
      return;
    case 'arm':
      trap.arm(order.order);
      return;
    case 'close-days':
      await live?.hub.settlement
        .closeDue()
        .catch((error: unknown) => report({ kind: 'problem', reason: `close: ${textOf(error)}` }));
      return;
  }
}

function report(said: HubReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(said, () => resolve());
    else resolve();
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function start(settings: HubProcessSettings): Promise<void> {
  time = settings.clock;
  for (const order of settings.points) trap.arm(order);
  const config = await loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: settings.databaseUrl,
    DATA_DIR: settings.dataDir,
    PORT: String(settings.port),
    LOG_LEVEL: 'warn',
    DATABASE_POOL_MAX: '8',
    ...(settings.redisUrl === null ? {} : { REDIS_URL: settings.redisUrl }),
  });
  const { databaseUrl, name } = settings;
  live = await openLiveHub(config, { databaseUrl, name, sampleWorld: true, delivery, drill: { adjust, laneClock } });
  shutdown.add(() => live?.close() ?? Promise.resolve());
  const { id } = await live.hub.agents.getCabinet();
  const jobs = await createJobs({
    ...{ redisUrl: config.redisUrl, databaseUrl, prefix: `vahid-${id}`, timings },
    onProblem: () => undefined,
  });
  shutdown.add(() => jobs.close());
  if (settings.role === 'worker') {
    const worker = await startWorker(live, jobs);
    shutdown.add(() => worker.stop());
  } else await openDoors(live, jobs);
}

/** Digests of passwords are cheap here: what they protect is thrown away. */
function adjust(options: HubOptions): HubOptions {
  const passwords = createPasswordHasher({ cost: { memoryKib: 64, passes: 1, lanes: 1 } });
  return {
    ...options,
    clock: wrongClock(options.clock),
    stampTime: async (sql) => new Date((await options.stampTime(sql)).getTime() + time.shiftMs),
    crypto: { ...options.crypto, passwords },
    faults: trap,
  };
}

/** Money is stamped with the database's time whatever the process's clock says; only whole days pass for everybody. */
function laneClock(right: Clock): Clock {
  return { now: () => new Date(right.now().getTime() + time.shiftMs) };
}

function wrongClock(right: Clock): Clock {
  let stoppedAtMs: number | undefined;
  return {
    now: () => {
      const nowMs = right.now().getTime() + time.shiftMs + time.skewMs;
      stoppedAtMs = time.isStopped ? (stoppedAtMs ?? nowMs) : undefined;
      return new Date(stoppedAtMs ?? nowMs);
    },
  };
}

/** The agent API without the cabinet: the same server, faster to start. */
async function openDoors({ hub, config, logger }: LiveHub, jobs: Jobs): Promise<void> {
  const app = buildServer({
    ...{ ...hub, payments: announced(hub.payments, jobs), logger },
    checkReadiness: () => assertSchemaVersion(hub.db),
    settings: {
      trustedProxies: config.trustedProxies,
      limits: requestLimits,
      maxEventLoopDelayMs: 0,
      tokens: {
        issuer: 'http://vahid.test',
        audience: 'http://vahid.test/v1',
        keys: config.secrets.agentTokens,
        ttlSeconds: 600,
      },
    },
  });
  await app.listen({ host: config.host, port: config.port });
  shutdown.add(() => app.close());
}

function announced(payments: PaymentService, jobs: Jobs): PaymentService {
  return {
    ...payments,
    accept: async (collector, request) => {
      const outcome = await payments.accept(collector, request);
      if (outcome.ok) for (const { providerId } of outcome.value.basket.payments) nudgeDelivery(jobs, providerId);
      return outcome;
    },
  };
}
