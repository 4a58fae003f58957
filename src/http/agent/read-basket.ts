import type { Static } from 'typebox';
import { present } from '../../kernel/assert.ts';
import { fieldRefusal } from '../../kernel/errors/catalogue.ts';
import type { BasketRequest } from '../../payments/api.ts';
import type { Question } from '../../payments/guards.ts';
import { orRefuse, Refused } from '../problem.ts';
import { readMoney } from '../schemas/common.ts';
import type { PaymentBody } from './payments-schemas.ts';

/**
 * The basket that a body names; `at` is the JSON pointer to it.
 * Throws Refused: invalid_amount, currency_not_supported, invalid_request (an answer that says not of which line).
 */
export function readBasket(body: Static<typeof PaymentBody>, key: string, at = ''): BasketRequest {
  const said = answersOf(body);
  if (said.length > 0 && body.lines.length > 1) throw new Refused(answerOfNoLine(at, body));
  const lines = body.lines.map((line, index) => {
    const { amount, currency } = orRefuse(readMoney(line.amount, `${at}/lines/${index}/amount`));
    return { quoteId: line.quoteId.toLowerCase(), amount, currency, confirmed: line.confirm ?? said };
  });
  const { currency } = present(lines[0], 'a line of a basket');
  const other = lines.findIndex((line) => line.currency !== currency);
  if (other !== -1) throw new Refused(mixedCurrencies(`${at}/lines/${other}/amount/currency`));
  return {
    key,
    currency,
    lines: lines.map(({ quoteId, amount, confirmed }) => ({ quoteId, amount, confirmed })),
    paymentCode: body.paymentCode ?? null,
  };
}

/** What a basket of one line says of it. */
function answersOf(body: Static<typeof PaymentBody>): Question[] {
  return [...(body.confirm ?? []), ...(body.confirmDuplicate ? (['possible_duplicate'] as const) : [])];
}

function answerOfNoLine(at: string, { confirm = [] }: Static<typeof PaymentBody>) {
  const field = `${at}/${confirm.length > 0 ? 'confirm' : 'confirmDuplicate'}`;
  const detail = 'the payer is asked about a line: with several lines the answer stands in `confirm` of its line';
  return fieldRefusal('invalid_request', { field, rule: 'one_line', detail });
}

function mixedCurrencies(field: string) {
  return fieldRefusal('currency_not_supported', { field, rule: 'one_currency', detail: 'one currency for all lines' });
}
