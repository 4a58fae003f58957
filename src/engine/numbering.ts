import { present } from '../kernel/assert.ts';
import { accountKey, chart } from '../ledger/chart.ts';
import { batchHash, type HashedPayment } from '../ledger/hash.ts';
import type { TransferKind } from '../ledger/transfers.ts';
import type { Effects, Stamp } from '../payments/effects.ts';
import type { Payment } from '../payments/model.ts';

/** The lane's row as a batch finds it. */
export interface LaneRow {
  readonly id: number;
  readonly epoch: bigint;
  readonly settlementDay: string;
  readonly lastBatch: bigint;
  readonly lastTransfer: bigint;
  readonly lastPosting: bigint;
  readonly lastReceipt: number;
  readonly lastHash: Uint8Array;
}

export interface NumberedTransfer {
  readonly number: bigint;
  readonly kind: TransferKind;
  readonly paymentId: string | null;
  readonly paymentDay: string | null;
  readonly reverses: bigint | null;
  /** Number of its first posting; the others follow. */
  readonly firstPosting: bigint;
  readonly currency: string;
  /** Account and signed amount of each posting. */
  readonly accountIds: readonly bigint[];
  readonly amounts: readonly bigint[];
}

/** A payment as its row has it: what is written, and what is hashed. */
export type PaymentRow = HashedPayment;

/** A batch as it is written: numbered without gaps from the lane's last numbers, hashed onto the chain. */
export interface NumberedBatch {
  readonly number: bigint;
  readonly transfers: readonly NumberedTransfer[];
  readonly lastPosting: bigint;
  readonly payments: readonly PaymentRow[];
  /** Movements of strict balances, by account. */
  readonly balances: readonly { readonly accountId: bigint; readonly debits: bigint; readonly credits: bigint }[];
  readonly entryKeys: readonly { readonly key: string; readonly transfer: bigint }[];
  readonly credits: bigint;
  readonly hash: Uint8Array;
}

/** Numbers the transfers of `effects` in their order. Needs at least one transfer; `accountIds` covers all accounts. */
export function numberBatch(
  lane: LaneRow,
  stamp: Stamp,
  batch: { readonly effects: Effects; readonly accountIds: ReadonlyMap<string, bigint> },
): NumberedBatch {
  const { effects } = batch;
  const { transfers, lastPosting, balances, credits } = numberTransfers(lane, batch);
  const acceptances = new Map<string | null, bigint>();
  for (const transfer of transfers) {
    if (transfer.kind === 'acceptance') acceptances.set(transfer.paymentId, transfer.number);
  }
  const payments = effects.payments.map((payment) =>
    paymentRow(payment, present(acceptances.get(payment.id), 'the acceptance of a payment')),
  );
  const number = lane.lastBatch + 1n;
  return {
    ...{ number, transfers, lastPosting, payments, credits },
    balances: [...balances].map(([accountId, movement]) => ({ accountId, ...movement })),
    entryKeys: effects.entryKeys.map(({ key, transferIndex }) => ({
      key,
      transfer: present(transfers[transferIndex], 'the transfer of an entry key').number,
    })),
    hash: batchHash(lane.lastHash, {
      ...{ lane: lane.id, number, epoch: lane.epoch, settlementDay: stamp.day, committedAt: stamp.at },
      ...{ credits, transfers, payments },
    }),
  };
}

function numberTransfers(
  lane: LaneRow,
  { effects, accountIds }: { readonly effects: Effects; readonly accountIds: ReadonlyMap<string, bigint> },
) {
  const transfers: NumberedTransfer[] = [];
  const balances = new Map<bigint, { debits: bigint; credits: bigint }>();
  let { lastTransfer: number, lastPosting } = lane;
  let credits = 0n;
  for (const { kind, payment, reverses, currency, postings: lines } of effects.transfers) {
    number += 1n;
    const ids: bigint[] = [];
    const amounts: bigint[] = [];
    for (const { account, amount } of lines) {
      const accountId = present(accountIds.get(accountKey(account)), 'the account of a posting');
      ids.push(accountId);
      amounts.push(amount);
      if (amount > 0n) credits += amount;
      if (chart[account.kind].mode === 'strict') addMovement(balances, accountId, amount);
    }
    transfers.push({
      number,
      kind,
      paymentId: payment?.id ?? null,
      paymentDay: payment?.day ?? null,
      reverses,
      firstPosting: lastPosting + 1n,
      currency,
      accountIds: ids,
      amounts,
    });
    lastPosting += BigInt(lines.length);
  }
  return { transfers, lastPosting, balances, credits };
}

function addMovement(
  balances: Map<bigint, { debits: bigint; credits: bigint }>,
  accountId: bigint,
  amount: bigint,
): void {
  const movement = balances.get(accountId) ?? { debits: 0n, credits: 0n };
  if (amount < 0n) movement.debits -= amount;
  else movement.credits += amount;
  balances.set(accountId, movement);
}

/** Written out column by column: copying an object of this size is what a batch would spend most of its time on. */
function paymentRow(payment: Payment, transfer: bigint): PaymentRow {
  const { payerFee, providerFee, commission } = payment;
  return {
    id: payment.id,
    settlementDay: payment.settlementDay,
    receiptNumber: payment.receiptNumber,
    receiptToken: payment.receiptToken,
    transfer,
    basketId: payment.basketId,
    line: payment.line,
    agentId: payment.agentId,
    outletId: payment.outletId,
    tellerId: payment.tellerId,
    channel: payment.channel,
    providerId: payment.providerId,
    account: payment.account,
    fields: payment.fields,
    citizenId: payment.citizenId,
    quoteId: payment.quoteId,
    currency: payment.currency,
    amount: payment.amount,
    payerFee: payerFee.fee,
    payerFeeVat: payerFee.vat,
    payerFeeRule: payerFee.rule?.id ?? null,
    payerFeeVersion: payerFee.rule?.version ?? null,
    providerFee: providerFee.fee,
    providerFeeVat: providerFee.vat,
    providerFeeRule: providerFee.rule?.id ?? null,
    providerFeeVersion: providerFee.rule?.version ?? null,
    providerFeeMode: payment.providerFeeMode,
    commission: commission.fee,
    commissionRule: commission.rule?.id ?? null,
    commissionVersion: commission.rule?.version ?? null,
    duplicateConfirmed: payment.duplicateConfirmed,
    acceptedAt: payment.acceptedAt,
  };
}
