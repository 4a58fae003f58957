import { pino } from 'pino';
import { openBooks } from '../../src/engine/day.ts';
import { buildServer } from '../../src/http/server.ts';
import { defaultLimits } from '../../src/http/settings.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { genesisHash } from '../../src/ledger/hash.ts';
import { createHub } from '../../src/main/container.ts';
import { laneId } from '../../src/main/hub.ts';
import { startSampleSimulators } from '../../src/main/simulators.ts';
import { worldHub } from '../../src/main/world-hub.ts';
import { sendDueMessages } from '../../src/notices/sender.ts';
import type { PaymentService } from '../../src/payments/api.ts';
import { assertSchemaVersion } from '../../src/platform/database/migrator.ts';
import { loopback } from '../../src/platform/http-client/address-policy.ts';
import { createHttpClient } from '../../src/platform/http-client/http-client.ts';
import { createMailbox } from '../../src/platform/mail/mailbox.ts';
import { cabinetNotFoundPage } from '../../src/web/failures.tsx';
import { cabinetPlugin } from '../../src/web/plugin.ts';
import { seedParties } from '../../src/world/seed-parties.ts';
import { sampleProviders } from '../../src/world/seed/sample-providers.ts';
import { testCrypto } from '../citizens/citizen-fixture.ts';
import { tokenKeys } from '../http/api-fixture.ts';
import { testDatabase } from '../support/database.ts';
import { sampleAccounts } from './sample-accounts.ts';

const cutOff = { timeZone: 'Asia/Baku', minutes: 1440 } as const;

/** A Friday, 10:42 in Baku. */
const start = new Date('2026-11-20T06:42:00Z');

export const secretOf = (agentCode: string): string => `secret-of-${agentCode}-0123456789`;

export const passwordOf = (tellerCode: string): string => `password-of-${tellerCode}`;

export interface CabinetOptions {
  /** False for a hub of real people, which has no mailbox page. */
  readonly mailbox?: boolean;
  /** Accounts of the simulated companies; those of one household unless others are given. */
  readonly accounts?: typeof sampleAccounts;
  /** Stands between the pages and the payments, to lose what a network would lose. */
  readonly onTheWay?: (payments: PaymentService) => Pick<PaymentService, 'acceptMany'>;
  /** Address the hub believes it is reached at; its own over HTTP unless said otherwise. */
  readonly publicUrl?: string;
  /** No money is real. */
  readonly isSandbox?: boolean;
}

/** The whole hub with its cabinet and the simulated companies, over a database of its own, listening on the loopback. */
export async function cabinetFixture(options: CabinetOptions = {}) {
  const database = await testDatabase({ poolMax: 20 });
  const clock = simulatedClock(start);
  const crypto = testCrypto();
  const http = createHttpClient({ privateNetworks: loopback });
  const simulators = await startSampleSimulators({ accounts: options.accounts ?? sampleAccounts, faults: {}, clock });
  await database.db.transaction((sql) =>
    openBooks(sql, { lane: laneId, at: clock.now(), cutOff, genesis: genesisHash }),
  );
  const hub = createHub({
    ...{ db: database.db, clock, crypto, http, cutOff },
    ids: systemIds(clock),
    stampTime: async () => clock.now(),
    worker: 'test',
    publicUrl: options.publicUrl ?? 'http://127.0.0.1',
    isSandbox: options.isSandbox ?? false,
  });
  const mailbox = createMailbox({ db: hub.db, clock, ids: hub.ids });
  const world = worldHub(hub, mailbox);
  const parties = await seedParties(world, {
    simulators,
    // More patient than in the sample world: on a busy machine a simulator may take seconds, and costs no line.
    providers: sampleProviders.map((provider) => ({ ...provider, queryTimeoutMs: 8_000 })),
    secretOf,
    passwordOf,
    progress: () => undefined,
  });
  const deps = {
    ...{ ...hub, codes: hub.paymentCodes, cipher: crypto.cipher },
    payments: { ...hub.payments, ...options.onTheWay?.(hub.payments) },
    ...(options.mailbox === false ? {} : { mailbox }),
  };
  const wide = { perAgentPerMinute: 100_000, perNetworkPerMinute: 100_000, lookupsPerTellerPerMinute: 100_000 };
  const app = buildServer({
    ...hub,
    logger: pino({ level: 'silent' }),
    plugins: [cabinetPlugin(deps)],
    notFoundPage: cabinetNotFoundPage(deps),
    checkReadiness: () => assertSchemaVersion(hub.db),
    settings: {
      trustedProxies: [],
      limits: { ...defaultLimits, ...wide },
      maxEventLoopDelayMs: 0,
      tokens: { issuer: 'vahid', audience: 'vahid-agents', keys: tokenKeys, ttlSeconds: 600 },
    },
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...{ app, hub, clock, database, simulators, mailbox, parties, url, world },
    /** Sends what waits, and reads the newest code that went to an address. */
    async readCode(address: string): Promise<string> {
      await sendDueMessages({ db: hub.db, cipher: crypto.cipher, mailer: mailbox }, clock.now());
      const [newest] = await mailbox.list(address);
      const code = /\b[0-9]{6}\b/.exec(newest?.body ?? '')?.[0];
      if (code === undefined) throw new Error('no code came to this address');
      return code;
    },
    async close() {
      await app.close();
      await http.close();
      await simulators.close();
      await database.close();
    },
  };
}

export type CabinetFixture = Awaited<ReturnType<typeof cabinetFixture>>;
