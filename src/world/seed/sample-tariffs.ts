import type { Block, BlockTariff } from '../../meters/blocks.ts';

/** What the hub is told of a provider's meters. */
export interface MeterSeed {
  readonly providerCode: string;
  readonly period: BlockTariff['period'];
  readonly validFrom: string;
  readonly blocks: readonly Block[];
  /** Most units that a household can use in a day. */
  readonly mostPerDay: number;
}

/** Gas by the year, dearer the more of it a household uses. Bounds, prices, date and the most of a day†. */
export const sampleMeters: readonly MeterSeed[] = [
  {
    providerCode: 'azerigas',
    period: 'year',
    validFrom: '2025-01-01',
    blocks: [
      { upTo: 1_200, priceMilli: 12_500n },
      { upTo: 2_500, priceMilli: 22_000n },
      { upTo: null, priceMilli: 30_000n },
    ],
    mostPerDay: 60,
  },
];
