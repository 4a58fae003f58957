import { createDice, type Dice } from '../../src/world/dice.ts';
import { faults, type Fault, type FaultName } from './faults.ts';

/** When something strikes, counted from the first payment. */
export interface Strike {
  readonly atMs: number;
  readonly fault: FaultName;
}

/** What a seed stands for. Everything else in a schedule is the machine's own chance. */
export interface Plan {
  readonly seed: number;
  readonly withRedis: boolean;
  readonly workers: number;
  readonly tellers: number;
  readonly strikes: readonly Strike[];
  /** Payments are begun for so long. */
  readonly openMs: number;
}

const fewestStrikes = 3;
const mostStrikes = 6;
const openMs = 3_000;

export interface Means {
  readonly redis: boolean;
  readonly ownDatabase: boolean;
}

export function planOf(seed: number, means: Means): Plan {
  const dice = createDice(`faults:${seed}`);
  const withRedis = dice.chance(50) && means.redis;
  const workers = dice.between(1, 2);
  const count = dice.between(fewestStrikes, mostStrikes);
  const possible = (Object.keys(faults) as FaultName[]).filter((name) => isPossible(faults[name], means, withRedis));
  const strikes = Array.from({ length: count }, () => ({
    atMs: dice.between(150, openMs - 200),
    fault: drawByWeight(dice, possible),
  }));
  return { seed, withRedis, workers, tellers: 6, strikes: strikes.toSorted((a, b) => a.atMs - b.atMs), openMs };
}

function isPossible(fault: Fault, means: Means, withRedis: boolean): boolean {
  if (fault.needs === 'redis') return withRedis;
  return fault.needs !== 'own-database' || means.ownDatabase;
}

function drawByWeight(dice: Dice, names: readonly FaultName[]): FaultName {
  return dice.pick(names.flatMap((name) => Array<FaultName>(faults[name].weight).fill(name)));
}
