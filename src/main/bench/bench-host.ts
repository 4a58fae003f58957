import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchHost } from '../../bench/host.ts';
import type { Shutdown } from '../shutdown.ts';
import { openBareReferenceLane, openBenchHub } from './open-bench-hub.ts';
import { startPart } from './part-process.ts';

export interface BenchHostOptions {
  readonly databaseUrl: string | undefined;
  readonly profileDir: string | undefined;
  readonly shutdown: Shutdown;
  readonly say: (text: string) => void;
}

/** Hands the composition of the hub, and processes of their own, to the benchmarks. */
export async function createBenchHost(options: BenchHostOptions): Promise<BenchHost> {
  const { shutdown, databaseUrl, profileDir, say } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'vahid-bench-hub-'));
  shutdown.add(() => rm(dataDir, { recursive: true, force: true }));
  // Keys of the hub are made in the folder, once for all processes of the run.
  const environment = { DATA_DIR: dataDir, LOG_LEVEL: 'error', DATABASE_POOL_MAX: '20' };
  return {
    ...{ databaseUrl, profileDir, say },
    closeLater: (close) => shutdown.add(close),
    openHub: async (url) => {
      const hub = await openBenchHub(environment, url);
      shutdown.add(() => hub.close());
      return hub;
    },
    openReferenceLane: async (url) => {
      const bare = await openBareReferenceLane(environment, url);
      shutdown.add(() => bare.close());
      return bare;
    },
    startPart: async (name, input) => {
      const part = await startPart(name, { environment, input: { ...input, ...(profileDir ? { profileDir } : {}) } });
      shutdown.add(() => part.stop());
      return part;
    },
  };
}
