import type { FeeBearer, FeeRule, FeeSlab } from '../../fees/model.ts';
import { minor, zero, type Currency, type Minor } from '../../kernel/money.ts';

/** A rule before the ids of provider and agent are known. */
export interface FeeRuleSeed extends Omit<FeeRule, 'providerId' | 'agentId'> {
  readonly providerCode: string | null;
  readonly agentCode: string | null;
}

const vat = 180_000;

/** Parts per million of an amount: 1 % is 10,000. */
const rate = (ratePpm: number): FeeSlab[] => [{ upTo: null, flat: zero, ratePpm }];

/** A fixed id, so that seeding again adds nothing. */
const ruleId = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

function rule(
  number: number,
  bearer: FeeBearer,
  terms: Partial<FeeRuleSeed> & { readonly currency: Currency; readonly slabs: readonly FeeSlab[] },
): FeeRuleSeed {
  return {
    id: ruleId(number),
    version: 1,
    bearer,
    providerCode: null,
    agentCode: null,
    channel: null,
    minFee: zero,
    maxFee: null,
    vatRatePpm: bearer === 'commission' ? 0 : vat,
    validFrom: '2026-01-01',
    validTo: null,
    ...terms,
  };
}

const between = (minFee: bigint, maxFee: bigint): { minFee: Minor; maxFee: Minor } => ({
  minFee: minor(minFee),
  maxFee: minor(maxFee),
});

/**
 * Who pays for what†. Providers pay the hub, so that using it costs people nothing; only Bakcell leaves the fee to the
 * payer at counters, by slabs. Agents earn a commission, the post a fixed one. VAT on fees is 18 %.
 */
export const sampleFees: readonly FeeRuleSeed[] = [
  rule(1, 'provider', { currency: 'AZN', slabs: rate(8_000), ...between(3n, 500n) }),
  rule(2, 'provider', { currency: 'EUR', slabs: rate(6_000), ...between(5n, 300n) }),
  rule(3, 'provider', { currency: 'RUB', slabs: rate(9_000), ...between(100n, 15_000n) }),
  rule(4, 'provider', { currency: 'AZN', providerCode: 'azerigas', slabs: rate(6_000), ...between(3n, 400n) }),
  rule(5, 'provider', { currency: 'AZN', providerCode: 'bakcell', slabs: rate(0) }),
  rule(6, 'payer', {
    currency: 'AZN',
    providerCode: 'bakcell',
    channel: 'counter',
    slabs: [
      { upTo: minor(500n), flat: minor(10n), ratePpm: 0 },
      { upTo: minor(7_000n), flat: zero, ratePpm: 14_000 },
      { upTo: minor(29_000n), flat: zero, ratePpm: 11_000 },
      { upTo: null, flat: zero, ratePpm: 10_000 },
    ],
    ...between(0n, 500n),
  }),
  rule(7, 'commission', { currency: 'AZN', slabs: rate(2_500), ...between(1n, 150n) }),
  rule(8, 'commission', { currency: 'EUR', slabs: rate(2_000), ...between(1n, 100n) }),
  rule(9, 'commission', { currency: 'RUB', slabs: rate(2_500), ...between(50n, 5_000n) }),
  rule(10, 'commission', {
    currency: 'AZN',
    agentCode: 'azerpoct',
    slabs: [{ upTo: null, flat: minor(6n), ratePpm: 0 }],
  }),
];
