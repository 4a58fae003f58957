import { formatAmount, parseAmount, type Minor } from '../../src/kernel/money.ts';
import { parseXml } from '../kit/hardened-xml.ts';
import { balanceOf, type SimulatedAccount } from '../kit/simulated-account.ts';
import type {
  SimulatedExchange,
  SimulatedProtocol,
  SimulatedRequest,
  Simulator,
  SimulatorOptions,
} from '../kit/simulated-protocol.ts';
import type { SimulatedReply } from '../kit/simulated-reply.ts';
import { createReservationBooks, type Reservations } from '../kit/simulated-reservations.ts';
import { startSimulator } from '../kit/simulator-server.ts';
import { decodeWindows1251 } from '../kit/windows-1251.ts';
import { escapeXml } from '../../src/kernel/xml-text.ts';
import { currencyCodes } from './currency-codes.ts';
import { documentIn } from './form.ts';
import type { RequestType } from './requests.ts';
import { isSigned, signatureHeader } from './signature.ts';
import { eripBehaviours, spoil } from './simulator-defects.ts';
import { signedReply } from './simulator-reply.ts';

/** What the simulated provider says when it refuses; the adapter knows the first two kinds by its settings. */
const texts = {
  accountNotFound: 'Лицевой счёт не найден',
  inactive: 'Лицевой счёт закрыт',
  forbidden: 'Платежи не принимаются',
  tooSmall: 'Сумма меньше допустимой',
  tooLarge: 'Сумма больше допустимой',
  currency: 'Валюта не принимается',
  temporary: 'Сервис временно недоступен',
  pending: 'Операция выполняется',
  otherTerms: 'Платёж с этим номером уже есть',
  noReservation: 'Операция не найдена',
} as const;

/** Settings of the hub's adapter that fit this simulator. */
export const eripSimulatorSettings: Readonly<Record<string, string>> = {
  accountNotFoundTexts: texts.accountNotFound,
  refusalTexts: [texts.inactive, texts.forbidden, texts.tooSmall, texts.tooLarge, texts.currency].join('|'),
  holderNameLine: 'Абонент: ',
  addressLine: 'Адрес: ',
  repeats: 'safe',
};

/** Starts providers that speak iPay and ERIP over real HTTP and keep their own books. */
export function startEripSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return startSimulator(createEripProtocol(), options);
}

const operations: Readonly<Record<RequestType, 'debt' | 'pay' | 'confirm'>> = {
  ServiceInfo: 'debt',
  TransactionStart: 'pay',
  TransactionResult: 'confirm',
};

/** A request as the provider reads it. */
interface Asked {
  readonly exchange: SimulatedExchange;
  readonly reserved: Reservations;
  readonly values: ReadonlyMap<string, string>;
}

function createEripProtocol(): SimulatedProtocol {
  const reservationsOf = createReservationBooks();
  return {
    defects: eripBehaviours,
    identify: (request) => {
      const values = valuesOf(request);
      const type = values?.get('RequestType') ?? '';
      if (request.method !== 'POST' || request.path !== '' || !values || !isRequestType(type)) return undefined;
      const operation = operations[type];
      return { operation, subject: values.get(operation === 'debt' ? 'PersonalAccount' : 'TransactionId') ?? '' };
    },
    answer: (exchange) => {
      const { secret = '' } = exchange.provider.options;
      const document = documentIn(exchange.request.body) ?? Buffer.alloc(0);
      const header = exchange.request.headers[signatureHeader.toLowerCase()];
      if (!isSigned(document, secret, typeof header === 'string' ? header : undefined)) return forbidden;
      const values = valuesOf(exchange.request) ?? new Map<string, string>();
      const answer = answers[exchange.operation as keyof typeof answers]({
        exchange,
        reserved: reservationsOf(exchange.provider),
        values,
      });
      return signedReply(`<ServiceProvider_Response>${answer}</ServiceProvider_Response>`, secret);
    },
    spoil,
  };
}

const forbidden: SimulatedReply = { status: 403, contentType: 'text/plain', body: 'forbidden' };

const answers = { debt: serviceInfo, pay: start, confirm: result };

function isRequestType(type: string): type is RequestType {
  return Object.hasOwn(operations, type);
}

/** The values of a request, those of its own element included. */
function valuesOf(request: SimulatedRequest): ReadonlyMap<string, string> | undefined {
  const document = documentIn(request.body);
  const text = document && decodeWindows1251(document);
  const parsed = text === undefined ? undefined : parseXml(text, 'windows-1251');
  if (!parsed?.ok || parsed.value.name !== 'ServiceProvider_Request') return undefined;
  const all = parsed.value.children.flatMap((child) => [child, ...child.children]);
  return new Map(all.filter((one) => one.children.length === 0).map((one) => [one.name, one.text]));
}

function serviceInfo({ exchange, values }: Asked): string {
  const { books, options } = exchange.provider;
  const account = books.findAccount(values.get('PersonalAccount') ?? '');
  if (exchange.hasFault('answers-temporary')) return refusal(texts.temporary);
  if (!account) return refusal(texts.accountNotFound);
  if (!account.active) return refusal(texts.inactive);
  const debt = formatAmount(balanceOf(account), options.currency);
  const lines = [`Абонент: ${account.holderName}`, ...(account.address ? [`Адрес: ${account.address}`] : [])];
  return [
    '<ServiceInfo>',
    `<Amount Editable="Y"><Debt>${debt}</Debt><Penalty>0.00</Penalty></Amount>`,
    `<Info xml:space="preserve">${lines.map((line) => `<InfoLine>${escapeXml(line)}</InfoLine>`).join('')}</Info>`,
    '</ServiceInfo>',
  ].join('');
}

function start(asked: Asked): string {
  const { exchange, reserved, values } = asked;
  const { books, options } = exchange.provider;
  const reference = values.get('TransactionId') ?? '';
  if (exchange.hasFault('answers-temporary')) return refusal(texts.temporary);
  const parsed = parseAmount(values.get('Amount') ?? '', options.currency);
  const account = values.get('PersonalAccount') ?? '';
  const known = books.findPayment(reference) ?? reserved.get(reference);
  if (!known) {
    const refused = refusalText(exchange, books.findAccount(account), parsed.ok ? parsed.value : undefined);
    if (values.get('Currency') !== currencyCodes[options.currency]) return refusal(texts.currency);
    if (refused !== undefined || !parsed.ok) return refusal(refused ?? texts.tooSmall);
    const time = timeOf(values.get('DateTime') ?? '');
    const createdAt = exchange.bookingTime(time);
    reserved.set(reference, { reference, account, amount: parsed.value, time, createdAt });
  } else if (!parsed.ok || known.account !== account || known.amount !== parsed.value) {
    return refusal(texts.otherTerms);
  }
  if (exchange.hasFault('answers-pending')) return refusal(texts.pending);
  const number = books.transactionOf(reference);
  return `<TransactionStart><ServiceProvider_TrxId>${number}</ServiceProvider_TrxId></TransactionStart>`;
}

/** Books what was reserved, once. With an `ErrorText` the reservation goes, and nothing is booked. */
function result({ exchange, reserved, values }: Asked): string {
  const { books } = exchange.provider;
  const reference = values.get('TransactionId') ?? '';
  const reservation = reserved.get(reference);
  const booked = books.findPayment(reference);
  const isOurs = values.get('ServiceProvider_TrxId') === books.transactionOf(reference);
  if (!isOurs || (!booked && !reservation)) return refusal(texts.noReservation);
  if (exchange.hasFault('confirm-is-refused')) return refusal(texts.forbidden);
  if (values.has('ErrorText')) reserved.delete(reference);
  else if (booked && exchange.hasFault('double-credit')) books.creditAgain(reference);
  else if (reservation) {
    const bookedAt = exchange.bookingTime(timeOf(values.get('DateTime') ?? ''));
    const { account, amount } = reservation;
    books.credit({ reference, account, amount, bookedAt });
    reserved.delete(reference);
  }
  if (exchange.hasFault('apply-then-refuse')) return refusal(texts.forbidden);
  return '<TransactionResult><Info xml:space="preserve"><InfoLine>Оплата принята</InfoLine></Info></TransactionResult>';
}

function refusal(text: string): string {
  return `<Error><ErrorLine>${escapeXml(text)}</ErrorLine></Error>`;
}

function refusalText(
  exchange: SimulatedExchange,
  account: SimulatedAccount | undefined,
  amount: Minor | undefined,
): string | undefined {
  const { minimum, maximum } = exchange.provider.options;
  if (!account) return texts.accountNotFound;
  if (!account.active) return texts.inactive;
  if (exchange.hasFault('refuses-payments')) return texts.forbidden;
  if (amount === undefined) return undefined;
  if (minimum !== undefined && amount < minimum) return texts.tooSmall;
  return maximum !== undefined && amount > maximum ? texts.tooLarge : undefined;
}

/** `DateTime` on the clocks of Minsk, three hours ahead of UTC all year; the epoch when it is none. */
function timeOf(text: string): Date {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  return year === undefined ? new Date(0) : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+03:00`);
}
