import { assert, present } from '../kernel/assert.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Effects, Stamp } from '../payments/effects.ts';
import type { LaneRow, NumberedBatch } from './numbering.ts';
import { writeBatchText, writeEffectsText } from './write-statements.ts';

/**
 * Writes a batch and all that goes with it in one statement, from one JSON document. Every guarded change says how many
 * rows it must touch; a difference means that something moved under the lock, and stops the transaction.
 */
export async function writeBatch(
  { sql, lane, stamp }: { readonly sql: Sql; readonly lane: LaneRow; readonly stamp: Stamp },
  batch: NumberedBatch,
): Promise<void> {
  const document = {
    lane: lane.id,
    epoch: text(lane.epoch),
    day: stamp.day,
    at: stamp.at.toISOString(),
    batch: text(batch.number),
    firstTransfer: text(lane.lastTransfer + 1n),
    lastTransfer: text(lane.lastTransfer + BigInt(batch.transfers.length)),
    firstPosting: text(lane.lastPosting + 1n),
    lastPosting: text(batch.lastPosting),
    receipts: batch.payments.length,
    credits: text(batch.credits),
    prevHash: Buffer.from(lane.lastHash).toString('hex'),
    hash: Buffer.from(batch.hash).toString('hex'),
    transfers: batch.transfers,
    balances: batch.balances,
    entryKeys: batch.entryKeys,
    payments: batch.payments,
  };
  const touched = present(
    await sql.first<{ lanes: number; balances: number }>(writeBatchText, [toJson(document)], {
      prepared: 'reference_batch',
    }),
    'the counts of a batch',
  );
  assert(touched.lanes === 1, 'the lane is still held in the epoch it was locked in');
  assert(touched.balances === batch.balances.length, 'every strict balance of the batch was moved');
}

/** Writes the rest of a decision: keys, delivery changes, ends of attempts, references, reversals, codes, cases and the outbox. */
export async function writeEffects(sql: Sql, stamp: Stamp, effects: Effects): Promise<void> {
  const document = {
    at: stamp.at.toISOString(),
    keys: effects.keys,
    deliveries: effects.deliveries,
    attemptEnds: effects.attemptEnds,
    references: effects.providerReferences,
    reversals: effects.reversals,
    codes: effects.paymentCodes,
    cases: effects.cases,
    outbox: effects.outbox,
  };
  const touched = present(
    await sql.first<{ deliveries: number; codes: number }>(writeEffectsText, [toJson(document)], {
      prepared: 'reference_effects',
    }),
    'the counts of the effects',
  );
  assert(touched.deliveries === effects.deliveries.length, 'every delivery was as it was when it was decided on');
  assert(touched.codes === effects.paymentCodes.length, 'every payment code was still to be paid');
}

function text(value: bigint): string {
  return value.toString();
}

/** JSON with bigints as text, which PostgreSQL reads into bigint columns without loss. */
function toJson(document: unknown): string {
  return JSON.stringify(document, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
