import type {
  CardCredit,
  CardOutcome,
  MeterReading,
  MeterState,
  ReadingOutcome,
} from '../../src/kernel/meter-contract.ts';
import { formatAmount, parseAmount } from '../../src/kernel/money.ts';
import { evidence, type Reason } from '../kit/evidence.ts';
import type {
  CreditAnswerBody,
  CreditRequestBody,
  MeterBody,
  ReadingAnswerBody,
  ReadingRequestBody,
} from './wire-meters.ts';

export function meterOf(body: MeterBody | null | undefined): MeterState | null {
  if (!body) return null;
  const { serial, unit, lastReading, usedInPeriod, smartCard } = body;
  return {
    ...{ serial, unit, smartCard },
    lastReading: lastReading && { value: Number(lastReading.value), readOn: lastReading.readOn },
    usedInPeriod: usedInPeriod === null ? null : Number(usedInPeriod),
  };
}

export function readingBody({ id, account, serial, value, readOn }: MeterReading): ReadingRequestBody {
  return { id, account, serial, value: String(value), readOn };
}

/** A reading in the answer; of another than the one that was sent nothing is believed. */
export function readingOutcome(body: ReadingAnswerBody, sent: MeterReading): ReadingOutcome {
  if (body.account !== sent.account || body.serial !== sent.serial) return unknown('account_mismatch');
  if (body.id !== sent.id || body.readOn !== sent.readOn) return unknown('reference_mismatch');
  if (Number(body.value) !== sent.value) return unknown('amount_mismatch');
  return { kind: 'taken', evidence: evidence('ok', body.state) };
}

const readingRefusals: ReadonlyMap<string, Reason> = new Map([
  ['account_not_found', 'account_not_found'],
  ['meter_not_found', 'not_found'],
  ['reading_refused', 'other_refusal'],
]);

export function readingRefusal(refusal: { account: string; code: string }, sent: MeterReading): ReadingOutcome {
  if (refusal.account !== sent.account) return unknown('account_mismatch');
  const reason = readingRefusals.get(refusal.code);
  return reason ? { kind: 'refused', evidence: evidence(reason, refusal.code) } : unknown('unknown_code');
}

export function creditBody(step: CreditRequestBody['step'], credit: CardCredit): CreditRequestBody {
  const { account, card, attempt, amount, currency } = credit;
  return { step, account, card, attempt: String(attempt), amount: formatAmount(amount, currency), currency };
}

/** What the provider has of the credit now; of another credit nothing is believed. */
export function creditOutcome(body: CreditAnswerBody, sent: CardCredit): CardOutcome {
  if (body.reference !== sent.reference) return unknown('reference_mismatch');
  if (body.account !== sent.account || body.card !== sent.card) return unknown('account_mismatch');
  if (body.currency !== sent.currency) return unknown('currency_mismatch');
  const amount = parseAmount(body.amount, sent.currency);
  if (!amount.ok || amount.value !== sent.amount) return unknown('amount_mismatch');
  if (Number(body.attempt) !== sent.attempt) return unknown('reference_conflict');
  return { kind: body.state, credit: body.credit, evidence: evidence('ok', body.state) };
}

const creditRefusals: ReadonlyMap<string, Reason> = new Map([
  ['payment_not_found', 'not_found'],
  ['card_not_found', 'account_not_found'],
  ['already_voided', 'cancelled'],
  ['already_loaded', 'too_late'],
]);

export function creditRefusal(refusal: { reference: string; code: string }, sent: CardCredit): CardOutcome {
  if (refusal.reference !== sent.reference) return unknown('reference_mismatch');
  const reason = creditRefusals.get(refusal.code);
  return reason ? { kind: 'refused', evidence: evidence(reason, refusal.code) } : unknown('unknown_code');
}

function unknown(reason: Reason): { readonly kind: 'unknown'; readonly evidence: ReturnType<typeof evidence> } {
  return { kind: 'unknown', evidence: evidence(reason) };
}
