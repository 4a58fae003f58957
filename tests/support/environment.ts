/** What the surroundings offer to the tests; nothing of it is required. */
export const surroundings = {
  /** A PostgreSQL of the machine's own; without it the embedded one is started. */
  databaseUrl: process.env['DATABASE_URL'],
  /** A Redis; without it the files `*.redis.test.ts` are not run, and `vahid test` says so. */
  redisUrl: process.env['REDIS_URL'],
  /** Seed of the tests that live through days of chance: another one tries other days, the same one replays them. */
  seed: process.env['SEED'] ?? 'vahid',
};

/** The Redis of the `*.redis.test.ts` files, which run only when there is one. */
export function redisUrl(): string {
  const url = surroundings.redisUrl;
  if (url === undefined) throw new Error('REDIS_URL is not set: this file is not to be run');
  return url;
}
