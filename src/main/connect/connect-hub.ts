import { openBooks } from '../../engine/day.ts';
import { simulatedClock, type SettableClock } from '../../kernel/clock.ts';
import { systemIds } from '../../kernel/ids.ts';
import { currencies } from '../../kernel/money.ts';
import { genesisHash } from '../../ledger/hash.ts';
import type { Collector } from '../../payments/api.ts';
import type { Crypto } from '../../platform/crypto/crypto.ts';
import { hubRole, openDatabase } from '../../platform/database/database.ts';
import { loopback } from '../../platform/http-client/address-policy.ts';
import { createHttpClient } from '../../platform/http-client/http-client.ts';
import { createHub } from '../container.ts';
import { laneId, type Hub } from '../hub.ts';
import type { Shutdown } from '../shutdown.ts';
import { expected } from '../commands/with-hub.ts';

/** A hub without providers: two operators, and a bank with a counter. */
export interface ConnectHub {
  readonly hub: Hub;
  readonly clock: SettableClock;
  readonly http: ReturnType<typeof createHttpClient>;
  readonly collector: Collector;
  readonly operators: readonly [proposer: string, approver: string];
}

const cutOff = { timeZone: 'Asia/Baku', minutes: 1440 } as const;
/** What the bank may owe in each currency, minor units. */
const cap = 10_000_000n;

export async function openConnectHub(options: {
  readonly databaseUrl: string;
  readonly crypto: Crypto;
  readonly start: Date;
  readonly shutdown: Pick<Shutdown, 'add'>;
}): Promise<ConnectHub> {
  const { databaseUrl, crypto, start, shutdown } = options;
  const db = openDatabase({ url: databaseUrl, poolMax: 10, applicationName: 'vahid-connect', role: hubRole });
  shutdown.add(() => db.close());
  await db.transaction((sql) => openBooks(sql, { lane: laneId, at: start, cutOff, genesis: genesisHash }));
  const clock = simulatedClock(start);
  const http = createHttpClient({ privateNetworks: loopback });
  shutdown.add(() => http.close());
  const hub = createHub({
    ...{ db, clock, http, cutOff, crypto, ids: systemIds(clock) },
    ...{ stampTime: async () => clock.now(), worker: 'connect', publicUrl: 'http://localhost' },
  });
  const operators = ['anna', 'bahar'] as const;
  for (const login of operators) expected(await hub.operators.add(login));
  return { hub, clock, http, operators, collector: await addCounter(hub) };
}

async function addCounter(hub: Hub): Promise<Collector> {
  const name = { az: 'Nümunə Bank', ru: 'Пример Банк', en: 'Example Bank' };
  const agent = expected(await hub.agents.add({ code: 'example-bank', kind: 'bank', name, clientId: 'example-bank' }));
  const place = { code: 'O1', name: 'Nizami filialı', address: 'Bakı, Nizami küç. 1' };
  const outlet = expected(await hub.agents.addOutlet(agent.id, place));
  const person = { outletId: outlet.id, code: 'T1', name: 'Aysel', dailyLimit: null };
  const teller = expected(await hub.agents.addTeller(agent.id, person));
  for (const currency of currencies) await hub.lane.setFloor({ agentId: agent.id, currency, floor: -cap });
  return { agentId: agent.id, outletId: outlet.id, tellerId: teller.id, channel: 'counter' };
}
