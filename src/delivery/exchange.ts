import type {
  CancelOutcome,
  Evidence,
  PayRequest,
  ProviderPort,
  ProviderTraits,
  StatusOutcome,
} from '../kernel/adapter.ts';
import type { Clock } from '../kernel/clock.ts';
import {
  afterCancel,
  afterPay,
  afterStatus,
  cancelAfterStatus,
  crashedEvidence,
  lapsedEvidence,
  type AttemptFacts,
  type DeliverySettings,
  type NextStep,
} from './model.ts';
import { carriedBills, providerFields } from '../payments/bills.ts';
import type { Claim } from './store.ts';

/** A provider as delivery needs it. */
export interface DeliveryTarget {
  readonly providerId: string;
  readonly port: ProviderPort;
  readonly traits: ProviderTraits;
  /** Most attempts under way at once, per worker. */
  readonly maxConcurrency: number;
}

/** An exchange that is over: what the adapter said, and what follows. */
export interface Exchange {
  readonly outcome: { readonly kind: string; readonly evidence: Evidence };
  readonly step: NextStep;
  /** Whether the provider failed to answer, which the breaker counts; null when it was not asked. */
  readonly isFailure: boolean | null;
  /** The adapter threw, which no adapter may: counted until a person looks at it. */
  readonly isCrash: boolean;
}

export interface ExchangeDeps {
  readonly clock: Clock;
  readonly settings: DeliverySettings;
}

const notSupported: Evidence = { providerCode: null, reason: 'not_supported' };
const unasked: readonly Evidence[] = [lapsedEvidence, notSupported];
const failureKinds: readonly string[] = ['not-sent', 'unknown'];

/** Talks to the provider and says what follows. Never throws: an adapter that throws has a bug; what it did is unknown. */
export async function exchange(deps: ExchangeDeps, target: DeliveryTarget, claim: Claim): Promise<Exchange> {
  const { outcome, step } = await tell(deps, target, claim);
  return {
    outcome,
    step,
    isFailure: unasked.includes(outcome.evidence) ? null : failureKinds.includes(outcome.kind),
    isCrash: outcome.evidence === crashedEvidence,
  };
}

async function tell(
  { clock, settings }: ExchangeDeps,
  target: DeliveryTarget,
  claim: Claim,
): Promise<Pick<Exchange, 'outcome' | 'step'>> {
  const request = requestOf(claim);
  const facts = (): AttemptFacts => ({ ...claim, now: clock.now() });
  if (claim.kind === 'pay') {
    // After the lease another worker may be sending already: the fence holds our writes back, not our bytes.
    const isLate = clock.now() >= claim.leaseUntil;
    const outcome = isLate
      ? ({ kind: 'not-sent', evidence: lapsedEvidence } as const)
      : await answered(() => target.port.pay(request));
    return { outcome, step: afterPay(outcome, facts(), settings) };
  }
  if (claim.kind === 'status') {
    const outcome: StatusOutcome = await answered(() => target.port.status(request));
    return { outcome, step: afterStatus(outcome, facts(), { traits: target.traits, settings }) };
  }
  const outcome = await cancel(target, claim, request);
  return { outcome, step: afterCancel(outcome, facts(), settings) };
}

async function cancel({ port, traits }: DeliveryTarget, claim: Claim, request: PayRequest): Promise<CancelOutcome> {
  if (!port.cancel) return { kind: 'refused', evidence: notSupported };
  const ask = port.cancel.bind(port);
  const outcome = await answered(() => ask(request));
  if (outcome.kind !== 'refused' || !claim.cancelUnsure) return outcome;
  if (!traits.capabilities.includes('status')) return { kind: 'unknown', evidence: outcome.evidence };
  return cancelAfterStatus(await answered(() => port.status(request)));
}

/** Whatever an adapter throws is a bug, after which anything may have happened. */
async function answered<T>(ask: () => Promise<T>): Promise<T | { kind: 'unknown'; evidence: Evidence }> {
  try {
    return await ask();
  } catch {
    return { kind: 'unknown', evidence: crashedEvidence };
  }
}

function requestOf(claim: Claim): PayRequest {
  const bills = carriedBills(claim.fields);
  return {
    reference: claim.reference,
    account: claim.account,
    fields: providerFields(claim.fields),
    ...(bills.length > 0 ? { bills: bills.map((bill) => bill.number) } : {}),
    amount: claim.amount,
    currency: claim.currency,
    acceptedAt: claim.acceptedAt,
    repeat: claim.everUnknown,
    providerTransaction: claim.providerTransaction,
  };
}
