import { type Static, Type } from 'typebox';
import { basketModes, type BasketOutcome, type CashBasket, type LineOutcome } from '../../baskets/api.ts';
import { fieldRefusal } from '../../kernel/errors/catalogue.ts';
import { questions } from '../../payments/guards.ts';
import type { Api } from '../api.ts';
import type { HttpDeps } from '../dependencies.ts';
import { describeFailure, refusalOf } from '../failures.ts';
import { languageOf, orRefuse, problemOf, Refused } from '../problem.ts';
import { answers, bodyRefusals, refuses, tellerRefusals } from '../schemas/answers.ts';
import { balance, money, Nothing, PaymentHeaders, ProblemSchema, readMoney, showMoney } from '../schemas/common.ts';
import { named, oneOf, strict } from '../schemas/shapes.ts';
import { agentSecurity, collectorOf, forTellers, providerCodes } from './common.ts';
import { AcceptedPayment, basketRefusals, type PaymentBody } from './payments-schemas.ts';
import { showBasket } from './payments-view.ts';
import { readBasket } from './read-basket.ts';

/** Most bills that are paid with one handful of cash. */
const mostLines = 50;

const CashBody = strict(
  {
    mode: oneOf(basketModes, {
      description: '`all_or_nothing`: every line or none. `each_line`: every line for itself.',
    }),
    tendered: money,
    lines: Type.Array(
      strict({
        quoteId: Type.String({ format: 'uuid', description: 'A quote of this agent that has not expired.' }),
        amount: money,
        confirm: Type.Optional(
          Type.Array(oneOf(questions), {
            maxItems: questions.length,
            uniqueItems: true,
            description: 'What the payer was asked about this line and said yes to; kept with its payment.',
          }),
        ),
      }),
      { minItems: 1, maxItems: mostLines, description: 'In one currency.' },
    ),
  },
  {
    examples: [
      {
        mode: 'each_line',
        tendered: { amount: '50.00', currency: 'AZN' },
        lines: [{ quoteId: '019aa3c1-5b00-7c4e-9a51-0d6a3f1f2b77', amount: { amount: '23.15', currency: 'AZN' } }],
      },
    ],
  },
);

const LineAnswer = strict({
  quoteId: Type.String(),
  status: oneOf(['accepted', 'refused', 'asked', 'unknown'], {
    description:
      '`accepted`: final for the payer. `refused`: final for this key. `asked`: ask the payer; send the same with the answer in ' +
      '`confirm` of this line, or leave the line out of what you take. `unknown`: send the same again.',
  }),
  payment: Type.Optional(AcceptedPayment),
  problem: Type.Optional(named(ProblemSchema)),
});

const CashAnswer = strict({
  total: balance,
  change: balance,
  settled: Type.Boolean({
    description: 'Every line is accepted or refused: hand the change out. False: a line is asked or unknown.',
  }),
  lines: Type.Array(LineAnswer, { description: 'In the order of the request.' }),
});

const schema = {
  operationId: 'takeCashBasket',
  tags: ['Payments'],
  summary: 'Take one amount of cash for several bills',
  description:
    'One `Idempotency-Key` for all; `total` is what was taken, fees and VAT included. `all_or_nothing` is accepted whole, or refused as POST /v1/payments refuses, for good ' +
    'unless it is a question or `cash_short`. `each_line` answers ' +
    '200 with an outcome for each line; a refusal touches no other line. The same key again gets the same answer, whatever became ' +
    'of each; only a line that is `asked` goes on, when its answer comes. Cash that does not cover what would be taken or is asked about takes nothing ' +
    '(`cash_short`); once a line was decided, it is the line that is refused with it. A line may be refused with any code that a basket may.',
  security: agentSecurity,
  headers: PaymentHeaders,
  params: Nothing,
  querystring: Nothing,
  body: CashBody,
  response: {
    200: answers('What became of each line.', CashAnswer),
    ...refuses(
      ...tellerRefusals,
      ...bodyRefusals,
      'invalid_amount',
      'idempotency_key_required',
      'idempotency_key_invalid',
      'cash_short',
      ...basketRefusals,
    ),
  },
};

type Deps = Pick<HttpDeps, 'baskets' | 'providers'>;

export function basketRoutes(app: Api, deps: Deps): void {
  app.post('/v1/baskets', { schema, config: forTellers }, async (request) => {
    const basket = readCashBasket(request.body, request.headers['idempotency-key']);
    const outcome = orRefuse(await deps.baskets.take(collectorOf(request), basket));
    for (const line of outcome.lines) {
      if (line.status !== 'unknown') continue;
      request.log.warn({ event: 'http.failure', failure: describeFailure(line.failure) }, refusalOf(line.failure).code);
    }
    const asked = { language: languageOf(request), requestId: request.id };
    return show({ basket, outcome }, await providerCodes(deps, providersOf(outcome)), asked);
  });
}

/** Throws Refused: invalid_amount, currency_not_supported. */
function readCashBasket({ mode, tendered, lines }: Static<typeof CashBody>, key: string): CashBasket {
  const cash = orRefuse(readMoney(tendered, '/tendered'));
  const whole = readBasket({ lines: lines.map(payable) }, key);
  if (whole.currency !== cash.currency) {
    const problem = { field: '/tendered/currency', rule: 'one_currency', detail: 'the currency of the lines' };
    throw new Refused(fieldRefusal('currency_not_supported', problem));
  }
  const alone = lines.map((line) => readBasket({ lines: [payable(line)] }, key));
  return { mode, tendered: cash.amount, whole, lines: alone };
}

/** A line without what only a basket of cash has. */
function payable({ quoteId, amount, confirm }: Static<typeof PaymentBody>['lines'][number]) {
  return { quoteId, amount, ...(confirm ? { confirm } : {}) };
}

function providersOf({ lines }: BasketOutcome): string[] {
  const paid = lines.flatMap((line) => (line.status === 'accepted' ? line.basket.payments : []));
  return [...new Set(paid.map(({ providerId }) => providerId))];
}

function show(
  { basket, outcome }: { readonly basket: CashBasket; readonly outcome: BasketOutcome },
  codeOf: (providerId: string) => string,
  asked: Parameters<typeof problemOf>[1],
): Static<typeof CashAnswer> {
  const { currency } = basket.whole;
  // A basket that is paid whole has one outcome with every payment.
  const quotes = basket.whole.lines.map(({ quoteId }) => quoteId);
  const lines = outcome.lines.flatMap((line, index) => {
    if (line.status !== 'accepted') return [showLine(line, quotes[index] ?? '', asked)];
    return showBasket(line.basket, codeOf).payments.map((payment) => {
      return { quoteId: payment.quoteId ?? '', status: 'accepted' as const, payment };
    });
  });
  return {
    ...{ total: showMoney(outcome.total, currency), change: showMoney(outcome.change, currency), lines },
    settled: outcome.lines.every(({ status }) => status === 'accepted' || status === 'refused'),
  };
}

function showLine(
  line: Exclude<LineOutcome, { status: 'accepted' }>,
  quoteId: string,
  asked: Parameters<typeof problemOf>[1],
): Static<typeof LineAnswer> {
  const { errors, ...problem } = problemOf(line.status === 'unknown' ? refusalOf(line.failure) : line.refusal, asked);
  return { quoteId, status: line.status, problem: { ...problem, errors: [...errors] } };
}
