import { setTimeout as sleep } from 'node:timers/promises';
import { sealedOfAccounts } from '../accounts/sealed.ts';
import { sealedOfCitizens } from '../citizens/sealed.ts';
import { sealedOfDesks } from '../desks/sealed.ts';
import { sealedOfNotices } from '../notices/sealed.ts';
import { beforeAll, type Sealed, type SealedDeps } from '../platform/crypto/resealing.ts';
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

/** What of a column was left behind. */
export interface ResealedColumn extends SealedLeft {
  /** Of those that are left: values that no key of the hub opens. */
  readonly broken: number;
  /** Their rows, by id, at most 100. */
  readonly brokenIds: readonly string[];
}

const mostNamed = 100;
/** A row that is in use is passed over, so the rounds go on while some were; a row that is held for longer is left. */
const mostRounds = 5;
const pauseMs = 200;

/**
 * Moves everything to the current keys, batch by batch, beside a running hub. `moved` hears after each batch how many rows of a column
 * it has moved. Whatever stops it, the next run goes on from there. A value that does not open stops nothing: it stays as it is, and is
 * named. Returns what is left: such rows, and rows that somebody was at all the time.
 */
export async function resealAll(
  sealed: readonly Sealed[],
  moved: (name: string, rows: number) => void,
): Promise<ResealedColumn[]> {
  for (let round = 1; ; round += 1) {
    const columns: ResealedColumn[] = [];
    for (const column of sealed) columns.push(await resealColumn(column, moved));
    if (round === mostRounds || columns.every(({ left, broken }) => left <= broken)) return columns;
    await sleep(pauseMs);
  }
}

async function resealColumn(
  { name, reseal, countStale }: Sealed,
  moved: (name: string, rows: number) => void,
): Promise<ResealedColumn> {
  let broken = 0;
  const brokenIds: string[] = [];
  for (let after: string | null = beforeAll; after !== null;) {
    const batch = await reseal(after);
    if (batch.moved > 0) moved(name, batch.moved);
    broken += batch.broken.length;
    brokenIds.push(...batch.broken.slice(0, mostNamed - brokenIds.length));
    after = batch.last;
  }
  return { name, left: await countStale(), broken, brokenIds };
}
