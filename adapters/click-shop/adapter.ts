import type {
  Adapter,
  Evidence,
  HttpPort,
  PayOutcome,
  PayRequest,
  ProviderConnection,
  ProviderPort,
} from '../../src/kernel/adapter.ts';
import { assert } from '../../src/kernel/assert.ts';
import { evidence } from '../kit/evidence.ts';
import { exchangeText } from '../kit/exchange.ts';
import { connectionProblems, settingReader } from '../kit/settings.ts';
import { completeOutcome, prepareOutcome, type Echo } from './map.ts';
import { clickMetadata, clickTraits } from './metadata.ts';
import { clickForm, type Signing } from './requests.ts';
import { maxAnswerBytes, parseAnswer, type ClickAnswer } from './wire.ts';

export const clickAdapter: Adapter = {
  metadata: clickMetadata,
  problems: clickProblems,
  connect: connectClick,
};

function clickProblems(connection: ProviderConnection): readonly string[] {
  return connectionProblems(connection, clickMetadata.settings);
}

interface Session {
  readonly connection: ProviderConnection;
  readonly http: HttpPort;
  readonly signing: Signing;
  readonly echo: Echo;
  readonly prepareUrl: string;
  readonly completeUrl: string;
}

function connectClick(connection: ProviderConnection, http: HttpPort): ProviderPort {
  const { providerCode, endpoint } = connection;
  assert(clickProblems(connection).length === 0, `provider ${providerCode} is configured for Click`);
  const read = settingReader(connection, clickMetadata.settings);
  const session: Session = {
    connection,
    http,
    signing: {
      secret: read('secret') ?? '',
      serviceId: read('serviceId') ?? '',
      utcOffset: read('utcOffset') ?? '',
    },
    echo: read('echo') === 'optional' ? 'optional' : 'required',
    prepareUrl: `${endpoint}${read('preparePath') ?? ''}`,
    completeUrl: `${endpoint}${read('completePath') ?? ''}`,
  };
  return {
    traits: clickTraits(read),
    validate: () => Promise.resolve({ kind: 'unavailable', evidence: unsupported }),
    debt: () => Promise.resolve({ kind: 'unavailable', evidence: unsupported }),
    pay: (request) => pay(session, request),
    status: () => Promise.resolve({ kind: 'unknown', evidence: unsupported }),
  };
}

/** Prepare reserves and moves no money, so that it is given the time of a question. */
async function pay(session: Session, request: PayRequest): Promise<PayOutcome> {
  const { connection, signing, echo } = session;
  assert(request.currency === connection.currency, 'a provider is paid in its own currency');
  const preparation = await ask(session, {
    url: session.prepareUrl,
    form: clickForm(request, undefined, signing),
    timeoutMs: connection.timeouts.queryMs,
  });
  if (preparation.kind !== 'answer') return preparation;
  const prepared = prepareOutcome(preparation.answer, request, echo);
  if (prepared.kind !== 'prepared') return prepared;
  const { prepareId } = prepared;
  const completion = await ask(session, {
    url: session.completeUrl,
    form: clickForm(request, prepareId, signing),
    timeoutMs: connection.timeouts.payMs,
  });
  // The preparation was sent, so the payment as a whole was.
  if (completion.kind !== 'answer') return { kind: 'unknown', evidence: completion.evidence };
  return completeOutcome(completion.answer, { request, prepareId }, echo);
}

type Answer =
  | { readonly kind: 'answer'; readonly answer: ClickAnswer }
  | { readonly kind: 'not-sent'; readonly evidence: Evidence }
  | { readonly kind: 'unknown'; readonly evidence: Evidence };

async function ask(
  { http }: Session,
  { url, form, timeoutMs }: { readonly url: string; readonly form: URLSearchParams; readonly timeoutMs: number },
): Promise<Answer> {
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
  };
  const body = form.toString();
  const exchange = await exchangeText(
    http,
    { method: 'POST', url, headers, body, timeoutMs, maxBytes: maxAnswerBytes },
    [200],
  );
  if (exchange.kind === 'not-sent') return { kind: 'not-sent', evidence: exchange.evidence };
  if (exchange.kind === 'broken') return { kind: 'unknown', evidence: exchange.evidence };
  const parsed = parseAnswer(exchange.text);
  return parsed.ok ? { kind: 'answer', answer: parsed.value } : { kind: 'unknown', evidence: evidence('malformed') };
}

const unsupported = evidence('unsupported');
