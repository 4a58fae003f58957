import type { AccountService } from '../accounts/api.ts';
import type { AgentService } from '../agents/api.ts';
import type { HealthService, MaintenanceService } from '../availability/api.ts';
import type { BankStatementService } from '../bank-statements/api.ts';
import type { BasketService } from '../baskets/api.ts';
import type { CardService } from '../cards/api.ts';
import type { CutOff } from '../calendar/model.ts';
import type { CitizenServices, SheetData } from '../citizens/api.ts';
import type { CollectedService } from '../collected/api.ts';
import type { DebtService } from '../debts/api.ts';
import type { DeskService } from '../desks/api.ts';
import type { DrawerService } from '../drawers/api.ts';
import type { Deliverer } from '../delivery/deliverer.ts';
import type { DeliverySettings } from '../delivery/model.ts';
import type { Lane } from '../engine/lane.ts';
import type { TurnDeps } from '../engine/turns.ts';
import type { FeeService } from '../fees/service.ts';
import type { HoldService } from '../holds/service.ts';
import type { Adapter, AdapterMetadata, HttpPort } from '../kernel/adapter.ts';
import type { Clock } from '../kernel/clock.ts';
import type { FaultPort } from '../kernel/fault-port.ts';
import type { Ids } from '../kernel/ids.ts';
import type { AgentPosition } from '../ledger/model.ts';
import type { LedgerService } from '../ledger/service.ts';
import type { OperatorService } from '../operators/api.ts';
import type { MeterService } from '../meters/api.ts';
import type { NetworkService } from '../networks/api.ts';
import type { Relay } from '../outbox/relay.ts';
import type { PaymentCodeService, PaymentService } from '../payments/api.ts';
import type { PlanService } from '../plans/api.ts';
import type { PreparationService } from '../preparations/api.ts';
import type { Crypto } from '../platform/crypto/crypto.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import type { Throttle } from '../platform/throttle/throttle.ts';
import type { ProviderNotificationService } from '../provider-notifications/api.ts';
import type { ProviderRegistryService } from '../provider-registries/api.ts';
import type { ProposalService, ProviderService } from '../providers/api.ts';
import type { ReceiptService } from '../receipts/api.ts';
import type { ReconciliationService } from '../reconciliation/api.ts';
import type { SignatureService } from '../signatures/api.ts';
import type { RefundService } from '../refunds/api.ts';
import type { DayService, RegistryService } from '../registries/api.ts';
import type { ReviewService } from '../reviews/api.ts';
import type { SettlementService } from '../settlement/api.ts';
import type { OpenExchange } from './file-exchange.ts';
import type { WalletService } from '../wallets/api.ts';
import type { WebhookService } from '../webhooks/api.ts';

export interface HubOptions {
  readonly db: Database;
  /** A pool that plans by index, where deliveries are claimed; left out, `db`. */
  readonly claims?: Database;
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
  /** No money is real here: receipts, pages and secrets say so. Left out: a live hub. */
  readonly isSandbox?: boolean;
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
  /** Told of providers that have new payments to hear of; left out, the sweep finds them. */
  readonly onAccepted?: (providerIds: readonly string[]) => void;
  /** Told of what an operator should know and no request is answered with; for the log. */
  readonly onEvent?: (event: HubEvent) => void;
}

/** Something for the log: names and codes only. */
export type HubEvent =
  | {
      readonly name:
        | 'adapter_failed'
        | 'bad_answer'
        | 'files_not_exchanged'
        | 'notification_quarantined'
        | 'day_differs'
        | 'statement_not_read';
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
  readonly isSandbox: boolean;
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
  readonly preparations: PreparationService;
  readonly cards: CardService;
  readonly meters: MeterService;
  readonly paymentCodes: PaymentCodeService;
  readonly receipts: ReceiptService;
  readonly registries: RegistryService;
  readonly days: DayService;
  readonly providerRegistries: ProviderRegistryService;
  readonly providerNotifications: ProviderNotificationService;
  readonly reconciliation: ReconciliationService;
  readonly drawers: DrawerService;
  readonly desks: DeskService;
  readonly refunds: RefundService;
  readonly signatures: SignatureService;
  readonly bankStatements: BankStatementService;
  readonly baskets: BasketService;
  readonly collected: CollectedService;
  readonly networks: NetworkService;
  readonly wallets: WalletService;
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
