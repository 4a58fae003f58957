import { Type, type Static } from 'typebox';
import { Check } from 'typebox/value';
import { formatAmount, parseAmount, type Minor } from '../../src/kernel/money.ts';
import type { Operation } from '../kit/fault-script.ts';
import { balanceOf } from '../kit/simulated-account.ts';
import type {
  SimulatedExchange,
  SimulatedProtocol,
  SimulatedRequest,
  Simulator,
  SimulatorOptions,
} from '../kit/simulated-protocol.ts';
import type { SimulatedReply } from '../kit/simulated-reply.ts';
import { startSimulator } from '../kit/simulator-server.ts';
import { parseStrictJson } from '../kit/strict-json.ts';
import { templateBehaviours, templateSpoilers } from './simulator-defects.ts';
import type { AccountBody, PaymentBody, RefusedCode } from './wire.ts';

/** Starts providers that speak the protocol over real HTTP and keep their own books. */
export function startTemplateSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startSimulator(templateProtocol, options);
}

const requestSchema = Type.Object(
  {
    action: Type.Union([Type.Literal('account'), Type.Literal('pay'), Type.Literal('status')]),
    account: Type.Optional(Type.String()),
    fields: Type.Optional(Type.Record(Type.String(), Type.String())),
    reference: Type.Optional(Type.String()),
    amount: Type.Optional(Type.String()),
    currency: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
type Asked = Static<typeof requestSchema>;

const operations: Readonly<Record<Asked['action'], Operation>> = { account: 'debt', pay: 'pay', status: 'status' };

const templateProtocol: SimulatedProtocol = {
  defects: [...templateBehaviours, ...Object.keys(templateSpoilers)],
  identify: (request) => {
    const asked = read(request);
    if (request.method !== 'POST' || request.path !== '' || !asked) return undefined;
    return { operation: operations[asked.action], subject: asked.reference ?? asked.account ?? '' };
  },
  answer: (exchange) => {
    const asked = read(exchange.request);
    if (!asked) return json({ code: 'temporary' });
    const answers = { account: findAccount, pay, status };
    return json(answers[asked.action](exchange, asked));
  },
  spoil: (reply, rule) => {
    const spoil = Object.hasOwn(templateSpoilers, rule.fault) ? templateSpoilers[rule.fault] : undefined;
    return spoil ? { ...reply, body: spoil(String(reply.body)) } : reply;
  },
};

function read({ body }: SimulatedRequest): Asked | undefined {
  const parsed = parseStrictJson(body);
  return parsed.ok && Check(requestSchema, parsed.value) ? parsed.value : undefined;
}

function findAccount({ provider }: SimulatedExchange, asked: Asked): AccountBody {
  const number = asked.account ?? '';
  const account = provider.books.findAccount(number);
  if (!account) return { code: 'account_not_found', account: number };
  if (!account.active) return { code: 'account_closed', account: number };
  const { currency } = provider.options;
  const { holderName: name, address } = account;
  return { code: 'ok', account: number, name, address, currency, owed: formatAmount(balanceOf(account), currency) };
}

function pay(exchange: SimulatedExchange, asked: Asked): PaymentBody {
  const { books } = exchange.provider;
  const reference = asked.reference ?? '';
  if (exchange.hasFault('answers-temporary')) return { code: 'temporary', reference };
  const amount = parseAmount(asked.amount ?? '', exchange.provider.options.currency);
  if (books.findPayment(reference)) {
    if (exchange.hasFault('double-credit')) books.creditAgain(reference);
    return booked(exchange, reference);
  }
  const refused = refusalOf(exchange, asked, amount.ok ? amount.value : undefined);
  if (refused !== undefined || !amount.ok) return { code: refused ?? 'temporary', reference };
  const bookedAt = exchange.bookingTime(acceptedAt);
  books.credit({ reference, account: asked.account ?? '', amount: amount.value, bookedAt });
  if (exchange.hasFault('answers-pending')) return { code: 'pending', reference };
  return booked(exchange, reference);
}

/** The protocol does not tell when a payment was accepted: without a clock everything is booked at one instant. */
const acceptedAt = new Date('2026-11-20T08:15:30Z');

function refusalOf(exchange: SimulatedExchange, asked: Asked, amount: Minor | undefined): RefusedCode | undefined {
  const { minimum, maximum } = exchange.provider.options;
  const account = exchange.provider.books.findAccount(asked.account ?? '');
  if (!account) return 'account_not_found';
  if (!account.active) return 'account_closed';
  if (exchange.hasFault('refuses-payments')) return 'forbidden';
  if (amount === undefined) return 'temporary';
  if (minimum !== undefined && amount < minimum) return 'amount_too_small';
  return maximum !== undefined && amount > maximum ? 'amount_too_large' : undefined;
}

function status(exchange: SimulatedExchange, asked: Asked): PaymentBody {
  const reference = asked.reference ?? '';
  const isThere = exchange.provider.books.findPayment(reference) !== undefined;
  if (!isThere || exchange.hasFault('status-denies')) return { code: 'not_found', reference };
  return booked(exchange, reference);
}

function booked({ provider }: SimulatedExchange, reference: string): PaymentBody {
  const payment = provider.books.findPayment(reference);
  if (!payment) return { code: 'not_found', reference };
  const { currency } = provider.options;
  const { account, transaction: number } = payment;
  return { code: 'ok', reference, account, amount: formatAmount(payment.amount, currency), currency, number };
}

function json(body: object): SimulatedReply {
  return { status: 200, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
