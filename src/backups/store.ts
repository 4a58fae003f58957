import { present } from '../kernel/assert.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { RestoredBackup } from './model.ts';

export interface LastBatch {
  readonly lane: number;
  readonly batch: bigint;
  readonly settlementDay: string;
  /** Hexadecimal. */
  readonly hash: string;
  readonly committedAt: Date;
}

/** The last batch of each lane. */
export function selectLastBatches(sql: Sql): Promise<LastBatch[]> {
  return sql.rows<LastBatch>(
    `SELECT b.lane, b.number AS batch, b.settlement_day AS "settlementDay", encode(b.hash, 'hex') AS hash,
            b.committed_at AS "committedAt"
       FROM lane l JOIN batch b ON b.lane = l.id AND b.number = l.last_batch ORDER BY b.lane LIMIT 10`,
  );
}

/** The hash of a batch, hexadecimal. */
export async function selectHash(sql: Sql, lane: number, batch: bigint): Promise<string | undefined> {
  const row = await sql.first<{ hash: string }>(
    `SELECT encode(hash, 'hex') AS hash FROM batch WHERE lane = $1 AND number = $2`,
    [lane, batch],
  );
  return row?.hash;
}

/** What tells one running database from every other, and whether it only follows another one. */
export async function selectIdentity(sql: Sql): Promise<{ readonly identity: string; readonly isStandby: boolean }> {
  const row = await sql.first<{ identity: string; isStandby: boolean }>(
    `SELECT current_database() || ' ' || pg_postmaster_start_time() AS identity, pg_is_in_recovery() AS "isStandby"`,
  );
  return present(row, 'the identity of a database');
}

export async function insertBackup(sql: Sql, backup: RestoredBackup): Promise<void> {
  const { id, lane, batch, settlementDay, payments, provenAt } = backup;
  await sql.run(
    `INSERT INTO restored_backup (id, lane, batch, settlement_day, payments, proven_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [id, lane, batch, settlementDay, payments, provenAt],
  );
}

/** The newest first. */
export function selectBackups(sql: Sql, limit: number): Promise<RestoredBackup[]> {
  return sql.rows<RestoredBackup>(
    `SELECT id, lane, batch, settlement_day AS "settlementDay", payments::int AS payments, proven_at AS "provenAt"
       FROM restored_backup ORDER BY id DESC LIMIT $1`,
    [limit],
  );
}
