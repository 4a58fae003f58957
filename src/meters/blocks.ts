import { assert, present } from '../kernel/assert.ts';
import type { BusinessDate } from '../kernel/business-date.ts';

/** One block of a tariff: what is used within it has one price. */
export interface Block {
  /** Units of the period up to which it reaches; null for the last. */
  readonly upTo: number | null;
  /** Thousandths of a minor unit for one unit of use: 8.4 qəpik is 8400. */
  readonly priceMilli: bigint;
}

/** A tariff whose price depends on what was used since its period began. */
export interface BlockTariff {
  readonly providerId: string;
  readonly validFrom: BusinessDate;
  readonly period: 'month' | 'year';
  /** Cheapest or not, in the order in which they are used up; never empty. */
  readonly blocks: readonly Block[];
}

/** Where a meter stands in its tariff. */
export interface BlockPosition {
  readonly period: BlockTariff['period'];
  /** From 1. */
  readonly block: number;
  readonly usedInBlock: number;
  /** Units left at this price; null in the last block. */
  readonly leftInBlock: number | null;
  readonly priceMilli: bigint;
  /** Price of the next block; null in the last one. */
  readonly nextPriceMilli: bigint | null;
}

/** Whether blocks follow each other and the last one has no end. */
export function areBlocks(blocks: readonly Block[]): boolean {
  let before = 0;
  return blocks.every(({ upTo, priceMilli }, index) => {
    const isLast = index === blocks.length - 1;
    if (priceMilli < 0n || isLast !== (upTo === null)) return false;
    const follows = upTo === null || (Number.isSafeInteger(upTo) && upTo > before);
    before = upTo ?? before;
    return follows;
  });
}

/** The block that the next unit falls in: a block that is used up to its end is over. */
export function blockPosition(tariff: BlockTariff, used: number): BlockPosition {
  assert(areBlocks(tariff.blocks) && tariff.blocks.length > 0, 'a tariff has blocks');
  const index = tariff.blocks.findIndex(({ upTo }) => upTo === null || used < upTo);
  const block = present(tariff.blocks[index], 'the block of a use');
  const from = tariff.blocks[index - 1]?.upTo ?? 0;
  return {
    period: tariff.period,
    block: index + 1,
    usedInBlock: used - from,
    leftInBlock: block.upTo === null ? null : block.upTo - used,
    priceMilli: block.priceMilli,
    nextPriceMilli: tariff.blocks[index + 1]?.priceMilli ?? null,
  };
}
