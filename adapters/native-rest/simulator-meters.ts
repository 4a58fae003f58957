import { createHash } from 'node:crypto';
import { parseAmount } from '../../src/kernel/money.ts';
import type { SimulatedBooks } from '../kit/simulated-books.ts';
import type { SimulatedExchange } from '../kit/simulated-protocol.ts';
import type { SimulatedReply } from '../kit/simulated-reply.ts';
import type { CreditAnswerBody, CreditRequestBody, ReadingRequestBody } from './wire-meters.ts';

/** What a simulated provider knows of meters beside its payments: readings by id, and credit by reference. */
interface MeterBooks {
  readonly readings: ReadonlyMap<string, ReadingRequestBody>;
  readonly credits: ReadonlyMap<string, CreditAnswerBody>;
}

const kinds = { reading: 'reading', credit: 'credit' } as const;

/** The readings that were taken and the credit that was issued; they live as long as the books. */
export function meterBooks(books: SimulatedBooks): MeterBooks {
  return {
    readings: books.notes(kinds.reading) as MeterBooks['readings'],
    credits: books.notes(kinds.credit) as MeterBooks['credits'],
  };
}

/** Takes a reading once by its id, and none below the last. */
export function takeReading({ provider }: SimulatedExchange, asked: ReadingRequestBody): SimulatedReply {
  const { account: number, serial, value, readOn, id } = asked;
  const account = provider.books.findAccount(number);
  const refuse = (status: number, code: string) => json(status, { account: number, code });
  if (!account) return refuse(404, 'account_not_found');
  if (account.meter?.serial !== serial) return refuse(422, 'meter_not_found');
  const { readings } = meterBooks(provider.books);
  const taken = readings.get(id);
  if (taken) return json(200, { state: 'taken', ...taken });
  const { lastReading, usedInPeriod } = account.meter;
  const used = Number(value) - (lastReading?.value ?? 0);
  if (used < 0) return refuse(422, 'reading_refused');
  const meter = {
    ...account.meter,
    lastReading: { value: Number(value), readOn },
    // What the first reading of all shows was used before anybody looked.
    usedInPeriod: usedInPeriod === null || lastReading === null ? usedInPeriod : usedInPeriod + used,
  };
  provider.books.writeNote({ kind: kinds.reading, id, body: asked }, { account: number, set: { meter } });
  return json(200, { state: 'taken', ...asked });
}

/** Credit for a booked payment: issued, then loaded or taken back, never both. */
export function stepCredit(exchange: SimulatedExchange, reference: string, asked: CreditRequestBody): SimulatedReply {
  const { books, options } = exchange.provider;
  const refuse = (status: number, code: string) => json(status, { reference, code });
  const payment = books.findPayment(reference);
  const amount = parseAmount(asked.amount, options.currency);
  const isPaid = payment && !payment.cancelled && payment.account === asked.account;
  if (!isPaid || !amount.ok || amount.value !== payment.amount) return refuse(404, 'payment_not_found');
  const account = books.findAccount(asked.account);
  if (account?.meter?.smartCard !== asked.card) return refuse(404, 'card_not_found');
  const { credits } = meterBooks(books);
  const { step, ...terms } = asked;
  const known = credits.get(reference);
  if (known?.state === 'loaded' && step === 'void') return refuse(409, 'already_loaded');
  if (known?.state === 'voided' && step !== 'void') return refuse(409, 'already_voided');
  const isNew = !known || (known.state === 'issued' && Number(asked.attempt) > Number(known.attempt));
  const fresh = { reference, ...terms, state: 'issued', credit: creditNumber(reference, asked.attempt) } as const;
  const before: CreditAnswerBody = isNew ? fresh : known;
  // Credit that was issued anew has ended the one before: what is said of that changes nothing.
  if (before.attempt !== asked.attempt) return json(200, before);
  const after = { load: 'loaded', void: 'voided', issue: before.state } as const;
  const now: CreditAnswerBody = { ...before, state: after[step] };
  books.writeNote({ kind: kinds.credit, id: reference, body: now });
  return json(200, now);
}

/** Twenty digits, as meters of this kind read them. */
function creditNumber(reference: string, attempt: string): string {
  const digest = createHash('sha256').update(`${reference}:${attempt}`).digest();
  return (10n ** 19n + (digest.readBigUInt64BE(0) % (9n * 10n ** 18n))).toString();
}

function json(status: number, body: object): SimulatedReply {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
