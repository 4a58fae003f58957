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
} from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { evidence } from '../kit/evidence.ts';
import { exchangeText } from '../kit/exchange.ts';
import { settingReader } from '../kit/settings.ts';
import { accountAnswer, debtAnswer, payOutcome, queryOutcome } from './map.ts';
import { epayMetadata, epayTraits } from './metadata.ts';
import { confirmQuery, initQuery } from './requests.ts';
import { epayProblems, readEpaySettings, type EpaySettings } from './settings.ts';
import { maxAnswerBytes, parseAnswer, type EpayAnswer } from './wire.ts';

export const epayAdapter: Adapter = {
  metadata: epayMetadata,
  problems: epayProblems,
  connect: connectEpay,
};

/** One provider's end of the wire and what is needed to speak to it. */
interface Session {
  readonly connection: ProviderConnection;
  readonly settings: EpaySettings;
  readonly http: HttpPort;
}

function connectEpay(connection: ProviderConnection, http: HttpPort): ProviderPort {
  assert(epayProblems(connection).length === 0, `provider ${connection.providerCode} is configured for ePay.bg`);
  const read = settingReader(connection, epayMetadata.settings);
  const session: Session = { connection, settings: readEpaySettings(read), http };
  return {
    traits: epayTraits(read),
    validate: (input) => validate(session, input),
    debt: (input) => debt(session, input),
    pay: (request) => pay(session, request),
    status: () => Promise.resolve({ kind: 'unknown', evidence: evidence('unsupported') }),
  };
}

async function validate(session: Session, input: AccountInput): Promise<QueryOutcome<AccountAnswer>> {
  const asked = await init(session, input);
  if (asked.kind !== 'answered') return asked;
  return { ...asked, answer: accountAnswer(asked.answer, input, session.settings) };
}

async function debt(session: Session, input: AccountInput): Promise<QueryOutcome<DebtAnswer>> {
  const asked = await init(session, input);
  if (asked.kind !== 'answered') return asked;
  const { settings, connection } = session;
  const account = accountAnswer(asked.answer, input, settings);
  const read = debtAnswer(asked.answer, account, { settings, currency: connection.currency });
  return read ? { ...asked, answer: read } : { kind: 'unavailable', evidence: evidence('malformed') };
}

/** Both questions are one `/pay/init`. */
async function init(session: Session, input: AccountInput): Promise<QueryOutcome<EpayAnswer>> {
  const { settings, connection } = session;
  const asked = await ask(session, `/pay/init?${initQuery(input, settings).toString()}`, connection.timeouts.queryMs);
  if (asked.kind !== 'answer') return { kind: 'unavailable', evidence: asked.evidence };
  return queryOutcome(asked.value, input, settings);
}

async function pay(session: Session, request: PayRequest): Promise<PayOutcome> {
  const { settings, connection } = session;
  assert(request.currency === connection.currency, 'a provider is paid in its own currency');
  const path = `/pay/confirm?${confirmQuery(request, settings).toString()}`;
  const asked = await ask(session, path, connection.timeouts.payMs);
  return asked.kind === 'answer' ? payOutcome(asked.value, request, settings) : asked;
}

type Answer =
  | { readonly kind: 'answer'; readonly value: EpayAnswer }
  | { readonly kind: 'not-sent' | 'unknown'; readonly evidence: Evidence };

/** One request and its whole answer; whatever else comes back is `unknown`. The content type says nothing. */
async function ask({ connection, settings, http }: Session, path: string, timeoutMs: number): Promise<Answer> {
  const exchange = await exchangeText(
    http,
    {
      method: 'GET',
      url: `${connection.endpoint}${path}`,
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
      timeoutMs,
      maxBytes: maxAnswerBytes,
    },
    [200],
  );
  if (exchange.kind === 'not-sent') return exchange;
  if (exchange.kind === 'broken') return { kind: 'unknown', evidence: exchange.evidence };
  const parsed = parseAnswer(exchange.text, settings.amountAs);
  return parsed.ok ? { kind: 'answer', value: parsed.value } : { kind: 'unknown', evidence: evidence('malformed') };
}
