import type { SqlParam } from '../../platform/database/sql.ts';
import type { Effects, Stamp } from '../../payments/effects.ts';
import type { LaneRow, NumberedBatch } from '../numbering.ts';
import { plainArray, plainColumn, textColumn } from './array-literal.ts';

/** A strict balance as it was when the batch was decided, and how far it may go. */
export interface BalanceBefore {
  readonly balance: bigint;
  readonly floor: bigint;
}

export interface BatchToWrite {
  readonly lane: LaneRow;
  readonly stamp: Stamp;
  readonly effects: Effects;
  /** Null where nothing is posted: only keys are written then. */
  readonly numbered: NumberedBatch | null;
  readonly before: (accountId: bigint) => BalanceBefore;
}

/** Parameters of `writeBatchStatement`, in its order. */
export function paramsOf(batch: BatchToWrite): SqlParam[] {
  return [
    ...laneParams(batch),
    ...transferParams(batch),
    ...paymentParams(batch),
    ...keyParams(batch.effects),
    ...deliveryParams(batch.effects),
    ...guardParams(batch.effects),
    ...evidenceParams(batch.effects),
  ];
}

function laneParams({ lane, stamp, numbered, effects }: BatchToWrite): SqlParam[] {
  const transfers = BigInt(numbered?.transfers.length ?? 0);
  return [
    lane.id,
    lane.epoch,
    stamp.day,
    lane.lastTransfer,
    numbered?.number ?? lane.lastBatch,
    lane.lastTransfer + transfers,
    numbered?.lastPosting ?? lane.lastPosting,
    effects.payments.length,
    numbered?.hash ?? lane.lastHash,
    lane.lastPosting + 1n,
    numbered?.credits ?? 0n,
    stamp.at,
    lane.lastHash,
  ];
}

function transferParams({ numbered, before }: BatchToWrite): SqlParam[] {
  const transfers = numbered?.transfers ?? [];
  const balances = (numbered?.balances ?? []).map((moved) => ({ ...moved, ...before(moved.accountId) }));
  return [
    plainColumn(transfers, (row) => row.number),
    plainColumn(transfers, (row) => row.kind),
    plainColumn(transfers, (row) => row.paymentId),
    plainColumn(transfers, (row) => row.paymentDay),
    plainColumn(transfers, (row) => row.reverses),
    plainColumn(transfers, (row) => row.firstPosting),
    plainColumn(transfers, (row) => row.accountIds.length),
    plainColumn(transfers, (row) => row.currency),
    // The postings of all transfers one after the other; each transfer takes its own out of them.
    plainColumn(transfers, (row) => row.accountIds.join(',')),
    plainColumn(transfers, (row) => row.amounts.join(',')),
    plainColumn(balances, (row) => row.accountId),
    plainColumn(balances, (row) => row.debits),
    plainColumn(balances, (row) => row.credits),
    plainColumn(balances, (row) => row.balance),
    plainColumn(balances, (row) => row.floor),
  ];
}

function paymentParams({ numbered }: BatchToWrite): SqlParam[] {
  const rows = numbered?.payments ?? [];
  return [
    plainColumn(rows, (row) => row.id),
    plainColumn(rows, (row) => row.receiptNumber),
    plainColumn(rows, (row) => row.receiptToken),
    plainColumn(rows, (row) => row.transfer),
    plainColumn(rows, (row) => row.basketId),
    plainColumn(rows, (row) => row.line),
    plainColumn(rows, (row) => row.agentId),
    plainColumn(rows, (row) => row.outletId),
    plainColumn(rows, (row) => row.tellerId),
    plainColumn(rows, (row) => row.channel),
    plainColumn(rows, (row) => row.providerId),
    textColumn(rows, (row) => row.account),
    textColumn(rows, (row) => fieldsText(row.fields)),
    plainColumn(rows, (row) => row.citizenId),
    plainColumn(rows, (row) => row.quoteId),
    plainColumn(rows, (row) => row.currency),
    plainColumn(rows, (row) => row.amount),
    plainColumn(rows, (row) => row.payerFee),
    plainColumn(rows, (row) => row.payerFeeVat),
    plainColumn(rows, (row) => row.payerFeeRule),
    plainColumn(rows, (row) => row.payerFeeVersion),
    plainColumn(rows, (row) => row.providerFee),
    plainColumn(rows, (row) => row.providerFeeVat),
    plainColumn(rows, (row) => row.providerFeeRule),
    plainColumn(rows, (row) => row.providerFeeVersion),
    plainColumn(rows, (row) => row.providerFeeMode),
    plainColumn(rows, (row) => row.commission),
    plainColumn(rows, (row) => row.commissionRule),
    plainColumn(rows, (row) => row.commissionVersion),
    plainColumn(rows, (row) => row.duplicateConfirmed),
  ];
}

function keyParams({ keys }: Effects): SqlParam[] {
  return [
    plainColumn(keys, (key) => key.agentId),
    textColumn(keys, (key) => key.clientKey),
    textColumn(keys, (key) => key.requestHash),
    plainColumn(keys, (key) => key.status),
    textColumn(keys, (key) => (key.answer ? JSON.stringify(key.answer) : null)),
    plainColumn(keys, (key) => key.basketId),
  ];
}

function deliveryParams({ deliveries, providerReferences, outbox }: Effects): SqlParam[] {
  return [
    plainColumn(deliveries, (change) => change.settlementDay),
    plainColumn(deliveries, (change) => change.paymentId),
    plainColumn(deliveries, (change) => change.fromState),
    plainColumn(deliveries, (change) => change.attemptNo),
    plainColumn(deliveries, (change) => change.toState),
    textColumn(deliveries, (change) => change.providerTransaction),
    plainColumn(deliveries, (change) => change.reversalRequested),
    plainColumn(deliveries, (change) => change.decidedDay),
    plainColumn(providerReferences, (reference) => reference.providerId),
    textColumn(providerReferences, (reference) => reference.providerTransaction),
    plainColumn(providerReferences, (reference) => reference.paymentId),
    plainColumn(outbox, (event) => event.topic),
    plainColumn(outbox, (event) => event.subjectId),
  ];
}

/** Whoever takes part must still be active at the instant of the write. */
function guardParams({ payments }: Effects): SqlParam[] {
  const distinct = (ids: readonly (string | null)[]) => plainArray([...new Set(ids)].filter((id) => id !== null));
  return [
    distinct(payments.map((payment) => payment.agentId)),
    distinct(payments.map((payment) => payment.tellerId)),
    distinct(payments.map((payment) => payment.providerId)),
  ];
}

function evidenceParams({ attemptEnds }: Effects): SqlParam[] {
  return [
    plainColumn(attemptEnds, (end) => end.settlementDay),
    plainColumn(attemptEnds, (end) => end.paymentId),
    plainColumn(attemptEnds, (end) => end.attemptNo),
    plainColumn(attemptEnds, (end) => end.kind),
    plainColumn(attemptEnds, (end) => end.at),
    textColumn(attemptEnds, (end) => end.worker),
    textColumn(attemptEnds, (end) => end.outcome),
    textColumn(attemptEnds, (end) => end.providerCode),
    textColumn(attemptEnds, (end) => end.reason),
  ];
}

const emptyFields = '{}';

function fieldsText(fields: Readonly<Record<string, string>>): string {
  for (const _name in fields) return JSON.stringify(fields);
  return emptyFields;
}
