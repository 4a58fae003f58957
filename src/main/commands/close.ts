import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { isBusinessDate } from '../../kernel/business-date.ts';
import { formatAmount } from '../../kernel/money.ts';
import { loadConfig } from '../../platform/config/config.ts';
import type { ReportSummary } from '../../settlement/api.ts';
import type { CloseCheckResult } from '../../settlement/close-checks/model.ts';
import { openHub } from '../roles/start-hub.ts';
import type { Hub } from '../hub.ts';
import { StartRefused } from '../roles/start-refused.ts';
import { closeWhenInterrupted, createShutdown } from '../shutdown.ts';

interface CloseFlags {
  readonly day?: string;
  readonly json?: true;
  readonly out?: string;
}

/** A day as the command tells of it. */
interface ClosedDay {
  readonly day: string;
  readonly state: 'open' | 'cut' | 'closed' | 'none';
  /** False where the day had been closed before. */
  readonly closedNow: boolean;
  readonly checks: readonly CloseCheckResult[];
  readonly reports: readonly (ReportSummary & { readonly providerCode: string })[];
}

/** `vahid close`: ends every day whose cut-off has passed and closes those that are cut, in order. Twice is once. */
export function defineClose(command: Command): void {
  command
    .option('--day <date>', 'close this day only, YYYY-MM-DD', readDay)
    .option('--json', 'print the days with their checks and reports as one line of JSON, nothing else')
    .option('--out <folder>', 'write the reports of the days there, as CSV and PDF, and the readings of meters, as CSV')
    .action(async (flags: CloseFlags) => {
      const config = await loadConfig();
      const shutdown = createShutdown();
      const stopListening = closeWhenInterrupted(shutdown, () => 130);
      try {
        // As a worker: beside a running hub, whose database it shares, without touching what is that hub's.
        const options = { role: 'worker', sampleWorld: false, fresh: false, seed: 0, citizens: 0 } as const;
        const { live } = await openHub(config, { ...options, progress: () => undefined }, shutdown);
        await closeAndTell(live.hub, flags);
      } finally {
        await shutdown.run();
        stopListening();
      }
    });
}

function readDay(text: string): string {
  if (!isBusinessDate(text)) throw new InvalidArgumentError('a date such as 2026-11-20.');
  return text;
}

async function closeAndTell(hub: Hub, { day, json, out }: CloseFlags): Promise<void> {
  await hub.settlement.cut();
  const wanted = day === undefined ? await cutDays(hub) : [day];
  const told: ClosedDay[] = [];
  let refused: string | undefined;
  for (const one of wanted) {
    const outcome = await hub.settlement.close(one);
    const closedDay = await read(hub, one, outcome.ok && !outcome.value.alreadyClosed);
    told.push(closedDay);
    if (out !== undefined && outcome.ok) await writeFiles(hub, closedDay, resolve(out));
    if (!json) describe(closedDay);
    refused = outcome.ok ? undefined : `${one} cannot be closed: ${reasons[outcome.error.code] ?? outcome.error.code}`;
    if (refused !== undefined) break;
  }
  // What an interrupted close has left to be moved is moved also when no day is due.
  if (refused === undefined) await hub.settlement.closeDue();
  if (json)
    console.log(JSON.stringify({ days: told }, (_key, value) => (typeof value === 'bigint' ? String(value) : value)));
  else if (told.length === 0) console.log('nothing to close: no settlement day is over that is not closed');
  if (refused !== undefined) throw new StartRefused(refused);
}

/** Days that wait to be closed, oldest first. */
async function cutDays(hub: Hub): Promise<string[]> {
  const windows = await hub.settlement.listWindows();
  return windows
    .filter((window) => window.state === 'cut')
    .map((window) => window.day)
    .toReversed();
}

const reasons: Readonly<Record<string, string>> = {
  not_found: 'the hub had no such settlement day',
  period_open: 'it is not over: its cut-off has not passed',
  previous_day_open: 'an earlier day is not closed yet',
  close_checks_failed: 'a check failed that holds the close up; the day stays cut, and nothing of it is paid out',
};

async function read(hub: Hub, day: string, closedNow: boolean): Promise<ClosedDay> {
  const window = (await hub.settlement.listWindows()).find((candidate) => candidate.day === day);
  const reports = await hub.settlement.listReports(day);
  const providers = await hub.providers.findMany([...new Set(reports.map((report) => report.providerId))]);
  return {
    ...{ day, closedNow, state: window?.state ?? 'none' },
    checks: await hub.settlement.listChecks(day),
    reports: reports.map((report) => ({
      ...report,
      providerCode: providers.get(report.providerId)?.code ?? report.providerId,
    })),
  };
}

function describe({ day, state, closedNow, checks, reports }: ClosedDay): void {
  if (state === 'closed' && !closedNow) console.log(`${day} was closed before; nothing has changed`);
  if (state === 'closed') console.log(`${day}: ${reports.length} settlement reports`);
  for (const { providerCode, currency, payments, net } of reports) {
    const amount = `${formatAmount(net, currency)} ${currency}`;
    console.log(`  ${providerCode.padEnd(16)}${String(payments).padStart(8)} payments  ${amount}`);
  }
  for (const { number, check, outcome, isBlocking, detail } of checks) {
    const result = outcome === 'failed' && isBlocking ? 'FAILED' : outcome === 'not_applicable' ? '-' : outcome;
    console.log(`  ${String(number).padStart(2)} ${check.padEnd(20)}${result.padEnd(8)}${detail}`);
  }
}

/** Files are written as they are read: a large one is never in memory. */
async function writeFiles(hub: Hub, { day, reports }: ClosedDay, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeReadings(hub, day, folder);
  for (const report of reports) {
    for (const format of ['csv', 'pdf'] as const) {
      const file = await hub.settlement.getReportFile(report, format);
      if (!file.ok) throw new StartRefused(`the ${format} report of ${report.providerCode} is not there`);
      const name = `${day}-${report.providerCode}-${report.currency}.${format}`;
      await pipeline(file.value, createWriteStream(join(folder, name)));
    }
  }
}

/** What was read of meters on the day, for each provider that it was passed to. */
async function writeReadings(hub: Hub, day: string, folder: string): Promise<void> {
  const window = (await hub.settlement.listWindows()).find((candidate) => candidate.day === day);
  if (!window?.cutAt) return;
  const files = await hub.meters.readingFiles({ day, from: window.openedAt, to: window.cutAt });
  const providers = await hub.providers.findMany(files.map((file) => file.providerId));
  for (const { providerId, csv } of files) {
    const code = providers.get(providerId)?.code ?? providerId;
    await writeFile(join(folder, `${day}-${code}-readings.csv`), csv);
  }
}
