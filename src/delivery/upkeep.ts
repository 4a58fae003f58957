import type { Clock } from '../kernel/clock.ts';
import type { ReversePayment } from '../payments/commands.ts';
import type { Database } from '../platform/database/sql.ts';
import type { DeliveryTarget } from './exchange.ts';
import { poisonAfter, poisonPauseMs, type DeliverySettings } from './model.ts';
import { expireLeases, listReversible } from './upkeep-store.ts';

export interface UpkeepDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly settings: DeliverySettings;
  readonly connect: (providerId: string) => Promise<DeliveryTarget | undefined>;
  readonly reverse: (command: ReversePayment) => Promise<unknown>;
}

/** What must be seen to at a provider beside its deliveries; a run asks for it before every claim. */
export interface Upkeep {
  /** Frees lapsed leases, carries reversals out and returns the provider as it is now, each as often as it is needed. */
  beforeClaim(): Promise<DeliveryTarget | undefined>;
  /** Carries out the reversals that waited for the answers which have come. */
  atRest(): Promise<void>;
  /** The first reversal that failed since this was last asked. */
  takeFailure(): { readonly error: unknown } | undefined;
}

/** A change of a provider's entry, and a reversal left behind by a dead worker, may wait so long. Real time. */
const lookAgainMs = 1_000;
/** Leases are looked at so many times while one lasts. */
const looksPerLease = 12;

export function createUpkeep(deps: UpkeepDeps, providerId: string): Upkeep {
  let leasesSeen = Number.NEGATIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let target: DeliveryTarget | undefined;
  let failure: { readonly error: unknown } | undefined;

  async function freeLeases(): Promise<void> {
    const now = deps.clock.now();
    if (Math.abs(now.getTime() - leasesSeen) < deps.settings.leaseMs / looksPerLease) return;
    const poisonUntil = new Date(now.getTime() + poisonPauseMs);
    await expireLeases(deps.db.sql, { providerId, now, poisonAfter, poisonUntil });
    leasesSeen = now.getTime();
  }

  /** Reversals that can happen now: nothing was sent, or the provider refused. One that fails keeps no other waiting. */
  async function carryOutReversals(): Promise<void> {
    for (const payment of await listReversible(deps.db.sql, providerId)) {
      const wish = { agentId: null, requestedBy: 'hub', reason: 'requested earlier', canCancel: false };
      await deps.reverse({ ...wish, payment }).catch((error: unknown) => {
        failure ??= { error };
      });
    }
  }

  return {
    async beforeClaim() {
      // What needs no provider comes first: one that cannot be connected any more keeps neither leases nor money.
      await freeLeases();
      if (performance.now() - lookedAt < lookAgainMs) return target;
      await carryOutReversals();
      target = await deps.connect(providerId);
      lookedAt = performance.now();
      return target;
    },
    atRest: carryOutReversals,
    takeFailure() {
      const taken = failure;
      failure = undefined;
      return taken;
    },
  };
}
