import { openDatabase } from '../../platform/database/database.ts';
import type { Database } from '../../platform/database/sql.ts';
import { verifyBooks } from '../../verification/service.ts';
import { type BenchServer, describeSettings, openBenchServer } from '../database-server.ts';
import type { Figures } from '../figures.ts';
import type { BenchHost } from '../host.ts';
import { findPgbench, initializePgbench, type Pgbench, runPgbench } from '../pgbench.ts';
import type { Plan } from '../plan.ts';

/** What every group of measurements gets. */
export interface GroupDeps {
  readonly host: BenchHost;
  readonly plan: Plan;
}

/** Measures one group on a server of its own. Throws where something is wrong with what was measured. */
export type RunGroup = (deps: GroupDeps) => Promise<Figures>;

/** Books that do not hold after a load: whatever rate it ran at is worth nothing. */
export class BrokenBooksError extends Error {
  override readonly name = 'BrokenBooksError';
}

/** A server with its settings printed. */
export async function openServer({ host, plan }: GroupDeps): Promise<BenchServer> {
  const server = await openBenchServer(host, plan);
  host.say(`server: ${describeSettings(server.settings)}`);
  return server;
}

/** pgbench with its tables filled on the group's server; each call is one run of it. */
export async function preparePgbench({ host, plan }: GroupDeps, server: BenchServer): Promise<() => Promise<number>> {
  const pgbench: Pgbench = await findPgbench();
  const url = await server.createEmptyDatabase('pgbench');
  host.say(`${pgbench.version}: -s ${plan.pgbenchScale} -M prepared -c 16 -j 2 -T ${plan.pgbenchSeconds}`);
  await initializePgbench(pgbench, url, plan);
  return async () => {
    const tps = await runPgbench(pgbench, url, plan);
    host.say(`pgbench TPC-B: ${Math.round(tps)} tps`);
    return tps;
  };
}

/**
 * The owner's connection to a database of the group: it fills and looks, it never pays. It shares its process with the engine, so
 * it follows no promises either.
 */
export function openOwner({ host }: GroupDeps, url: string): Database {
  const timeouts = { statementMs: 3_600_000 };
  const db = openDatabase({ url, poolMax: 4, applicationName: 'vahid-bench', timeouts, watchesNesting: false });
  host.closeLater(() => db.close());
  return db;
}

/** Replays the books after a load. Answers with the seconds it took; throws `BrokenBooksError` for any finding. */
export async function verifyAfter({ host }: GroupDeps, db: Database): Promise<number> {
  const { findings, payments, durationMs } = await verifyBooks({ db, clock: { now: () => new Date() } });
  const [first] = findings;
  if (first) {
    throw new BrokenBooksError(
      `the verifier has ${findings.length} findings, first ${first.check} ${first.subject}: ${first.detail}`,
    );
  }
  host.say(`the verifier finds nothing in ${payments} payments (${(durationMs / 1000).toFixed(1)} s)`);
  return durationMs / 1000;
}
