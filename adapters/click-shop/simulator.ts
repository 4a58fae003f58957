import { parseAmount, type Minor } from '../../src/kernel/money.ts';
import type { BookedPayment } from '../kit/booked-payment.ts';
import type { Operation } from '../kit/fault-script.ts';
import { fromWallClock } from '../kit/offset-clock.ts';
import type { SimulatedExchange, SimulatedProtocol, Simulator, SimulatorOptions } from '../kit/simulated-protocol.ts';
import type { SimulatedReply } from '../kit/simulated-reply.ts';
import { createReservationBooks, type Reservation, type Reservations } from '../kit/simulated-reservations.ts';
import { startSimulator } from '../kit/simulator-server.ts';
import { isSigned } from './signature.ts';
import { clickBehaviours, clickSpoilers } from './simulator-defects.ts';

/** Settings of the hub's adapter that fit this simulator, beside its secret. */
export const clickSimulatorSettings: Readonly<Record<string, string>> = { serviceId: '77' };

/** Starts providers that take Click SHOP over real HTTP and keep their own books. */
export function startClickSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startSimulator(createClickProtocol(), options);
}

const operations: Readonly<Record<string, Operation>> = { '0': 'pay', '1': 'confirm' };

function createClickProtocol(): SimulatedProtocol {
  const reservationsOf = createReservationBooks();
  return {
    defects: [...clickBehaviours, ...Object.keys(clickSpoilers)],
    identify: (request) => {
      const form = new URLSearchParams(request.body);
      const action = form.get('action') ?? '';
      const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
      if (request.method !== 'POST' || request.path !== '' || !operation) return undefined;
      return { operation, subject: form.get('click_trans_id') ?? '' };
    },
    answer: (exchange) => {
      const form = new URLSearchParams(exchange.request.body);
      const { secret } = exchange.provider.options;
      if (secret !== undefined && !isSigned(form, secret)) return reply(form, { error: -1 });
      const calling = { exchange, form, reserved: reservationsOf(exchange.provider) };
      return reply(form, exchange.operation === 'confirm' ? complete(calling) : prepare(calling));
    },
    spoil: (answer, rule): SimulatedReply => {
      const spoil = Object.hasOwn(clickSpoilers, rule.fault) ? clickSpoilers[rule.fault] : undefined;
      return spoil ? { ...answer, body: spoil(String(answer.body)) } : answer;
    },
  };
}

interface Calling {
  readonly exchange: SimulatedExchange;
  readonly form: URLSearchParams;
  readonly reserved: Reservations;
}

interface Answer {
  readonly error: number;
  readonly merchant_prepare_id?: number;
  readonly merchant_confirm_id?: number;
}

/** A repeat gets the first answer, unless it is not the first request: then nothing is said of either. */
function prepare({ exchange, form, reserved }: Calling): Answer {
  const { books } = exchange.provider;
  const reference = valueOf(form, 'click_trans_id');
  const amount = amountOf(exchange, form);
  const account = valueOf(form, 'merchant_trans_id');
  const first = reserved.get(reference) ?? books.findPayment(reference);
  if (first && (first.account !== account || first.amount !== amount)) return { error: -8 };
  const refused = first ? undefined : refusalCode(exchange, account, amount);
  if (refused !== undefined || amount === undefined) return { error: refused ?? -2 };
  const time = fromWallClock(valueOf(form, 'sign_time'), '+05:00') ?? new Date(0);
  if (!first) reserved.set(reference, { reference, account, amount, time, createdAt: exchange.bookingTime(time) });
  return { error: 0, merchant_prepare_id: prepareIdOf(exchange, reference) };
}

function refusalCode(exchange: SimulatedExchange, number: string, amount: Minor | undefined): number | undefined {
  const { books, options } = exchange.provider;
  if (books.findAccount(number)?.active !== true || exchange.hasFault('refuses-payments')) return -5;
  const tooSmall = amount === undefined || amount < (options.minimum ?? 1n);
  const tooLarge = amount !== undefined && options.maximum !== undefined && amount > options.maximum;
  return tooSmall || tooLarge ? -2 : undefined;
}

function complete({ exchange, form, reserved }: Calling): Answer {
  const { books } = exchange.provider;
  const reference = valueOf(form, 'click_trans_id');
  const merchant_prepare_id = prepareIdOf(exchange, reference);
  if (valueOf(form, 'merchant_prepare_id') !== String(merchant_prepare_id)) return { error: -6 };
  if (exchange.hasFault('answers-temporary')) return { error: -7 };
  if (exchange.hasFault('confirm-is-refused')) return { error: -9 };
  const booked = books.findPayment(reference);
  if (booked) {
    if (exchange.hasFault('double-credit')) books.creditAgain(reference);
    return { error: -4, merchant_prepare_id, merchant_confirm_id: Number(booked.transaction) };
  }
  const reservation = reserved.get(reference);
  if (!reservation) return { error: -6 };
  if (reservation.amount !== amountOf(exchange, form)) return { error: -2 };
  const payment = book(exchange, reservation);
  if (exchange.hasFault('answers-pending')) return { error: -7 };
  return { error: 0, merchant_prepare_id, merchant_confirm_id: Number(payment.transaction) };
}

function book({ provider, bookingTime }: SimulatedExchange, reservation: Reservation): BookedPayment {
  const { reference, account, amount, time } = reservation;
  return provider.books.credit({ reference, account, amount, bookedAt: bookingTime(time) }).payment;
}

function reply(form: URLSearchParams, answer: Answer): SimulatedReply {
  const body = {
    click_trans_id: valueOf(form, 'click_trans_id'),
    merchant_trans_id: valueOf(form, 'merchant_trans_id'),
    ...answer,
    error_note: answer.error === 0 ? 'Success' : 'Bajarilmadi',
  };
  return { status: 200, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

/** Depends on nothing but the provider and the reference, so that it outlives the process. */
function prepareIdOf({ provider }: SimulatedExchange, reference: string): number {
  return Number(provider.books.transactionOf(`prepare:${reference}`));
}

function amountOf({ provider }: SimulatedExchange, form: URLSearchParams): Minor | undefined {
  const parsed = parseAmount(valueOf(form, 'amount'), provider.options.currency);
  return parsed.ok ? parsed.value : undefined;
}

function valueOf(form: URLSearchParams, name: string): string {
  return form.get(name) ?? '';
}
