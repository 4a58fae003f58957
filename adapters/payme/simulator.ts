import { minor, type Minor } from '../../src/kernel/money.ts';
import type { BookedPayment } from '../kit/booked-payment.ts';
import type { Operation } from '../kit/fault-script.ts';
import { simulatedFields, simulatedFieldSettings } from '../kit/simulated-fields.ts';
import { readRpcRequest, rpcError, rpcResult, type SimulatedRpcRequest } from '../kit/simulated-json-rpc.ts';
import type {
  SimulatedExchange,
  SimulatedProtocol,
  SimulatedRequest,
  Simulator,
  SimulatorOptions,
} from '../kit/simulated-protocol.ts';
import { createReservationBooks, type Reservation, type Reservations } from '../kit/simulated-reservations.ts';
import type { SimulatedReply } from '../kit/simulated-reply.ts';
import { startSimulator } from '../kit/simulator-server.ts';
import { paymeBehaviours, paymeSpoilers } from './simulator-defects.ts';
import { referenceOf, transactionIdOf } from './transaction-id.ts';

/** Settings of the hub's adapter that fit this simulator, beside its key. */
export const paymeSimulatorSettings: Readonly<Record<string, string>> = {
  refusedCodes: '-31052,-31053',
  ...simulatedFieldSettings,
};

/** And those for a provider whose accounts have a proof code, asked as the input field `authorizationCode`. */
export const paymeSimulatorProofSettings: Readonly<Record<string, string>> = {
  proofField: 'authorizationCode',
  proofRefusedCode: '-31060',
  parameters: 'authorizationCode=pin',
};

/** Starts providers that speak the Payme Merchant API over real HTTP and keep their own books. */
export function startPaymeSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startSimulator(createPaymeProtocol(), options);
}

const operations: Readonly<Record<string, keyof typeof answers>> = {
  CheckPerformTransaction: 'debt',
  CreateTransaction: 'pay',
  PerformTransaction: 'confirm',
  CheckTransaction: 'status',
  CancelTransaction: 'cancel',
  GetStatement: 'statement',
};

function createPaymeProtocol(): SimulatedProtocol {
  const reservationsOf = createReservationBooks();
  return {
    defects: [...paymeBehaviours, ...Object.keys(paymeSpoilers)],
    identify,
    answer: (exchange) => {
      const call = readRpcRequest(exchange.request.body);
      if (!call) return rpcError(null, -32_600);
      const answer = answers[exchange.operation as keyof typeof answers]({
        exchange,
        call,
        reserved: reservationsOf(exchange.provider),
      });
      return typeof answer === 'number' ? rpcError(call.id, answer) : rpcResult(call.id, answer);
    },
    unauthorized: ({ body }) => rpcError(readRpcRequest(body)?.id ?? null, -32_504),
    spoil: (reply, rule): SimulatedReply => {
      const spoil = Object.hasOwn(paymeSpoilers, rule.fault) ? paymeSpoilers[rule.fault] : undefined;
      return spoil ? { ...reply, body: spoil(String(reply.body)) } : reply;
    },
  };
}

function identify(request: SimulatedRequest): { operation: Operation; subject: string } | undefined {
  if (request.method !== 'POST' || request.path !== '') return undefined;
  const call = readRpcRequest(request.body);
  const operation = call && Object.hasOwn(operations, call.method) ? operations[call.method] : undefined;
  if (!call || !operation) return undefined;
  return { operation, subject: operation === 'debt' ? accountOf(call) : referenceIn(call) };
}

interface Calling {
  readonly exchange: SimulatedExchange;
  readonly call: SimulatedRpcRequest;
  readonly reserved: Reservations;
}

/** A result, or the number of an error. */
type Answer = object | number;

const answers: Readonly<Record<Exclude<Operation, 'validate' | 'reading' | 'card'>, (calling: Calling) => Answer>> = {
  debt: check,
  pay: create,
  confirm: perform,
  status,
  cancel,
  statement,
};

function check({ exchange, call }: Calling): Answer {
  const account = exchange.provider.books.findAccount(accountOf(call));
  if (!account) return -31_050;
  if (!account.active) return -31_052;
  const { pin } = accountObjectOf(call);
  if (pin !== undefined && account.proofCode !== null && pin !== account.proofCode) return -31_060;
  return { allow: true, additional: simulatedFields(account) };
}

/** A repeat gets the first answer, whatever it says now: the worst that a provider may do about another amount. */
function create({ exchange, call, reserved }: Calling): Answer {
  const { books } = exchange.provider;
  const reference = referenceIn(call);
  const booked = books.findPayment(reference);
  const first = reserved.get(reference) ?? (booked && reservationOf(booked));
  if (first) return { create_time: first.createdAt.getTime(), transaction: numberOf(exchange, reference), state: 1 };
  const amount = amountOf(call);
  const refused = refusalCode(exchange, call, amount);
  if (refused !== undefined) return refused;
  const time = new Date(Number(call.params['time']));
  const made = { reference, account: accountOf(call), amount, time, createdAt: exchange.bookingTime(time) };
  reserved.set(reference, made);
  return { create_time: made.createdAt.getTime(), transaction: numberOf(exchange, reference), state: 1 };
}

function refusalCode(exchange: SimulatedExchange, call: SimulatedRpcRequest, amount: Minor): number | undefined {
  const { books, options } = exchange.provider;
  const account = books.findAccount(accountOf(call));
  if (!account) return -31_050;
  if (!account.active) return -31_052;
  if (exchange.hasFault('refuses-payments')) return -31_053;
  const tooSmall = amount < (options.minimum ?? 1n);
  const tooLarge = options.maximum !== undefined && amount > options.maximum;
  return tooSmall || tooLarge ? -31_001 : undefined;
}

function perform({ exchange, call, reserved }: Calling): Answer {
  const { books } = exchange.provider;
  const reference = referenceIn(call);
  const booked = books.findPayment(reference);
  if (booked && exchange.hasFault('double-credit')) books.creditAgain(reference);
  if (booked?.cancelled === true || exchange.hasFault('confirm-is-refused')) return -31_008;
  const reservation = reserved.get(reference);
  if (!booked && !reservation) return -31_003;
  const payment = booked ?? (reservation && book(exchange, reservation));
  if (!payment || exchange.hasFault('answers-pending')) return -32_400;
  return { transaction: payment.transaction, perform_time: Date.parse(payment.bookedAt), state: 2 };
}

function book({ provider, bookingTime }: SimulatedExchange, reservation: Reservation): BookedPayment {
  const { reference, account, amount, createdAt } = reservation;
  return provider.books.credit({ reference, account, amount, bookedAt: bookingTime(createdAt) }).payment;
}

function status({ exchange, call, reserved }: Calling): Answer {
  const reference = referenceIn(call);
  const booked = exchange.provider.books.findPayment(reference);
  const reservation = reserved.get(reference);
  if (exchange.hasFault('status-denies') || (!booked && !reservation)) return -31_003;
  const first = reservation ?? (booked && reservationOf(booked));
  return {
    create_time: first?.createdAt.getTime() ?? null,
    perform_time: booked ? Date.parse(booked.bookedAt) : null,
    cancel_time: null,
    transaction: numberOf(exchange, reference),
    state: stateOf(booked),
    reason: booked?.cancelled === true ? 5 : null,
  };
}

function cancel({ exchange, call }: Calling): Answer {
  const { books } = exchange.provider;
  const booked = books.findPayment(referenceIn(call));
  if (!booked) return -31_003;
  if (exchange.hasFault('refuses-cancel')) return -31_007;
  books.cancel(booked.reference);
  return { transaction: booked.transaction, cancel_time: Date.parse(booked.bookedAt), state: -2 };
}

/** Ascending by the time that the caller named; both ends belong to the range. */
function statement({ exchange, call, reserved }: Calling): Answer {
  const { books } = exchange.provider;
  const [from, to] = [Number(call.params['from']), Number(call.params['to'])];
  const transactions = books
    .payments()
    .map((payment) => ({ payment, time: reserved.get(payment.reference)?.time ?? new Date(payment.bookedAt) }))
    .filter(({ time }) => time.getTime() >= from && time.getTime() <= to)
    .toSorted((a, b) => a.time.getTime() - b.time.getTime())
    .map(({ payment, time }) => ({
      id: transactionIdOf(payment.reference),
      time: time.getTime(),
      amount: Number(payment.amount),
      account: { account: payment.account },
      create_time: time.getTime(),
      perform_time: Date.parse(payment.bookedAt),
      cancel_time: 0,
      transaction: payment.transaction,
      state: stateOf(payment),
      reason: null,
    }));
  return { transactions };
}

function numberOf({ provider }: SimulatedExchange, reference: string): string {
  return provider.books.transactionOf(reference);
}

function stateOf(booked: BookedPayment | undefined): number {
  if (!booked) return 1;
  return booked.cancelled ? -2 : 2;
}

/** The reservation of a payment whose own one died with an earlier process. */
function reservationOf({ reference, account, amount, bookedAt }: BookedPayment): Reservation {
  const time = new Date(bookedAt);
  return { reference, account, amount, time, createdAt: time };
}

function referenceIn({ params }: SimulatedRpcRequest): string {
  return (typeof params['id'] === 'string' ? referenceOf(params['id']) : undefined) ?? '';
}

function accountOf(call: SimulatedRpcRequest): string {
  const { account } = accountObjectOf(call);
  return typeof account === 'string' ? account : '';
}

function accountObjectOf({ params }: SimulatedRpcRequest): { readonly account?: unknown; readonly pin?: unknown } {
  const { account } = params;
  return typeof account === 'object' && account !== null ? account : {};
}

/** Minor units; nought, which is refused, when it is no whole number. */
function amountOf({ params }: SimulatedRpcRequest): Minor {
  return minor(Number.isSafeInteger(params['amount']) ? BigInt(Number(params['amount'])) : 0n);
}
