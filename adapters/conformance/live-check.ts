import type {
  AccountInput,
  Adapter,
  HttpPort,
  PayRequest,
  ProviderConnection,
  ProviderPort,
  QueryOutcome,
  QuestionSources,
} from '../../src/kernel/adapter.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { minor } from '../../src/kernel/money.ts';
import type { ProviderFiles } from '../../src/kernel/provider-files.ts';
import { evidenceText, watchHttp, type WatchedHttp } from './watched-http.ts';

/** `warning`: it works, and somebody should look at it. `-`: it could not be asked. */
export type Verdict = 'ok' | 'warning' | 'failed' | '-';

export interface LiveFinding {
  readonly check: string;
  readonly verdict: Verdict;
  /** In English; never a name, an amount or a secret. */
  readonly detail: string;
}

/** What is asked of a provider's real end of the wire. */
export interface LiveProbe {
  /** A test account that the provider has agreed to. */
  readonly account: AccountInput;
  /** Of the right form, and nobody's; null: not asked. */
  readonly unknownAccount: string | null;
  /** Of a form that no account has. */
  readonly malformedAccount: string;
}

export interface LiveSubject {
  readonly adapter: Adapter;
  readonly connection: ProviderConnection;
  readonly http: HttpPort;
  readonly clock: Clock;
  readonly bytes: QuestionSources['bytes'];
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/** A reference of a day on which the hub did not exist: sixteen digits that no payment has. */
const unusedReference = '1001010000000001';

/** Clocks that differ by more spoil dates, signatures and tokens, seconds. */
const noticeableS = 60;
const mostDoorBytes = 65_536;

/**
 * The safe part of conformance against a real endpoint: it connects, asks about accounts and asks for the status of a
 * payment that never was. No payment is made, and nothing is sent that could become one.
 */
export async function checkLive(subject: LiveSubject, probe: LiveProbe): Promise<readonly LiveFinding[]> {
  const { adapter, connection, clock, bytes } = subject;
  const problems = adapter.problems?.(connection) ?? [];
  if (problems.length > 0) return [finding('settings', 'failed', problems.join('; '))];
  const settings = finding('settings', 'ok', `${Object.keys(connection.settings).length} fit the protocol`);
  const watched = watchHttp(subject.http, subject.now);
  const port = adapter.connect(connection, watched, { bytes, clock });
  if (port.files) return [settings, ...fileFindings(port.files)];
  const door = await knock(subject);
  if (door.isShut) return [settings, ...door.findings];
  const known = await askAccount(port, probe, connection);
  const further = known.canAsk ? await askFurther(port, probe) : [];
  const status = await askStatus(port, subject, probe);
  return [settings, ...door.findings, ...known.findings, ...further, status, ...measures(watched, connection)];
}

function finding(check: string, verdict: Verdict, detail: string): LiveFinding {
  return { check, verdict, detail };
}

/** Nothing is called where files are exchanged; what they are called can be told all the same. */
function fileFindings(files: ProviderFiles): readonly LiveFinding[] {
  const name = files.paymentFileName({ date: '2026-11-22', number: 1 });
  return [
    finding('connection', '-', `files are exchanged by ${files.transport.kind}: nothing is called`),
    finding('file names', 'ok', `the first file of 22 November 2026 would be ${name}`),
  ];
}

/** One bare request to the address itself: whether it may be reached, by TLS, and what time it has. */
async function knock(subject: LiveSubject): Promise<{ isShut: boolean; findings: readonly LiveFinding[] }> {
  const { connection, http, now, clock } = subject;
  const started = now();
  const outcome = await http.request({
    ...{ method: 'GET', url: connection.endpoint, headers: { accept: '*/*' } },
    ...{ timeoutMs: connection.timeouts.queryMs, maxBytes: mostDoorBytes, answerHeader: 'date' },
  });
  const tookMs = Math.round(now() - started);
  if (outcome.kind === 'not-sent') {
    const detail = `no connection: ${outcome.reason}${hints[outcome.reason] ?? ''}`;
    return { isShut: true, findings: [finding('connection', 'failed', detail)] };
  }
  const isTls = connection.endpoint.startsWith('https:');
  const tls = isTls
    ? finding('TLS', 'ok', 'certificate, chain and name verified')
    : finding('TLS', 'warning', 'plain HTTP: only private networks may be called so');
  if (outcome.kind === 'broken') {
    const connected = finding('connection', 'warning', `stands, but the bare address ended with ${outcome.reason}`);
    return { isShut: false, findings: [connected, tls, finding('clock', '-', 'no date was told')] };
  }
  const connected = finding('connection', 'ok', `stands; HTTP ${outcome.status} in ${tookMs} ms`);
  return { isShut: false, findings: [connected, tls, clockFinding(outcome.header, clock)] };
}

const hints: Readonly<Record<string, string>> = {
  address_not_allowed:
    '; a private network needs PROVIDER_PRIVATE_NETWORKS, and plain HTTP is for private networks only',
  tls: '; the certificate is not believed, has ended, or has another name',
  dns: '; the name does not resolve',
};

function clockFinding(header: string | undefined, clock: Clock): LiveFinding {
  const told = header === undefined ? Number.NaN : Date.parse(header);
  if (Number.isNaN(told)) return finding('clock', '-', 'no date was told');
  const differenceS = Math.round((told - clock.now().getTime()) / 1_000);
  const verdict = Math.abs(differenceS) > noticeableS ? 'warning' : 'ok';
  return finding('clock', verdict, `${Math.abs(differenceS)} s ${differenceS < 0 ? 'behind' : 'ahead of'} the hub`);
}

async function askAccount(
  port: ProviderPort,
  probe: LiveProbe,
  connection: ProviderConnection,
): Promise<{ canAsk: boolean; findings: readonly LiveFinding[] }> {
  const outcome = await port.debt(probe.account);
  if (outcome.evidence.reason === 'unsupported') {
    const detail = 'the protocol cannot be asked about accounts';
    const names = ['credentials', 'debt of the test account', 'unknown account', 'malformed account'];
    return { canAsk: false, findings: names.map((name) => finding(name, '-', detail)) };
  }
  return { canAsk: true, findings: [credentialsFinding(outcome, connection), debtFinding(outcome)] };
}

function credentialsFinding(outcome: QueryOutcome<unknown>, connection: ProviderConnection): LiveFinding {
  const refused = /^http_40[13]$/.test(outcome.evidence.reason);
  if (refused) return finding('credentials', 'failed', `refused: ${evidenceText(outcome.evidence)}`);
  if (outcome.kind === 'unavailable') return finding('credentials', '-', 'no answer tells');
  const isKnown = Object.keys(connection.settings).length > 0;
  return finding('credentials', isKnown ? 'ok' : 'warning', isKnown ? 'taken' : 'the entry has none');
}

function debtFinding(outcome: Awaited<ReturnType<ProviderPort['debt']>>): LiveFinding {
  const name = 'debt of the test account';
  switch (outcome.kind) {
    case 'answered': {
      const { balanceTold = true, bills, holderName } = outcome.answer;
      const told = [
        balanceTold ? 'a balance' : 'no balance',
        `${bills.length} bills`,
        holderName === null ? 'no name' : 'a name',
      ];
      return finding(name, 'ok', `told: ${told.join(', ')}`);
    }
    case 'no-such-account':
      return finding(name, 'failed', 'the provider does not know it: name another with --account');
    case 'proof-refused':
    case 'refused':
      return finding(name, 'failed', `refused: ${evidenceText(outcome.evidence)}`);
    case 'unavailable':
      return finding(name, 'failed', `no whole answer: ${evidenceText(outcome.evidence)}`);
  }
}

async function askFurther(port: ProviderPort, probe: LiveProbe): Promise<readonly LiveFinding[]> {
  const { fields } = probe.account;
  const unknown =
    probe.unknownAccount === null
      ? finding('unknown account', '-', 'none was named: --unknown')
      : unknownFinding(await port.debt({ account: probe.unknownAccount, fields }));
  const malformed = malformedFinding(await port.debt({ account: probe.malformedAccount, fields }));
  return [unknown, malformed];
}

function unknownFinding(outcome: QueryOutcome<unknown>): LiveFinding {
  const name = 'unknown account';
  if (outcome.kind === 'no-such-account') return finding(name, 'ok', 'said to be unknown');
  if (outcome.kind === 'answered') return finding(name, 'failed', 'answered as if somebody had it');
  return finding(name, 'warning', `not said to be unknown: ${evidenceText(outcome.evidence)}`);
}

function malformedFinding(outcome: QueryOutcome<unknown>): LiveFinding {
  const name = 'malformed account';
  if (outcome.kind === 'answered') return finding(name, 'failed', 'answered as if it were an account');
  if (outcome.kind === 'unavailable') return finding(name, 'warning', `no answer: ${evidenceText(outcome.evidence)}`);
  return finding(name, 'ok', 'refused');
}

async function askStatus(port: ProviderPort, subject: LiveSubject, probe: LiveProbe): Promise<LiveFinding> {
  const name = 'status of an unknown payment';
  const { capabilities } = port.traits ?? subject.adapter.metadata;
  if (!capabilities.includes('status')) return finding(name, '-', 'a payment cannot be asked about');
  const request: PayRequest = {
    ...{ account: probe.account.account, fields: {}, reference: unusedReference, amount: minor(100n) },
    ...{ currency: subject.connection.currency, acceptedAt: subject.clock.now() },
  };
  const outcome = await port.status(request);
  if (outcome.kind === 'not-found') return finding(name, 'ok', 'said not to be there');
  if (outcome.kind === 'confirmed') return finding(name, 'failed', 'confirmed, although it never was');
  return finding(name, 'warning', `${outcome.kind}: ${evidenceText(outcome.evidence)}`);
}

function measures(watched: WatchedHttp, { timeouts }: ProviderConnection): readonly LiveFinding[] {
  const { requests, slowestMs, mostBytes } = watched.seen();
  if (requests === 0)
    return [finding('answer time', '-', 'nothing was asked'), finding('answer size', '-', 'nothing was asked')];
  const isSlow = slowestMs > timeouts.queryMs * 0.8;
  return [
    finding(
      'answer time',
      isSlow ? 'warning' : 'ok',
      `slowest of ${requests}: ${Math.round(slowestMs)} ms of ${timeouts.queryMs} ms`,
    ),
    finding('answer size', 'ok', `largest: ${mostBytes} bytes`),
  ];
}
