import type { Static } from 'typebox';
import { present } from '../../kernel/assert.ts';
import { fieldRefusal } from '../../kernel/errors/catalogue.ts';
import type { BasketRequest } from '../../payments/api.ts';
import { orRefuse, Refused } from '../problem.ts';
import { readMoney } from '../schemas/common.ts';
import type { PaymentBody } from './payments-schemas.ts';

/** The basket that a body names; `at` is the JSON pointer to it. Throws Refused: invalid_amount, currency_not_supported. */
export function readBasket(body: Static<typeof PaymentBody>, key: string, at = ''): BasketRequest {
  const lines = body.lines.map((line, index) => {
    const { amount, currency } = orRefuse(readMoney(line.amount, `${at}/lines/${index}/amount`));
    return { quoteId: line.quoteId.toLowerCase(), amount, currency };
  });
  const { currency } = present(lines[0], 'a line of a basket');
  const other = lines.findIndex((line) => line.currency !== currency);
  if (other !== -1) throw new Refused(mixedCurrencies(`${at}/lines/${other}/amount/currency`));
  return {
    key,
    currency,
    lines: lines.map(({ quoteId, amount }) => ({ quoteId, amount })),
    confirmDuplicate: body.confirmDuplicate ?? false,
    confirmed: body.confirm ?? [],
    paymentCode: body.paymentCode ?? null,
  };
}

function mixedCurrencies(field: string) {
  return fieldRefusal('currency_not_supported', { field, rule: 'one_currency', detail: 'one currency for all lines' });
}
