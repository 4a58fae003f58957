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
  StatusOutcome,
} from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import type { Ids } from '../../src/kernel/ids.ts';
import { accountAnswer, debtAnswer, type AccountFields } from '../kit/account-fields.ts';
import { evidence } from '../kit/evidence.ts';
import { exchangeText } from '../kit/exchange.ts';
import { accountFields, checkVerdict, malformedAnswer } from './account.ts';
import { cancelOutcome, payOutcome, statusOutcome } from './map.ts';
import type { OsmpDialect } from './dialect.ts';
import { kaspi } from './dialects/kaspi.ts';
import { kassa24 } from './dialects/kassa24.ts';
import { osmpXml } from './dialects/osmp-xml.ts';
import { sberbank } from './dialects/sberbank.ts';
import { osmpTraits } from './metadata.ts';
import { cancelQuery, checkQuery, payQuery, statusQuery } from './requests.ts';
import { dialectReader, osmpProblems, readOsmpSettings, type OsmpSettings } from './settings.ts';
import { maxResponseBytes, type OsmpResponse } from './wire.ts';

export const osmpAdapter = adapterOf(osmpXml);
export const kaspiAdapter = adapterOf(kaspi);
export const sberbankAdapter = adapterOf(sberbank);
export const kassa24Adapter = adapterOf(kassa24);

function adapterOf(dialect: OsmpDialect): Adapter {
  return {
    metadata: dialect.metadata,
    problems: (connection) => osmpProblems(connection, dialect),
    connect: (connection, http, ids = { bytes: randomBytes }) => connect(dialect, connection, { http, ids }),
  };
}

/** One provider's end of the wire and what is needed to speak to it. */
interface Session {
  readonly connection: ProviderConnection;
  readonly settings: OsmpSettings;
  readonly accept: string;
  readonly http: HttpPort;
  readonly bytes: (length: number) => Uint8Array;
}

function connect(
  dialect: OsmpDialect,
  connection: ProviderConnection,
  { http, ids }: { readonly http: HttpPort; readonly ids: Pick<Ids, 'bytes'> },
): ProviderPort {
  const { protocol } = dialect.metadata;
  assert(osmpProblems(connection, dialect).length === 0, `${connection.providerCode} is configured for ${protocol}`);
  const read = dialectReader(connection, dialect);
  const settings = readOsmpSettings(read, dialect);
  const session: Session = { connection, settings, accept: dialect.accept, http, bytes: (length) => ids.bytes(length) };
  const { cancelCommand } = session.settings;
  return {
    traits: osmpTraits(read),
    validate: (input) => validate(session, input),
    debt: (input) => debt(session, input),
    pay: (request) => pay(session, request),
    status: (request) => status(session, request),
    ...(cancelCommand === undefined
      ? {}
      : { cancel: (request: PayRequest) => cancel(session, request, cancelCommand) }),
  };
}

async function validate(session: Session, input: AccountInput): Promise<QueryOutcome<AccountAnswer>> {
  const answer = await check(session, input);
  if (answer.kind !== 'answered') return answer;
  return { ...answer, answer: accountAnswer(fieldsOf(session, answer.answer), input) };
}

async function debt(session: Session, input: AccountInput): Promise<QueryOutcome<DebtAnswer>> {
  const answer = await check(session, input);
  if (answer.kind !== 'answered') return answer;
  const read = debtAnswer(fieldsOf(session, answer.answer), input);
  return read.ok ? { ...answer, answer: read.value } : malformedAnswer;
}

function fieldsOf({ settings, connection }: Session, response: OsmpResponse): AccountFields {
  return accountFields(response, settings, connection.currency);
}

/** Both questions are one `check` on the wire. */
async function check(session: Session, input: AccountInput): Promise<QueryOutcome<OsmpResponse>> {
  const transactionId = checkTransactionId(session);
  const query = checkQuery(input, transactionId, session.settings);
  const answer = await ask(session, query, session.connection.timeouts.queryMs);
  if (answer.kind !== 'response') return { kind: 'unavailable', evidence: answer.evidence };
  const { response } = answer;
  const echoed = response.osmp_txn_id ?? '';
  if (echoed !== '' && echoed !== transactionId) {
    return { kind: 'unavailable', evidence: evidence('reference_mismatch', response.result) };
  }
  if ((response.account || input.account) !== input.account) {
    return { kind: 'unavailable', evidence: evidence('account_mismatch', response.result) };
  }
  const verdict = checkVerdict(response, session.settings);
  if (verdict.kind !== 'found') return verdict;
  return { kind: 'answered', answer: response, evidence: evidence('ok', response.result) };
}

/** Twenty digits that begin with 9: new for every check, and longer than any reference of a payment. */
function checkTransactionId(session: Session): string {
  const random = Buffer.from(session.bytes(8)).readBigUInt64BE(0) % 10n ** 19n;
  return `9${random.toString().padStart(19, '0')}`;
}

async function pay(session: Session, request: PayRequest): Promise<PayOutcome> {
  const { settings, connection } = session;
  assert(request.currency === connection.currency, 'a provider is paid in its own currency');
  const answer = await ask(session, payQuery(request, settings), connection.timeouts.payMs);
  if (answer.kind === 'response') return payOutcome(answer.response, request, settings);
  return { kind: answer.kind, evidence: answer.evidence };
}

async function status(session: Session, request: PayRequest): Promise<StatusOutcome> {
  const { settings, connection } = session;
  if (settings.statusCommand === undefined) return { kind: 'unknown', evidence: evidence('unsupported') };
  const query = statusQuery(request, settings.statusCommand, settings);
  const answer = await ask(session, query, connection.timeouts.queryMs);
  if (answer.kind === 'response') return statusOutcome(answer.response, request, settings);
  // That the question was not sent says nothing about the payment.
  return { kind: 'unknown', evidence: answer.evidence };
}

async function cancel(session: Session, request: PayRequest, command: string): Promise<CancelOutcome> {
  const { settings, connection } = session;
  const providerTransaction = request.providerTransaction ?? (await findProviderTransaction(session, request));
  if (providerTransaction === null) return { kind: 'not-sent', evidence: evidence('no_provider_transaction') };
  const query = cancelQuery({ request, providerTransaction }, command, settings);
  const answer = await ask(session, query, connection.timeouts.payMs);
  if (answer.kind === 'response') {
    return cancelOutcome(answer.response, { request, providerTransaction }, settings);
  }
  return { kind: answer.kind, evidence: answer.evidence };
}

/** The cancel goes by the provider's number; where the hub has none, a status query may still tell it. */
async function findProviderTransaction(session: Session, request: PayRequest): Promise<string | null> {
  const known = await status(session, request);
  return known.kind === 'confirmed' ? known.providerTransaction : null;
}

type Answer =
  | { readonly kind: 'response'; readonly response: OsmpResponse }
  | { readonly kind: 'not-sent' | 'unknown'; readonly evidence: Evidence };

/** One request and its whole, well-formed answer; whatever else comes back is `unknown`. The content type says nothing. */
async function ask(session: Session, query: URLSearchParams, timeoutMs: number): Promise<Answer> {
  const { connection, settings, accept, http } = session;
  const exchange = await exchangeText(
    http,
    {
      method: 'GET',
      url: `${connection.endpoint}?${query.toString()}`,
      headers: {
        accept,
        'accept-encoding': 'identity',
        ...(settings.authorization === undefined ? {} : { authorization: settings.authorization }),
      },
      timeoutMs,
      maxBytes: maxResponseBytes,
    },
    [200],
  );
  if (exchange.kind === 'not-sent') return { kind: 'not-sent', evidence: exchange.evidence };
  if (exchange.kind === 'broken') return { kind: 'unknown', evidence: exchange.evidence };
  const parsed = settings.parse(exchange.text);
  if (!parsed.ok) return { kind: 'unknown', evidence: evidence('malformed') };
  return { kind: 'response', response: parsed.value };
}
