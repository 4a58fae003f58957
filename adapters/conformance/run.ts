import type { HttpPort } from '../../src/kernel/adapter.ts';
import type { Simulator } from '../kit/simulated-protocol.ts';
import { setUpBench, startBait, type Bait } from './bench.ts';
import type { Check } from './check.ts';
import { defectChecks } from './defect-checks.ts';
import { afterRules } from './rules-after.ts';
import { confirmRules } from './rules-confirm.ts';
import { meterRules } from './rules-meters.ts';
import { notificationDefects, notificationRules } from './rules-notifications.ts';
import { payRules } from './rules-pay.ts';
import { queryRules } from './rules-query.ts';
import type { Subject } from './subject.ts';
import { toleranceChecks } from './tolerance-checks.ts';

/** How one check went at one adapter; no complaints means that it held. */
export interface CheckResult {
  readonly protocol: string;
  readonly check: Pick<Check, 'id' | 'title' | 'kind'>;
  readonly complaints: readonly string[];
}

/** Checks that run at the same time. */
const concurrency = 4;

/** Every check there is for these adapters. */
export function listChecks(subjects: readonly Subject[]): readonly Check[] {
  return [
    ...queryRules,
    ...payRules,
    ...confirmRules,
    ...afterRules,
    ...meterRules,
    ...notificationRules,
    ...notificationDefects(subjects),
    ...toleranceChecks(subjects),
    ...defectChecks(subjects),
  ];
}

/**
 * Holds adapters against their simulators over real HTTP. Each check has a provider of its own, so none disturbs
 * another. `select` leaves checks out.
 */
export async function runConformance(
  subjects: readonly Subject[],
  http: HttpPort,
  select: (check: Check) => boolean = () => true,
): Promise<readonly CheckResult[]> {
  const checks = listChecks(subjects).filter(select);
  const bait = await startBait();
  const results: CheckResult[] = [];
  try {
    for (const subject of subjects) results.push(...(await runSubject(subject, { checks, http, bait })));
  } finally {
    await bait.close();
  }
  return results;
}

interface Surroundings {
  readonly checks: readonly Check[];
  readonly http: HttpPort;
  readonly bait: Bait;
}

async function runSubject(subject: Subject, { checks, http, bait }: Surroundings): Promise<readonly CheckResult[]> {
  const simulator = await subject.startSimulator();
  const waiting = checks.map((check, number) => ({ check, number })).filter(({ check }) => check.applies(subject));
  const results = new Map<number, CheckResult>();
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { check, number } = next;
      const complaints = await runCheck(check, { subject, simulator, http, bait, number });
      results.set(number, { protocol: subject.adapter.metadata.protocol, check, complaints });
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, lane));
  } finally {
    await simulator.close();
  }
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result);
}

/** An adapter that throws fails the check: it must never throw for what a provider does. */
async function runCheck(
  check: Check,
  parts: { subject: Subject; simulator: Simulator; http: HttpPort; bait: Bait; number: number },
): Promise<readonly string[]> {
  try {
    return await check.run(setUpBench(parts));
  } catch (error) {
    return [`threw: ${error instanceof Error ? error.message : String(error)}`];
  }
}
