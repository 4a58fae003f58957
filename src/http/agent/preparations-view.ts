import type { Static } from 'typebox';
import type { PreparationView } from '../../preparations/api.ts';
import { showMoney } from '../schemas/common.ts';
import { showBasket } from './payments-view.ts';
import type { PreparationAnswer } from './preparations-schemas.ts';

export function showPreparation(
  { preparation, basket }: PreparationView,
  codeOf: (providerId: string) => string,
): Static<typeof PreparationAnswer> {
  const { id, state, currency, total, lines, madeAt, expiresAt, endedAt } = preparation;
  return {
    ...{ id, state },
    total: showMoney(total, currency),
    lines: lines.map((line) => ({
      ...{ quoteId: line.quoteId, provider: codeOf(line.providerId), account: line.account },
      ...{ amount: showMoney(line.amount, currency), fee: showMoney(line.fee, currency) },
      vat: showMoney(line.vat, currency),
    })),
    preparedAt: madeAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    basket: basket && showBasket(basket, codeOf),
  };
}
