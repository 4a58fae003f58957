import { type Static, Type } from 'typebox';
import type { BlockPosition } from '../../meters/blocks.ts';
import { nullable, oneOf, strict } from './shapes.ts';

/** Where a meter stands in a tariff of blocks. */
export const blockPosition = strict({
  period: oneOf(['month', 'year']),
  block: Type.Integer({ minimum: 1, description: 'The block that the next unit falls in.' }),
  usedInBlock: Type.Integer(),
  leftInBlock: nullable(Type.Integer({ description: 'Units left at this price; null in the last block.' })),
  price: Type.String({ description: 'Of one unit, thousandths of a minor unit: 8400 is 8.4 qəpik.' }),
  nextPrice: nullable(Type.String({ description: 'Of one unit in the next block.' })),
});

export function showBlock(block: BlockPosition): Static<typeof blockPosition> {
  return {
    ...{ period: block.period, block: block.block, usedInBlock: block.usedInBlock, leftInBlock: block.leftInBlock },
    price: block.priceMilli.toString(),
    nextPrice: block.nextPriceMilli?.toString() ?? null,
  };
}
