import { minor, type Minor } from '../kernel/money.ts';
import type { AmountRule } from '../providers/model.ts';
import type { LastKnownDebt, UnavailableReason } from './model.ts';

/** What a provider's contract says of the time while it does not answer. */
export interface StandInContract {
  /** An older answer stands for nothing, seconds. */
  readonly maxAgeS: number;
  /** Whether money may be taken by the last known bill. */
  readonly payable: boolean;
  /** Most that may be taken for one account, minor units; null: as much as the provider's rule takes. */
  readonly maxAmount: Minor | null;
}

/** The last known bill in the place of an answer. */
export interface StandIn {
  readonly known: LastKnownDebt;
  /** The provider's rule with the limit of the contract. */
  readonly rule: AmountRule;
}

/** Silence that the contract means: the provider was asked, or left alone because it did not answer. */
const silences: readonly UnavailableReason[] = ['timeout', 'not_answering', 'busy', 'breaker_open'];

/**
 * The last known bill where it may be paid in place of an answer, or null. Planned work is no silence: it was announced,
 * and nobody is asked or paid in it. A bill that was paid since, or owes nothing, stands for nothing: what the account
 * owes now only the provider knows. Neither does what it wrote wrongly: an answer about another account is no silence.
 */
export function standInFor(
  contract: StandInContract | null,
  silence: {
    readonly reason: UnavailableReason;
    readonly known: LastKnownDebt | null;
    readonly rule: AmountRule;
    readonly paidSince: boolean;
    readonly now: Date;
  },
): StandIn | null {
  const { reason, known, rule, paidSince, now } = silence;
  if (!contract?.payable || known === null || paidSince || !silences.includes(reason)) return null;
  if (known.balance <= 0n || ageS(known, now) > contract.maxAgeS) return null;
  const within = limited(rule, contract.maxAmount);
  const isWhole = rule.exactness === 'exact' || rule.exactness === 'at-least';
  // Where only the whole bill is taken, a bill above the limit cannot be paid at all.
  if (isWhole && within.maxAmount !== null && known.balance > within.maxAmount) return null;
  return { known, rule: within };
}

/** Whole seconds since the provider said it. */
export function ageS(known: Pick<LastKnownDebt, 'obtainedAt'>, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - known.obtainedAt.getTime()) / 1_000));
}

function limited(rule: AmountRule, maxAmount: Minor | null): AmountRule {
  if (maxAmount === null) return rule;
  const most = rule.maxAmount === null || maxAmount < rule.maxAmount ? maxAmount : rule.maxAmount;
  return { ...rule, maxAmount: minor(most) };
}

/** Whether a contract may stand as it is written. */
export function contractProblem(contract: StandInContract): string | null {
  const { maxAgeS, maxAmount } = contract;
  if (!Number.isInteger(maxAgeS) || maxAgeS < 60 || maxAgeS > 5_184_000) return 'maxAgeS: 60 to 5184000 seconds';
  return maxAmount !== null && maxAmount <= 0n ? 'maxAmount: above zero' : null;
}
