import { formatAmount, zero, type Currency } from '../../kernel/money.ts';
import type { PaymentView } from '../../payments/model.ts';
import { isInTransit } from '../../payments/states.ts';
import type { Provider } from '../../providers/model.ts';
import { expected } from '../hub.ts';
import type { DemoHub, DemoSimulators, HubPayment } from './demo-hub.ts';

/** A settlement report as a file. */
export interface ReportFile {
  /** Day, provider and currency. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The reports of a closed day, by provider and currency: each as CSV and as PDF. */
export async function readReportFiles(
  hub: DemoHub,
  day: string,
  providers: ReadonlyMap<string, Provider>,
): Promise<readonly ReportFile[]> {
  const codes = new Map([...providers.values()].map((provider) => [provider.id, provider.code]));
  const files: ReportFile[] = [];
  for (const report of await hub.settlement.listReports(day)) {
    const name = `${day}-${codes.get(report.providerId) ?? report.providerId}-${report.currency}`;
    for (const format of ['csv', 'pdf'] as const) {
      const parts = expected('read a report', await hub.settlement.getReportFile(report, format));
      const read: Buffer[] = [];
      for await (const part of parts) read.push(part);
      files.push({ name: `${name}.${format}`, bytes: Buffer.concat(read) });
    }
  }
  return files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The readings of meters of a closed day: a file for each provider that got some, and how many there are in all. */
export async function readReadingFiles(
  hub: DemoHub,
  day: string,
  providers: ReadonlyMap<string, Provider>,
): Promise<{ readonly files: readonly ReportFile[]; readonly readings: number }> {
  const codes = new Map([...providers.values()].map((provider) => [provider.id, provider.code]));
  const window = (await hub.settlement.listWindows()).find((candidate) => candidate.day === day);
  if (!window?.cutAt) return { files: [], readings: 0 };
  const written = await hub.meters.readingFiles({ day, from: window.openedAt, to: window.cutAt });
  return {
    files: written.map(({ providerId, csv }) => ({
      name: `${day}-${codes.get(providerId) ?? providerId}-readings.csv`,
      bytes: csv,
    })),
    readings: written.reduce((sum, file) => sum + file.readings, 0),
  };
}

/** Where the hub's payments and the providers' own books disagree. */
export function compareBooks(
  simulators: DemoSimulators,
  providers: ReadonlyMap<string, Provider>,
  payments: readonly PaymentView[],
): readonly string[] {
  return [...providers.values()].flatMap((provider) =>
    simulators.differences(
      provider.code,
      payments.filter((payment) => payment.providerId === provider.id).map(asHubPayment),
    ),
  );
}

function asHubPayment(payment: PaymentView): HubPayment {
  const { receiptNumber, account, amount, state } = payment;
  const booked = isInTransit(state) ? 'open' : state === 'confirmed' ? 'yes' : 'no';
  return { reference: receiptNumber, account, amount, booked };
}

/** What the books of each currency add up to: "0.00". */
export async function sumLedger(hub: DemoHub): Promise<Readonly<Record<Currency, string>>> {
  const totals = new Map((await hub.sumPostings()).map(({ currency, total }) => [currency, total]));
  const sum = (currency: Currency) => formatAmount(totals.get(currency) ?? zero, currency);
  return { AZN: sum('AZN'), EUR: sum('EUR'), RUB: sum('RUB'), BYN: sum('BYN') };
}
