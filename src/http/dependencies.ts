import type { FastifyBaseLogger, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { AccountService } from '../accounts/api.ts';
import type { AgentService } from '../agents/api.ts';
import type { HealthService, MaintenanceService } from '../availability/api.ts';
import type { BankStatementService } from '../bank-statements/api.ts';
import type { BasketService } from '../baskets/api.ts';
import type { CardService } from '../cards/api.ts';
import type { CitizenServices, SheetData } from '../citizens/api.ts';
import type { CollectedService } from '../collected/api.ts';
import type { DebtService } from '../debts/api.ts';
import type { DrawerService } from '../drawers/api.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import type { MeterService } from '../meters/api.ts';
import type { NetworkService } from '../networks/api.ts';
import type { PaymentCodeService, PaymentService } from '../payments/api.ts';
import type { PreparationService } from '../preparations/api.ts';
import type { Throttle } from '../platform/throttle/throttle.ts';
import type { OperatorService } from '../operators/api.ts';
import type { AdapterMetadata } from '../kernel/adapter.ts';
import type { ProviderNotificationService } from '../provider-notifications/api.ts';
import type { ProviderRegistryService } from '../provider-registries/api.ts';
import type { ProposalService, ProviderService } from '../providers/api.ts';
import type { ReceiptService } from '../receipts/api.ts';
import type { ReconciliationService } from '../reconciliation/api.ts';
import type { RefundService } from '../refunds/api.ts';
import type { SignatureService } from '../signatures/api.ts';
import type { DayService, RegistryService } from '../registries/api.ts';
import type { WebhookService } from '../webhooks/api.ts';
import type { HttpSettings } from './settings.ts';

/** Where an agent stands in one currency, minor units; below nought the agent owes the hub. */
export interface AgentPosition {
  readonly currency: Currency;
  readonly balance: Minor;
  /** How far the balance may fall below nought. */
  readonly cap: Minor;
  /** balance + cap; below nought after the cap was lowered. */
  readonly available: Minor;
  /** Most of the cap is used. */
  readonly isAlarming: boolean;
}

/** What the server asks of the nouns; `main/container.ts` composes it. */
export interface HttpServices {
  readonly agents: Pick<
    AgentService,
    | 'verifyClient'
    | 'verifyDevice'
    | 'authorizeDevice'
    | 'recallDevice'
    | 'listDevices'
    | 'listCredentials'
    | 'issueCredential'
    | 'revokeCredential'
    | 'requireDeviceCredentials'
    | 'authorize'
    | 'authorizeAtCounter'
    | 'recallAtCounter'
    | 'list'
    | 'listOutlets'
    | 'listTellers'
    | 'findByCode'
    | 'addOutlet'
    | 'addTeller'
    | 'changeOutlet'
    | 'changeTeller'
    | 'giveTellerPassword'
    | 'limitPayments'
  >;
  readonly operators: Pick<OperatorService, 'verify' | 'authorize' | 'findLogins'>;
  readonly providers: Pick<ProviderService, 'page' | 'findByCode' | 'recallByCode' | 'getByCode' | 'findCodes'>;
  readonly proposals: Omit<ProposalService, 'readDraft' | 'readLive'>;
  /** Every protocol that a provider can speak. */
  readonly protocols: readonly AdapterMetadata[];
  readonly citizens: Pick<CitizenServices, 'counter' | 'profiles'>;
  readonly accounts: Pick<AccountService, 'link' | 'unlink' | 'list'>;
  readonly debts: Pick<DebtService, 'queryDebts' | 'lookUpAccount' | 'chooseBills'>;
  readonly maintenance: Pick<MaintenanceService, 'outlook'>;
  readonly health: Pick<HealthService, 'report'>;
  readonly preparations: Omit<PreparationService, 'expireDue'>;
  readonly payments: PaymentService;
  readonly cards: CardService;
  readonly meters: Pick<MeterService, 'handIn' | 'positions'>;
  readonly paymentCodes: Pick<PaymentCodeService, 'getPayable'>;
  readonly receipts: ReceiptService;
  readonly refunds: RefundService;
  readonly signatures: SignatureService;
  readonly providerRegistries: Omit<
    ProviderRegistryService,
    'makePaymentFiles' | 'exchange' | 'raiseAlarms' | 'sweep' | 'renewKey'
  >;
  readonly providerNotifications: Omit<ProviderNotificationService, 'workOff' | 'sweep'>;
  readonly registries: Pick<RegistryService, 'receive' | 'get' | 'result'>;
  readonly days: DayService;
  readonly reconciliation: Pick<ReconciliationService, 'list' | 'get'>;
  readonly drawers: DrawerService;
  readonly bankStatements: Pick<
    BankStatementService,
    'take' | 'release' | 'reject' | 'listStatements' | 'listEntries' | 'propose' | 'approve' | 'refuse'
  >;
  readonly baskets: BasketService;
  readonly collected: Pick<CollectedService, 'receive' | 'list' | 'get' | 'gaps' | 'payOut'>;
  readonly networks: Pick<NetworkService, 'record' | 'report' | 'recover' | 'redirect'>;
  readonly webhooks: Pick<
    WebhookService,
    'add' | 'list' | 'remove' | 'renewSecret' | 'activate' | 'deliveries' | 'redeliver'
  >;
  readonly throttle: Throttle;
  readonly clock: Clock;
  /** The agent's positions, one per currency in which it may collect. */
  readonly listPositions: (agentId: string) => Promise<readonly AgentPosition[]>;
  /** The registration sheet as a PDF. */
  readonly renderSheet: (sheet: SheetData) => Promise<Uint8Array>;
  /** Rejects while the hub cannot work: the database does not answer, or has another version than the code. */
  readonly checkReadiness: () => Promise<void>;
}

export interface HttpDeps extends HttpServices {
  readonly settings: HttpSettings;
  readonly logger: FastifyBaseLogger;
  /** Further parts of the same server, such as the cabinet; each registers routes, parsers and pages in its own scope. */
  readonly plugins?: readonly FastifyPluginAsync[];
  /** The page for people whose address leads nowhere; without it everybody gets a problem document. */
  readonly notFoundPage?: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | Promise<FastifyReply>;
}
