import { assert, present } from '../kernel/assert.ts';
import { add, applyRate, minor, zero, type Currency, type Minor } from '../kernel/money.ts';

/** Who bears a fee: the payer on top of the bill, the provider out of its payout, or the hub as the agent's commission. */
export type FeeBearer = 'payer' | 'provider' | 'commission';

export const feeBearers: readonly FeeBearer[] = ['payer', 'provider', 'commission'];

/** `collected`: money that was taken while the office was offline. */
export type Channel = 'counter' | 'kiosk' | 'cabinet' | 'bulk' | 'collected';

export const channels: readonly Channel[] = ['counter', 'kiosk', 'cabinet', 'bulk', 'collected'];

/** Amounts up to and including `upTo` cost `flat` plus `ratePpm` parts per million of the amount. */
export interface FeeSlab {
  readonly upTo: Minor | null;
  readonly flat: Minor;
  readonly ratePpm: number;
}

/** One version of a fee rule. A null provider, agent or channel stands for all. Dates are half-open settlement days. */
export interface FeeRule {
  readonly id: string;
  readonly version: number;
  readonly bearer: FeeBearer;
  readonly providerId: string | null;
  readonly agentId: string | null;
  readonly channel: Channel | null;
  readonly currency: Currency;
  readonly slabs: readonly FeeSlab[];
  readonly minFee: Minor;
  readonly maxFee: Minor | null;
  readonly vatRatePpm: number;
  readonly validFrom: string;
  readonly validTo: string | null;
}

export interface FeeQuestion {
  readonly bearer: FeeBearer;
  readonly providerId: string;
  readonly agentId: string;
  readonly channel: Channel;
  readonly currency: Currency;
  /** Settlement day `YYYY-MM-DD`. */
  readonly day: string;
}

/** A fee without VAT and the VAT on it, with the version of the rule it came from. */
export interface Fee {
  readonly fee: Minor;
  readonly vat: Minor;
  readonly rule: { readonly id: string; readonly version: number } | null;
}

export const noFee: Fee = { fee: zero, vat: zero, rule: null };

/** The fee of an amount: by the most specific rule that applies on the day, or none where no rule does. */
export function feeFor(rules: readonly FeeRule[], question: FeeQuestion, amount: Minor): Fee {
  const rule = selectRule(rules, question);
  return rule ? computeFee(rule, amount) : noFee;
}

/** Provider weighs more than agent, agent more than channel; among equals the one that began later, then the later version. */
function selectRule(rules: readonly FeeRule[], question: FeeQuestion): FeeRule | undefined {
  let best: FeeRule | undefined;
  for (const rule of rules) {
    if (applies(rule, question) && (best === undefined || outranks(rule, best))) best = rule;
  }
  return best;
}

function outranks(a: FeeRule, b: FeeRule): boolean {
  const weighs = weight(a) - weight(b);
  if (weighs !== 0) return weighs > 0;
  if (a.validFrom !== b.validFrom) return a.validFrom > b.validFrom;
  return a.version === b.version ? a.id < b.id : a.version > b.version;
}

/** flat + rate of the slab the amount falls in, rounded half up, then held between the minimum and the maximum. */
export function computeFee(rule: FeeRule, amount: Minor): Fee {
  const slab = present(
    rule.slabs.find((candidate) => candidate.upTo === null || amount <= candidate.upTo),
    'a slab for every amount',
  );
  const raw = add(slab.flat, applyRate(amount, slab.ratePpm, 'half-up'));
  const floored = raw < rule.minFee ? rule.minFee : raw;
  const fee = rule.maxFee !== null && floored > rule.maxFee ? rule.maxFee : floored;
  assert(fee >= 0n, 'a fee is not negative');
  return { fee, vat: applyRate(fee, rule.vatRatePpm, 'half-up'), rule: { id: rule.id, version: rule.version } };
}

/** A rule has a slab for every amount: ascending bounds, and a last one without. */
export function assertSlabs(slabs: readonly FeeSlab[]): void {
  const isOpenEnded = slabs.length > 0 && slabs.every((slab, i) => (slab.upTo === null) === (i === slabs.length - 1));
  const isAscending = slabs.every((slab, i) => slab.upTo === null || slab.upTo > (slabs[i - 1]?.upTo ?? 0n));
  assert(isOpenEnded && isAscending, 'the slabs of a rule ascend, and the last slab has no bound');
}

function applies(rule: FeeRule, question: FeeQuestion): boolean {
  return (
    rule.bearer === question.bearer &&
    rule.currency === question.currency &&
    (rule.providerId === null || rule.providerId === question.providerId) &&
    (rule.agentId === null || rule.agentId === question.agentId) &&
    (rule.channel === null || rule.channel === question.channel) &&
    rule.validFrom <= question.day &&
    (rule.validTo === null || question.day < rule.validTo)
  );
}

function weight(rule: FeeRule): number {
  return (rule.providerId === null ? 0 : 4) + (rule.agentId === null ? 0 : 2) + (rule.channel === null ? 0 : 1);
}

/** Reads the slabs as they are stored: minor units as text. */
export function parseSlabs(stored: readonly { upTo: string | null; flat: string; ratePpm: number }[]): FeeSlab[] {
  return stored.map((slab) => ({
    upTo: slab.upTo === null ? null : minor(BigInt(slab.upTo)),
    flat: minor(BigInt(slab.flat)),
    ratePpm: slab.ratePpm,
  }));
}
