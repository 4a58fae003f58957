import { expect, inject, it } from 'vitest';
import { openBenchServer } from '../../src/bench/database-server.ts';
import { BenchRefusedError } from '../../src/bench/pgbench.ts';
import { plans } from '../../src/bench/plan.ts';

it('measures on no server that may lose what it has answered', async () => {
  const url = new URL(inject('testServer').url);
  url.searchParams.set('options', '-c synchronous_commit=off');
  const open: (() => Promise<unknown>)[] = [];
  const host = {
    databaseUrl: url.href,
    profileDir: undefined,
    openHub: () => Promise.reject(new Error('no hub is asked for')),
    openReferenceLane: () => Promise.reject(new Error('no lane is asked for')),
    startPart: () => Promise.reject(new Error('no part is asked for')),
    closeLater: (close: () => Promise<unknown>) => open.push(close),
    say: () => undefined,
  };
  await expect(openBenchServer(host, plans.tiny)).rejects.toThrow(BenchRefusedError);
  for (const close of open.reverse()) await close();
});
