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
import type { SimulatedReply } from '../kit/simulated-reply.ts';
import { startSimulator } from '../kit/simulator-server.ts';
import { paynetBehaviours, paynetSpoilers } from './simulator-defects.ts';
import { fromWallClock, toWallClock } from '../kit/offset-clock.ts';

/** Settings of the hub's adapter that fit this simulator, beside its credentials. */
export const paynetSimulatorSettings: Readonly<Record<string, string>> = {
  serviceId: '77',
  codes: '501=rejected',
  ...simulatedFieldSettings,
};

/** And those for a provider whose accounts have a proof code, asked as the input field `authorizationCode`. */
export const paynetSimulatorProofSettings: Readonly<Record<string, string>> = {
  proofField: 'authorizationCode',
  proofRefusedCode: '402',
  parameters: 'authorizationCode=pin',
};

/** Starts providers that speak Paynet UWS over real HTTP and keep their own books. */
export function startPaynetSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startSimulator(paynetProtocol, options);
}

/** The biller's clock stands in Tashkent all year. */
const utcOffset = '+05:00';

const operations: Readonly<Record<string, Operation>> = {
  GetInformation: 'debt',
  PerformTransaction: 'pay',
  CheckTransaction: 'status',
  CancelTransaction: 'cancel',
  GetStatement: 'statement',
};

const paynetProtocol: SimulatedProtocol = {
  defects: [...paynetBehaviours, ...Object.keys(paynetSpoilers)],
  identify: (request: SimulatedRequest) => {
    if (request.method !== 'POST' || request.path !== '') return undefined;
    const call = readRpcRequest(request.body);
    const operation = call && Object.hasOwn(operations, call.method) ? operations[call.method] : undefined;
    if (!call || !operation) return undefined;
    return { operation, subject: operation === 'debt' ? accountOf(call) : referenceOf(call) };
  },
  answer: (exchange) => {
    const call = readRpcRequest(exchange.request.body);
    if (!call) return rpcError(null, -32_600);
    const reply = answers[exchange.operation as keyof typeof answers](exchange, call);
    return typeof reply === 'number' ? rpcError(call.id, reply) : rpcResult(call.id, reply);
  },
  spoil: (reply, rule): SimulatedReply => {
    const spoil = Object.hasOwn(paynetSpoilers, rule.fault) ? paynetSpoilers[rule.fault] : undefined;
    return spoil ? { ...reply, body: spoil(String(reply.body)) } : reply;
  },
};

/** A result, or the number of an error. */
type Answer = object | number;

const answers = { debt: information, pay: perform, status: check, cancel, statement };

function information({ provider }: SimulatedExchange, call: SimulatedRpcRequest): Answer {
  const account = provider.books.findAccount(accountOf(call));
  if (!account) return 302;
  if (!account.active) return 501;
  const pin = fieldsOf(call)['pin'];
  if (pin !== undefined && account.proofCode !== null && pin !== account.proofCode) return 402;
  return { status: '0', timestamp: '2026-11-20 13:15:30', fields: simulatedFields(account) };
}

function perform(exchange: SimulatedExchange, call: SimulatedRpcRequest): Answer {
  const { books } = exchange.provider;
  const reference = referenceOf(call);
  if (exchange.hasFault('answers-temporary')) return 102;
  if (books.findPayment(reference)) {
    if (exchange.hasFault('double-credit')) books.creditAgain(reference);
    return 201;
  }
  const amount = amountOf(call);
  const refused = refusalCode(exchange, call, amount);
  if (refused !== undefined) return refused;
  const another = exchange.hasFault('books-another-amount');
  const { payment } = books.credit({
    reference,
    account: accountOf(call),
    amount: another ? minor(amount + 1n) : amount,
    bookedAt: exchange.bookingTime(timeOf(call, 'transactionTime')),
  });
  if (another) return 201;
  if (exchange.hasFault('answers-pending')) return 102;
  return { ...describeBooking(payment), fields: {} };
}

function refusalCode(exchange: SimulatedExchange, call: SimulatedRpcRequest, amount: Minor): number | undefined {
  const { books, options } = exchange.provider;
  const account = books.findAccount(accountOf(call));
  if (!account) return 302;
  if (!account.active || exchange.hasFault('refuses-payments')) return 501;
  const tooSmall = amount < (options.minimum ?? 1n);
  const tooLarge = options.maximum !== undefined && amount > options.maximum;
  return tooSmall || tooLarge ? 413 : undefined;
}

function check(exchange: SimulatedExchange, call: SimulatedRpcRequest): Answer {
  const payment = exchange.provider.books.findPayment(referenceOf(call));
  if (!payment || exchange.hasFault('status-denies')) {
    return { transactionState: 3, timestamp: null, providerTrnId: null };
  }
  return { transactionState: payment.cancelled ? 2 : 1, ...describeBooking(payment) };
}

function cancel(exchange: SimulatedExchange, call: SimulatedRpcRequest): Answer {
  const { books } = exchange.provider;
  const payment = books.findPayment(referenceOf(call));
  if (!payment) return 203;
  if (exchange.hasFault('refuses-cancel')) return 77;
  if (payment.cancelled) return 202;
  books.cancel(payment.reference);
  return { transactionState: 2, ...describeBooking(payment) };
}

/** Both ends of the range belong to it, and numbers are text, as they were seen to be. */
function statement({ provider }: SimulatedExchange, call: SimulatedRpcRequest): Answer {
  const [from, to] = [timeOf(call, 'dateFrom'), timeOf(call, 'dateTo')];
  const statements = provider.books.statement(from, new Date(to.getTime() + 1_000)).map((payment) => ({
    amount: payment.amount.toString(),
    transactionId: payment.reference,
    ...describeBooking(payment),
  }));
  return { statements };
}

function describeBooking(payment: BookedPayment): { readonly timestamp: string; readonly providerTrnId: number } {
  return {
    timestamp: toWallClock(new Date(payment.bookedAt), utcOffset),
    providerTrnId: Number(payment.transaction),
  };
}

function referenceOf({ params }: SimulatedRpcRequest): string {
  return typeof params['transactionId'] === 'number' ? String(params['transactionId']) : '';
}

function accountOf(call: SimulatedRpcRequest): string {
  const account = fieldsOf(call)['account'];
  return typeof account === 'string' ? account : '';
}

function fieldsOf({ params }: SimulatedRpcRequest): Readonly<Record<string, unknown>> {
  const { fields } = params;
  return typeof fields === 'object' && fields !== null ? { ...fields } : {};
}

/** Minor units; nought, which is refused, when it is no whole number. */
function amountOf({ params }: SimulatedRpcRequest): Minor {
  return minor(Number.isSafeInteger(params['amount']) ? BigInt(Number(params['amount'])) : 0n);
}

/** The epoch when there is none. */
function timeOf({ params }: SimulatedRpcRequest, name: string): Date {
  return fromWallClock(String(params[name]), utcOffset) ?? new Date(0);
}
