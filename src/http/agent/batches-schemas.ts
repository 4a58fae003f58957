import { Type } from 'typebox';
import { IdempotencyKey, ProblemSchema } from '../schemas/common.ts';
import { named, oneOf, strict } from '../schemas/shapes.ts';
import { namedBasket, PaymentBody } from './payments-schemas.ts';

/** Most items of a batch. */
const mostItems = 1_000;

export const BatchBody = strict(
  {
    items: Type.Array(strict({ key: IdempotencyKey, ...PaymentBody.properties }), {
      minItems: 1,
      maxItems: mostItems,
      description: 'Baskets, each with a key and an outcome of its own, taken in this order.',
    }),
  },
  {
    examples: [
      {
        items: [
          {
            key: 'batch-7-1',
            lines: [{ quoteId: '019aa3c1-5b00-7c4e-9a51-0d6a3f1f2b77', amount: { amount: '23.15', currency: 'AZN' } }],
          },
        ],
      },
    ],
  },
);

/** Without unions: what a branch is would be found out by validating it, for every item. */
const ItemOutcome = strict({
  key: Type.String(),
  status: oneOf(['accepted', 'refused', 'unknown'], {
    description:
      '`accepted`: final for the payer. `refused`: not taken, `problem` says why. `unknown`: nothing can be said, send the same again.',
  }),
  replayed: Type.Optional(Type.Boolean({ description: 'Of an accepted item: the key had this answer already.' })),
  basket: Type.Optional(namedBasket),
  problem: Type.Optional(named(ProblemSchema)),
});

export const BatchAnswer = strict({
  accepted: Type.Integer({ description: 'How many items are accepted.' }),
  refused: Type.Integer({ description: 'How many are refused.' }),
  unknown: Type.Integer({ description: 'How many must be sent again, as they are.' }),
  items: Type.Array(ItemOutcome, { description: 'One per item, in the order of the request.' }),
});
