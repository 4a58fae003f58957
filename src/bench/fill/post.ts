import { learnAccounts, type AccountIds } from '../../engine/accounts.ts';
import { numberBatch, type LaneRow } from '../../engine/numbering.ts';
import { writeBatch, writeEffects } from '../../engine/write.ts';
import type { Effects, Stamp } from '../../payments/effects.ts';
import { decided } from '../../payments/effects.ts';
import type { Sql } from '../../platform/database/sql.ts';

/** Where the books stand: what a batch starts from, and what it leaves. */
export interface Standing {
  readonly lane: LaneRow;
  readonly accounts: AccountIds;
}

/** Writes the effects of many decisions as one batch. Returns where the books stand then, and the number of the first transfer. */
export async function postAll(
  sql: Sql,
  { lane, accounts }: Standing,
  batch: { readonly stamp: Stamp; readonly effects: readonly Effects[] },
): Promise<Standing & { readonly firstTransfer: bigint }> {
  const { stamp } = batch;
  const effects = mergeEffects(batch.effects);
  const firstTransfer = lane.lastTransfer + 1n;
  if (effects.transfers.length === 0) return { lane, accounts, firstTransfer };
  const accountIds = await learnAccounts(
    sql,
    accounts,
    effects.transfers.flatMap((draft) => draft.postings.map((line) => line.account)),
  );
  const numbered = numberBatch(lane, stamp, { effects, accountIds });
  await writeBatch({ sql, lane, stamp }, numbered);
  await writeEffects(sql, stamp, effects);
  return {
    firstTransfer,
    accounts: accountIds,
    lane: {
      ...lane,
      lastBatch: numbered.number,
      lastTransfer: lane.lastTransfer + BigInt(numbered.transfers.length),
      lastPosting: numbered.lastPosting,
      lastReceipt: lane.lastReceipt + numbered.payments.length,
      lastHash: numbered.hash,
    },
  };
}

/** All effects in the order of their decisions. What would be published is left out: in books that are filled it was long ago. */
function mergeEffects(list: readonly Effects[]): Effects {
  return {
    ...decided(null).effects,
    keys: list.flatMap((effects) => effects.keys),
    payments: list.flatMap((effects) => effects.payments),
    transfers: list.flatMap((effects) => effects.transfers),
    deliveries: list.flatMap((effects) => effects.deliveries),
    providerReferences: list.flatMap((effects) => effects.providerReferences),
  };
}
