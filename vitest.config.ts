import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

const withoutRedis = process.env['REDIS_URL'] === undefined ? ['tests/**/*.redis.test.ts'] : [];

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: [...configDefaults.exclude, ...withoutRedis],
    globalSetup: ['tests/support/test-server.ts'],
    // Tests wait for the database more than they compute.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 60_000,
    // What is waited for comes in a moment, or never; on a busy machine a moment is long.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
  },
});
