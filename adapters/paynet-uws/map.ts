import type { CancelOutcome, Evidence, PayOutcome, PayRequest, StatusOutcome } from '../../src/kernel/adapter.ts';
import { evidence, type Reason } from '../kit/evidence.ts';
import { isAnotherNumber, providerNumber } from '../kit/provider-number.ts';
import { alreadyCancelledCode, cancelRefusals, meaningOf, notFoundCode } from './codes.ts';
import type { PaynetSettings } from './settings.ts';
import type { Booking } from './statement.ts';
import { fromWallClock } from '../kit/offset-clock.ts';
import type { Cancelled, Checked, Performed } from './wire.ts';

const dayMs = 86_400_000;
const [done, cancelled, notFound] = [1, 2, 3];

/** A transaction that PerformTransaction booked: its answer repeats nothing of ours but the id of the call. */
export function performOutcome(answer: Performed, request: PayRequest, settings: PaynetSettings): PayOutcome {
  if (!bookedAt(answer.timestamp, request, settings)) return unknown('date_out_of_range');
  return confirmed(providerNumber(answer.providerTrnId));
}

/** An error of PerformTransaction, other than that the transaction is there already. */
export function performRefusal(code: string, request: PayRequest, settings: PaynetSettings): PayOutcome {
  const meaning = meaningOf(code, settings.codes);
  if (meaning.pay === 'unknown') return unknown(meaning.reason, code);
  if (request.repeat === true) return unknown('refusal_of_a_repeat', code);
  return { kind: 'rejected', evidence: evidence(meaning.reason, code) };
}

/** A transaction that is done by CheckTransaction, whose amount still has to be proven; or an outcome. */
export type CheckVerdict =
  { readonly kind: 'done'; readonly bookedAt: Date; readonly transaction: string | null } | StatusOutcome;

export function checkVerdict(answer: Checked, request: PayRequest, settings: PaynetSettings): CheckVerdict {
  const state = String(answer.transactionState);
  if (answer.transactionState === notFound) return { kind: 'not-found', evidence: evidence('not_found', state) };
  const transaction = providerNumber(answer.providerTrnId);
  if (isAnotherNumber(transaction, request.providerTransaction)) return unknown('transaction_mismatch', state);
  if (answer.transactionState === cancelled) return { kind: 'rejected', evidence: evidence('cancelled', state) };
  if (answer.transactionState !== done) return unknown('unknown_code', state);
  const booked = bookedAt(answer.timestamp ?? '', request, settings);
  return booked ? { kind: 'done', bookedAt: booked, transaction } : unknown('date_out_of_range', state);
}

export function checkRefusal(code: string, settings: PaynetSettings): StatusOutcome {
  if (code === notFoundCode) return { kind: 'not-found', evidence: evidence('not_found', code) };
  return unknown(meaningOf(code, settings.codes).reason, code);
}

/** A done transaction beside what the statement has under our reference. */
export function provenOutcome(lines: readonly Booking[], request: PayRequest, transaction: string | null): PayOutcome {
  const ours = lines.filter((line) => line.reference === request.reference);
  const [line] = ours;
  if (!line) return unknown('amount_missing');
  if (ours.some((one) => one.amount !== request.amount)) return unknown('amount_mismatch');
  if (isAnotherNumber(line.transaction, transaction)) return unknown('transaction_mismatch');
  return confirmed(transaction);
}

export function cancelOutcome(answer: Cancelled, request: PayRequest): CancelOutcome {
  const state = String(answer.transactionState);
  if (isAnotherNumber(providerNumber(answer.providerTrnId), request.providerTransaction)) {
    return unknown('transaction_mismatch', state);
  }
  if (answer.transactionState !== cancelled) return unknown('unknown_code', state);
  return { kind: 'cancelled', evidence: evidence('ok', state) };
}

export function cancelRefusal(code: string, settings: PaynetSettings): CancelOutcome {
  if (code === alreadyCancelledCode) return { kind: 'cancelled', evidence: evidence('cancelled', code) };
  const reason = cancelRefusals.get(code);
  if (reason === undefined) return unknown(meaningOf(code, settings.codes).reason, code);
  return { kind: 'refused', evidence: evidence(reason, code) };
}

export function confirmed(transaction: string | null): PayOutcome {
  return { kind: 'confirmed', providerTransaction: transaction, evidence: evidence('ok') };
}

/** When it was booked, if that can be: from a day before acceptance to as long after it as the settings say. */
function bookedAt(timestamp: string, request: PayRequest, settings: PaynetSettings): Date | undefined {
  const instant = fromWallClock(timestamp, settings.utcOffset);
  if (!instant) return undefined;
  const afterMs = instant.getTime() - request.acceptedAt.getTime();
  return afterMs >= -dayMs && afterMs <= settings.bookedWithinDays * dayMs ? instant : undefined;
}

function unknown(
  reason: Reason,
  code: string | null = null,
): { readonly kind: 'unknown'; readonly evidence: Evidence } {
  return { kind: 'unknown', evidence: evidence(reason, code) };
}
