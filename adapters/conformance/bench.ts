import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AccountInput, HttpPort, PayRequest, ProviderPort } from '../../src/kernel/adapter.ts';
import { minor, type Currency } from '../../src/kernel/money.ts';
import type { ProviderOptions, SimulatedProvider, Simulator } from '../kit/simulated-protocol.ts';
import { sampleAccounts } from './sample-accounts.ts';
import type { Subject } from './subject.ts';

/** A provider of its own for one check, and ways to speak to it. */
export interface Bench {
  readonly subject: Subject;
  readonly provider: SimulatedProvider;
  readonly bait: Bait;
  /** The adapter, connected with room in its time-outs. */
  readonly port: ProviderPort;
  /** The adapter with other settings or time-outs, or at another address. */
  connect(change?: ConnectionChange): ProviderPort;
  /** A payment with a reference of its own. */
  payment(change?: Partial<PayRequest>): PayRequest;
  /** What the provider's books call a payment. */
  nameOf(request: PayRequest): string;
  /** A further provider on the same simulator. */
  addProvider(options: Partial<ProviderOptions>): SimulatedProvider;
}

export interface ConnectionChange {
  readonly settings?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly endpoint?: string;
  readonly currency?: Currency;
}

/** A listener that no adapter may ever call: what hostile answers point to. */
export interface Bait {
  readonly url: string;
  hits(): number;
  close(): Promise<void>;
}

/** Generous, since the machine may be busy; checks that wait for silence bring their own. */
const patientMs = 8_000;

/** Acceptance of every payment of the suite. */
const acceptedAt = new Date('2026-11-20T08:15:30Z');

export interface BenchParts {
  readonly subject: Subject;
  readonly simulator: Simulator;
  readonly http: HttpPort;
  readonly bait: Bait;
  /** Number of the check: makes provider codes and references that no other check uses. */
  readonly number: number;
}

export function setUpBench(parts: BenchParts): Bench {
  const { subject, simulator, http, bait, number } = parts;
  let providers = 0;
  let payments = 0;
  const addProvider = (options: Partial<ProviderOptions>): SimulatedProvider => {
    providers += 1;
    return simulator.registerProvider(`check-${number}-${providers}`, {
      currency: 'AZN',
      accounts: sampleAccounts,
      ...(subject.authorization === undefined ? {} : { authorization: subject.authorization }),
      ...(subject.secret === undefined ? {} : { secret: subject.secret }),
      ...options,
    });
  };
  const provider = addProvider({});
  const connect = (change: ConnectionChange = {}): ProviderPort => {
    const timeoutMs = change.timeoutMs ?? patientMs;
    const connection = {
      providerCode: provider.code,
      currency: change.currency ?? 'AZN',
      endpoint: change.endpoint ?? provider.endpoint,
      settings: change.settings ?? subject.settings,
      timeouts: { queryMs: timeoutMs, payMs: timeoutMs },
    };
    return subject.adapter.connect(connection, http);
  };
  return {
    subject,
    provider,
    bait,
    port: connect(),
    connect,
    payment: (change = {}) => {
      payments += 1;
      const reference = (10n ** 15n + BigInt(number) * 1_000n + BigInt(payments)).toString();
      const whole: PayRequest = { ...known, reference, amount: minor(1_045n), currency: 'AZN', acceptedAt };
      return { ...whole, ...change };
    },
    nameOf: (request) => subject.nameOf?.(request) ?? request.reference,
    addProvider,
  };
}

/** The account that most checks ask for. */
export const known: AccountInput = { account: '100200300', fields: {} };

export async function startBait(): Promise<Bait> {
  let hits = 0;
  const server = createServer((_request, response) => {
    hits += 1;
    response.end('0');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/bait`,
    hits: () => hits,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** An address where nothing listens: the port was free a moment ago. */
export async function closedEndpoint(): Promise<string> {
  const bait = await startBait();
  await bait.close();
  return new URL(bait.url).origin;
}
