import { createHash } from 'node:crypto';

/** What a batch's hash covers, in canonical order: transfers and postings by number, payments by receipt number. */
export interface BatchContent {
  readonly lane: number;
  readonly number: bigint;
  readonly epoch: bigint;
  readonly settlementDay: string;
  /** Also the instant at which every transfer of the batch is posted. */
  readonly committedAt: Date;
  readonly credits: bigint;
  readonly transfers: readonly HashedTransfer[];
  readonly payments: readonly HashedPayment[];
}

export interface HashedTransfer {
  readonly number: bigint;
  readonly kind: string;
  readonly paymentId: string | null;
  readonly paymentDay: string | null;
  readonly reverses: bigint | null;
  readonly firstPosting: bigint;
  readonly currency: string;
  readonly accountIds: readonly bigint[];
  readonly amounts: readonly bigint[];
}

/** Every column of a payment: none of them ever changes. `settlementDay` is the batch's, and hashed with it. */
export interface HashedPayment {
  readonly id: string;
  readonly settlementDay: string;
  readonly receiptNumber: string;
  readonly receiptToken: string;
  readonly transfer: bigint;
  readonly basketId: string;
  readonly line: number;
  readonly agentId: string;
  readonly outletId: string | null;
  readonly tellerId: string | null;
  readonly channel: string;
  readonly providerId: string;
  readonly account: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly citizenId: string | null;
  readonly quoteId: string | null;
  readonly currency: string;
  readonly amount: bigint;
  readonly payerFee: bigint;
  readonly payerFeeVat: bigint;
  readonly payerFeeRule: string | null;
  readonly payerFeeVersion: number | null;
  readonly providerFee: bigint;
  readonly providerFeeVat: bigint;
  readonly providerFeeRule: string | null;
  readonly providerFeeVersion: number | null;
  readonly providerFeeMode: string;
  readonly commission: bigint;
  readonly commissionRule: string | null;
  readonly commissionVersion: number | null;
  readonly duplicateConfirmed: boolean;
  readonly acceptedAt: Date;
}

/** Hash before the first batch of a lane. */
export const genesisHash = Buffer.alloc(32);

/**
 * SHA-256 over the previous hash and one JSON line per row: `["b",…]` for the batch, then `["t",…]` transfers,
 * `["p",…]` postings and `["y",…]` payments; numbers as decimal text, instants as ISO 8601 UTC. The lines are put together
 * by hand, since the lane writes eight of them for every payment; free text goes through the JSON of the platform.
 */
export function batchHash(previous: Uint8Array, content: BatchContent): Buffer {
  const { lane, number, epoch, settlementDay, committedAt, credits } = content;
  const at = committedAt.toISOString();
  const lines = [`["b",${lane},"${number}","${epoch}","${settlementDay}","${at}","${credits}"]\n`];
  for (const t of content.transfers) {
    lines.push(
      `["t","${t.number}","${t.kind}",${orNull(t.paymentId)},${orNull(t.paymentDay)},${orNull(t.reverses)},"${at}"]\n`,
    );
  }
  for (const t of content.transfers) {
    const { accountIds, amounts, currency } = t;
    let posting = t.firstPosting;
    for (let line = 0; line < accountIds.length; line += 1) {
      lines.push(`["p","${posting}","${t.number}","${accountIds[line]}","${currency}","${amounts[line]}"]\n`);
      posting += 1n;
    }
  }
  for (const y of content.payments)
    lines.push(paymentLine(y, y.acceptedAt === committedAt ? at : y.acceptedAt.toISOString()));
  return createHash('sha256').update(previous).update(lines.join('')).digest();
}

/** Columns in the order they are hashed in; the provider's own fields come last, by name. */
function paymentLine(y: HashedPayment, at: string): string {
  return (
    `["y","${y.id}","${y.receiptNumber}","${y.receiptToken}","${y.transfer}","${y.basketId}",${y.line},` +
    `"${y.agentId}",${orNull(y.outletId)},${orNull(y.tellerId)},"${y.channel}","${y.providerId}",${JSON.stringify(y.account)},` +
    `${orNull(y.citizenId)},${orNull(y.quoteId)},"${y.currency}","${y.amount}",` +
    `"${y.payerFee}","${y.payerFeeVat}",${orNull(y.payerFeeRule)},${y.payerFeeVersion},` +
    `"${y.providerFee}","${y.providerFeeVat}",${orNull(y.providerFeeRule)},${y.providerFeeVersion},"${y.providerFeeMode}",` +
    `"${y.commission}",${orNull(y.commissionRule)},${y.commissionVersion},${y.duplicateConfirmed},"${at}"` +
    `${fieldCells(y.fields)}]\n`
  );
}

function orNull(value: string | bigint | null): string {
  return value === null ? 'null' : `"${value}"`;
}

function fieldCells(fields: Readonly<Record<string, string>>): string {
  const cells = Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return cells.map(([name, value]) => `,${JSON.stringify(name)},${JSON.stringify(value)}`).join('');
}
