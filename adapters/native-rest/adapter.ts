import type { TSchema, Static } from 'typebox';
import type {
  AccountAnswer,
  AccountInput,
  Adapter,
  CancelOutcome,
  DebtAnswer,
  Evidence,
  HttpPort,
  PayOutcome,
  PayRequest,
  ProviderConnection,
  ProviderPort,
  QueryOutcome,
  StatementLine,
  StatusOutcome,
} from '../../src/kernel/adapter.ts';
import type {
  CardCredit,
  CardOutcome,
  CardStep,
  MeterReading,
  ReadingOutcome,
} from '../../src/kernel/meter-contract.ts';
import { assert } from '../../src/kernel/assert.ts';
import { formatAmount } from '../../src/kernel/money.ts';
import { err, ok, type Result } from '../../src/kernel/result.ts';
import { fits } from '../kit/compiled-check.ts';
import { evidence } from '../kit/evidence.ts';
import { exchangeText } from '../kit/exchange.ts';
import { connectionProblems, settingReader } from '../kit/settings.ts';
import { parseStrictJson } from '../kit/strict-json.ts';
import { accountOutcome, debtOutcome, queryRefusal, statementLines } from './map-query.ts';
import {
  cancelOutcome,
  cancelRefusal,
  payOutcome,
  payRefusal,
  statusOutcome,
  statusRefusal,
  type Belief,
} from './map.ts';
import { creditBody, creditOutcome, creditRefusal, readingBody, readingOutcome, readingRefusal } from './map-meters.ts';
import { readNotification } from './map-notifications.ts';
import { nativeRestMetadata } from './metadata.ts';
import * as wire from './wire.ts';
import { creditAnswerSchema, readingAnswerSchema } from './wire-meters.ts';

export const nativeRestAdapter: Adapter = {
  metadata: nativeRestMetadata,
  problems: nativeRestProblems,
  connect: connectNativeRest,
};

/** Pages of one statement that are read before it counts as broken: a million payments. */
const maxStatementPages = 1_000;

function nativeRestProblems(connection: ProviderConnection): readonly string[] {
  return connectionProblems(connection, nativeRestMetadata.settings);
}

interface Session {
  readonly connection: ProviderConnection;
  readonly http: HttpPort;
  readonly key: string;
  readonly belief: Belief;
}

function connectNativeRest(connection: ProviderConnection, http: HttpPort): ProviderPort {
  const { providerCode } = connection;
  assert(nativeRestProblems(connection).length === 0, `provider ${providerCode} is configured for Vahid REST`);
  const read = settingReader(connection, nativeRestMetadata.settings);
  const belief = { bookedWithinDays: Number(read('bookedWithinDays')) };
  const session: Session = { connection, http, key: read('key') ?? '', belief };
  return {
    traits: nativeRestMetadata,
    validate: (input) => validate(session, input),
    debt: (input) => debt(session, input),
    pay: (request) => pay(session, request),
    status: (request) => status(session, request),
    cancel: (request) => cancel(session, request),
    statement: (from, to) => statement(session, from, to),
    sendReading: (reading) => sendReading(session, reading),
    card: (step, credit) => card(session, step, credit),
    readNotification: (message, reader) => readNotification(message, reader, connection.currency),
  };
}

async function validate(session: Session, input: AccountInput): Promise<QueryOutcome<AccountAnswer>> {
  const answer = await query(session, input, '/validate');
  if (!answer.ok) return answer.error;
  const body = bodyOf(answer.value, wire.accountAnswerSchema);
  return body.ok ? accountOutcome(body.value, input) : malformedQuery;
}

async function debt(session: Session, input: AccountInput): Promise<QueryOutcome<DebtAnswer>> {
  const answer = await query(session, input, '/debt');
  if (!answer.ok) return answer.error;
  const body = bodyOf(answer.value, wire.debtAnswerSchema);
  return body.ok ? debtOutcome(body.value, input, session.connection.currency) : malformedQuery;
}

/** A question about an account: the text of a 200, or the outcome that every other answer is. */
async function query(
  session: Session,
  input: AccountInput,
  path: string,
): Promise<Result<string, QueryOutcome<never>>> {
  const body = JSON.stringify({ account: input.account, fields: input.fields });
  const answer = await ask(session, { method: 'POST', path, body, statuses: [200, 404, 422] });
  if (answer.kind !== 'text') return err({ kind: 'unavailable', evidence: answer.evidence });
  if (answer.status === 200) return ok(answer.text);
  const refusal = bodyOf(answer.text, wire.queryRefusalSchema);
  return err(refusal.ok ? queryRefusal(refusal.value, input) : malformedQuery);
}

async function pay(session: Session, request: PayRequest): Promise<PayOutcome> {
  const { currency } = session.connection;
  assert(request.currency === currency, 'a provider is paid in its own currency');
  const sent: wire.PaymentRequestBody = {
    account: request.account,
    fields: request.fields,
    amount: formatAmount(request.amount, currency),
    currency,
    acceptedAt: request.acceptedAt.toISOString(),
    ...(request.bills ? { bills: [...request.bills] } : {}),
  };
  const answer = await ask(session, {
    method: 'PUT',
    path: paymentPath(request),
    body: JSON.stringify(sent),
    statuses: [200, 202, 409, 422],
    paying: true,
  });
  if (answer.kind === 'not-sent') return answer;
  if (answer.kind === 'broken') return { kind: 'unknown', evidence: answer.evidence };
  if (answer.status < 300) {
    const payment = bodyOf(answer.text, wire.paymentSchema);
    if (!payment.ok || (payment.value.state === 'pending') !== (answer.status === 202)) return malformed;
    return payOutcome(payment.value, request, session.belief);
  }
  const refusal = bodyOf(answer.text, wire.paymentRefusalSchema);
  return refusal.ok ? payRefusal(refusal.value, request, answer.status) : malformed;
}

async function status(session: Session, request: PayRequest): Promise<StatusOutcome> {
  const answer = await ask(session, { method: 'GET', path: paymentPath(request), statuses: [200, 404] });
  // That the question was not sent says nothing about the payment.
  if (answer.kind !== 'text') return { kind: 'unknown', evidence: answer.evidence };
  if (answer.status === 200) {
    const payment = bodyOf(answer.text, wire.paymentSchema);
    return payment.ok ? statusOutcome(payment.value, request, session.belief) : malformed;
  }
  const refusal = bodyOf(answer.text, wire.paymentRefusalSchema);
  return refusal.ok ? statusRefusal(refusal.value, request, answer.status) : malformed;
}

async function cancel(session: Session, request: PayRequest): Promise<CancelOutcome> {
  const { account, currency } = request;
  const body = JSON.stringify({ account, amount: formatAmount(request.amount, currency), currency });
  const path = `${paymentPath(request)}/cancellation`;
  const answer = await ask(session, { method: 'PUT', path, body, statuses: [200, 404, 409], paying: true });
  if (answer.kind === 'not-sent') return answer;
  if (answer.kind === 'broken') return { kind: 'unknown', evidence: answer.evidence };
  if (answer.status === 200) {
    const payment = bodyOf(answer.text, wire.paymentSchema);
    return payment.ok ? cancelOutcome(payment.value, request) : malformed;
  }
  const refusal = bodyOf(answer.text, wire.paymentRefusalSchema);
  return refusal.ok ? cancelRefusal(refusal.value, request) : malformed;
}

async function sendReading(session: Session, reading: MeterReading): Promise<ReadingOutcome> {
  const body = JSON.stringify(readingBody(reading));
  const answer = await ask(session, { method: 'POST', path: '/meter-readings', body, statuses: [200, 404, 422] });
  if (answer.kind === 'not-sent') return answer;
  if (answer.kind === 'broken') return { kind: 'unknown', evidence: answer.evidence };
  if (answer.status === 200) {
    const taken = bodyOf(answer.text, readingAnswerSchema);
    return taken.ok ? readingOutcome(taken.value, reading) : malformed;
  }
  const refusal = bodyOf(answer.text, wire.queryRefusalSchema);
  return refusal.ok ? readingRefusal(refusal.value, reading) : malformed;
}

async function card(session: Session, step: CardStep, credit: CardCredit): Promise<CardOutcome> {
  const body = JSON.stringify(creditBody(step, credit));
  const path = `${paymentPath(credit)}/card-credit`;
  const answer = await ask(session, { method: 'PUT', path, body, statuses: [200, 404, 409], paying: true });
  if (answer.kind === 'not-sent') return answer;
  if (answer.kind === 'broken') return { kind: 'unknown', evidence: answer.evidence };
  if (answer.status === 200) {
    const stands = bodyOf(answer.text, creditAnswerSchema);
    return stands.ok ? creditOutcome(stands.value, credit) : malformed;
  }
  const refusal = bodyOf(answer.text, wire.paymentRefusalSchema);
  return refusal.ok ? creditRefusal(refusal.value, credit) : malformed;
}

/** Page after page; a page that fails, a cursor that comes twice or too many pages spoil the whole statement. */
async function statement(session: Session, from: Date, to: Date): Promise<QueryOutcome<readonly StatementLine[]>> {
  const lines: StatementLine[] = [];
  const cursors = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    if (cursors.has(cursor) || cursors.size >= maxStatementPages) return malformedQuery;
    cursors.add(cursor);
    const range = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() });
    if (cursor !== '') range.set('cursor', cursor);
    const answer = await ask(session, {
      method: 'GET',
      path: `/statement?${range.toString()}`,
      statuses: [200],
      maxBytes: wire.maxStatementPageBytes,
    });
    if (answer.kind !== 'text') return { kind: 'unavailable', evidence: answer.evidence };
    const page = bodyOf(answer.text, wire.statementPageSchema);
    const added = page.ok ? statementLines(page.value, session.connection.currency) : undefined;
    if (!page.ok || !added) return malformedQuery;
    lines.push(...added);
    cursor = page.value.next;
  }
  return { kind: 'answered', answer: lines, evidence: evidence('ok') };
}

interface Asking {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string;
  readonly statuses: readonly number[];
  readonly paying?: boolean;
  readonly maxBytes?: number;
}

function ask({ connection, http, key }: Session, asking: Asking): ReturnType<typeof exchangeText> {
  const { method, path, body, statuses, paying = false, maxBytes = wire.maxAnswerBytes } = asking;
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    authorization: `Bearer ${key}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
  };
  const timeoutMs = paying ? connection.timeouts.payMs : connection.timeouts.queryMs;
  const url = `${connection.endpoint}${path}`;
  return exchangeText(
    http,
    { method, url, headers, timeoutMs, maxBytes, ...(body === undefined ? {} : { body }) },
    statuses,
  );
}

function paymentPath(request: Pick<PayRequest, 'reference'>): string {
  assert(/^[0-9]{1,20}$/.test(request.reference), 'a reference is at most twenty digits');
  return `/payments/${request.reference}`;
}

function bodyOf<T extends TSchema>(text: string, schema: T): Result<Static<T>, 'malformed'> {
  const parsed = parseStrictJson(text);
  return parsed.ok && fits(schema, parsed.value) ? ok(parsed.value) : err('malformed');
}

const malformed: { readonly kind: 'unknown'; readonly evidence: Evidence } = {
  kind: 'unknown',
  evidence: evidence('malformed'),
};

const malformedQuery: QueryOutcome<never> = { kind: 'unavailable', evidence: evidence('malformed') };
