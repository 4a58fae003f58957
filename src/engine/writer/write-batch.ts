import type { PreparedStatement } from '../../platform/database/session.ts';
import type { SqlParam } from '../../platform/database/sql.ts';
import type { Effects, Stamp } from '../../payments/effects.ts';
import type { LaneRow, NumberedBatch } from '../numbering.ts';
import { plainArray } from './array-literal.ts';
import { type Cell, numbersCell, recordArray, textCell } from './record-literal.ts';
import { writeAnswersStatement, writeBatchStatement, writePaymentsStatement } from './write-batch-statement.ts';

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

/** The statement that writes a batch, with its parameters in their order. */
export function writeOf(batch: BatchToWrite): { readonly statement: PreparedStatement; readonly params: SqlParam[] } {
  const { payments, keys, deliveries, attemptEnds, providerReferences } = batch.effects;
  const common = [...laneParams(batch), ...ledgerParams(batch)];
  if (deliveries.length + attemptEnds.length + providerReferences.length === 0) {
    return { statement: writePaymentsStatement, params: [...common, ...paymentParams(batch)] };
  }
  if (payments.length + keys.length === 0) {
    return { statement: writeAnswersStatement, params: [...common, ...answerParams(batch.effects)] };
  }
  return {
    statement: writeBatchStatement,
    params: [...common, ...paymentParams(batch), ...answerParams(batch.effects)],
  };
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

function ledgerParams({ numbered, effects, before }: BatchToWrite): SqlParam[] {
  return [
    recordArray(numbered?.transfers ?? [], transferCells),
    recordArray(numbered?.balances ?? [], ({ accountId, debits, credits }) => {
      const { balance, floor } = before(accountId);
      return [accountId, debits, credits, balance, floor];
    }),
    recordArray(effects.outbox, ({ topic, subjectId }) => [topic, subjectId]),
  ];
}

type TransferRow = NumberedBatch['transfers'][number];

function transferCells(row: TransferRow): Cell[] {
  return [
    row.number,
    row.kind,
    row.paymentId,
    row.paymentDay,
    row.reverses,
    row.firstPosting,
    row.currency,
    numbersCell(row.accountIds),
    numbersCell(row.amounts),
  ];
}

function paymentParams({ numbered, effects }: BatchToWrite): SqlParam[] {
  return [
    recordArray(numbered?.payments ?? [], paymentCells),
    recordArray(effects.keys, keyCells),
    ...guardParams(effects),
  ];
}

type PaymentRow = NumberedBatch['payments'][number];

function paymentCells(row: PaymentRow): Cell[] {
  return [
    row.id,
    row.receiptNumber,
    row.receiptToken,
    row.transfer,
    row.basketId,
    row.line,
    row.agentId,
    row.outletId,
    row.tellerId,
    row.channel,
    row.providerId,
    textCell(row.account),
    textCell(fieldsText(row.fields)),
    row.citizenId,
    row.quoteId,
    row.currency,
    row.amount,
    row.payerFee,
    row.payerFeeVat,
    row.payerFeeRule,
    row.payerFeeVersion,
    row.providerFee,
    row.providerFeeVat,
    row.providerFeeRule,
    row.providerFeeVersion,
    row.providerFeeMode,
    row.commission,
    row.commissionRule,
    row.commissionVersion,
    row.duplicateConfirmed,
  ];
}

function keyCells(key: Effects['keys'][number]): Cell[] {
  return [
    key.agentId,
    textCell(key.clientKey),
    key.requestHash,
    key.status,
    textCell(key.answer ? JSON.stringify(key.answer) : null),
    key.basketId,
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

function answerParams({ deliveries, attemptEnds, providerReferences }: Effects): SqlParam[] {
  return [
    recordArray(deliveries, moveCells),
    recordArray(attemptEnds, attemptEndCells),
    recordArray(providerReferences, (reference) => [
      reference.providerId,
      textCell(reference.providerTransaction),
      reference.paymentId,
    ]),
  ];
}

function moveCells(change: Effects['deliveries'][number]): Cell[] {
  return [
    change.settlementDay,
    change.paymentId,
    change.fromState,
    change.attemptNo,
    change.toState,
    textCell(change.providerTransaction),
    change.reversalRequested,
    change.decidedDay,
  ];
}

function attemptEndCells(end: Effects['attemptEnds'][number]): Cell[] {
  return [
    end.settlementDay,
    end.paymentId,
    end.attemptNo,
    end.kind,
    end.at.toISOString(),
    textCell(end.worker),
    textCell(end.outcome),
    textCell(end.providerCode),
    textCell(end.reason),
  ];
}

const emptyFields = '{}';

function fieldsText(fields: Readonly<Record<string, string>>): string {
  for (const _name in fields) return JSON.stringify(fields);
  return emptyFields;
}
