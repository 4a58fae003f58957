import type { FaultScript } from '../../adapters/kit/fault-script.ts';
import type { SimulatedBooks } from '../../adapters/kit/simulated-books.ts';
import type { Simulator, SimulatorOptions } from '../../adapters/kit/simulated-protocol.ts';
import { meterBooks } from '../../adapters/native-rest/simulator-meters.ts';
import { startNativeRestSimulator } from '../../adapters/native-rest/simulator.ts';
import { basicAuthorization } from '../../adapters/kit/basic-authorization.ts';
import { startOsmpSimulator } from '../../adapters/osmp/simulator-dialects.ts';
import { present } from '../kernel/assert.ts';
import type { DemoSimulators } from '../world/demo/demo-hub.ts';
import type { SampleFaults } from '../world/faults.ts';
import type { SampleAccount } from '../world/sample-world.ts';
import type { ProviderSeed } from '../world/seed/provider-seed.ts';
import { sampleProviders } from '../world/seed/sample-providers.ts';

/** The ten companies of the sample world, each behind a real HTTP address and with books of its own. */
export interface SampleSimulators extends DemoSimulators {
  /** Where each protocol is spoken. */
  readonly doors: readonly { readonly protocol: string; readonly url: string }[];
  readonly books: (providerCode: string) => SimulatedBooks;
  readonly faults: (providerCode: string) => FaultScript;
  close(): Promise<void>;
}

export interface SampleSimulatorOptions extends SimulatorOptions {
  readonly accounts: ReadonlyMap<string, readonly SampleAccount[]>;
  readonly faults: SampleFaults;
  /** The companies as the hub knows them, where it does: a world that was settled earlier goes on as it was. */
  readonly providers?: readonly ProviderSeed[];
}

const starters: Readonly<Record<string, (options: SimulatorOptions) => Promise<Simulator>>> = {
  'osmp-xml': startOsmpSimulator,
  'native-rest': startNativeRestSimulator,
};

/** Starts one simulator for each protocol and opens the companies in it. Books that are in `directory` go on from there. */
export async function startSampleSimulators(options: SampleSimulatorOptions): Promise<SampleSimulators> {
  const { accounts, faults, providers = sampleProviders, ...simulatorOptions } = options;
  const running = new Map<string, Simulator>();
  for (const [protocol, start] of Object.entries(starters)) running.set(protocol, await start(simulatorOptions));
  const hosts = new Map<string, Simulator>();
  for (const seed of providers) {
    const host = present(running.get(seed.protocol), `a simulator of ${seed.protocol}`);
    hosts.set(seed.code, host);
    host.registerProvider(seed.code, {
      currency: seed.currency,
      accounts: accounts.get(seed.code) ?? [],
      faults: faults[seed.code] ?? [],
      authorization: authorizationOf(seed),
      ...(seed.rule.maxAmount === null ? {} : { maximum: seed.rule.maxAmount }),
    });
  }
  const hostOf = (code: string) => present(hosts.get(code), `the simulated provider ${code}`);
  return {
    doors: [...running].map(([protocol, { url }]) => ({ protocol, url })),
    endpointOf: (code) => hostOf(code).provider(code).endpoint,
    secretsOf,
    books: (code) => hostOf(code).books(code),
    faults: (code) => hostOf(code).faults(code),
    closeAccount: (code, account) => hostOf(code).books(code).changeAccount(account, { active: false }),
    inquiries: (code) => hostOf(code).provider(code).calls('status'),
    meterBooks: (code) => {
      const { readings, credits } = meterBooks(hostOf(code).books(code));
      return { readings: [...readings.keys()], credits: new Map([...credits].map(([id, { state }]) => [id, state])) };
    },
    differences: (code, payments) =>
      hostOf(code)
        .books(code)
        .differences(payments)
        .map(({ kind, reference }) => `${code}: ${kind} ${reference}`),
    close: async () => {
      for (const simulator of running.values()) await simulator.close();
    },
  };
}

/** Credentials that the hub has of a sample provider. They are in the source, so they protect nothing. */
function secretsOf(seed: Pick<ProviderSeed, 'code' | 'protocol'>): Readonly<Record<string, string>> {
  return seed.protocol === 'osmp-xml'
    ? { password: `sample-password-${seed.code}` }
    : { key: `sample-key-of-${seed.code}-0123456789` };
}

/** The same credentials as the provider demands them. */
function authorizationOf(seed: ProviderSeed): string {
  const secrets = secretsOf(seed);
  if (seed.protocol !== 'osmp-xml') return `Bearer ${secrets['key'] ?? ''}`;
  return basicAuthorization(present(seed.settings['user'], 'a user of HTTP Basic'), secrets['password'] ?? '');
}
