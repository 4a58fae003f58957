import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

const withoutRedis = process.env['REDIS_URL'] === undefined ? ['tests/**/*.redis.test.ts'] : [];
const exclude = [...configDefaults.exclude, ...withoutRedis];

/** What starts programs, drives a browser or changes its own process keeps each file to itself. */
const apart = ['bench', 'faults', 'main', 'platform', 'web'].map((folder) => `tests/${folder}/**`);

const oxc = { jsx: { runtime: 'automatic', importSource: 'preact' } } as const;
const patience = {
  testTimeout: 60_000,
  // What is waited for comes in a moment, or never; on a busy machine a moment is long.
  expect: { poll: { timeout: 20_000 } },
  hookTimeout: 120_000,
  teardownTimeout: 60_000,
};

export default defineConfig({
  test: {
    // Once for all projects, and handed to each: a project of its own would start a server of its own.
    globalSetup: ['tests/support/test-server.ts'],
    // Tests wait for the database more than they compute.
    maxWorkers: Math.max(2, availableParallelism()),
    ...patience,
    projects: [
      {
        oxc,
        // Files of one worker share what they have loaded: reading the hub's code anew for each took a third of their time.
        test: {
          ...patience,
          ...{ name: 'hub', isolate: false, include: ['tests/**/*.test.{ts,tsx}'], exclude: [...exclude, ...apart] },
        },
      },
      {
        oxc,
        test: { ...patience, name: 'apart', include: apart.map((folder) => `${folder}/*.test.{ts,tsx}`), exclude },
      },
    ],
  },
});
