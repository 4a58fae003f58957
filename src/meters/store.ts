import type { BusinessDate } from '../kernel/business-date.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { ReadingState, StoredReading } from './api.ts';
import type { BlockTariff } from './blocks.ts';

interface ReadingRow {
  id: string;
  provider_id: string;
  account: string;
  serial: string;
  value: bigint;
  read_on: string;
  state: ReadingState;
  handed_in_by: string;
  handed_in_at: Date;
  answered_at: Date | null;
}

interface Range {
  readonly from: Date;
  readonly to: Date;
}

const columns = 'id, provider_id, account, serial, value, read_on, state, handed_in_by, handed_in_at, answered_at';

export async function insertReading(sql: Sql, reading: StoredReading): Promise<void> {
  await sql.run(`INSERT INTO meter_reading (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, [
    ...[reading.id, reading.providerId, reading.account, reading.serial, reading.value, reading.readOn],
    ...[reading.state, reading.handedInBy, reading.handedInAt, reading.answeredAt],
  ]);
}

/** A reading is answered once: whoever comes second changes nothing. */
export async function updateState(
  sql: Sql,
  id: string,
  { state, answeredAt }: { readonly state: 'taken' | 'refused'; readonly answeredAt: Date },
): Promise<void> {
  await sql.run(`UPDATE meter_reading SET state = $2, answered_at = $3 WHERE id = $1 AND state = 'unsent'`, [
    id,
    state,
    answeredAt,
  ]);
}

/** Most readings of one provider in a file. */
export const mostPassed = 1_000_000;

/** Providers that readings were passed to in a half-open range, at most 10,000. */
export async function selectPassedTo(sql: Sql, { from, to }: Range): Promise<string[]> {
  const rows = await sql.rows<{ provider_id: string }>(
    `SELECT provider_id FROM meter_reading WHERE answered_at >= $1 AND answered_at < $2
      UNION SELECT provider_id FROM meter_reading WHERE state = 'stored' AND handed_in_at >= $1 AND handed_in_at < $2
      ORDER BY provider_id LIMIT 10000`,
    [from, to],
  );
  return rows.map((row) => row.provider_id);
}

/** What a provider answered in a half-open range, and what it gets as a list, in the order in which it was passed on. */
export async function selectPassed(sql: Sql, providerId: string, { from, to }: Range): Promise<StoredReading[]> {
  const rows = await sql.rows<ReadingRow>(
    `SELECT ${columns} FROM meter_reading
      WHERE provider_id = $1 AND ((answered_at >= $2 AND answered_at < $3)
         OR (state = 'stored' AND handed_in_at >= $2 AND handed_in_at < $3))
      ORDER BY coalesce(answered_at, handed_in_at), id LIMIT ${mostPassed}`,
    [providerId, from, to],
  );
  return rows.map(readingOf);
}

export async function selectUnsent(sql: Sql, limit: number): Promise<StoredReading[]> {
  const rows = await sql.rows<ReadingRow>(
    `SELECT ${columns} FROM meter_reading WHERE state = 'unsent' ORDER BY handed_in_at LIMIT $1`,
    [limit],
  );
  return rows.map(readingOf);
}

export async function selectReadings(sql: Sql, providerId: string, { from, to }: Range): Promise<StoredReading[]> {
  const rows = await sql.rows<ReadingRow>(
    `SELECT ${columns} FROM meter_reading WHERE provider_id = $1 AND handed_in_at >= $2 AND handed_in_at < $3
      ORDER BY handed_in_at, id LIMIT 100000`,
    [providerId, from, to],
  );
  return rows.map(readingOf);
}

/** The highest reading of a meter that was handed in here and not refused: two of one day count against each other. */
export async function selectHighest(
  sql: Sql,
  meter: { readonly providerId: string; readonly account: string; readonly serial: string },
): Promise<{ readonly value: number; readonly readOn: BusinessDate } | null> {
  const row = await sql.first<{ value: bigint; read_on: string }>(
    `SELECT value, read_on FROM meter_reading
      WHERE provider_id = $1 AND account = $2 AND serial = $3 AND state <> 'refused' ORDER BY value DESC, read_on DESC LIMIT 1`,
    [meter.providerId, meter.account, meter.serial],
  );
  return row ? { value: Number(row.value), readOn: row.read_on } : null;
}

export async function selectMostPerDay(sql: Sql, providerId: string): Promise<number | null> {
  const row = await sql.first<{ most_per_day: number }>('SELECT most_per_day FROM meter_rule WHERE provider_id = $1', [
    providerId,
  ]);
  return row?.most_per_day ?? null;
}

export async function writeMostPerDay(sql: Sql, providerId: string, mostPerDay: number | null): Promise<void> {
  if (mostPerDay === null) await sql.run('DELETE FROM meter_rule WHERE provider_id = $1', [providerId]);
  else {
    await sql.run(
      `INSERT INTO meter_rule (provider_id, most_per_day) VALUES ($1, $2)
       ON CONFLICT (provider_id) DO UPDATE SET most_per_day = excluded.most_per_day`,
      [providerId, mostPerDay],
    );
  }
}

/** Prices as JSON carries them: as text. What was entered before stays, for what was told by it. */
export async function insertTariff(sql: Sql, tariff: BlockTariff, enteredAt: Date): Promise<void> {
  const blocks = tariff.blocks.map(({ upTo, priceMilli }) => ({ upTo, priceMilli: priceMilli.toString() }));
  await sql.run(
    `INSERT INTO block_tariff (provider_id, valid_from, period, blocks, entered_at) VALUES ($1, $2, $3, $4::jsonb, $5)
     ON CONFLICT (provider_id, valid_from, entered_at) DO UPDATE SET period = excluded.period, blocks = excluded.blocks`,
    [tariff.providerId, tariff.validFrom, tariff.period, JSON.stringify(blocks), enteredAt],
  );
}

/** The tariff of each provider that is in force on a day, as far as it was known at an instant. */
export async function selectTariffs(
  sql: Sql,
  providerIds: readonly string[],
  as: { readonly day: BusinessDate; readonly knownAt: Date },
): Promise<ReadonlyMap<string, BlockTariff>> {
  const rows = await sql.rows<{
    provider_id: string;
    valid_from: string;
    period: BlockTariff['period'];
    blocks: { upTo: number | null; priceMilli: string }[];
  }>(
    `SELECT DISTINCT ON (provider_id) provider_id, valid_from, period, blocks FROM block_tariff
      WHERE provider_id = ANY($1::uuid[]) AND valid_from <= $2 AND entered_at <= $3
      ORDER BY provider_id, valid_from DESC, entered_at DESC LIMIT 1000`,
    [providerIds, as.day, as.knownAt],
  );
  return new Map(
    rows.map((row) => {
      const blocks = row.blocks.map(({ upTo, priceMilli }) => ({ upTo, priceMilli: BigInt(priceMilli) }));
      return [row.provider_id, { providerId: row.provider_id, validFrom: row.valid_from, period: row.period, blocks }];
    }),
  );
}

function readingOf(row: ReadingRow): StoredReading {
  return {
    id: row.id,
    providerId: row.provider_id,
    account: row.account,
    serial: row.serial,
    value: Number(row.value),
    readOn: row.read_on,
    state: row.state,
    handedInBy: row.handed_in_by,
    handedInAt: row.handed_in_at,
    answeredAt: row.answered_at,
  };
}
