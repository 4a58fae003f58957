import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultPoint } from '../../src/kernel/fault-port.ts';
import { openDatabase } from '../../src/platform/database/database.ts';
import { createDice } from '../../src/world/dice.ts';
import { faults } from './faults.ts';
import { openGround, type Ground } from './ground.ts';
import type { ProcessYard } from './hub-processes.ts';
import { judge, readBalances, type Verdict } from './judge.ts';
import type { Plan } from './plan.ts';
import { comeToRest } from './rest.ts';
import type { Site } from './site.ts';
import { openClientLog, type ClientLog } from './slip.ts';
import { openTellerApi } from './teller-api.ts';
import { workAsTeller } from './teller.ts';

export interface ScheduleResult extends Verdict {
  readonly plan: Plan;
  readonly durationMs: number;
  /** Points that processes died or stood still at. */
  readonly reached: readonly FaultPoint[];
  readonly answers: ReadonlyMap<number, number>;
  readonly notes: readonly string[];
}

export interface ScheduleDeps {
  readonly site: Site;
  readonly yard: ProcessYard;
}

/** Does what goes wrong while payments flow; they are begun until it resolves. */
type Striking = (ground: Ground, plan: Plan, log: ClientLog) => Promise<void>;

/** After the faults are over, every teller has its answer within this time. */
const settleMs = 25_000;
/** Slips that are begun while faults strike, unless a machine is too slow for them. */
const fewestSlips = 60;
const mostPatienceMs = 12_000;

/** Lives through one plan and judges what it left behind. */
export async function runSchedule(
  deps: ScheduleDeps,
  plan: Plan,
  strike: Striking = strikeAll,
): Promise<ScheduleResult> {
  const startedAt = performance.now();
  const ground = await openGround({
    site: deps.site,
    database: `vahid_faults_${process.pid}_${plan.seed}`,
    withRedis: plan.withRedis,
    workers: plan.workers,
    yard: deps.yard,
  });
  try {
    const { log, verdict } = await live(ground, plan, strike);
    return {
      ...{ ...verdict, plan, reached: ground.reached, answers: log.answers, notes: ground.notes },
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    await ground.close();
  }
}

async function live(ground: Ground, plan: Plan, strike: Striking): Promise<{ log: ClientLog; verdict: Verdict }> {
  const before = await withSql(ground, (sql) => readBalances(sql, ground.site.tellers));
  const log = openClientLog();
  const phase = { isOver: false, isLate: false };
  const working = Promise.all(
    Array.from({ length: plan.tellers }, (_, index) => workAsTeller(tellerWork(ground, plan, { index, log, phase }))),
  );
  await strike(ground, plan, log);
  phase.isOver = true;
  await ground.recover();
  const late = setTimeout(() => {
    phase.isLate = true;
  }, settleMs);
  await working;
  clearTimeout(late);
  const unrest = await withSql(ground, (sql) => comeToRest(ground, sql));
  const verdict = await judge(ground, log, before);
  return { log, verdict: { ...verdict, violations: [...unrest, ...verdict.violations] } };
}

/**
 * Each fault strikes at its place, whether the ones before it are over or not. A machine that is busy with other things gets
 * more time, so that there is always something to strike at.
 */
async function strikeAll(ground: Ground, plan: Plan, log: ClientLog): Promise<void> {
  const startedAt = performance.now();
  const until = async (place: number): Promise<void> => {
    const elapsedMs = () => performance.now() - startedAt;
    const isThere = () => elapsedMs() >= place && log.slips.length * plan.openMs >= place * fewestSlips;
    while (!isThere() && elapsedMs() < place + mostPatienceMs) await sleep(10);
  };
  const striking = plan.strikes.map(async ({ atMs, fault }, index) => {
    await until(atMs);
    await faults[fault].strike(ground, createDice(`strike:${plan.seed}:${index}`));
  });
  await Promise.all([until(plan.openMs), ...striking]);
}

function tellerWork(
  ground: Ground,
  plan: Plan,
  {
    index,
    log,
    phase,
  }: { readonly index: number; readonly log: ClientLog; readonly phase: { isOver: boolean; isLate: boolean } },
): Parameters<typeof workAsTeller>[0] {
  const { tellers } = ground.site;
  const teller = tellers[index % tellers.length];
  if (!teller) throw new RangeError('a site has tellers');
  const doors = ground.doorLines.map((line) => line.port);
  return {
    ...{ name: `teller-${index}`, agentId: teller.agentId, log, providers: ground.providers },
    api: openTellerApi(teller, doors),
    dice: createDice(`teller:${plan.seed}:${index}`),
    isOver: () => phase.isOver,
    isLate: () => phase.isLate,
  };
}

async function withSql<T>(ground: Ground, work: (sql: ReturnType<typeof openDatabase>['sql']) => Promise<T>) {
  const database = openDatabase({ url: ground.databaseUrl(), poolMax: 1, applicationName: 'harness' });
  try {
    return await work(database.sql);
  } finally {
    await database.close();
  }
}
