import { randomBytes } from 'node:crypto';
import { startNativeRestSimulator } from '../../adapters/native-rest/simulator.ts';
import type { Counter } from '../../src/agents/api.ts';
import type { AgentKind } from '../../src/agents/model.ts';
import { openBooks } from '../../src/engine/day.ts';
import { insertRule } from '../../src/fees/store.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { minor, type Minor } from '../../src/kernel/money.ts';
import { genesisHash } from '../../src/ledger/hash.ts';
import { createHub } from '../../src/main/container.ts';
import { laneId } from '../../src/main/hub.ts';
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

export interface HubFixtureOptions {
  readonly answersHoldMs?: number;
  /** Told of each statement outside of transactions, and of what goes to providers and comes from them. */
  readonly seen?: (event: string) => void;
}

/** The whole hub over a database of its own, with simulated providers, two banks, a kiosk network and their tellers. */
export async function hubFixture({ seen, ...options }: HubFixtureOptions = {}) {
  const database = await testDatabase({ poolMax: 20 });
  const clock = simulatedClock(new Date('2026-11-20T06:00:00Z'));
  const ids = systemIds(clock);
  const crypto = testCrypto();
  const client = createHttpClient({ privateNetworks: loopback });
  const http = seen ? watchedHttp(client, seen) : client;
  const simulator = await startNativeRestSimulator();
  await database.db.transaction((sql) =>
    openBooks(sql, { lane: laneId, at: clock.now(), cutOff, genesis: genesisHash }),
  );
  const hub = createHub({
    db: seen ? watchedDatabase(database.db, seen) : database.db,
    clock,
    ids,
    crypto,
    http,
    cutOff,
    stampTime: async () => clock.now(),
    worker: 'test',
    publicUrl: 'https://vahid.example',
    ...options,
  });
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
    counters: { bank, other, kiosk },
    addCounter,
    async close() {
      await client.close();
      await simulator.close();
      await database.close();
    },
  };
}

export type HubFixture = Awaited<ReturnType<typeof hubFixture>>;
