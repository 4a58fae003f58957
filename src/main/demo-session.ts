import { openBooks } from '../engine/day.ts';
import { simulatedClock } from '../kernel/clock.ts';
import { businessDateOf } from '../kernel/business-date.ts';
import { idsFrom } from '../kernel/ids.ts';
import { ok } from '../kernel/result.ts';
import { seededBytes } from '../kernel/random.ts';
import { genesisHash } from '../ledger/hash.ts';
import { createCrypto, type Crypto } from '../platform/crypto/crypto.ts';
import { hubRole, openDatabase } from '../platform/database/database.ts';
import { loopback } from '../platform/http-client/address-policy.ts';
import { createHttpClient } from '../platform/http-client/http-client.ts';
import { verifyBooks } from '../verification/service.ts';
import type { DemoHub } from '../world/demo/demo-hub.ts';
import { sampleFaults } from '../world/faults.ts';
import { makeSampleWorld, type SampleWorld } from '../world/sample-world.ts';
import { sampleProviders } from '../world/seed/sample-providers.ts';
import { createHub } from './container.ts';
import { laneId } from './hub.ts';
import { makeScratchDatabase } from './scratch-database.ts';
import type { Shutdown } from './shutdown.ts';
import { startSampleSimulators, type SampleSimulators } from './simulators.ts';
import { worldHub } from './world-hub.ts';

export interface DemoSession {
  readonly hub: DemoHub;
  readonly world: SampleWorld;
  readonly simulators: SampleSimulators;
  readonly cutOff: typeof cutOff;
}

export interface DemoSessionOptions {
  readonly seed: number;
  readonly citizens: number;
  readonly databaseUrl: string | undefined;
  readonly log: (message: string) => void;
  /** Closes what the session opens. */
  readonly shutdown: Shutdown;
}

/** The day of the demo: a Friday, so that the value date is seen to skip the weekend. Opens at nine in Baku. */
const start = new Date('2026-11-20T05:00:00Z');
const cutOff = { timeZone: 'Asia/Baku', minutes: 1440 } as const;

/** A slow company costs the demo real time at every question. */
const slowMs = 15;

/** A hub of its own on a simulated clock, whose every id and secret comes from the seed, with the companies it works for. */
export async function openDemoSession(options: DemoSessionOptions): Promise<DemoSession> {
  const { shutdown, seed, citizens } = options;
  const scratch = await makeScratchDatabase('demo', options.databaseUrl, options.log);
  shutdown.add(() => scratch.drop());
  const clock = simulatedClock(start);
  const db = openDatabase({ url: scratch.url, poolMax: 10, applicationName: 'vahid-demo', role: hubRole });
  shutdown.add(() => db.close());
  await db.transaction((sql) => openBooks(sql, { lane: laneId, at: start, cutOff, genesis: genesisHash }));
  const world = makeSampleWorld({ seed, citizens, today: businessDateOf(start), providers: sampleProviders });
  const simulators = await startSampleSimulators({ accounts: world.accounts, faults: sampleFaults(slowMs), clock });
  shutdown.add(() => simulators.close());
  const http = createHttpClient({ privateNetworks: loopback });
  shutdown.add(() => http.close());
  const hub = createHub({
    ...{ db, clock, http, cutOff },
    ids: idsFrom(clock, seededBytes(`hub:${seed}`)),
    crypto: seededCrypto(seed),
    stampTime: async () => clock.now(),
    worker: 'demo',
    // A provider left alone for ten real seconds would be left alone for as many citizens as the machine is fast.
    failuresToOpen: Number.MAX_SAFE_INTEGER,
    publicUrl: 'http://localhost',
  });
  return { hub: demoHub(hub, clock), world, simulators, cutOff };
}

function demoHub(hub: ReturnType<typeof createHub>, clock: DemoHub['clock']): DemoHub {
  return {
    ...worldHub(hub, { send: async () => ok(undefined) }),
    ...hub,
    clock,
    verify: async () => {
      const { findings } = await verifyBooks(hub);
      return findings.map(({ check, subject, detail }) => `${check} ${subject}: ${detail}`);
    },
    sumPostings: hub.ledger.sumPostings,
  };
}

/** Keys from the seed for data that are thrown away; passwords that nobody guesses need no costly digests either. */
function seededCrypto(seed: number): Crypto {
  const key = (purpose: string) => {
    const named = { id: 'demo', bytes: seededBytes(`${purpose}:${seed}`)(32) };
    return { current: named, all: [named] };
  };
  const cost = { memoryKib: 64, passes: 1, lanes: 1 };
  return createCrypto({ encryption: key('encryption'), index: key('index') }, { cost });
}
