import { basicAuthorization } from '../../adapters/kit/basic-authorization.ts';
import { startNativeRestSimulator } from '../../adapters/native-rest/simulator.ts';
import { startOsmpSimulator } from '../../adapters/osmp/simulator-dialects.ts';
import type { BookedPayment } from '../../adapters/kit/booked-payment.ts';
import type { FaultRule } from '../../adapters/kit/fault-script.ts';
import type { SimulatedAccount } from '../../adapters/kit/simulated-account.ts';
import type { Simulator } from '../../adapters/kit/simulated-protocol.ts';
import { minor } from '../../src/kernel/money.ts';
import { sampleProviders } from '../../src/world/seed/sample-providers.ts';
import type { ProviderSeed } from '../../src/world/seed/provider-seed.ts';

/** The providers that payments of a run go to, both protocols; any amount is right for them. */
export const paidProviders = ['azerishiq', 'azersu', 'bakcell', 'azercell'] as const;
export type PaidProvider = (typeof paidProviders)[number];

const accountsEach = 6;

/** Short enough that a hanging provider costs a run little; a lease is longer (`hub-process.ts`). */
const timeouts = { queryTimeoutMs: 1_000, payTimeoutMs: 900 };

export const providerSeeds: readonly ProviderSeed[] = sampleProviders.map((seed) => ({ ...seed, ...timeouts }));

/** Everything outside of the hub: simulated providers with books of their own, which outlive every process of the hub. */
export interface ProviderSide {
  endpointOf(code: string): string;
  secretsOf(seed: Pick<ProviderSeed, 'code' | 'protocol'>): Readonly<Record<string, string>>;
  /** Numbers of the accounts of a provider. */
  accounts(code: PaidProvider): readonly string[];
  /** What goes wrong at a provider from now on, beside what always does. */
  misbehave(code: PaidProvider, rules: readonly FaultRule[]): void;
  /** Nothing goes wrong any more, not even what always does. */
  recover(): void;
  /** Refuses connections, or takes them again, for all providers of one protocol. */
  goAway(protocol: 'osmp-xml' | 'native-rest'): Promise<void>;
  comeBack(protocol: 'osmp-xml' | 'native-rest'): Promise<void>;
  booked(code: PaidProvider): readonly BookedPayment[];
  close(): Promise<void>;
}

/** What always goes wrong: one is slow, one books and then answers 5xx, one loses its answers now and then, one is steady. */
const habits: Readonly<Record<PaidProvider, readonly FaultRule[]>> = {
  azerishiq: [{ fault: 'apply-then-502', operations: ['pay'], percent: 20, timesEach: 1 }],
  azersu: [],
  bakcell: [{ fault: 'slow', operations: ['pay'], ms: 120 }],
  azercell: [
    { fault: 'apply-then-reset', operations: ['pay'], percent: 15, timesEach: 1 },
    { fault: 'answers-pending', operations: ['pay'], percent: 10, timesEach: 1 },
  ],
};

export async function openProviderSide(): Promise<ProviderSide> {
  const simulators: Record<string, Simulator> = {
    'osmp-xml': await startOsmpSimulator({}),
    'native-rest': await startNativeRestSimulator({}),
  };
  const hostOf = (protocol: string): Simulator => {
    const simulator = simulators[protocol];
    if (!simulator) throw new RangeError(`no simulator speaks ${protocol}`);
    return simulator;
  };
  const away = new Set<string>();
  const hosts = new Map(providerSeeds.map((seed) => [seed.code, hostOf(seed.protocol)]));
  const of = (code: string) => hosts.get(code)?.provider(code) as ReturnType<Simulator['provider']>;
  for (const seed of providerSeeds) {
    hostOf(seed.protocol).registerProvider(seed.code, {
      currency: seed.currency,
      accounts: accountsOf(seed),
      faults: habits[seed.code as PaidProvider] ?? [],
      authorization: authorizationOf(seed),
    });
  }
  return {
    endpointOf: (code) => of(code).endpoint,
    secretsOf,
    accounts: (code) =>
      of(code)
        .books.accounts()
        .map((account) => account.number),
    misbehave: (code, rules) => of(code).faults.set([...rules, ...habits[code]]),
    recover: () => {
      for (const code of paidProviders) of(code).faults.clear();
    },
    goAway: async (protocol) => {
      if (away.has(protocol)) return;
      away.add(protocol);
      await hostOf(protocol).stopListening();
    },
    comeBack: async (protocol) => {
      if (away.delete(protocol)) await hostOf(protocol).listenAgain();
    },
    booked: (code) => of(code).books.payments(),
    close: async () => {
      for (const simulator of Object.values(simulators)) await simulator.close();
    },
  };
}

function accountsOf(seed: ProviderSeed): SimulatedAccount[] {
  const shape = seed.accountShapes[0] ?? '';
  return Array.from({ length: accountsEach }, (_, index) => ({
    number: numbered(shape, index + 1),
    holderName: 'Sınaq Abonenti',
    address: null,
    proofCode: null,
    bills: [],
    credit: minor(0n),
    line: seed.service === 'mobile' ? { kind: 'prepaid', plan: null, renewsOn: null } : null,
    active: true,
  }));
}

/** The digits that a shape leaves open, filled with a number. */
function numbered(shape: string, number: number): string {
  const open = shape.split('#').length - 1;
  const digits = String(number).padStart(open, '0');
  let next = 0;
  return shape.replaceAll('#', () => digits[next++] ?? '0');
}

function secretsOf(seed: Pick<ProviderSeed, 'code' | 'protocol'>): Readonly<Record<string, string>> {
  return seed.protocol === 'osmp-xml'
    ? { password: `faults-password-${seed.code}` }
    : { key: `faults-key-of-${seed.code}-0123456789` };
}

function authorizationOf(seed: ProviderSeed): string {
  const secrets = secretsOf(seed);
  if (seed.protocol === 'native-rest') return `Bearer ${secrets['key'] ?? ''}`;
  return basicAuthorization(seed.settings['user'] ?? '', secrets['password'] ?? '');
}
