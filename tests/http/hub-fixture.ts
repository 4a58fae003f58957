import { randomBytes } from 'node:crypto';
import { startNativeRestSimulator } from '../../adapters/native-rest/simulator.ts';
import type { Counter } from '../../src/agents/api.ts';
import type { AgentKind } from '../../src/agents/model.ts';
import type { TurnDeps } from '../../src/engine/turns.ts';
import { openBooks } from '../../src/engine/day.ts';
import { insertRule } from '../../src/fees/store.ts';
import { PeerUnreached } from '../../src/engine/writer/peers.ts';
import { createWriterLane, type WriterLane } from '../../src/engine/writer/writer-lane.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { minor, type Minor } from '../../src/kernel/money.ts';
import { genesisHash } from '../../src/ledger/hash.ts';
import { createHub } from '../../src/main/container.ts';
import { type HubOptions, laneId } from '../../src/main/hub.ts';
import type { Crypto } from '../../src/platform/crypto/crypto.ts';
import { loopback } from '../../src/platform/http-client/address-policy.ts';
import { createHttpClient } from '../../src/platform/http-client/http-client.ts';
import { testCrypto, valueOf } from '../citizens/citizen-fixture.ts';
import { testDatabase } from '../support/database.ts';
import { watchedDatabase, watchedHttp } from '../support/watched.ts';
import { addProviders } from './providers.ts';

const cutOff = { timeZone: 'Asia/Baku', minutes: 1440 } as const;

/** What agents may owe, minor units of each currency they collect in. */
const cap = 1_000_000n;

/** The counter that a test works at, and the credentials of its agent. */
export interface TestCounter extends Counter {
  readonly clientId: string;
  readonly secret: string;
}

export interface HubChoice {
  readonly answersHoldMs?: number;
  readonly crypto?: Crypto;
  /** Which lane writes the books; the reference where nothing is said. */
  readonly lane?: 'reference' | 'writer';
  /** Told of each statement outside of transactions, and of what goes to providers and comes from them. */
  readonly seen?: (event: string) => void;
}

/** A busy machine is not taken for a dead holder. */
const lanePatience = { lookEveryMs: 50, silentMs: 20_000, patienceMs: 60_000 };

/** The whole hub over a database of its own, with simulated providers, two banks, a kiosk network and their tellers. */
export async function hubFixture({ lane = 'reference', seen, ...options }: HubChoice = {}) {
  const announced: string[] = [];
  const database = await testDatabase({ poolMax: 20 });
  const clock = simulatedClock(new Date('2026-11-20T06:00:00Z'));
  const ids = systemIds(clock);
  const client = createHttpClient({ privateNetworks: loopback });
  const http = seen ? watchedHttp(client, seen) : client;
  const simulator = await startNativeRestSimulator();
  await database.db.transaction((sql) =>
    openBooks(sql, { lane: laneId, at: clock.now(), cutOff, genesis: genesisHash }),
  );
  const lanes = new Map<string, WriterLane>();
  const hubOptions: HubOptions = {
    db: seen ? watchedDatabase(database.db, seen) : database.db,
    clock,
    ids,
    crypto: testCrypto(),
    http,
    cutOff,
    stampTime: async () => clock.now(),
    worker: 'test',
    publicUrl: 'https://vahid.example',
    onAccepted: (providerIds) => announced.push(...providerIds),
    ...options,
  };
  const hubOf = (name: string) =>
    createHub({
      ...hubOptions,
      ...(lane === 'writer' ? { makeLane: (turns: TurnDeps) => openLane(name, turns) } : {}),
    });
  const hub = hubOf('first');

  /** One process: its way to the lane, reachable by the others under its name. */
  function openLane(name: string, turns: TurnDeps): WriterLane {
    const opened = createWriterLane({
      ...{ db: database.db, clock, address: name, turns, settings: lanePatience },
      callPeer: (address, body) => lanes.get(address)?.answerPeer(body) ?? Promise.reject(new PeerUnreached(address)),
    });
    lanes.set(name, opened);
    return opened;
  }
  const providers = await addProviders(simulator, hub.providers);
  const bank = await addCounter('bank-a', 'bank');
  const other = await addCounter('bank-b', 'bank');
  const kiosk = await addCounter('kiosks', 'kiosk');
  await addPayerFee();

  async function addCounter(code: string, kind: AgentKind, dailyLimit: Minor | null = null): Promise<TestCounter> {
    const secret = randomBytes(24).toString('base64url');
    const name = { az: code, ru: code, en: code };
    const agent = valueOf(await hub.agents.add({ code, kind, name, clientId: code, secret }));
    const place = { code: 'O1', name: 'Nizami filialı', address: 'Bakı, Nizami küç. 1' };
    const outlet = valueOf(await hub.agents.addOutlet(agent.id, place));
    const person = { outletId: outlet.id, code: 'T1', name: 'Aysel', dailyLimit };
    const teller = valueOf(await hub.agents.addTeller(agent.id, person));
    for (const currency of ['AZN', 'EUR']) await hub.lane.setFloor({ agentId: agent.id, currency, floor: -cap });
    return { agent, outlet, teller, clientId: code, secret };
  }

  /** Whoever pays water pays 0.40 with 18 % VAT on top. */
  async function addPayerFee(): Promise<void> {
    await insertRule(database.db.sql, {
      id: ids.uuid(),
      version: 1,
      bearer: 'payer',
      providerId: providers.get('water')?.id ?? null,
      agentId: null,
      channel: null,
      currency: 'AZN',
      slabs: [{ upTo: null, flat: minor(40n), ratePpm: 0 }],
      minFee: minor(0n),
      maxFee: null,
      vatRatePpm: 180_000,
      validFrom: '2026-01-01',
      validTo: null,
    });
  }

  return {
    database,
    clock,
    hub,
    simulator,
    providers,
    /** The same hub, with other keys. */
    withCrypto: (crypto: Crypto) => createHub({ ...hubOptions, crypto }),
    /** Providers that workers were told of, in order. */
    announced,
    counters: { bank, other, kiosk },
    addCounter,
    /** Another process over the same database and the same lane. */
    anotherHub: (name: string) => hubOf(name),
    /** The way of a process to the lane, where the lane is the writer's. */
    laneOf: (name: string) => lanes.get(name),
    async close() {
      await Promise.all([...lanes.values()].map((one) => one.close()));
      await client.close();
      await simulator.close();
      await database.close();
    },
  };
}

export type HubFixture = Awaited<ReturnType<typeof hubFixture>>;
