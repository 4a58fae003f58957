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
import { err, ok, type Result } from '../../src/kernel/result.ts';
import { accountAnswer, debtAnswer, type AccountFields } from '../kit/account-fields.ts';
import { evidence } from '../kit/evidence.ts';
import { callJsonRpc, questionId, resultAs, type JsonRpcAnswer } from '../kit/json-rpc.ts';
import { minorUnitFields } from '../kit/minor-unit-fields.ts';
import { settingReader } from '../kit/settings.ts';
import { statementInSlices } from '../kit/statement-slices.ts';
import { informationRefusal, unavailable } from './account.ts';
import { existsCode } from './codes.ts';
import {
  cancelOutcome,
  cancelRefusal,
  checkRefusal,
  checkVerdict,
  confirmed,
  performOutcome,
  performRefusal,
  provenOutcome,
} from './map.ts';
import { paynetMetadata, paynetTraits } from './metadata.ts';
import { informationParams, performParams, statementParams, transactionIdOf, transactionParams } from './requests.ts';
import { paynetProblems, readPaynetSettings, type PaynetSettings } from './settings.ts';
import { readBookings, statementLines, type Booking } from './statement.ts';
import * as wire from './wire.ts';

export const paynetAdapter: Adapter = {
  metadata: paynetMetadata,
  problems: paynetProblems,
  connect: connectPaynet,
};

interface Session {
  readonly connection: ProviderConnection;
  readonly settings: PaynetSettings;
  readonly http: HttpPort;
  readonly bytes: (length: number) => Uint8Array;
}

function connectPaynet(
  connection: ProviderConnection,
  http: HttpPort,
  ids: Pick<Ids, 'bytes'> = { bytes: randomBytes },
): ProviderPort {
  assert(paynetProblems(connection).length === 0, `provider ${connection.providerCode} is configured for Paynet`);
  const read = settingReader(connection, paynetMetadata.settings);
  const settings = readPaynetSettings(read);
  const session: Session = { connection, settings, http, bytes: (length) => ids.bytes(length) };
  return {
    traits: paynetTraits(read),
    validate: (input) => validate(session, input),
    debt: (input) => debt(session, input),
    pay: (request) => pay(session, request),
    status: (request) => status(session, request),
    cancel: (request) => cancel(session, request),
    statement: (from, to) => statement(session, from, to),
  };
}

async function validate(session: Session, input: AccountInput): Promise<QueryOutcome<AccountAnswer>> {
  const found = await information(session, input);
  if (!found.ok) return found.error;
  return { kind: 'answered', answer: accountAnswer(found.value, input), evidence: evidence('ok') };
}

async function debt(session: Session, input: AccountInput): Promise<QueryOutcome<DebtAnswer>> {
  const found = await information(session, input);
  if (!found.ok) return found.error;
  const answer = debtAnswer(found.value, input);
  return answer.ok ? { kind: 'answered', answer: answer.value, evidence: evidence('ok') } : unavailable('malformed');
}

/** Both questions are one GetInformation on the wire. */
async function information(session: Session, input: AccountInput): Promise<Result<AccountFields, QueryOutcome<never>>> {
  const { settings, connection } = session;
  const answer = await ask(session, { method: 'GetInformation', params: informationParams(input, settings) });
  if (answer.kind === 'error') return err(informationRefusal(answer.code, settings));
  if (answer.kind !== 'result') return err({ kind: 'unavailable', evidence: answer.evidence });
  const found = resultAs(wire.informationSchema, answer.result);
  if (!found) return err(unavailable('malformed'));
  if (String(found.status) !== settings.informationStatus) return err(unavailable('unknown_code'));
  return ok(minorUnitFields(found.fields, settings.fields, connection.currency));
}

async function pay(session: Session, request: PayRequest): Promise<PayOutcome> {
  const { settings, connection } = session;
  assert(request.currency === connection.currency, 'a provider is paid in its own currency');
  const answer = await ask(session, {
    method: 'PerformTransaction',
    params: performParams(request, settings),
    id: transactionIdOf(request),
    timeoutMs: connection.timeouts.payMs,
  });
  if (answer.kind === 'error' && answer.code === existsCode) return whatExists(session, request);
  if (answer.kind === 'error') return performRefusal(answer.code, request, settings);
  if (answer.kind === 'not-sent') return { kind: 'not-sent', evidence: answer.evidence };
  if (answer.kind === 'broken') return { kind: 'unknown', evidence: answer.evidence };
  const performed = resultAs(wire.performSchema, answer.result);
  return performed ? performOutcome(performed, request, settings) : malformed;
}

/** A transaction that was there before: it confirms the payment only when a status does. */
async function whatExists(session: Session, request: PayRequest): Promise<PayOutcome> {
  const found = await status(session, request);
  return found.kind === 'confirmed' ? found : { kind: 'unknown', evidence: found.evidence };
}

async function status(session: Session, request: PayRequest): Promise<StatusOutcome> {
  const { settings } = session;
  const answer = await ask(session, { method: 'CheckTransaction', params: transactionParams(request, settings) });
  if (answer.kind === 'error') return checkRefusal(answer.code, settings);
  // That the question was not sent says nothing about the payment.
  if (answer.kind !== 'result') return { kind: 'unknown', evidence: answer.evidence };
  const checked = resultAs(wire.checkSchema, answer.result);
  if (!checked) return malformed;
  const verdict = checkVerdict(checked, request, settings);
  if (verdict.kind !== 'done') return verdict;
  if (settings.amountProof === 'none') return confirmed(verdict.transaction);
  const slice = await bookings(session, verdict.bookedAt, verdict.bookedAt);
  if (!slice.ok) return { kind: 'unknown', evidence: slice.error };
  return provenOutcome(slice.value, request, verdict.transaction);
}

async function cancel(session: Session, request: PayRequest): Promise<CancelOutcome> {
  const { settings, connection } = session;
  const answer = await ask(session, {
    method: 'CancelTransaction',
    params: transactionParams(request, settings),
    timeoutMs: connection.timeouts.payMs,
  });
  if (answer.kind === 'error') return cancelRefusal(answer.code, settings);
  if (answer.kind === 'not-sent') return { kind: 'not-sent', evidence: answer.evidence };
  if (answer.kind === 'broken') return { kind: 'unknown', evidence: answer.evidence };
  const cancelled = resultAs(wire.cancelSchema, answer.result);
  return cancelled ? cancelOutcome(cancelled, request) : malformed;
}

function statement(session: Session, from: Date, to: Date): Promise<QueryOutcome<readonly StatementLine[]>> {
  return statementInSlices(from, to, async (start, end) => {
    const slice = await bookings(session, start, end);
    return slice.ok ? ok(statementLines(slice.value, start, end)) : slice;
  });
}

async function bookings(session: Session, from: Date, to: Date): Promise<Result<readonly Booking[], Evidence>> {
  const { settings } = session;
  const answer = await ask(session, {
    method: 'GetStatement',
    params: statementParams(from, to, settings),
    maxBytes: wire.maxStatementBytes,
  });
  if (answer.kind === 'error') return err(evidence('unknown_code', answer.code));
  if (answer.kind !== 'result') return err(answer.evidence);
  const read = resultAs(wire.statementSchema, answer.result);
  const lines = read && readBookings(read, settings.utcOffset);
  return lines ? ok(lines) : err(evidence('malformed'));
}

interface Asking {
  readonly method: string;
  readonly params: object;
  /** A payment's is its reference, so that every attempt is the same request; a question's is new each time. */
  readonly id?: number;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

function ask({ connection, settings, http, bytes }: Session, asking: Asking): Promise<JsonRpcAnswer> {
  const { authorization } = settings;
  return callJsonRpc(http, {
    url: connection.endpoint,
    authorization,
    id: questionId(bytes),
    timeoutMs: connection.timeouts.queryMs,
    maxBytes: wire.maxAnswerBytes,
    ...asking,
  });
}

const malformed: { readonly kind: 'unknown'; readonly evidence: Evidence } = {
  kind: 'unknown',
  evidence: evidence('malformed'),
};
