import { randomBytes } from 'node:crypto';
import type {
  AccountAnswer,
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
  QuestionSources,
} from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { evidence } from '../kit/evidence.ts';
import { exchangeBytes } from '../kit/exchange.ts';
import { formBody, formType } from './form.ts';
import { decodeWindows1251, encodeWindows1251Xml } from '../kit/windows-1251.ts';
import { settingReader } from '../kit/settings.ts';
import { currencyCodes } from './currency-codes.ts';
import { accountAnswer, confirmation, debtAnswer, echoProblem, queryRefusal, reservation } from './map.ts';
import { eripMetadata, eripTraits } from './metadata.ts';
import { resultXml, serviceInfoXml, startXml, type RequestType } from './requests.ts';
import { eripProblems, readEripSettings, type EripSettings } from './settings.ts';
import { isSigned, signatureHeader, signatureOf } from './signature.ts';
import { maxAnswerBytes, parseAnswer, type EripAnswer } from './wire.ts';

export const eripAdapter: Adapter = {
  metadata: eripMetadata,
  problems: eripProblems,
  connect: connectErip,
};

/** One provider's end of the wire and what is needed to speak to it. */
interface Session {
  readonly connection: ProviderConnection;
  readonly settings: EripSettings;
  readonly http: HttpPort;
  readonly sources: QuestionSources;
}

function connectErip(
  connection: ProviderConnection,
  http: HttpPort,
  sources: QuestionSources = { bytes: randomBytes },
): ProviderPort {
  assert(eripProblems(connection).length === 0, `provider ${connection.providerCode} is configured for iPay and ERIP`);
  const read = settingReader(connection, eripMetadata.settings);
  const session: Session = { connection, settings: readEripSettings(read), http, sources };
  return {
    traits: eripTraits(read),
    validate: (input) => validate(session, input),
    debt: (input) => debt(session, input),
    pay: (request) => pay(session, request),
    status: () => Promise.resolve({ kind: 'unknown', evidence: evidence('unsupported') }),
  };
}

async function validate(session: Session, input: AccountInput): Promise<QueryOutcome<AccountAnswer>> {
  const asked = await serviceInfo(session, input);
  if (asked.kind !== 'answered') return asked;
  return { ...asked, answer: accountAnswer(asked.answer, input, session.settings) };
}

async function debt(session: Session, input: AccountInput): Promise<QueryOutcome<DebtAnswer>> {
  const asked = await serviceInfo(session, input);
  if (asked.kind !== 'answered') return asked;
  const { settings, connection } = session;
  const read = debtAnswer(asked.answer, accountAnswer(asked.answer, input, settings), connection.currency);
  return read.ok ? { ...asked, answer: read.value } : { kind: 'unavailable', evidence: evidence('malformed') };
}

/** Both questions are one `ServiceInfo`. Its time is that of asking; nothing hangs on it. */
async function serviceInfo(session: Session, input: AccountInput): Promise<QueryOutcome<EripAnswer>> {
  const { connection, settings } = session;
  const { currency, timeouts } = connection;
  const requestId = questionId(session);
  const at = session.sources.clock?.now() ?? new Date();
  const xml = serviceInfoXml(input, { at, currency, requestId }, settings);
  const answer = await ask(session, { type: 'ServiceInfo', xml, timeoutMs: timeouts.queryMs });
  if (answer.kind !== 'answer') return { kind: 'unavailable', evidence: answer.evidence };
  const { value } = answer;
  const echoes = { PersonalAccount: input.account, Currency: currencyCodes[currency], RequestId: requestId };
  const problem = echoProblem(value, echoes);
  if (problem) return { kind: 'unavailable', evidence: evidence(problem) };
  if (value.error !== undefined) return queryRefusal(value.error, settings);
  return { kind: 'answered', answer: value, evidence: evidence('ok') };
}

/** Twenty digits that begin with 9: new for every question, and never those of a payment's step. */
function questionId(session: Session): string {
  const random = Buffer.from(session.sources.bytes(8)).readBigUInt64BE(0) % 10n ** 19n;
  return `9${random.toString().padStart(19, '0')}`;
}

/**
 * Reserves, then confirms. The money is told with the second answer and not before; once the first request has left,
 * nothing that fails afterwards is "not sent".
 */
async function pay(session: Session, request: PayRequest): Promise<PayOutcome> {
  const { connection, settings } = session;
  assert(request.currency === connection.currency, 'a provider is paid in its own currency');
  const { payMs } = connection.timeouts;
  const startedMs = performance.now();
  const start = { type: 'TransactionStart', xml: startXml(request, settings), timeoutMs: payMs } as const;
  const first = await ask(session, start);
  if (first.kind !== 'answer') return first;
  const reserved = reservation(first.value, request, settings);
  if (reserved.kind !== 'reserved') return reserved;
  const { providerTransaction } = reserved;
  const xml = resultXml(request, providerTransaction, settings);
  // One time-out bounds both steps: whoever waits for the payment does not know that there are two.
  const timeoutMs = Math.max(1, Math.floor(payMs - (performance.now() - startedMs)));
  const second = await ask(session, { type: 'TransactionResult', xml, timeoutMs });
  if (second.kind !== 'answer') return { kind: 'unknown', evidence: second.evidence };
  return confirmation(second.value, { request, providerTransaction }, settings);
}

type Answer =
  | { readonly kind: 'answer'; readonly value: EripAnswer }
  | { readonly kind: 'not-sent' | 'unknown'; readonly evidence: Evidence };

interface Asking {
  readonly type: RequestType;
  readonly xml: string;
  readonly timeoutMs: number;
}

/** One signed request and its whole, signed answer; whatever else comes back is `unknown`. */
async function ask({ connection, settings, http }: Session, { type, xml, timeoutMs }: Asking): Promise<Answer> {
  const document = encodeWindows1251Xml(xml);
  const exchange = await exchangeBytes(
    http,
    {
      method: 'POST',
      url: connection.endpoint,
      headers: {
        accept: 'text/xml, application/xml',
        'accept-encoding': 'identity',
        'content-type': formType,
        [signatureHeader.toLowerCase()]: signatureOf(document, settings.salt),
      },
      body: formBody(document),
      timeoutMs,
      maxBytes: maxAnswerBytes,
      answerHeader: signatureHeader.toLowerCase(),
    },
    [200],
  );
  if (exchange.kind === 'not-sent') return exchange;
  if (exchange.kind === 'broken') return { kind: 'unknown', evidence: exchange.evidence };
  if (!isSigned(exchange.bytes, settings.salt, exchange.header)) return unreadable('signature');
  const text = decodeWindows1251(exchange.bytes);
  if (text === undefined) return unreadable('encoding');
  const parsed = parseAnswer(text, type, settings.names);
  return parsed.ok ? { kind: 'answer', value: parsed.value } : unreadable('malformed');
}

function unreadable(reason: 'signature' | 'encoding' | 'malformed'): Answer {
  return { kind: 'unknown', evidence: evidence(reason) };
}
