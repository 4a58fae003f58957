import { parseAmount, type Minor } from '../../src/kernel/money.ts';
import type { SimulatedAccount } from '../kit/simulated-account.ts';
import type {
  SimulatedExchange,
  SimulatedProtocol,
  SimulatedRequest,
  Simulator,
  SimulatorOptions,
} from '../kit/simulated-protocol.ts';
import type { SimulatedReply } from '../kit/simulated-reply.ts';
import { startSimulator } from '../kit/simulator-server.ts';
import type { DateFormat } from './date-format.ts';
import type { ResponseParts, SimulatedDialect } from './simulated-dialect.ts';
import { osmpBehaviours } from './simulator-defects.ts';

/** Starts providers that speak a dialect over real HTTP and keep their own books. */
export function startDialect(dialect: SimulatedDialect, options: SimulatorOptions): Promise<Simulator> {
  return startSimulator(protocolOf(dialect), options);
}

function protocolOf(dialect: SimulatedDialect): SimulatedProtocol {
  const { words, spoilers, contentType } = dialect;
  const commands = new Map<string, 'debt' | 'pay' | 'status' | 'cancel'>([
    [words.check, 'debt'],
    [words.pay, 'pay'],
    ['status', 'status'],
    ['cancel', 'cancel'],
  ]);
  return {
    defects: [...osmpBehaviours, ...Object.keys(spoilers)],
    identify: ({ method, path, query }: SimulatedRequest) => {
      const operation = commands.get(query.get(words.command) ?? '');
      if (method !== 'GET' || path !== '' || operation === undefined) return undefined;
      return { operation, subject: query.get(operation === 'debt' ? words.account : words.reference) ?? '' };
    },
    answer: (exchange) => {
      const asked = { ...exchange, dialect };
      if (!hasItsParameters(asked)) return { status: 200, contentType, body: '' };
      const parts = answers[exchange.operation as keyof typeof answers](asked);
      return { status: 200, contentType, body: dialect.render(parts) };
    },
    spoil: (reply, rule, exchange): SimulatedReply => {
      if (rule.fault === 'text-html') return { ...reply, contentType: 'text/html' };
      const spoil = Object.hasOwn(spoilers, rule.fault) ? spoilers[rule.fault] : undefined;
      return spoil ? { ...reply, body: spoil(String(reply.body), { rule, query: exchange.request.query }) } : reply;
    },
  };
}

interface Asked extends SimulatedExchange {
  readonly dialect: SimulatedDialect;
}

const answers = { debt: check, pay, status, cancel };

/** A missing parameter gets an empty body, as seen on the wire. */
function hasItsParameters({ operation, request, dialect }: Asked): boolean {
  const { words } = dialect;
  const inCheck = [...(words.checkHasReference ? [words.reference] : []), words.account, words.sum];
  const required: Readonly<Record<string, readonly string[]>> = {
    debt: inCheck,
    pay: [words.reference, words.account, words.sum, words.date],
    status: [words.reference],
    cancel: [words.reference, 'prv_txn'],
  };
  const isThere = (name: string): boolean => (request.query.get(name) ?? '') !== '';
  const reference = request.query.get(words.reference);
  return (required[operation] ?? []).every(isThere) && (reference === null || /^[0-9]{1,20}$/.test(reference));
}

function check(exchange: Asked): ResponseParts {
  const { provider, request, dialect } = exchange;
  const { words, codes } = dialect;
  const reference = valueOf(request, words.reference);
  const account = provider.books.findAccount(valueOf(request, words.account));
  if (!account) return refusal(reference, accountCode(exchange));
  if (!account.active) return refusal(reference, codes.inactive);
  const proof = request.query.get('auth_code');
  if (proof !== null && account.proofCode !== null && proof !== account.proofCode)
    return refusal(reference, codes.wrongProof);
  if (exchange.hasFault('credits-on-check')) book(exchange, reference, sumOf(exchange) ?? (1n as Minor));
  return { reference, result: '0', comment: 'Hesab tapıldı', account, currency: provider.options.currency };
}

function pay(exchange: Asked): ResponseParts {
  const { provider, request, dialect } = exchange;
  const { words, codes } = dialect;
  const reference = valueOf(request, words.reference);
  if (exchange.hasFault('answers-temporary')) return refusal(reference, codes.temporary);
  const booked = provider.books.findPayment(reference);
  if (booked) return repeated(exchange, reference);
  const amount = sumOf(exchange);
  const account = provider.books.findAccount(valueOf(request, words.account));
  const refused = refusalCode(exchange, account, amount);
  if (refused !== undefined || amount === undefined) return refusal(reference, refused ?? codes.other);
  book(exchange, reference, amount);
  if (exchange.hasFault('answers-pending')) return refusal(reference, codes.pending);
  if (exchange.hasFault('apply-then-refuse')) return refusal(reference, codes.other);
  return confirmed(exchange, reference);
}

/** The first booking again; the defects are the other ways in which billers were seen to answer a repeat. */
function repeated(exchange: Asked, reference: string): ResponseParts {
  const { provider, dialect } = exchange;
  const { codes } = dialect;
  if (exchange.hasFault('repeat-is-refused')) return refusal(reference, codes.other);
  if (exchange.hasFault('repeat-says-booked')) {
    return { ...confirmed(exchange, reference), result: codes.booked };
  }
  if (exchange.hasFault('double-credit')) provider.books.creditAgain(reference);
  if (provider.books.findPayment(reference)?.cancelled === true) return refusal(reference, codes.other);
  const first = confirmed(exchange, reference);
  return exchange.hasFault('repeat-echoes-new-sum') ? { ...first, sum: sumOf(exchange) ?? first.sum } : first;
}

function status(exchange: Asked): ResponseParts {
  const { words, codes } = exchange.dialect;
  const reference = valueOf(exchange.request, words.reference);
  const booked = exchange.provider.books.findPayment(reference);
  if (!booked || exchange.hasFault('status-denies')) return refusal(reference, codes.unknownReference);
  return booked.cancelled ? refusal(reference, codes.cancelled) : confirmed(exchange, reference);
}

function cancel(exchange: Asked): ResponseParts {
  const { provider, request, dialect } = exchange;
  const { words, codes } = dialect;
  const reference = valueOf(request, words.reference);
  const booked = provider.books.findPayment(reference);
  if (booked?.transaction !== valueOf(request, 'prv_txn')) return refusal(reference, codes.other);
  if (exchange.hasFault('refuses-cancel')) return refusal(reference, codes.forbidden);
  provider.books.cancel(reference);
  return confirmed(exchange, reference);
}

function confirmed({ provider }: Asked, reference: string): ResponseParts {
  const booked = provider.books.findPayment(reference);
  return {
    reference,
    result: '0',
    comment: 'Ödəniş qəbul edildi',
    transaction: booked?.transaction,
    sum: booked?.amount,
    bookedAt: booked && new Date(booked.bookedAt),
    currency: provider.options.currency,
  };
}

function refusal(reference: string, result: string): ResponseParts {
  return { reference, result, comment: result === '0' ? '' : 'Əməliyyat icra olunmadı' };
}

function book(exchange: Asked, reference: string, amount: Minor): void {
  const { words } = exchange.dialect;
  exchange.provider.books.credit({
    reference,
    account: valueOf(exchange.request, words.account),
    amount,
    bookedAt: exchange.bookingTime(accountingTime(valueOf(exchange.request, words.date), exchange.dialect)),
  });
}

function refusalCode(
  exchange: Asked,
  account: SimulatedAccount | undefined,
  amount: Minor | undefined,
): string | undefined {
  const { minimum, maximum } = exchange.provider.options;
  const { codes } = exchange.dialect;
  if (!account) return accountCode(exchange);
  if (!account.active) return codes.inactive;
  if (exchange.hasFault('refuses-payments')) return codes.forbidden;
  if (amount === undefined) return codes.other;
  if (minimum !== undefined && amount < minimum) return codes.tooSmall;
  return maximum !== undefined && amount > maximum ? codes.tooLarge : undefined;
}

/** An account that no subscriber could have is a wrong format, any other one is not found. */
function accountCode({ request, dialect: { words, codes } }: Asked): string {
  const account = valueOf(request, words.account);
  return /^[0-9A-Za-z-]{1,40}$/.test(account) ? codes.accountNotFound : codes.accountFormat;
}

function sumOf({ provider, request, dialect }: Asked): Minor | undefined {
  const parsed = parseAmount(valueOf(request, dialect.words.sum), provider.options.currency);
  return parsed.ok ? parsed.value : undefined;
}

const datePatterns: Readonly<Record<DateFormat, RegExp>> = {
  compact: /^(?<y>\d{4})(?<mo>\d\d)(?<d>\d\d)(?<h>\d\d)(?<mi>\d\d)(?<s>\d\d)$/,
  dotted: /^(?<d>\d\d)\.(?<mo>\d\d)\.(?<y>\d{4})_(?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)$/,
  iso: /^(?<y>\d{4})-(?<mo>\d\d)-(?<d>\d\d)T(?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)$/,
};

/** The date of a payment on the provider's clocks; the epoch when there is none. */
function accountingTime(text: string, { dateFormat, utcOffset }: SimulatedDialect): Date {
  const found = datePatterns[dateFormat].exec(text)?.groups;
  if (!found) return new Date(0);
  return new Date(`${found['y']}-${found['mo']}-${found['d']}T${found['h']}:${found['mi']}:${found['s']}${utcOffset}`);
}

function valueOf(request: SimulatedRequest, name: string): string {
  return request.query.get(name) ?? '';
}
