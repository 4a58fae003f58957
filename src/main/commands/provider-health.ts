import type { Command } from 'commander';
import type { HealthFigures } from '../../availability/health.ts';
import { type MaintenanceOutlook, noMaintenance, type ProviderHealth } from '../../availability/model.ts';
import { present } from '../../kernel/assert.ts';
import type { Provider } from '../../providers/model.ts';
import type { Hub } from '../hub.ts';
import { withHub } from '../with-hub.ts';

interface Row {
  readonly provider: Provider;
  readonly report: ProviderHealth;
  readonly outlook: MaintenanceOutlook;
}

/** `vahid provider-health`: how the providers answer, and what is planned. */
export function defineProviderHealth(command: Command): void {
  command
    .option('--json', 'one line of JSON, nothing else')
    .action(({ json }: { json?: true }) => withHub((hub) => printHealth(hub, json === true)));
}

async function printHealth(hub: Hub, asJson: boolean): Promise<void> {
  const providers = await hub.providers.list();
  const ids = providers.map(({ id }) => id);
  const reports = await hub.health.report(ids);
  const outlooks = await hub.maintenance.outlook(ids);
  const rows = providers.map((provider, index) => ({
    provider,
    report: present(reports[index], 'the report of a provider'),
    outlook: outlooks.get(provider.id) ?? noMaintenance,
  }));
  console.log(asJson ? JSON.stringify(rows.map(jsonOf)) : tableOf(rows));
}

function jsonOf({ provider, report, outlook }: Row) {
  const { providerId: _, ...figures } = report;
  return { code: provider.code, state: provider.state, maintenance: outlook, ...figures };
}

function tableOf(rows: readonly Row[]): string {
  const head = ['provider', 'state', 'asked', 'answered', 'p50', 'p95', 'week', 'payments', 'planned work'];
  const cells = rows.map(({ provider, report, outlook }) => [
    provider.code,
    outlook.now ? 'maintenance' : provider.state,
    String(report.lastHour.asked),
    share(report.lastHour),
    bound(report.lastHour.p50Ms, report.lastHour.asked),
    bound(report.lastHour.p95Ms, report.lastHour.asked),
    share(report.lastWeek),
    share(report.paymentsLastWeek),
    plannedWork(outlook),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => (row[column] ?? '').length)));
  const lines = [head, ...cells].map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [
    ...lines.map((line) => line.trimEnd()),
    'asked, answered, p50, p95: questions of the last hour; week, payments: share answered in seven days',
  ].join('\n');
}

function share({ availability }: HealthFigures): string {
  return availability === null ? '–' : `${(availability * 100).toFixed(1)} %`;
}

function bound(ms: number | null, asked: number): string {
  if (asked === 0) return '–';
  return ms === null ? '> 15 s' : `≤ ${ms} ms`;
}

function plannedWork({ now, next }: MaintenanceOutlook): string {
  if (now) return `until ${now.endsAt.toISOString()}`;
  return next ? `${next.startsAt.toISOString()} – ${next.endsAt.toISOString()}` : '';
}
