import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import type { ResolveDelivery, ReversePayment } from '../payments/commands.ts';
import type { ResolveOutcome } from '../payments/resolve.ts';
import { createBatcher, type Batcher } from '../platform/batching.ts';
import type { Database } from '../platform/database/sql.ts';
import { createBreaker, type Breaker } from './breaker.ts';
import { exchange, type DeliveryTarget } from './exchange.ts';
import { createFlow, type Flow } from './flow.ts';
import { defaultBreakerSettings, lengthened, poisonAfter, type DeliverySettings } from './model.ts';
import { settle, type SettleDeps } from './settle.ts';
import * as store from './store.ts';
import { createUpkeep, type Upkeep } from './upkeep.ts';
import * as upkeepStore from './upkeep-store.ts';

export type { DeliveryTarget } from './exchange.ts';

export interface DelivererDeps {
  readonly db: Database;
  /** Where deliveries are claimed: a pool that plans by index; left out, `db`. */
  readonly claims?: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Name of this worker in attempts and leases. */
  readonly worker: string;
  readonly settings: DeliverySettings;
  readonly connect: (providerId: string) => Promise<DeliveryTarget | undefined>;
  readonly resolve: (command: ResolveDelivery) => Promise<ResolveOutcome>;
  readonly reverse: (command: ReversePayment) => Promise<unknown>;
  /** A number in [0, 1) for the lengths of pauses; left out, they are as long as the settings say. */
  readonly random?: () => number;
  /** Waits in real time for a lane that is busy. */
  readonly pause?: (ms: number) => Promise<void>;
}

export interface Deliverer {
  /**
   * Claims and carries out what is due at a provider until nothing is left; returns the number of attempts. Called while
   * it runs, it joins that run, which then looks once more.
   */
  run(providerId: string): Promise<number>;
  /** Providers that have work now. */
  listDue(): Promise<string[]>;
  /** Opens cases for outcomes that have been unknown for too long and for what fails every time; returns how many. */
  raiseAlarms(): Promise<number>;
}

/** Lets a delivery that failed again and again be tried once more, because a person said so. */
export function tryAgain(db: Database, clock: Clock, paymentId: string): Promise<void> {
  return upkeepStore.tryAgain(db.sql, paymentId, clock.now());
}

/** What these payments came to can be asked now: their provider has spoken. Returns how many were waiting for it. */
export function lookAgain(
  db: Database,
  clock: Clock,
  payments: { readonly providerId: string; readonly references: readonly string[] },
): Promise<number> {
  return upkeepStore.lookAgain(db.sql, payments, clock.now());
}

/** Providers that share one claim, and attempts that are given back by one statement. */
const wishesPerClaim = 100;
const releasesPerStatement = 500;

/** What all providers of this worker share. */
interface Shared extends Omit<DelivererDeps, 'claims'> {
  readonly claims: Batcher<store.ClaimWish, store.Claim[]>;
  readonly settling: SettleDeps;
}

/** What is remembered of a provider from run to run. */
interface Provider {
  readonly id: string;
  readonly upkeep: Upkeep;
  readonly breaker: Breaker;
}

/** Tells providers of payments. Every write after the claim carries the attempt number; a late worker's writes do nothing. */
export function createDeliverer(deps: DelivererDeps): Deliverer {
  const shared = share(deps);
  const { clock, settings } = deps;
  const running = new Map<string, { readonly flow: Flow; readonly done: Promise<number> }>();
  const known = new Map<string, Provider>();

  function providerOf(id: string): Provider {
    const lengthen = (ms: number) => lengthened(ms, shared.settling.random());
    const provider = known.get(id) ?? {
      id,
      upkeep: createUpkeep(deps, id),
      breaker: createBreaker(defaultBreakerSettings, lengthen),
    };
    known.set(id, provider);
    return provider;
  }

  return {
    run(providerId) {
      const current = running.get(providerId);
      if (current?.flow.wake() === true) return current.done;
      const provider = providerOf(providerId);
      const flow = flowOf(shared, provider);
      const done = runToEnd(flow, provider.upkeep);
      running.set(providerId, { flow, done });
      return done;
    },
    listDue: () => upkeepStore.listProvidersDue(deps.db.sql, clock.now()),
    raiseAlarms: () => {
      const now = clock.now();
      const since = new Date(now.getTime() - settings.unknownAlarmMs);
      return upkeepStore.openCases(deps.db.sql, { since, poisonAfter, now, newId: () => deps.ids.uuid() });
    },
  };
}

function share(deps: DelivererDeps): Shared {
  const { db, claims: claimDb = db, clock, worker, settings } = deps;
  const claims = createBatcher<store.ClaimWish, store.Claim[]>({
    run: (wishes) => store.claimAll(claimDb.sql, wishes, { worker, now: clock.now(), leaseMs: settings.leaseMs }),
    mostItems: wishesPerClaim,
    rests: true,
  });
  const releases = createBatcher<store.Release, boolean>({
    run: (items) => store.releaseAll(db.sql, items),
    mostItems: releasesPerStatement,
    splits: true,
  });
  const settling: SettleDeps = {
    ...deps,
    release: releases.add,
    random: deps.random ?? (() => 0),
    pause: deps.pause ?? sleep,
  };
  return { ...deps, claims, settling };
}

function flowOf(shared: Shared, { id, upkeep, breaker }: Provider): Flow {
  return createFlow({
    ...{ clock: shared.clock, breaker },
    target: upkeep.beforeClaim,
    claim: shared.claims.add,
    exchange: (target, claim) => exchange(shared, target, claim),
    settle: (target, claim, exchanged) => settle(shared.settling, { target, claim }, exchanged),
    isBack: async () => {
      await upkeepStore.bringForward(shared.db.sql, id, shared.clock.now());
    },
    atRest: upkeep.atRest,
  });
}

/** A reversal that failed stopped nobody, and is told in the end. */
async function runToEnd(flow: Flow, upkeep: Upkeep): Promise<number> {
  const attempts = await flow.run().catch((error: unknown) => {
    upkeep.takeFailure();
    throw error;
  });
  const failure = upkeep.takeFailure();
  if (failure) throw failure.error;
  return attempts;
}
