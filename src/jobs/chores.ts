import type { HealthService, MaintenanceService } from '../availability/api.ts';
import type { CutOff } from '../calendar/model.ts';
import type { BankStatementService } from '../bank-statements/api.ts';
import type { CardService } from '../cards/api.ts';
import type { CitizenServices } from '../citizens/api.ts';
import type { CollectedService } from '../collected/api.ts';
import type { DebtService } from '../debts/api.ts';
import type { DeskService } from '../desks/api.ts';
import type { Deliverer } from '../delivery/deliverer.ts';
import type { DrawerService } from '../drawers/api.ts';
import type { HoldService } from '../holds/service.ts';
import type { LedgerService } from '../ledger/service.ts';
import type { MeterService } from '../meters/api.ts';
import type { Relay } from '../outbox/relay.ts';
import type { Rhythm } from '../platform/jobs/schedules.ts';
import type { PreparationService } from '../preparations/api.ts';
import type { ProviderNotificationService } from '../provider-notifications/api.ts';
import type { ProviderRegistryService } from '../provider-registries/api.ts';
import type { ReconciliationService } from '../reconciliation/api.ts';
import type { RegistryService } from '../registries/api.ts';
import type { SettlementService } from '../settlement/api.ts';
import type { SignatureService } from '../signatures/api.ts';
import type { WebhookService } from '../webhooks/api.ts';

/** What a worker calls. Nothing is done here: a job only says that there is something to do. */
export interface WorkServices {
  readonly deliverer: Deliverer;
  readonly relay: Relay;
  readonly settlement: Pick<SettlementService, 'closeDue'>;
  readonly citizens: Pick<CitizenServices, 'sweep'>;
  readonly debts: Pick<DebtService, 'sweepQuotes' | 'sweepChanges'>;
  readonly maintenance: Pick<MaintenanceService, 'keepUp'>;
  readonly health: Pick<HealthService, 'sweep'>;
  readonly desks: Pick<DeskService, 'sweep'>;
  readonly ledger: Pick<LedgerService, 'takeSnapshots' | 'prepareMonths'>;
  readonly holds: Pick<HoldService, 'expireDue'>;
  readonly preparations: Pick<PreparationService, 'expireDue'>;
  readonly cards: Pick<CardService, 'workOff'>;
  readonly meters: Pick<MeterService, 'workOff'>;
  readonly registries: Pick<RegistryService, 'workOff' | 'sweep'>;
  readonly providerRegistries: Pick<ProviderRegistryService, 'makePaymentFiles' | 'exchange' | 'raiseAlarms' | 'sweep'>;
  readonly providerNotifications: Pick<ProviderNotificationService, 'workOff' | 'sweep'>;
  readonly reconciliation: Pick<ReconciliationService, 'compareDue'>;
  readonly drawers: Pick<DrawerService, 'workOff'>;
  readonly collected: Pick<CollectedService, 'workOff'>;
  readonly bankStatements: Pick<BankStatementService, 'workOff'>;
  readonly signatures: Pick<SignatureService, 'sweep'>;
  readonly webhooks: Pick<WebhookService, 'sendDue' | 'sweep'>;
  readonly messages: { sendDue(): Promise<unknown>; sweep(): Promise<unknown> };
}

/** Work that comes round by itself. */
export interface Chore {
  readonly key: string;
  readonly rhythm: Rhythm;
  readonly run: () => Promise<unknown>;
}

const second = 1_000;
const minute = 60 * second;

/** Expired quotes removed in one sweep. */
const quotesPerSweep = 10_000;
/** Changed debts forgotten in one sweep. */
const changesPerSweep = 50_000;

/** Everything that must happen again and again, and how often. `nudgeDelivery` announces a provider that has work. */
export function choresOf(
  services: WorkServices,
  how: { readonly cutOff: CutOff; readonly nudgeDelivery: (providerId: string) => void },
): readonly Chore[] {
  return [
    {
      key: 'deliveries',
      rhythm: { everyMs: second },
      run: async () => {
        for (const providerId of await services.deliverer.listDue()) how.nudgeDelivery(providerId);
      },
    },
    { key: 'outbox', rhythm: { everyMs: 2 * second }, run: () => services.relay.publishDue() },
    { key: 'messages', rhythm: { everyMs: second }, run: () => services.messages.sendDue() },
    { key: 'webhooks', rhythm: { everyMs: second }, run: () => services.webhooks.sendDue() },
    { key: 'registries', rhythm: { everyMs: 2 * second }, run: () => services.registries.workOff() },
    {
      key: 'provider-files',
      rhythm: { everyMs: minute },
      run: async () => {
        await services.providerRegistries.makePaymentFiles();
        await services.providerRegistries.exchange();
      },
    },
    { key: 'file-alarms', rhythm: { everyMs: 5 * minute }, run: () => services.providerRegistries.raiseAlarms() },
    { key: 'notifications', rhythm: { everyMs: second }, run: () => services.providerNotifications.workOff() },
    { key: 'collected', rhythm: { everyMs: 2 * second }, run: () => services.collected.workOff() },
    { key: 'drawers', rhythm: { everyMs: 2 * second }, run: () => services.drawers.workOff() },
    { key: 'bank-statements', rhythm: { everyMs: 10 * second }, run: () => services.bankStatements.workOff() },
    { key: 'cards', rhythm: { everyMs: 10 * second }, run: () => services.cards.workOff() },
    { key: 'readings', rhythm: { everyMs: minute }, run: () => services.meters.workOff() },
    { key: 'close-at-cut-off', rhythm: cutOffRhythm(how.cutOff), run: () => services.settlement.closeDue() },
    { key: 'close', rhythm: { everyMs: minute }, run: () => services.settlement.closeDue() },
    { key: 'reconciliation', rhythm: { everyMs: 10 * minute }, run: () => services.reconciliation.compareDue() },
    { key: 'snapshots', rhythm: { everyMs: 10 * second }, run: () => services.ledger.takeSnapshots() },
    { key: 'months', rhythm: { everyMs: 10 * minute }, run: () => services.ledger.prepareMonths() },
    { key: 'holds', rhythm: { everyMs: 10 * second }, run: () => services.holds.expireDue() },
    { key: 'preparations', rhythm: { everyMs: 10 * second }, run: () => services.preparations.expireDue() },
    { key: 'nonces', rhythm: { everyMs: minute }, run: () => services.signatures.sweep() },
    { key: 'alarms', rhythm: { everyMs: 5 * minute }, run: () => services.deliverer.raiseAlarms() },
    {
      key: 'sweeps',
      rhythm: { everyMs: 10 * minute },
      run: async () => {
        await services.citizens.sweep();
        await services.debts.sweepQuotes(quotesPerSweep);
        await services.debts.sweepChanges(changesPerSweep);
        await services.providerNotifications.sweep();
        await services.maintenance.keepUp();
        await services.health.sweep();
        await services.desks.sweep();
        await services.registries.sweep();
        await services.providerRegistries.sweep();
        await services.messages.sweep();
        await services.webhooks.sweep();
      },
    },
  ];
}

/** Every day at the cut-off; 1440 minutes is the midnight that follows. */
function cutOffRhythm({ timeZone, minutes }: CutOff): Rhythm {
  return { cron: `${minutes % 60} ${Math.floor(minutes / 60) % 24} * * *`, timeZone };
}
