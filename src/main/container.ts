import { adapters as ownAdapters } from '../../adapters/index.ts';
import type { AccountService } from '../accounts/api.ts';
import { createAccountService } from '../accounts/service.ts';
import type { AgentService } from '../agents/api.ts';
import { createAgentService } from '../agents/service.ts';
import type { HealthService, MaintenanceService } from '../availability/api.ts';
import { createHealthService } from '../availability/health-service.ts';
import { createMaintenanceService } from '../availability/maintenance.ts';
import { observedPort } from '../availability/observed-port.ts';
import type { CardService } from '../cards/api.ts';
import { createCardService } from '../cards/service.ts';
import type { CutOff } from '../calendar/model.ts';
import type { CitizenServices, SheetData } from '../citizens/api.ts';
import { createProfiles } from '../citizens/profiles.ts';
import { createCitizenServices } from '../citizens/service.ts';
import type { CollectedService } from '../collected/api.ts';
import { createCollectedService } from '../collected/service.ts';
import { createAccountCheck } from '../debts/account-check.ts';
import type { DebtService } from '../debts/api.ts';
import { createDebtService } from '../debts/service.ts';
import type { DeskService } from '../desks/api.ts';
import { createDeskService } from '../desks/service.ts';
import type { DrawerService } from '../drawers/api.ts';
import { createDrawerService } from '../drawers/service.ts';
import { createDeliverer, lookAgain, tryAgain, type Deliverer } from '../delivery/deliverer.ts';
import { defaultDeliverySettings, type DeliverySettings } from '../delivery/model.ts';
import type { Lane } from '../engine/lane.ts';
import { findKey } from '../engine/read-accept.ts';
import { createReferenceLane } from '../engine/reference-lane.ts';
import type { TurnDeps } from '../engine/turns.ts';
import { createFeeService, rulesOn, type FeeService } from '../fees/service.ts';
import { createHoldService, type HoldService } from '../holds/service.ts';
import type { Adapter, AdapterMetadata, HttpPort } from '../kernel/adapter.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { noFaults, type FaultPort } from '../kernel/fault-port.ts';
import type { Ids } from '../kernel/ids.ts';
import type { AgentPosition } from '../ledger/model.ts';
import { createLedgerService, type LedgerService } from '../ledger/service.ts';
import type { OperatorService } from '../operators/api.ts';
import { createOperatorService } from '../operators/service.ts';
import type { MeterService } from '../meters/api.ts';
import { createMeterService } from '../meters/service.ts';
import type { NetworkService } from '../networks/api.ts';
import { createNetworkService } from '../networks/service.ts';
import { createRelay, type Relay } from '../outbox/relay.ts';
import type { PaymentCodeService, PaymentService } from '../payments/api.ts';
import { createPaymentCodeService } from '../payments/codes.ts';
import { createHistoryReader } from '../payments/history.ts';
import { createPaymentService } from '../payments/service.ts';
import type { PlanService } from '../plans/api.ts';
import { createPlanService } from '../plans/service.ts';
import type { Crypto } from '../platform/crypto/crypto.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import { createThrottle, type Throttle } from '../platform/throttle/throttle.ts';
import type { ProviderRegistryService } from '../provider-registries/api.ts';
import { createRegistryBook } from '../provider-registries/book.ts';
import { createProviderRegistryService } from '../provider-registries/service.ts';
import type { ProposalService, ProviderService } from '../providers/api.ts';
import { createProviderCalls } from '../providers/calls.ts';
import { createProposalService } from '../providers/proposals.ts';
import { createProviderService } from '../providers/service.ts';
import type { ReceiptService } from '../receipts/api.ts';
import { createReceiptService } from '../receipts/service.ts';
import type { RegistryService } from '../registries/api.ts';
import { createRegistryService } from '../registries/service.ts';
import { createSheetDocument } from '../citizens/sheet-document.ts';
import type { ReviewService } from '../reviews/api.ts';
import { createReviewService } from '../reviews/service.ts';
import type { SettlementService } from '../settlement/api.ts';
import { createSettlementService } from '../settlement/service.ts';
import type { OpenExchange } from './file-exchange.ts';
import type { WebhookService } from '../webhooks/api.ts';
import { createWebhookService } from '../webhooks/service.ts';
import { withBookingPoints, withWirePoints } from './fault-points.ts';
import { readParties } from './settlement-parties.ts';

export interface HubOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly crypto: Crypto;
  readonly http: HttpPort;
  readonly cutOff: CutOff;
  /** The instant a transaction is stamped with: the database's clock, or the simulated one. */
  readonly stampTime: (sql: Sql) => Promise<Date>;
  /** Name of this process in attempts and leases. */
  readonly worker: string;
  /** Address of the hub as the public sees it, without a trailing slash. */
  readonly publicUrl: string;
  /** How commands reach the books; left out, each is a transaction of its own in this process. */
  readonly makeLane?: (turns: TurnDeps) => Lane;
  readonly delivery?: DeliverySettings;
  /** Failures in a row after which a provider is no longer asked for a while of real time; a simulated clock wants many. */
  readonly failuresToOpen?: number;
  /** Where files of providers come and go by themselves; left out, people carry them. */
  readonly openExchange?: OpenExchange;
  /** Adapters of packages beside the hub's own. */
  readonly furtherAdapters?: readonly Adapter[];
  /** What happens at the named points of `src/kernel/fault-port.ts`; left out: nothing. */
  readonly faults?: FaultPort;
  /** How long a provider's answer holds while nothing happens to the account; left out, every question is put. */
  readonly answersHoldMs?: number;
  /** Told of what an operator should know and no request is answered with; for the log. */
  readonly onEvent?: (event: HubEvent) => void;
}

/** Something for the log: names and codes only. */
export type HubEvent =
  | {
      readonly name: 'adapter_failed' | 'bad_answer' | 'files_not_exchanged';
      readonly providerCode: string;
      readonly reason: string;
    }
  /** A month begins soon, and the tables have no partitions for it. */
  | { readonly name: 'month_missing'; readonly month: string; readonly tables: readonly string[] };

/** Every service of the hub, composed. */
export interface Hub {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly crypto: Crypto;
  readonly publicUrl: string;
  readonly agents: AgentService;
  readonly operators: OperatorService;
  readonly providers: ProviderService;
  readonly proposals: ProposalService;
  readonly protocols: readonly AdapterMetadata[];
  readonly findAdapter: (protocol: string) => Adapter | undefined;
  readonly debts: DebtService;
  readonly maintenance: MaintenanceService;
  readonly health: HealthService;
  readonly accounts: AccountService;
  readonly citizens: CitizenServices;
  readonly plans: PlanService;
  readonly payments: PaymentService;
  readonly cards: CardService;
  readonly meters: MeterService;
  readonly paymentCodes: PaymentCodeService;
  readonly receipts: ReceiptService;
  readonly registries: RegistryService;
  readonly providerRegistries: ProviderRegistryService;
  readonly drawers: DrawerService;
  readonly desks: DeskService;
  readonly collected: CollectedService;
  readonly networks: NetworkService;
  readonly webhooks: WebhookService;
  readonly settlement: SettlementService;
  readonly lane: Lane;
  readonly ledger: LedgerService;
  readonly holds: HoldService;
  readonly fees: FeeService;
  readonly deliverer: Deliverer;
  readonly relay: Relay;
  readonly reviews: ReviewService;
  readonly throttle: Throttle;
  /** The registration sheet as a PDF. */
  readonly renderSheet: (sheet: SheetData) => Promise<Buffer>;
  readonly listPositions: (agentId: string) => Promise<readonly AgentPosition[]>;
}

/** The lane of this hub. More lanes come with the sharding of docs/scale.md. */
export const laneId = 1;

/** Composes the hub by hand: every dependency is visible here, and the compiler checks it. */
export function createHub(options: HubOptions): Hub {
  const { db, clock, ids, crypto, faults = noFaults } = options;
  const adapters = [...ownAdapters, ...(options.furtherAdapters ?? [])];
  const findAdapter = (protocol: string) => adapters.find(({ metadata }) => metadata.protocol === protocol);
  const common = { db, database: db, clock, ids };
  const agents = createAgentService({ ...common, passwords: crypto.passwords });
  const bookOf = (providerId: string) => createRegistryBook(db, providerId);
  const providers = createProviderService({
    ...common,
    cipher: crypto.cipher,
    http: options.http,
    findAdapter,
    bookOf,
  });
  const tell = options.onEvent ?? (() => undefined);
  const { failuresToOpen } = options;
  const health = createHealthService(common);
  const calls = createProviderCalls({
    ...(failuresToOpen === undefined ? {} : { failuresToOpen }),
    onCall: health.observe,
    onFault: ({ providerCode, error }) =>
      tell({ name: 'adapter_failed', providerCode, reason: error instanceof Error ? error.name : 'unknown' }),
  });
  const onBadAnswer = (event: { providerCode: string; reason: string }) => tell({ name: 'bad_answer', ...event });
  const maintenance = createMaintenanceService({ ...common, providers });
  const people = composeCitizens(options, createAccountCheck({ providers, calls, maintenance }));
  const readHistory = createHistoryReader({ db, clock, listLinks: people.accounts.list });
  const debts = createDebtService({
    ...{ ...common, providers, calls, maintenance, readHistory, onBadAnswer },
    ...(options.answersHoldMs === undefined ? {} : { answerHoldsMs: options.answersHoldMs }),
  });
  const ledger = createLedgerService({
    ...{ db, clock, cutOff: options.cutOff },
    onAlarm: ({ month, tables }) => tell({ name: 'month_missing', month, tables }),
  });
  const makeLane = options.makeLane ?? createReferenceLane;
  const lane = makeLane({ db, lane: laneId, cutOff: options.cutOff, stampTime: options.stampTime, faults });
  const canCancel = cancelQuestion(providers);
  const throttle = createThrottle({ db, clock, digest: crypto.digest });
  const payments = createPaymentService({ ...common, ...paymentPorts({ db, lane, ledger }), canCancel });
  const drawers = createDrawerService({ ...common, agents, lane: laneId });
  const { move } = lane;
  const webhooks = createWebhookService({ ...common, cipher: crypto.cipher, http: options.http });
  return {
    ...{ db, clock, ids, crypto, publicUrl: options.publicUrl, agents, providers, debts, lane, payments, drawers },
    operators: createOperatorService({ ...common, passwords: crypto.passwords }),
    proposals: createProposalService({ ...common, cipher: crypto.cipher, findAdapter }),
    findAdapter,
    protocols: adapters.map(({ metadata }) => metadata),
    ...people,
    ...{ maintenance, health, cards: createCardService({ ...common, payments, providers }) },
    meters: createMeterService({ ...common, providers, debts }),
    plans: createPlanService({ ...common, providers }),
    registries: createRegistryService({ ...common, providers, debts, payments }),
    providerRegistries: createProviderRegistryService({
      ...{ ...common, providers },
      lookAgain: (providerId, references) => lookAgain(db, clock, { providerId, references }),
      ...(options.openExchange ? { openExchange: options.openExchange } : {}),
      onProblem: (problem) => tell({ name: 'files_not_exchanged', ...problem }),
    }),
    paymentCodes: createPaymentCodeService(common),
    receipts: createReceiptService({ agents, providers, publicUrl: options.publicUrl }),
    desks: createDeskService({ ...common, cipher: crypto.cipher, throttle, agents }),
    networks: createNetworkService({ ...common, crypto, agents, providers, debts, payments }),
    collected: createCollectedService({ ...common, agents, providers, debts, payments, drawers, move }),
    settlement: createSettlementService({
      ...common,
      cut: lane.cut,
      move: lane.move,
      readParties: () => readParties({ agents, providers }),
      faults,
    }),
    deliverer: composeDelivery(options, lane, { providers, maintenance, health }),
    webhooks,
    relay: createRelay({ ...common, subscribers: [], taker: webhooks, faults }),
    reviews: createReviewService({
      ...common,
      ...{ resolve: lane.resolve, canCancel },
      tryAgain: (paymentId) => tryAgain(db, clock, paymentId),
    }),
    throttle,
    renderSheet: createSheetDocument({ providers, publicUrl: options.publicUrl }),
    ledger,
    holds: createHoldService({ db, clock, ids, lane }),
    fees: createFeeService({ db, ids, findProvider: providers.findByCode, findAgent: agents.findByCode }),
    listPositions: ledger.listPositions,
  };
}

function composeCitizens(options: HubOptions, check: ReturnType<typeof createAccountCheck>) {
  const { db, clock, ids, crypto } = options;
  const profiles = createProfiles({ db, crypto });
  const accounts = createAccountService({ db, clock, ids, crypto, check, findCitizen: (id) => profiles.findById(id) });
  return { accounts, citizens: createCitizenServices({ db, clock, ids, crypto, accounts }) };
}

function paymentPorts({ db, lane, ledger }: Pick<Hub, 'db' | 'lane' | 'ledger'>) {
  return {
    accept: lane.accept,
    abandon: lane.abandon,
    reverse: lane.reverse,
    findKey: (agentId: string, key: string) => findKey(db.sql, agentId, key),
    async rulesToday() {
      const day = present(await ledger.findOpenDay(), 'an open settlement day');
      return { day, rules: await rulesOn(db.sql, day) };
    },
  };
}

function cancelQuestion(providers: ProviderService) {
  return async (providerId: string): Promise<boolean> => {
    const connected = await providers.connect(providerId);
    return connected.ok && connected.value.traits.capabilities.includes('cancel');
  };
}

function composeDelivery(
  options: HubOptions,
  lane: Lane,
  nouns: Pick<Hub, 'providers' | 'maintenance' | 'health'>,
): Deliverer {
  const { faults = noFaults } = options;
  const { providers, maintenance, health } = nouns;
  return createDeliverer({
    db: options.db,
    clock: options.clock,
    ids: options.ids,
    worker: options.worker,
    settings: options.delivery ?? defaultDeliverySettings,
    async connect(providerId) {
      const connected = await providers.connect(providerId);
      if (!connected.ok) return undefined;
      // What was accepted before planned work began waits until it is over.
      if ((await maintenance.outlook([providerId])).get(providerId)?.now) return undefined;
      const { provider, traits } = connected.value;
      const port = observedPort(connected.value.port, (call) => health.observe({ providerId, ...call }));
      await faults.reach('delivery.before_claim');
      return withWirePoints({ providerId, port, traits, maxConcurrency: provider.maxConcurrency }, faults);
    },
    resolve: withBookingPoints(lane.resolve, faults),
    reverse: lane.reverse,
    random: Math.random,
  });
}
