import { cutOffOf, settlementDayOf, type CutOff } from '../../calendar/model.ts';
import { present } from '../../kernel/assert.ts';
import type { Currency } from '../../kernel/money.ts';
import type { PaymentState } from '../../payments/states.ts';
import type { Progress } from '../hub.ts';
import type { SampleWorld } from '../sample-world.ts';
import { seedCitizens } from '../seed-citizens.ts';
import { listTellers, seedParties, type Parties } from '../seed-parties.ts';
import { sampleAgents } from '../seed/sample-agents.ts';
import { sampleProviders } from '../seed/sample-providers.ts';
import { listPayments } from './deliveries.ts';
import type { DemoHub, DemoSimulators } from './demo-hub.ts';
import { compareBooks, readReadingFiles, readReportFiles, sumLedger, type ReportFile } from './demo-report.ts';
import { liveMeterDay, type MeterDayReport } from './meter-day.ts';
import { livePaymentDay, type DemoCounter, type PaymentDayReport } from './payment-day.ts';

export interface DemoOptions {
  readonly seed: number;
  readonly world: SampleWorld;
  readonly simulators: DemoSimulators;
  readonly cutOff: CutOff;
  readonly progress: Progress;
}

/** The last line of `vahid demo --json`, but for the time it took. */
export interface DemoSummary {
  readonly citizens: number;
  readonly accountsLinked: number;
  readonly providers: number;
  readonly debtQueries: number;
  readonly paymentsAccepted: number;
  readonly paymentsConfirmed: number;
  readonly unknown: number;
  readonly settlementReports: number;
  readonly ledgerSum: Readonly<Record<Currency, string>>;
  readonly verifyFindings: number;
  readonly simulatorDifferences: number;
}

export interface DemoResult {
  readonly summary: DemoSummary;
  readonly states: Readonly<Partial<Record<PaymentState, number>>>;
  readonly day: PaymentDayReport;
  readonly meters: MeterDayReport;
  /** Questions to providers about payments whose outcome was unknown. */
  readonly inquiries: number;
  readonly files: readonly ReportFile[];
  /** Everything that is not as it must be, one line each. */
  readonly problems: readonly string[];
}

/** Long enough after the cut-off for every worker to have looked. */
const afterCutOffMs = 60_000;

/** The main job from registration to settlement report, on one simulated day. */
export async function runDemo(hub: DemoHub, options: DemoOptions): Promise<DemoResult> {
  const { world, simulators, progress, seed } = options;
  const openDay = settlementDayOf(hub.clock.now(), options.cutOff);
  const secretOf = (code: string) => `demo-secret-of-${code}`;
  const parties = await seedParties(hub, { simulators, providers: sampleProviders, secretOf, progress });
  const tellers = await listTellers(hub, parties);
  const citizens = await seedCitizens(hub, {
    citizens: world.citizens,
    providers: parties.providers,
    tellers: tellers.map(({ tellerId, agentId }) => ({ tellerId, agentId })),
    concurrency: 1,
    resume: false,
    progress,
  });
  const accountsLinked = await hub.accounts.countLinks();
  progress(`${citizens.length} citizens, ${accountsLinked} linked accounts`);
  const counters = countersOf(parties, tellers);
  const day = await livePaymentDay(hub, {
    ...{ seed, citizens, counters, simulators, progress },
    providers: parties.providers,
  });
  const metered = 'azerigas';
  const meters = await liveMeterDay(hub, simulators, {
    ...{ seed, tellers },
    provider: present(parties.providers.get(metered), metered),
    accounts: world.accounts.get(metered) ?? [],
  });
  hub.clock.set(new Date(cutOffOf(openDay, options.cutOff).getTime() + afterCutOffMs));
  const closed = await hub.settlement.closeDue();
  progress(`closed ${closed.join(', ')}`);
  const checked = await checkEverything(hub, { parties, simulators, day: openDay });
  const { states, files, problems, ...counts } = checked;
  const summary = {
    citizens: citizens.length,
    accountsLinked,
    providers: parties.providers.size,
    debtQueries: day.debtQueries,
    ...counts,
  };
  const isClosed = closed.length === 1 && closed[0] === openDay;
  const read = await readReadingFiles(hub, openDay, parties.providers);
  const isWhole = read.readings === meters.readings;
  const inquiries = sampleProviders.reduce((sum, { code }) => sum + simulators.inquiries(code), 0);
  return {
    summary,
    states,
    day,
    meters,
    inquiries,
    files: [...files, ...read.files],
    problems: [
      ...problems,
      ...meters.problems,
      ...(isWhole ? [] : [`the files have ${read.readings} readings`]),
      ...(isClosed ? [] : [`closed ${closed.join(', ')}`]),
    ],
  };
}

type Teller = Awaited<ReturnType<typeof listTellers>>[number];

function countersOf(parties: Parties, tellers: readonly Teller[]): DemoCounter[] {
  return tellers.map(({ tellerId, outletId, agentId }) => {
    const agent = sampleAgents.find((seed) => parties.agents.get(seed.code)?.id === agentId);
    return {
      collector: { agentId, outletId, tellerId, channel: 'counter' },
      currencies: Object.keys(present(agent, 'the agent of a teller').netDebitCaps) as Currency[],
    };
  });
}

/** What the books say after the close, and whether everybody else says the same. */
async function checkEverything(
  hub: DemoHub,
  { parties, simulators, day }: { parties: Parties; simulators: DemoSimulators; day: string },
) {
  const payments = await listPayments(
    hub,
    [...parties.agents.values()].map((agent) => agent.id),
  );
  const states: Partial<Record<PaymentState, number>> = {};
  for (const { state } of payments) states[state] = (states[state] ?? 0) + 1;
  const open = (states.accepted ?? 0) + (states.sending ?? 0) + (states.unknown ?? 0);
  const files = await readReportFiles(hub, day, parties.providers);
  const ledgerSum = await sumLedger(hub);
  const findings = await hub.verify();
  const differences = compareBooks(simulators, parties.providers, payments);
  const unbalanced = Object.entries(ledgerSum).filter(([, sum]) => sum !== '0.00');
  return {
    paymentsAccepted: payments.length,
    paymentsConfirmed: states.confirmed ?? 0,
    unknown: states.unknown ?? 0,
    settlementReports: files.length / 2,
    ledgerSum,
    verifyFindings: findings.length,
    simulatorDifferences: differences.length,
    states,
    files,
    problems: [
      ...(open > 0 ? [`${open} payments without an outcome`] : []),
      ...unbalanced.map(([currency, sum]) => `the books of ${currency} add up to ${sum}`),
      ...findings,
      ...differences,
    ],
  };
}
