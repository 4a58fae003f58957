import { Type } from 'typebox';
import { Id, money, ProviderCode, Timestamp } from '../schemas/common.ts';
import { named, nullable, oneOf, strict } from '../schemas/shapes.ts';
import { namedBasket } from './payments-schemas.ts';

export const PreparationParams = strict({ preparationId: Id });

export const PreparationAnswer = strict(
  {
    id: Id,
    state: oneOf(['prepared', 'confirmed', 'withdrawn', 'expired'], {
      description:
        '`prepared`: its money is held and nothing is paid; `confirmed`: it is the payment of `basket`; `withdrawn`, `expired`: ' +
        'nothing was paid and nothing is held.',
    }),
    total: money,
    lines: Type.Array(
      strict({ quoteId: Id, provider: ProviderCode, account: Type.String(), amount: money, fee: money, vat: money }),
      { description: 'One per line, in the order of the request: what the payer is to be told.' },
    ),
    preparedAt: Timestamp,
    expiresAt: Type.String({ format: 'date-time', description: 'From this instant on it can no longer be confirmed.' }),
    endedAt: nullable(Timestamp),
    basket: nullable(namedBasket),
  },
  { $id: 'Preparation', description: 'A basket that was checked, and whose money is held until it is confirmed.' },
);
export const namedPreparation = named(PreparationAnswer);
