import { pino, type Logger } from 'pino';
import { cabinetAgentCode } from '../../agents/model.ts';
import type { CutOff } from '../../calendar/model.ts';
import type { DeliverySettings } from '../../delivery/model.ts';
import { openBooks } from '../../engine/day.ts';
import type { Clock } from '../../kernel/clock.ts';
import { systemIds } from '../../kernel/ids.ts';
import { genesisHash } from '../../ledger/hash.ts';
import type { Config } from '../../platform/config/config.ts';
import { createCrypto, type Crypto } from '../../platform/crypto/crypto.ts';
import { type DatabaseOptions, hubRole, openDatabase } from '../../platform/database/database.ts';
import { assertSchemaVersion } from '../../platform/database/migrator.ts';
import { openDatabaseClock, readDatabaseTime } from '../../platform/database/database-clock.ts';
import type { Database, ServerDatabase } from '../../platform/database/sql.ts';
import { loopback } from '../../platform/http-client/address-policy.ts';
import { createHttpClient } from '../../platform/http-client/http-client.ts';
import { createMailbox, type Mailbox } from '../../platform/mail/mailbox.ts';
import type { MessageSender } from '../../platform/mail/mailer.ts';
import { makeOpenExchange } from '../file-exchange.ts';
import { loadAdapterPackages } from '../adapter-packages.ts';
import { createHub } from '../container.ts';
import { laneId, type Hub, type HubOptions } from '../hub.ts';
import { keepClockLog } from './clock-log.ts';
import { openLiveLane } from './live-lane.ts';
import { openMailer } from './live-mailer.ts';

/** A citizen who reloads a page asks the provider once; a bill that a provider has just issued shows this much later. */
const answersHoldMs = 15_000;

/** What was counted of providers is written down so often. */
const healthEveryMs = 10_000;

/** The hub on the machine's time and the network, for a process that serves people. */
export interface LiveHub {
  readonly hub: Hub;
  readonly config: Config;
  readonly cutOff: CutOff;
  readonly logger: Logger;
  readonly mailer: MessageSender;
  /** Where messages can be read; undefined where they go to people. */
  readonly mailbox: Mailbox | undefined;
  /** The same hub with other secrets-keeping: digests of sample passwords may be cheap. */
  readonly withCrypto: (crypto: Crypto) => Hub;
  /** Who is told of providers with new payments; before, the sweep finds them. */
  readonly announceTo: (listener: AcceptedListener) => void;
  close(): Promise<void>;
}

type AcceptedListener = (providerIds: readonly string[]) => void;

export interface LiveHubOptions {
  /** Address of the database, as the owner of the tables. */
  readonly databaseUrl: string;
  /** Name of the process in logs, attempts and leases. */
  readonly name: string;
  readonly sampleWorld: boolean;
  readonly delivery?: DeliverySettings;
  readonly drill?: Drill;
}

/** What a drill composes differently: faults at the named points, or clocks that are wrong. */
export interface Drill {
  readonly adjust: (options: HubOptions) => HubOptions;
  /** The clock that the lane stamps money with. */
  readonly laneClock: (clock: Clock) => Clock;
}

/** Opens the database at the version of this code, and the books on the first start. Throws `SchemaMismatch`. */
export async function openLiveHub(config: Config, options: LiveHubOptions): Promise<LiveHub> {
  const logger = pino({ level: config.logLevel, base: { process: options.name } });
  const open = (which: Pick<DatabaseOptions, 'applicationName' | 'poolMin' | 'poolMax' | 'plansByIndex'>) =>
    openDatabase({
      ...which,
      ...{ url: options.databaseUrl, role: hubRole, watchesNesting: false },
      onConnectionProblem: (problem) => logger.warn({ event: 'database.connection', problem }, 'connection problem'),
    });
  const applicationName = `vahid-${options.name}`;
  const db = open({ applicationName, poolMax: config.databasePoolMax });
  // Claims come one at a time: see the batcher of the deliverer.
  const claims = open({ applicationName: `${applicationName}-claims`, poolMax: 1, plansByIndex: true });
  // The holder of the lane takes one turn after the other, and nobody is to wait for a connection to be made meanwhile.
  const turns = open({ applicationName: `${applicationName}-turns`, poolMin: 1, poolMax: 2, plansByIndex: true });
  const close = async () => {
    await Promise.all([claims.close(), turns.close(), db.close()]);
  };
  try {
    await assertSchemaVersion(db);
    return await compose(config, options, { db, claims, turns, close, logger });
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the hub stands on: its pools, and who is told. */
interface Opened {
  readonly db: ServerDatabase;
  readonly claims: Database;
  readonly turns: Database;
  readonly close: () => Promise<void>;
  readonly logger: Logger;
}

async function compose(
  config: Config,
  options: LiveHubOptions,
  { db, claims, turns, close, logger }: Opened,
): Promise<LiveHub> {
  const { sampleWorld, drill } = options;
  const cutOff = { timeZone: config.timeZone, minutes: config.cutOffMinutes };
  const clock = await openDatabaseClock(db);
  const privateNetworks = [...config.providerPrivateNetworks, ...(sampleWorld ? loopback : [])];
  const http = createHttpClient({ privateNetworks });
  const { encryption, index } = config.secrets;
  const ids = systemIds(clock);
  // Jobs need the books, and payments need jobs: who is told is known a little later.
  let onAccepted: AcceptedListener = () => undefined;
  const composed: HubOptions = {
    ...{ db, claims, http, cutOff, ids, publicUrl: config.publicUrl, isSandbox: config.isSandbox },
    openExchange: makeOpenExchange(config.dataDir, privateNetworks),
    furtherAdapters: await loadAdapterPackages(config.adapterPackages),
    clock,
    crypto: createCrypto({ encryption, index }),
    stampTime: readDatabaseTime,
    answersHoldMs,
    worker: `${options.name}-${process.pid}`,
    onAccepted: (providerIds) => onAccepted(providerIds),
    ...(options.delivery ? { delivery: options.delivery } : {}),
    onEvent: ({ name, ...event }) => {
      if (name === 'month_missing') logger.error({ event: `ledger.${name}`, ...event }, 'partitions missing');
      else logger.warn({ event: `provider.${name}`, ...event }, 'provider');
    },
  };
  const hubOptions = drill?.adjust(composed) ?? composed;
  const at = await readDatabaseTime(db.sql);
  await db.transaction((sql) => openBooks(sql, { lane: laneId, at, cutOff, genesis: genesisHash }));
  const { lane, closeLane } = await openLiveLane({
    ...{ db, turns, config, crypto: hubOptions.crypto, cutOff, logger },
    clock: drill?.laneClock(clock) ?? clock,
    stampTime: hubOptions.stampTime,
    ...(hubOptions.faults ? { faults: hubOptions.faults } : {}),
  });
  const withLane: HubOptions = { ...hubOptions, makeLane: () => lane };
  const hub = createHub(withLane);
  await ensureCabinet(hub);
  const writeHealth = () =>
    hub.health
      .flush()
      .catch((error: unknown) => logger.warn({ event: 'provider.health_lost', err: error }, 'not written'));
  const clockLog = keepClockLog(db, { clock, name: options.name, logger });
  const healthTimer = setInterval(() => void writeHealth(), healthEveryMs);
  const mailbox = config.mode === 'production' && !sampleWorld ? undefined : createMailbox({ db, clock, ids });
  const mailer = openMailer(config, clock, mailbox);
  return {
    ...{ hub, config, cutOff, logger, mailer, mailbox },
    withCrypto: (crypto) => createHub({ ...withLane, crypto }),
    announceTo: (listener) => {
      onAccepted = listener;
    },
    close: async () => {
      clearInterval(healthTimer);
      await writeHealth();
      await closeLane();
      await clockLog.close();
      clock.close();
      await mailer.close();
      await http.close();
      await close();
    },
  };
}

/** Citizens pay through an agent like everybody else; a hub without it could not even show the home page. */
async function ensureCabinet(hub: Hub): Promise<void> {
  if (await hub.agents.findByCode(cabinetAgentCode)) return;
  const name = { az: 'Vahid kabineti', ru: 'Кабинет Vahid', en: 'Vahid cabinet' };
  await hub.agents.add({ code: cabinetAgentCode, kind: 'cabinet', name, clientId: null });
}
