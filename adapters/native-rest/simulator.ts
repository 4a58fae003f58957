import type { TSchema, Static } from 'typebox';
import { formatAmount, isCurrency, parseAmount } from '../../src/kernel/money.ts';
import type { MeterState } from '../../src/kernel/meter-contract.ts';
import type { BookedPayment } from '../kit/booked-payment.ts';
import { fits } from '../kit/compiled-check.ts';
import type { Operation } from '../kit/fault-script.ts';
import { balanceOf, type SimulatedAccount } from '../kit/simulated-account.ts';
import type {
  SimulatedExchange,
  SimulatedProtocol,
  SimulatedRequest,
  Simulator,
  SimulatorOptions,
} from '../kit/simulated-protocol.ts';
import type { SimulatedReply } from '../kit/simulated-reply.ts';
import { notifierFaults } from '../kit/simulated-notifier.ts';
import { startSimulator } from '../kit/simulator-server.ts';
import { parseStrictJson } from '../kit/strict-json.ts';
import { nativeRestBehaviours, nativeRestSpoilers } from './simulator-defects.ts';
import { stepCredit, takeReading } from './simulator-meters.ts';
import { notificationSpoilers } from './simulator-notifications.ts';
import { creditRequestSchema, type MeterBody, readingRequestSchema } from './wire-meters.ts';
import {
  accountRequestSchema,
  cancellationRequestSchema,
  paymentRequestSchema,
  statementPageSize,
  type DebtAnswerBody,
  type PaymentBody,
  type PaymentRequestBody,
} from './wire.ts';

/** The input field in which accounts with a proof code expect it. */
export const nativeRestProofField = 'authorizationCode';

/** Starts providers that speak the hub's own REST protocol over real HTTP and keep their own books. */
export function startNativeRestSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startSimulator(nativeRestProtocol, options);
}

const nativeRestProtocol: SimulatedProtocol = {
  defects: [
    ...nativeRestBehaviours,
    ...Object.keys(nativeRestSpoilers),
    ...notifierFaults,
    ...Object.keys(notificationSpoilers),
  ],
  identify,
  answer: (exchange) => answers[exchange.operation as keyof typeof answers](exchange),
  spoil: (reply, rule, exchange): SimulatedReply => {
    const spoil = Object.hasOwn(nativeRestSpoilers, rule.fault) ? nativeRestSpoilers[rule.fault] : undefined;
    return spoil ? spoil(reply, exchange) : reply;
  },
};

const answers: Readonly<Record<Exclude<Operation, 'confirm'>, (exchange: SimulatedExchange) => SimulatedReply>> = {
  validate: (exchange) =>
    question(exchange, ({ account, holderName, address, proven }) => ({ account, holderName, address, proven })),
  debt: (exchange) => question(exchange, (answer) => answer),
  pay,
  status,
  cancel,
  statement,
  reading: (exchange) => {
    const asked = read(exchange.request, readingRequestSchema);
    return asked ? takeReading(exchange, asked) : invalidRequest;
  },
  card: (exchange) => {
    const asked = read(exchange.request, creditRequestSchema);
    return asked ? stepCredit(exchange, referenceOf(exchange), asked) : invalidRequest;
  },
};

const paymentPath = /^\/payments\/([0-9]{1,20})(\/cancellation|\/card-credit)?$/;

function identify(request: SimulatedRequest): { operation: Operation; subject: string } | undefined {
  const { method, path } = request;
  if (method === 'POST' && path === '/validate') return { operation: 'validate', subject: subjectOf(request) };
  if (method === 'POST' && path === '/debt') return { operation: 'debt', subject: subjectOf(request) };
  if (method === 'GET' && path === '/statement') return { operation: 'statement', subject: '' };
  if (method === 'POST' && path === '/meter-readings') {
    return { operation: 'reading', subject: read(request, readingRequestSchema)?.account ?? '' };
  }
  const [, reference, part] = paymentPath.exec(path) ?? [];
  if (reference === undefined) return undefined;
  const told = { '/cancellation': 'cancel', '/card-credit': 'card' } as const;
  if (method === 'PUT') return { operation: part ? told[part as keyof typeof told] : 'pay', subject: reference };
  return method === 'GET' && !part ? { operation: 'status', subject: reference } : undefined;
}

function subjectOf(request: SimulatedRequest): string {
  return read(request, accountRequestSchema)?.account ?? '';
}

function read<T extends TSchema>(request: SimulatedRequest, schema: T): Static<T> | undefined {
  const parsed = parseStrictJson(request.body);
  return parsed.ok && fits(schema, parsed.value) ? parsed.value : undefined;
}

function question(exchange: SimulatedExchange, select: (answer: DebtAnswerBody) => object): SimulatedReply {
  const { provider } = exchange;
  const asked = read(exchange.request, accountRequestSchema);
  if (!asked) return invalidRequest;
  const account = provider.books.findAccount(asked.account);
  if (!account) return json(404, { account: asked.account, code: 'account_not_found' });
  if (!account.active) return json(422, { account: asked.account, code: 'account_inactive' });
  const proof = asked.fields[nativeRestProofField];
  if (proof !== undefined && account.proofCode !== null && proof !== account.proofCode) {
    return json(422, { account: asked.account, code: 'proof_refused' });
  }
  return json(200, select(describe(exchange, account, proof !== undefined && proof === account.proofCode)));
}

function describe({ provider }: SimulatedExchange, account: SimulatedAccount, proven: boolean): DebtAnswerBody {
  const { currency } = provider.options;
  return {
    account: account.number,
    holderName: account.holderName,
    address: account.address,
    proven,
    currency,
    balance: formatAmount(balanceOf(account), currency),
    bills: account.bills.map((bill) => ({ ...bill, amount: formatAmount(bill.amount, currency) })),
    line: account.line ? { ...account.line } : null,
    ...(account.meter ? { meter: tellMeter(account.meter) } : {}),
  };
}

function tellMeter({ lastReading, usedInPeriod, ...meter }: MeterState): MeterBody {
  return {
    ...meter,
    lastReading: lastReading && { ...lastReading, value: String(lastReading.value) },
    usedInPeriod: usedInPeriod === null ? null : String(usedInPeriod),
  };
}

function pay(exchange: SimulatedExchange): SimulatedReply {
  const { provider, request } = exchange;
  const reference = referenceOf(exchange);
  const asked = read(request, paymentRequestSchema);
  if (!asked) return invalidRequest;
  const booked = provider.books.findPayment(reference);
  if (booked) return repeated(exchange, booked, asked);
  const refused = refusalOf(exchange, asked);
  if (refused !== undefined) return json(422, { reference, code: refused });
  const parsed = parseAmount(asked.amount, provider.options.currency);
  if (!parsed.ok) return invalidRequest;
  const bookedAt = exchange.bookingTime(new Date(asked.acceptedAt));
  const { account, bills = [] } = asked;
  const { payment } = provider.books.credit({ reference, account, amount: parsed.value, bookedAt, bills });
  if (exchange.hasFault('apply-then-refuse')) return json(422, { reference, code: 'other_refusal' });
  if (exchange.hasFault('answers-pending'))
    return json(202, { ...bodyOf(exchange, payment), state: 'pending', bookedAt: null });
  return json(200, bodyOf(exchange, payment));
}

/** The first booking again, unless the request is not the first one's: then nothing but the conflict is said. */
function repeated(exchange: SimulatedExchange, booked: BookedPayment, asked: PaymentRequestBody): SimulatedReply {
  const { books } = exchange.provider;
  const first = bodyOf(exchange, booked);
  const same = first.account === asked.account && first.amount === asked.amount && first.currency === asked.currency;
  if (!same) return json(409, { reference: booked.reference, code: 'reference_conflict' });
  if (exchange.hasFault('repeat-is-refused')) return json(422, { reference: booked.reference, code: 'other_refusal' });
  if (exchange.hasFault('double-credit')) books.creditAgain(booked.reference);
  return json(200, first);
}

function refusalOf(exchange: SimulatedExchange, asked: PaymentRequestBody): string | undefined {
  const { minimum, maximum, currency } = exchange.provider.options;
  const account = exchange.provider.books.findAccount(asked.account);
  if (!account) return 'account_not_found';
  if (!account.active) return 'account_inactive';
  if (exchange.hasFault('refuses-payments')) return 'payments_forbidden';
  if (asked.bills?.some((number) => !account.bills.some((bill) => bill.number === number))) return 'bill_not_open';
  if (asked.currency !== currency || !isCurrency(asked.currency)) return 'currency_not_accepted';
  const amount = parseAmount(asked.amount, currency);
  if (!amount.ok) return 'other_refusal';
  if (minimum !== undefined && amount.value < minimum) return 'amount_too_small';
  return maximum !== undefined && amount.value > maximum ? 'amount_too_large' : undefined;
}

function status(exchange: SimulatedExchange): SimulatedReply {
  const reference = referenceOf(exchange);
  const booked = exchange.provider.books.findPayment(reference);
  if (!booked || exchange.hasFault('status-denies')) return json(404, { reference, code: 'payment_not_found' });
  return json(200, bodyOf(exchange, booked));
}

function cancel(exchange: SimulatedExchange): SimulatedReply {
  const { books } = exchange.provider;
  const reference = referenceOf(exchange);
  const asked = read(exchange.request, cancellationRequestSchema);
  const booked = books.findPayment(reference);
  if (!asked) return invalidRequest;
  if (!booked) return json(404, { reference, code: 'payment_not_found' });
  const body = bodyOf(exchange, booked);
  const same = body.account === asked.account && body.amount === asked.amount && body.currency === asked.currency;
  if (!same) return json(409, { reference, code: 'reference_conflict' });
  if (exchange.hasFault('refuses-cancel')) return json(409, { reference, code: 'too_late' });
  return json(200, bodyOf(exchange, books.cancel(reference) ?? booked));
}

/** Pages by offset: the cursor is the number of lines already given. */
function statement(exchange: SimulatedExchange): SimulatedReply {
  const { query } = exchange.request;
  const [from, to] = [new Date(query.get('from') ?? ''), new Date(query.get('to') ?? '')];
  const offset = Number(query.get('cursor') ?? '0');
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime()) || !Number.isSafeInteger(offset))
    return invalidRequest;
  const all = exchange.provider.books.statement(from, to);
  const lines = all.slice(offset, offset + statementPageSize).map((payment) => {
    const { state, code: _, ...line } = bodyOf(exchange, payment);
    return { ...line, cancelled: state === 'cancelled' };
  });
  const end = offset + lines.length;
  return json(200, { lines, next: end < all.length ? String(end) : null });
}

function bodyOf({ provider }: SimulatedExchange, payment: BookedPayment): PaymentBody {
  const { currency } = provider.options;
  return {
    reference: payment.reference,
    account: payment.account,
    amount: formatAmount(payment.amount, currency),
    currency,
    state: payment.cancelled ? 'cancelled' : 'confirmed',
    code: null,
    transaction: payment.transaction,
    bookedAt: payment.bookedAt,
  };
}

function referenceOf(exchange: SimulatedExchange): string {
  return paymentPath.exec(exchange.request.path)?.[1] ?? '';
}

function json(code: number, body: object): SimulatedReply {
  return { status: code, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

const invalidRequest = json(400, { code: 'invalid_request' });
