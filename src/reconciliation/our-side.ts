import type { Database } from '../platform/database/sql.ts';
import type { OurPayment } from './model.ts';
import * as store from './store.ts';

/** The payments that became a provider's on a day. */
export interface OurDay {
  /** By reference. */
  readonly payments: ReadonlyMap<string, OurPayment>;
  /** When the first of them was accepted; null where there is none. */
  readonly firstAccepted: Date | null;
}

/** Transfers that one statement looks at. */
const transfersPerPage = 10_000n;

/** The day of some providers from the transfers that moved money to them; one without payments is absent. */
export async function readOurs(
  db: Database,
  day: string,
  providerIds: readonly string[],
): Promise<ReadonlyMap<string, OurDay>> {
  const days = new Map<string, { payments: Map<string, OurPayment>; firstAccepted: Date | null }>();
  for await (const { providerId, acceptedAt, ...payment } of settledOn(db, day, providerIds)) {
    const of = days.get(providerId) ?? { payments: new Map<string, OurPayment>(), firstAccepted: null };
    of.payments.set(payment.reference, payment);
    if (of.firstAccepted === null || acceptedAt < of.firstAccepted) of.firstAccepted = acceptedAt;
    days.set(providerId, of);
  }
  return days;
}

async function* settledOn(
  db: Database,
  day: string,
  providerIds: readonly string[],
): AsyncGenerator<store.SettledPayment, void> {
  for (const { lane, from, through } of await store.selectTransferRanges(db.sql, day)) {
    for (let first = from; first <= through; first += transfersPerPage) {
      const last = first + transfersPerPage - 1n;
      const page = { lane, from: first, through: last < through ? last : through, providerIds };
      yield* await store.selectSettled(db.sql, day, page);
    }
  }
}
