import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { faultPoints, type FaultPoint } from '../../src/kernel/fault-port.ts';
import type { FaultRule } from '../../adapters/kit/fault-script.ts';
import type { Dice } from '../../src/world/dice.ts';
import type { Ground, Role } from './ground.ts';
import { paidProviders } from './provider-side.ts';

/** Something that goes wrong, once. The dice are its own: the same seed strikes the same way. */
export interface Fault {
  /** What happens, for docs/faults.md and for whoever reads a plan. */
  readonly sentence: string;
  /** How often it is drawn, beside the others. */
  readonly weight: number;
  readonly needs?: 'redis' | 'own-database';
  readonly strike: (ground: Ground, dice: Dice) => Promise<void>;
}

const any = (ground: Ground, dice: Dice) => dice.pick([...ground.names('api'), ...ground.names('worker')]);
const one = (role: Role) => (ground: Ground, dice: Dice) => dice.pick(ground.names(role));

/** Lets a trouble last for a while. */
async function lasting(ms: number, begin: () => unknown, end: () => unknown): Promise<void> {
  await begin();
  await sleep(ms);
  await end();
}

function stop(ground: Ground, name: string, ms: number): Promise<void> {
  return lasting(
    ms,
    () => ground.signal(name, 'SIGSTOP'),
    () => ground.signal(name, 'SIGCONT'),
  );
}

function spoil(rule: Omit<FaultRule, 'operations'>, operations: FaultRule['operations']): Fault['strike'] {
  return async (ground, dice) => {
    const code = dice.pick(paidProviders);
    const rules: FaultRule[] = [{ ...rule, ...(operations ? { operations } : {}), percent: dice.between(40, 100) }];
    await lasting(
      dice.between(400, 1_500),
      () => ground.providers.misbehave(code, rules),
      () => ground.providers.misbehave(code, []),
    );
  };
}

/** Everything that can go wrong in a schedule. The names are what a plan says, and what a failing schedule prints. */
export const faults = {
  'kill-api': {
    sentence: 'An API process is killed (SIGKILL) and started again.',
    weight: 4,
    strike: async (ground, dice) => ground.signal(one('api')(ground, dice), 'SIGKILL'),
  },
  'kill-worker': {
    sentence: 'A worker is killed (SIGKILL) and started again.',
    weight: 4,
    strike: async (ground, dice) => ground.signal(one('worker')(ground, dice), 'SIGKILL'),
  },
  'end-process': {
    sentence: 'A process is asked to end (SIGTERM), as in a rolling release, and started again.',
    weight: 2,
    strike: async (ground, dice) => ground.signal(any(ground, dice), 'SIGTERM'),
  },
  'kill-database': {
    sentence: 'Every process of PostgreSQL is killed (SIGKILL); it is started again and recovers.',
    weight: 3,
    needs: 'own-database',
    strike: (ground) => ground.killDatabase(),
  },
  'end-backends': {
    sentence: 'Connections of the hub are ended by the server (pg_terminate_backend), whatever they are doing.',
    weight: 3,
    strike: (ground, dice) => endBackends(ground.databaseUrl(), dice.between(30, 100)),
  },
  'lose-commits': {
    sentence: 'COMMIT arrives, and the connection dies before its answer.',
    weight: 4,
    strike: async (ground, dice) => ground.databaseLine.loseAnswersTo('COMMIT', dice.between(1, 4)),
  },
  'lose-statements': {
    sentence: 'A statement arrives, and the connection dies before its answer.',
    weight: 3,
    strike: async (ground, dice) => ground.databaseLine.loseAnswersTo('', dice.between(1, 4)),
  },
  'lose-answers': {
    sentence: 'A payment arrives over HTTP, and its answer is lost.',
    weight: 4,
    strike: async (ground, dice) => dice.pick(ground.doorLines).loseAnswersTo('POST /v1/payments', dice.between(1, 6)),
  },
  'cut-database': {
    sentence: 'All connections to the database break at once.',
    weight: 2,
    strike: async (ground) => ground.databaseLine.cut(),
  },
  'stall-database': {
    sentence: 'Nothing comes from the database for a while, and then everything.',
    weight: 2,
    strike: (ground, dice) => lasting(dice.between(200, 2_000), ground.databaseLine.stall, ground.databaseLine.resume),
  },
  'stop-api': {
    sentence: 'An API process stands still (SIGSTOP) and goes on later as if nothing were.',
    weight: 3,
    strike: (ground, dice) => stop(ground, one('api')(ground, dice), dice.between(500, 4_000)),
  },
  'stop-worker': {
    sentence: 'A worker stands still for longer than its lease, or a little shorter.',
    weight: 3,
    strike: (ground, dice) => stop(ground, one('worker')(ground, dice), dice.between(500, 4_000)),
  },
  'flush-redis': {
    sentence: 'Redis forgets everything.',
    weight: 2,
    needs: 'redis',
    strike: async (ground) => ground.redis?.flush().catch(() => undefined),
  },
  'kill-redis': {
    sentence: 'Redis is killed and comes back, empty, after a while.',
    weight: 2,
    needs: 'redis',
    strike: (ground, dice) =>
      lasting(
        dice.between(300, 2_000),
        () => ground.redis?.kill(),
        () => ground.redis?.start(),
      ),
  },
  'wrong-clock': {
    sentence: "A process's clock is more than a minute fast or hours slow.",
    weight: 2,
    strike: async (ground, dice) => {
      ground.setClock(any(ground, dice), { skewMs: dice.pick([90_000, -7_200_000, 4_000, -4_000]) });
    },
  },
  'stopped-clock': {
    sentence: "A process's clock stands still for a while.",
    weight: 2,
    strike: (ground, dice) => {
      const name = any(ground, dice);
      return lasting(
        dice.between(500, 3_000),
        () => ground.setClock(name, { isStopped: true }),
        () => ground.setClock(name, { isStopped: false }),
      );
    },
  },
  'provider-away': {
    sentence: 'All providers of a protocol refuse connections for a while.',
    weight: 2,
    strike: (ground, dice) => {
      const protocol = dice.pick(['osmp-xml', 'native-rest'] as const);
      const { providers } = ground;
      return lasting(
        dice.between(200, 1_200),
        () => providers.goAway(protocol),
        () => providers.comeBack(protocol),
      );
    },
  },
  'provider-books-then-5xx': {
    sentence: 'A provider books and answers 500, 502 or 504.',
    weight: 2,
    strike: (ground, dice) =>
      spoil({ fault: dice.pick(['apply-then-500', 'apply-then-502', 'apply-then-504']) }, ['pay'])(ground, dice),
  },
  'provider-books-then-silence': {
    sentence: 'A provider books and never answers, or breaks the connection.',
    weight: 2,
    strike: (ground, dice) =>
      spoil({ fault: dice.pick(['apply-then-hang', 'apply-then-reset']) }, ['pay'])(ground, dice),
  },
  'provider-hangs': {
    sentence: 'A provider takes a request and does nothing, or breaks the connection before it booked.',
    weight: 2,
    strike: (ground, dice) => spoil({ fault: dice.pick(['hang', 'reset', 'down']) }, ['pay', 'status'])(ground, dice),
  },
  'provider-garbles': {
    sentence: 'A provider books and answers rubbish: cut off, scrambled, a page for people, nothing, or byte by byte.',
    weight: 2,
    strike: (ground, dice) =>
      spoil(
        {
          fault: dice.pick(['truncate', 'garbage', 'html', 'empty-body', 'no-content', 'drip', 'wrong-amount']),
          ms: 50,
        },
        ['pay', 'status'],
      )(ground, dice),
  },
  'turn-of-day': {
    sentence: 'The cut-off passes under load, and every worker closes the day at the same time.',
    weight: 2,
    strike: async (ground, dice) => {
      ground.turnDay();
      await sleep(dice.between(50, 800));
      for (const name of ground.names('worker')) ground.closeDays(name);
    },
  },
  'die-at-point': {
    sentence: 'A process dies at a named point.',
    weight: 8,
    strike: async (ground, dice) => armPoint(ground, dice.pick(allPoints), { dice, act: 'kill' }),
  },
  'stall-at-point': {
    sentence: 'A process stands still at a named point, as long as a lease or longer, and then goes on.',
    weight: 3,
    strike: async (ground, dice) =>
      armPoint(ground, dice.pick(allPoints), { dice, act: { stallMs: dice.between(500, 3_500) } }),
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

const allPoints = Object.keys(faultPoints) as FaultPoint[];

/** Which processes pass a point. */
export function rolesAt(point: FaultPoint): readonly Role[] {
  return point.startsWith('lane.') ? ['api', 'worker'] : ['worker'];
}

function armPoint(
  ground: Ground,
  point: FaultPoint,
  how: { readonly dice: Dice; readonly act: 'kill' | { readonly stallMs: number } },
): void {
  const role = how.dice.pick(rolesAt(point));
  const isRare = point.startsWith('close.') || point.startsWith('relay.');
  const nth = isRare ? 1 : how.dice.between(1, 6);
  for (const name of ground.names(role)) ground.arm(name, { point, nth, act: how.act });
  if (!point.startsWith('close.')) return;
  ground.turnDay();
  for (const name of ground.names('worker')) ground.closeDays(name);
}

async function endBackends(databaseUrl: string, percent: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'faults' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'vahid%' AND random() * 100 < $1`,
      [percent],
    );
  } catch {
    // The database is away: its connections have ended already.
  } finally {
    await client.end().catch(() => undefined);
  }
}
