import type { CutOff } from '../calendar/model.ts';
import { createAgentService } from '../agents/service.ts';
import { createBankStatementService } from '../bank-statements/service.ts';
import { createBasketService } from '../baskets/service.ts';
import { createCardService } from '../cards/service.ts';
import { createCollectedService } from '../collected/service.ts';
import { createDeskService } from '../desks/service.ts';
import { createDrawerService } from '../drawers/service.ts';
import { tryAgain } from '../delivery/deliverer.ts';
import { findKey } from '../engine/read-accept.ts';
import { createRehearsal } from '../engine/rehearse.ts';
import { createRoomReader } from '../engine/room.ts';
import { createReferenceLane } from '../engine/reference-lane.ts';
import { createFeeService, rulesOn } from '../fees/service.ts';
import { createRulesOfToday } from '../fees/today.ts';
import { createHoldService } from '../holds/service.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { noFaults } from '../kernel/fault-port.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { createLedgerService } from '../ledger/service.ts';
import { createOperatorService } from '../operators/service.ts';
import { createMeterService } from '../meters/service.ts';
import { createNetworkService } from '../networks/service.ts';
import { createRelay } from '../outbox/relay.ts';
import { createPaymentCodeService } from '../payments/codes.ts';
import { createPaymentService } from '../payments/service.ts';
import { createPlanService } from '../plans/service.ts';
import { createThrottle } from '../platform/throttle/throttle.ts';
import type { ProviderService } from '../providers/api.ts';
import { createPreparationService } from '../preparations/service.ts';
import { createReceiptService } from '../receipts/service.ts';
import { createRefundService } from '../refunds/service.ts';
import { createDayService } from '../registries/daily-service.ts';
import { createRegistryService } from '../registries/service.ts';
import { createSheetDocument } from '../citizens/sheet-document.ts';
import { createReviewService } from '../reviews/service.ts';
import { createSettlementService } from '../settlement/service.ts';
import { createSignatureService } from '../signatures/service.ts';
import { createWalletService } from '../wallets/service.ts';
import { createWebhookService } from '../webhooks/service.ts';
import { readBankXml } from './bank-files.ts';
import { readParties } from './settlement-parties.ts';
import { composeDelivery } from './compose-delivery.ts';
import { composeNotifications } from './compose-notifications.ts';
import { composeProviderRegistries, composeProviders, composeReconciliation } from './compose-providers.ts';
import { laneId, type Hub, type HubOptions } from './hub.ts';

/** Composes the hub by hand: every dependency is visible here, and the compiler checks it. */
export function createHub(options: HubOptions): Hub {
  const { db, clock, ids, crypto, faults = noFaults, isSandbox = false } = options;
  const common = { db, database: db, clock, ids };
  const agents = createAgentService({ ...common, passwords: crypto.passwords, isSandbox });
  const tell = options.onEvent ?? (() => undefined);
  const asked = composeProviders(options);
  const { providers, debts } = asked;
  const ledger = createLedgerService({
    ...{ db, clock, cutOff: options.cutOff },
    onAlarm: ({ month, tables }) => tell({ name: 'month_missing', month, tables }),
  });
  const makeLane = options.makeLane ?? createReferenceLane;
  const lane = makeLane({ db, lane: laneId, cutOff: options.cutOff, stampTime: options.stampTime, faults });
  const canCancel = cancelQuestion(providers);
  const throttle = createThrottle({ db, clock, digest: crypto.digest });
  const payments = createPaymentService({
    ...common,
    ...paymentPorts({ db, clock, lane, ledger }, options.cutOff),
    ...{ canCancel, onAccepted: options.onAccepted ?? (() => undefined) },
  });
  const plans = createPlanService({ ...common, providers });
  const drawers = createDrawerService({ ...common, agents, lane: laneId, post: lane.post });
  const cards = createCardService({ ...common, payments, providers });
  const meters = createMeterService({ ...common, providers, debts });
  const holds = createHoldService({ db, clock, ids, lane });
  const webhooks = createWebhookService({ ...common, cipher: crypto.cipher, http: options.http });
  return {
    ...{ db, clock, ids, crypto, publicUrl: options.publicUrl, isSandbox },
    ...{ agents, lane, payments, drawers, plans, ...asked },
    operators: createOperatorService({ ...common, passwords: crypto.passwords }),
    signatures: createSignatureService({ ...common, agents, cipher: crypto.cipher }),
    refunds: createRefundService({
      ...{ ...common, payments, askCancel: strictCancelQuestion(providers) },
      ...{ releaseCard: cards.release, findOpenDay: ledger.findOpenDay },
    }),
    providerNotifications: composeNotifications(options, { providers, debts, plans, throttle }),
    days: createDayService(common),
    registries: createRegistryService({ ...common, providers, debts, payments }),
    providerRegistries: composeProviderRegistries(options, providers),
    reconciliation: composeReconciliation(options, providers),
    paymentCodes: createPaymentCodeService(common),
    receipts: createReceiptService({ agents, providers, meters, publicUrl: options.publicUrl, isSandbox }),
    desks: createDeskService({ ...common, cipher: crypto.cipher, throttle, agents }),
    networks: createNetworkService({ ...common, crypto, agents, providers, debts, payments }),
    wallets: createWalletService({ ...common, crypto, agents, providers, debts, payments, holds }),
    preparations: createPreparationService({ ...common, payments, holds }),
    ...composeCash(common, { agents, providers, debts, payments, drawers, move: lane.move }),
    settlement: createSettlementService({
      ...common,
      cut: lane.cut,
      move: lane.move,
      readParties: () => readParties({ agents, providers }),
      faults,
    }),
    deliverer: composeDelivery(options, lane, asked),
    relay: createRelay({ ...common, subscribers: [], taker: webhooks, faults }),
    reviews: createReviewService({
      ...common,
      ...{ resolve: lane.resolve, canCancel },
      tryAgain: (paymentId) => tryAgain(db, clock, paymentId),
    }),
    renderSheet: createSheetDocument({ providers, publicUrl: options.publicUrl }),
    ...{ ledger, holds, cards, meters, webhooks, throttle },
    fees: createFeeService({ db, ids, findProvider: providers.findByCode, findAgent: agents.findByCode }),
    listPositions: ledger.listPositions,
  };
}

function paymentPorts({ db, clock, lane, ledger }: Pick<Hub, 'db' | 'clock' | 'lane' | 'ledger'>, cutOff: CutOff) {
  const rulesToday = createRulesOfToday({
    findOpenDay: ledger.findOpenDay,
    readRules: (day) => rulesOn(db.sql, day),
  });
  return {
    accept: lane.accept,
    rehearse: createRehearsal({ db, clock, lane: laneId, cutOff, rulesToday: rulesToday.today }),
    readRoom: createRoomReader({ db, clock, cutOff, rulesToday: rulesToday.today }),
    abandon: lane.abandon,
    reverse: lane.reverse,
    findKey: (agentId: string, key: string) => findKey(db.sql, agentId, key),
    rulesToday,
  };
}

/** Money beside single payments: what agents pay in, what was collected before, baskets with one amount of cash. */
function composeCash(
  common: Pick<Hub, 'db' | 'clock' | 'ids'>,
  of: Pick<Hub, 'agents' | 'providers' | 'debts' | 'payments' | 'drawers'> & Pick<Hub['lane'], 'move'>,
): Pick<Hub, 'bankStatements' | 'baskets' | 'collected'> {
  return {
    bankStatements: createBankStatementService({ ...common, ...of, readXml: readBankXml }),
    baskets: createBasketService({ ...common, ...of }),
    collected: createCollectedService({ ...common, ...of }),
  };
}

function cancelQuestion(providers: ProviderService) {
  return async (providerId: string): Promise<boolean> => {
    const connected = await providers.connect(providerId);
    return connected.ok && connected.value.traits.capabilities.includes('cancel');
  };
}

/** The same for whoever must not take silence for a no. */
function strictCancelQuestion(providers: ProviderService) {
  return async (providerId: string): Promise<Result<boolean, Refusal>> => {
    try {
      const connected = await providers.connect(providerId);
      return connected.ok ? ok(connected.value.traits.capabilities.includes('cancel')) : connected;
    } catch {
      // Its credentials cannot be opened, or its settings fit no protocol: a person has to look at the provider first.
      return err(refusal('provider_unavailable'));
    }
  };
}
