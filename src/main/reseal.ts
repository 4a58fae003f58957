import { setTimeout as sleep } from 'node:timers/promises';
import { sealedOfAccounts } from '../accounts/sealed.ts';
import { sealedOfCitizens } from '../citizens/sealed.ts';
import { sealedOfDesks } from '../desks/sealed.ts';
import { sealedOfNotices } from '../notices/sealed.ts';
import type { Sealed, SealedDeps } from '../platform/crypto/resealing.ts';
import { sealedOfNotifications } from '../provider-notifications/sealed.ts';
import { sealedOfProviders } from '../providers/sealed.ts';
import { sealedOfSignatures } from '../signatures/sealed.ts';
import { sealedOfWallets } from '../wallets/sealed.ts';
import { sealedOfWebhooks } from '../webhooks/sealed.ts';

/** Everything in the database that is sealed with the hub's keys. */
export function allSealed(deps: SealedDeps): readonly Sealed[] {
  return [
    sealedOfCitizens,
    sealedOfAccounts,
    sealedOfProviders,
    sealedOfNotifications,
    sealedOfSignatures,
    sealedOfWebhooks,
    sealedOfWallets,
    sealedOfDesks,
    sealedOfNotices,
  ].flatMap((of) => of(deps));
}

export interface SealedLeft {
  readonly name: string;
  /** Rows that keys of before have made. */
  readonly left: number;
}

export async function countLeft(sealed: readonly Sealed[]): Promise<SealedLeft[]> {
  const counted: SealedLeft[] = [];
  for (const { name, countStale } of sealed) counted.push({ name, left: await countStale() });
  return counted;
}

/** A row that is in use is passed over, so the rounds go on while some were; a row that is held for longer is left. */
const mostRounds = 5;
const pauseMs = 200;

/**
 * Moves everything to the current keys, batch by batch, beside a running hub. `moved` hears after each batch how many rows of a column
 * it has moved. Whatever stops it, the next run goes on from there. Returns what is left: rows that somebody was at all the time.
 */
export async function resealAll(
  sealed: readonly Sealed[],
  moved: (name: string, rows: number) => void,
): Promise<SealedLeft[]> {
  for (let round = 1; ; round += 1) {
    for (const { name, reseal } of sealed) {
      for (let rows = await reseal(); rows > 0; rows = await reseal()) moved(name, rows);
    }
    const left = await countLeft(sealed);
    if (round === mostRounds || left.every((one) => one.left === 0)) return left;
    await sleep(pauseMs);
  }
}
