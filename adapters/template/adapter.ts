import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type {
  AccountInput,
  Adapter,
  DebtAnswer,
  Evidence,
  HttpPort,
  PayOutcome,
  PayRequest,
  ProviderConnection,
  ProviderPort,
  QueryOutcome,
  StatusOutcome,
} from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { evidence } from '../kit/evidence.ts';
import { exchangeText } from '../kit/exchange.ts';
import { connectionProblems, settingReader } from '../kit/settings.ts';
import { parseStrictJson } from '../kit/strict-json.ts';
import { debtOutcome, payOutcome, statusOutcome } from './map.ts';
import { templateMetadata, templateTraits } from './metadata.ts';
import { accountRequest, payRequest, statusRequest } from './requests.ts';
import { accountAnswerSchema, maxAnswerBytes, paymentAnswerSchema } from './wire.ts';

export const templateAdapter: Adapter = {
  metadata: templateMetadata,
  problems: templateProblems,
  connect: connectTemplate,
};

function templateProblems(connection: ProviderConnection): readonly string[] {
  return connectionProblems(connection, templateMetadata.settings);
}

interface Session {
  readonly connection: ProviderConnection;
  readonly http: HttpPort;
  readonly key: string;
}

function connectTemplate(connection: ProviderConnection, http: HttpPort): ProviderPort {
  const { providerCode } = connection;
  assert(templateProblems(connection).length === 0, `provider ${providerCode} is configured for its protocol`);
  const read = settingReader(connection, templateMetadata.settings);
  const session: Session = { connection, http, key: read('key') ?? '' };
  return {
    traits: templateTraits(read),
    validate: (input) => debt(session, input),
    debt: (input) => debt(session, input),
    pay: (request) => pay(session, request),
    status: (request) => status(session, request),
  };
}

async function debt(session: Session, input: AccountInput): Promise<QueryOutcome<DebtAnswer>> {
  const { currency, timeouts } = session.connection;
  const answer = await ask(session, { body: accountRequest(input), timeoutMs: timeouts.queryMs }, accountAnswerSchema);
  if (answer.kind !== 'body') return { kind: 'unavailable', evidence: answer.evidence };
  return debtOutcome(answer.body, input, currency);
}

async function pay(session: Session, request: PayRequest): Promise<PayOutcome> {
  const { currency, timeouts } = session.connection;
  assert(request.currency === currency, 'a provider is paid in its own currency');
  const answer = await ask(session, { body: payRequest(request), timeoutMs: timeouts.payMs }, paymentAnswerSchema);
  return answer.kind === 'body' ? payOutcome(answer.body, request) : answer;
}

async function status(session: Session, request: PayRequest): Promise<StatusOutcome> {
  const { timeouts } = session.connection;
  const answer = await ask(session, { body: statusRequest(request), timeoutMs: timeouts.queryMs }, paymentAnswerSchema);
  // That the question was not sent says nothing about the payment.
  if (answer.kind !== 'body') return { kind: 'unknown', evidence: answer.evidence };
  return statusOutcome(answer.body, request);
}

type Answer<Body> =
  | { readonly kind: 'body'; readonly body: Body }
  | { readonly kind: 'not-sent' | 'unknown'; readonly evidence: Evidence };

async function ask<T extends TSchema>(
  { connection, http, key }: Session,
  asked: { readonly body: string; readonly timeoutMs: number },
  schema: T,
): Promise<Answer<Static<T>>> {
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    authorization: `Bearer ${key}`,
    'content-type': 'application/json; charset=utf-8',
  };
  const request = { method: 'POST', url: connection.endpoint, headers, maxBytes: maxAnswerBytes, ...asked } as const;
  const exchange = await exchangeText(http, request, [200]);
  if (exchange.kind === 'not-sent') return { kind: 'not-sent', evidence: exchange.evidence };
  if (exchange.kind === 'broken') return { kind: 'unknown', evidence: exchange.evidence };
  const parsed = parseStrictJson(exchange.text);
  if (!parsed.ok || !Check(schema, parsed.value)) return { kind: 'unknown', evidence: evidence('malformed') };
  return { kind: 'body', body: parsed.value };
}
