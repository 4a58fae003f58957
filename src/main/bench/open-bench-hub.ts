import type { BareLane, BenchHub } from '../../bench/host.ts';
import { createReferenceLane } from '../../engine/reference-lane.ts';
import { addRules } from '../../fees/service.ts';
import { loadConfig } from '../../platform/config/config.ts';
import { hubRole, openDatabase } from '../../platform/database/database.ts';
import { readDatabaseTime } from '../../platform/database/database-clock.ts';
import { laneId } from '../hub.ts';
import { openLiveHub } from '../roles/live-hub.ts';

/** The hub as `vahid start --role api` composes it, without its doors. */
export async function openBenchHub(environment: NodeJS.ProcessEnv, databaseUrl: string): Promise<BenchHub> {
  const config = await loadConfig({ ...environment, DATABASE_URL: databaseUrl });
  const live = await openLiveHub(config, { databaseUrl, name: 'bench', sampleWorld: true });
  const { hub } = live;
  let closing: Promise<void> | undefined;
  return {
    ...hub,
    addFeeRules: (rules) => addRules(hub.db.sql, rules),
    close: () => (closing ??= live.close()),
  };
}

/** One transaction for each command, with as many connections and the same day as the hub. */
export async function openBareReferenceLane(environment: NodeJS.ProcessEnv, databaseUrl: string): Promise<BareLane> {
  const config = await loadConfig({ ...environment, DATABASE_URL: databaseUrl });
  const { databasePoolMax: poolMax, timeZone, cutOffMinutes: minutes } = config;
  const db = openDatabase({
    ...{ url: databaseUrl, poolMax, applicationName: 'vahid-bench-reference', role: hubRole },
    ...{ watchesNesting: false, plansByIndex: true },
  });
  const lane = createReferenceLane({ db, lane: laneId, cutOff: { timeZone, minutes }, stampTime: readDatabaseTime });
  return { lane, close: () => db.close() };
}
