import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMigrations } from '../../src/platform/database/migrations.ts';
import { migrateDatabase } from '../../src/platform/database/migrator.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

describe('keys whose answer is their payments', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await testDatabase({ empty: true });
    const all = await readMigrations();
    const moving = all.findIndex(({ name }) => name === 'answers_from_payments');
    await migrateDatabase(database.url, all.slice(0, moving));
    await database.owner.sql.run(
      `INSERT INTO lane (id, settlement_day, last_hash) VALUES (1, '2026-11-26', decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING`,
    );
  });
  afterEach(() => database.close());

  const beat = () => database.owner.sql.run('UPDATE lane SET heartbeat_at = clock_timestamp()');
  const isMoved = async () => {
    const column = await database.owner.sql.first<{ is_nullable: string }>(
      `SELECT is_nullable FROM information_schema.columns WHERE table_name = 'idempotency_key' AND column_name = 'answer'`,
    );
    return column?.is_nullable === 'YES';
  };

  it('come only when no process of the version before holds the lane', { timeout: 60_000 }, async () => {
    await beat();
    const beating = setInterval(() => void beat(), 500);
    try {
      await expect(migrateDatabase(database.url)).rejects.toThrow(/stop all its processes/);
    } finally {
      clearInterval(beating);
    }
    expect(await isMoved()).toBe(false);
  });

  it('come a moment after the last process has ended', { timeout: 60_000 }, async () => {
    await beat();
    await migrateDatabase(database.url);
    expect(await isMoved()).toBe(true);
  });
});
