import { minor, type Minor } from '../../src/kernel/money.ts';
import { balanceOf, type SimulatedAccount } from '../kit/simulated-account.ts';
import type {
  SimulatedExchange,
  SimulatedProtocol,
  SimulatedRequest,
  Simulator,
  SimulatorOptions,
} from '../kit/simulated-protocol.ts';
import type { SimulatedReply } from '../kit/simulated-reply.ts';
import { startSimulator } from '../kit/simulator-server.ts';
import { checksumOf } from './checksum.ts';
import { epayBehaviours, epaySpoilers } from './simulator-defects.ts';

/** Settings of the hub's adapter that fit this simulator. 97 and 98 are its own. */
export const epaySimulatorSettings: Readonly<Record<string, string>> = {
  merchantId: '1000042',
  refusalCodes: '13,14,97,98',
  bookedBeforeCodes: '94',
  holderNameLine: 'Клиент: ',
  addressLine: 'Адрес: ',
  repeats: 'safe',
};

const codes = {
  ok: '00',
  noDebt: '62',
  accountNotFound: '14',
  amount: '13',
  unavailable: '80',
  checksum: '93',
  booked: '94',
  error: '96',
  forbidden: '97',
  inactive: '98',
} as const;

/** Starts providers that speak ePay.bg billing over real HTTP and keep their own books, by `TID`. */
export function startEpaySimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startSimulator(epayProtocol, options);
}

const epayProtocol: SimulatedProtocol = {
  defects: [...epayBehaviours, ...Object.keys(epaySpoilers)],
  identify: ({ method, path, query }: SimulatedRequest) => {
    if (method === 'GET' && path === '/pay/init') return { operation: 'debt', subject: query.get('IDN') ?? '' };
    if (method === 'GET' && path === '/pay/confirm') return { operation: 'pay', subject: query.get('TID') ?? '' };
    return undefined;
  },
  answer: (exchange) => {
    if (!isSigned(exchange)) return json({ STATUS: codes.checksum });
    return json(exchange.operation === 'pay' ? confirm(exchange) : init(exchange));
  },
  spoil: (reply, rule): SimulatedReply => {
    if (rule.fault === 'text-html') return { ...reply, contentType: 'text/html' };
    const spoil = Object.hasOwn(epaySpoilers, rule.fault) ? epaySpoilers[rule.fault] : undefined;
    return spoil ? { ...reply, body: spoil(String(reply.body)) } : reply;
  },
};

function isSigned({ provider, request }: SimulatedExchange): boolean {
  const { CHECKSUM: given, ...rest } = Object.fromEntries(request.query);
  return given === checksumOf(new Map(Object.entries(rest)), provider.options.secret ?? '', 'sha1');
}

function init(exchange: SimulatedExchange): object {
  const { books } = exchange.provider;
  const account = books.findAccount(exchange.request.query.get('IDN') ?? '');
  if (exchange.hasFault('answers-temporary')) return { STATUS: codes.unavailable };
  if (!account) return { STATUS: codes.accountNotFound };
  if (!account.active) return { STATUS: codes.inactive };
  const owed = balanceOf(account);
  const lines = [`Клиент: ${account.holderName}`, ...(account.address ? [`Адрес: ${account.address}`] : [])];
  const told = { IDN: account.number, SHORTDESC: 'Задължение', LONGDESC: lines.join('\\n') };
  if (owed <= 0n) return { STATUS: codes.noDebt, ...told };
  return { STATUS: codes.ok, ...told, AMOUNT: Number(owed) };
}

function confirm(exchange: SimulatedExchange): object {
  const { provider, request } = exchange;
  const reference = request.query.get('TID') ?? '';
  const number = request.query.get('IDN') ?? '';
  if (exchange.hasFault('answers-temporary')) return { STATUS: codes.unavailable };
  const amount = totalOf(request);
  const booked = provider.books.findPayment(reference);
  if (booked) return { STATUS: repeatCode(exchange, booked.account === number && booked.amount === amount) };
  const refused = refusalCode(exchange, provider.books.findAccount(number), amount);
  if (refused !== undefined || amount === undefined) return { STATUS: refused ?? codes.amount };
  provider.books.credit({ reference, account: number, amount, bookedAt: exchange.bookingTime(timeOf(reference)) });
  if (exchange.hasFault('answers-pending')) return { STATUS: codes.unavailable };
  return { STATUS: exchange.hasFault('apply-then-refuse') ? codes.error : codes.ok };
}

/** The first booking again: as success, or in the words that the protocol has for it. */
function repeatCode(exchange: SimulatedExchange, isSame: boolean): string {
  if (!isSame) return codes.error;
  if (exchange.hasFault('double-credit')) {
    exchange.provider.books.creditAgain(exchange.request.query.get('TID') ?? '');
  }
  return exchange.hasFault('repeat-says-booked') ? codes.booked : codes.ok;
}

function refusalCode(
  exchange: SimulatedExchange,
  account: SimulatedAccount | undefined,
  amount: Minor | undefined,
): string | undefined {
  const { minimum, maximum } = exchange.provider.options;
  if (!account) return codes.accountNotFound;
  if (!account.active) return codes.inactive;
  if (exchange.hasFault('refuses-payments')) return codes.forbidden;
  const fits = amount !== undefined && amount >= (minimum ?? amount) && amount <= (maximum ?? amount);
  return fits ? undefined : codes.amount;
}

function totalOf({ query }: SimulatedRequest): Minor | undefined {
  const total = query.get('TOTAL') ?? '';
  return /^[1-9][0-9]{0,12}$/.test(total) ? minor(BigInt(total)) : undefined;
}

/** The date in a `TID`, on the clocks of Sofia in winter, two hours ahead of UTC; the epoch when it is none. */
function timeOf(transactionId: string): Date {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(transactionId) ?? [];
  return year === undefined ? new Date(0) : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+02:00`);
}

function json(body: object): SimulatedReply {
  return { status: 200, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
