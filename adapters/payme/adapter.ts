import { randomBytes } from 'node:crypto';
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
import { assert } from '../../src/kernel/assert.ts';
import type { Ids } from '../../src/kernel/ids.ts';
import { minor } from '../../src/kernel/money.ts';
import { err, ok, type Result } from '../../src/kernel/result.ts';
import { accountAnswer, debtAnswer, type AccountFields } from '../kit/account-fields.ts';
import { accountObject } from '../kit/account-object.ts';
import { evidence } from '../kit/evidence.ts';
import { callJsonRpc, questionId, resultAs, type JsonRpcAnswer } from '../kit/json-rpc.ts';
import { minorUnitFields } from '../kit/minor-unit-fields.ts';
import { providerNumber } from '../kit/provider-number.ts';
import { settingReader } from '../kit/settings.ts';
import { statementInSlices } from '../kit/statement-slices.ts';
import { cannotPerformCode } from './codes.ts';
import {
  cancelOutcome,
  cancelRefusal,
  checkedStep,
  checkRefusal,
  confirmed,
  createdStep,
  createRefusal,
  performedStep,
  provenOutcome,
  queryRefusal,
  type Step,
} from './map.ts';
import { paymeMetadata, paymeTraits } from './metadata.ts';
import { paymeProblems, readPaymeSettings, type PaymeSettings } from './settings.ts';
import { referenceOf, transactionIdOf } from './transaction-id.ts';
import * as wire from './wire.ts';

export const paymeAdapter: Adapter = {
  metadata: paymeMetadata,
  problems: paymeProblems,
  connect: connectPayme,
};

interface Session {
  readonly connection: ProviderConnection;
  readonly settings: PaymeSettings;
  readonly http: HttpPort;
  readonly bytes: (length: number) => Uint8Array;
}

function connectPayme(
  connection: ProviderConnection,
  http: HttpPort,
  ids: Pick<Ids, 'bytes'> = { bytes: randomBytes },
): ProviderPort {
  assert(paymeProblems(connection).length === 0, `provider ${connection.providerCode} is configured for Payme`);
  const read = settingReader(connection, paymeMetadata.settings);
  const settings = readPaymeSettings(read);
  const session: Session = { connection, settings, http, bytes: (length) => ids.bytes(length) };
  return {
    traits: paymeTraits(read),
    validate: (input) => validate(session, input),
    debt: (input) => debt(session, input),
    pay: (request) => pay(session, request),
    status: (request) => status(session, request),
    cancel: (request) => cancel(session, request),
    statement: (from, to) => statement(session, from, to),
  };
}

async function validate(session: Session, input: AccountInput): Promise<QueryOutcome<AccountAnswer>> {
  const found = await check(session, input);
  if (!found.ok) return found.error;
  return { kind: 'answered', answer: accountAnswer(found.value, input), evidence: evidence('ok') };
}

async function debt(session: Session, input: AccountInput): Promise<QueryOutcome<DebtAnswer>> {
  const found = await check(session, input);
  if (!found.ok) return found.error;
  const answer = debtAnswer(found.value, input);
  return answer.ok ? { kind: 'answered', answer: answer.value, evidence: evidence('ok') } : malformedQuery;
}

/** Both questions are one CheckPerformTransaction on the wire. */
async function check(session: Session, input: AccountInput): Promise<Result<AccountFields, QueryOutcome<never>>> {
  const { settings, connection } = session;
  const params = { amount: settings.checkAmount, account: accountObject(input, settings.inputNames) };
  const answer = await ask(session, { method: 'CheckPerformTransaction', params });
  if (answer.kind === 'error') return err(queryRefusal(answer.code, settings));
  if (answer.kind !== 'result') return err({ kind: 'unavailable', evidence: answer.evidence });
  const allowed = resultAs(wire.allowedSchema, answer.result);
  if (!allowed) return err(malformedQuery);
  return ok(minorUnitFields(allowed.additional ?? {}, settings.fields, connection.currency));
}

async function pay(session: Session, request: PayRequest): Promise<PayOutcome> {
  assert(request.currency === session.connection.currency, 'a provider is paid in its own currency');
  const reserved = await create(session, request);
  if (reserved.kind !== 'done') return reserved;
  const performed = await perform(session, request, reserved.transaction);
  return performed.kind === 'done' ? prove(session, request, performed.transaction) : performed;
}

/** Reserves, and moves no money, so that it is given the time of a question. */
async function create(session: Session, request: PayRequest): Promise<Step<PayOutcome>> {
  const { settings } = session;
  const answer = await ask(session, {
    method: 'CreateTransaction',
    params: {
      id: transactionIdOf(request.reference),
      time: request.acceptedAt.getTime(),
      amount: Number(request.amount),
      account: accountObject(request, settings.inputNames),
    },
  });
  if (answer.kind === 'error' && answer.code === cannotPerformCode) return whatExists(session, request);
  if (answer.kind === 'error') return createRefusal(answer.code, request);
  if (answer.kind === 'not-sent') return { kind: 'not-sent', evidence: answer.evidence };
  if (answer.kind === 'broken') return { kind: 'unknown', evidence: answer.evidence };
  const created = resultAs(wire.createdSchema, answer.result);
  return created ? createdStep(created) : malformed;
}

/** A transaction that cannot be created may be there already: it confirms the payment only when a status does. */
async function whatExists(session: Session, request: PayRequest): Promise<PayOutcome> {
  const found = await status(session, request);
  return found.kind === 'confirmed' ? found : { kind: 'unknown', evidence: found.evidence };
}

/** Once there is a reservation no error of its performance is a refusal: the status says what became of it. */
async function perform(session: Session, request: PayRequest, transaction: string | null): Promise<Step<PayOutcome>> {
  const { settings, connection } = session;
  const answer = await ask(session, {
    method: 'PerformTransaction',
    params: { id: transactionIdOf(request.reference) },
    timeoutMs: connection.timeouts.payMs,
  });
  if (answer.kind === 'error') return { kind: 'unknown', evidence: evidence('payments_forbidden', answer.code) };
  // The reservation was sent, so the payment as a whole was.
  if (answer.kind !== 'result') return { kind: 'unknown', evidence: answer.evidence };
  const performed = resultAs(wire.performedSchema, answer.result);
  return performed ? performedStep(performed, { request, transaction }, settings) : malformed;
}

/** Looks for our amount and account in the statement of the millisecond that was the transaction's `time`. */
async function prove(session: Session, request: PayRequest, transaction: string | null): Promise<PayOutcome> {
  const { settings } = session;
  if (settings.statementProof === 'none') return confirmed(transaction);
  const slice = await transactions(session, request.acceptedAt, request.acceptedAt);
  if (!slice.ok) return { kind: 'unknown', evidence: slice.error };
  return provenOutcome(slice.value, { request, transaction }, settings);
}

async function status(session: Session, request: PayRequest): Promise<StatusOutcome> {
  const { settings } = session;
  const params = { id: transactionIdOf(request.reference) };
  const answer = await ask(session, { method: 'CheckTransaction', params });
  if (answer.kind === 'error') return checkRefusal(answer.code, settings);
  // That the question was not sent says nothing about the payment.
  if (answer.kind !== 'result') return { kind: 'unknown', evidence: answer.evidence };
  const checked = resultAs(wire.checkedSchema, answer.result);
  if (!checked) return malformed;
  const step = checkedStep(checked, request, settings);
  return step.kind === 'done' ? prove(session, request, step.transaction) : step;
}

async function cancel(session: Session, request: PayRequest): Promise<CancelOutcome> {
  const { settings, connection } = session;
  const answer = await ask(session, {
    method: 'CancelTransaction',
    params: { id: transactionIdOf(request.reference), reason: settings.cancelReason },
    timeoutMs: connection.timeouts.payMs,
  });
  if (answer.kind === 'error') return cancelRefusal(answer.code, settings);
  if (answer.kind === 'not-sent') return { kind: 'not-sent', evidence: answer.evidence };
  if (answer.kind === 'broken') return { kind: 'unknown', evidence: answer.evidence };
  const cancelled = resultAs(wire.cancelledSchema, answer.result);
  return cancelled ? cancelOutcome(cancelled, request) : malformed;
}

/** Transactions that were never performed are no payments, and those whose id is none of ours are somebody else's: both are left out. */
function statement(session: Session, from: Date, to: Date): Promise<QueryOutcome<readonly StatementLine[]>> {
  return statementInSlices(from, to, async (start, end) => {
    const slice = await transactions(session, start, end);
    if (!slice.ok) return slice;
    const inside = slice.value.filter((line) => line.time >= start.getTime() && line.time < end.getTime());
    const performed = inside.filter((line) => Math.abs(line.state) === 2);
    return ok(performed.flatMap((line) => statementLines(line, session.settings)));
  });
}

function statementLines(line: wire.Transaction, settings: PaymeSettings): StatementLine[] {
  const reference = referenceOf(line.id);
  if (reference === undefined) return [];
  const account = line.account[settings.inputNames.accountField];
  return [
    {
      reference,
      providerTransaction: providerNumber(line.transaction),
      account: typeof account === 'string' ? account : null,
      amount: minor(BigInt(line.amount)),
      cancelled: line.state < 0,
    },
  ];
}

/** A millisecond more at both ends: the protocol does not say whether they belong to the range. */
async function transactions(
  session: Session,
  from: Date,
  to: Date,
): Promise<Result<readonly wire.Transaction[], Evidence>> {
  const params = { from: from.getTime() - 1, to: to.getTime() + 1 };
  const answer = await ask(session, { method: 'GetStatement', params, maxBytes: wire.maxStatementBytes });
  if (answer.kind === 'error') return err(evidence('unknown_code', answer.code));
  if (answer.kind !== 'result') return err(answer.evidence);
  const read = resultAs(wire.statementSchema, answer.result);
  return read ? ok(read.transactions) : err(evidence('malformed'));
}

interface Asking {
  readonly method: string;
  readonly params: object;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

function ask({ connection, settings, http, bytes }: Session, asking: Asking): Promise<JsonRpcAnswer> {
  return callJsonRpc(http, {
    url: connection.endpoint,
    authorization: settings.authorization,
    id: questionId(bytes),
    envelope: settings.envelope,
    timeoutMs: connection.timeouts.queryMs,
    maxBytes: wire.maxAnswerBytes,
    ...asking,
  });
}

const malformed: { readonly kind: 'unknown'; readonly evidence: Evidence } = {
  kind: 'unknown',
  evidence: evidence('malformed'),
};

const malformedQuery: QueryOutcome<never> = { kind: 'unavailable', evidence: evidence('malformed') };
