import { comparedForMs } from '../../reconciliation/model.ts';
import type { Database } from '../../platform/database/sql.ts';
import type { Evidence, FoundRow, Inapplicable } from './model.ts';

/** What is checked against others: the providers' own books, the clocks, and copies of the books. None of it can hold a close up. */
type Reads = Pick<Database, 'sql'>;

/** Findings of one statement. */
const mostFound = 100;
/** Whole days for which a provider's day is compared after its close. */
const comparedDays = comparedForMs / 86_400_000;

interface StatedDay extends FoundRow {
  readonly outcome: 'agrees' | 'differs' | 'not_read' | null;
}

/**
 * 7: what providers say of the days before, by their newest statements, and days of them that nobody compared. The day itself is compared
 * after its close, when what was under way at its end has been answered.
 */
export async function checkProviderRegistries({ sql }: Reads, day: string): Promise<Evidence | Inapplicable> {
  const rows = await sql.rows<StatedDay>(
    `SELECT p.code || ' ' || w.day AS subject, r.outcome,
            CASE r.outcome WHEN 'not_read' THEN 'statement not read: ' || r.reason WHEN 'differs' THEN r.break_count || ' payments differ'
                           ELSE 'not compared' END AS detail
       FROM settlement_window w
       CROSS JOIN (SELECT DISTINCT provider_id FROM recon_run WHERE day >= $1::date - $2::int AND day < $1) AS s
       JOIN provider p ON p.id = s.provider_id
       LEFT JOIN LATERAL (SELECT outcome, reason, break_count FROM recon_run r
                           WHERE r.day = w.day AND r.provider_id = s.provider_id AND r.at >= w.cut_at ORDER BY id DESC LIMIT 1) AS r ON true
      WHERE w.day >= $1::date - $2::int AND w.day < $1 AND w.state = 'closed'
        AND (r.outcome IS NOT NULL OR w.closed_at < (SELECT cut_at - interval '1 hour' FROM settlement_window WHERE day = $1))
      ORDER BY w.day, p.code LIMIT 10000`,
    [day, comparedDays],
  );
  if (rows.length === 0) return { inapplicable: 'no provider has given a statement of the days before' };
  const found = rows.filter(({ outcome }) => outcome !== 'agrees');
  return { seen: `${rows.length} days of providers, ${rows.length - found.length} agree`, found };
}

/** A clock that is further off than this is no longer one that is kept by a time server. */
const mostSkewMs = 1_000;

/**
 * 15: the clocks of the day: each process's beside the database's, the database's beside time that passed, and the instants of the
 * batches, none of which lies before the one it follows.
 */
export async function checkClock({ sql }: Reads, day: string): Promise<Evidence | Inapplicable> {
  const readings = await sql.rows<FoundRow & { readonly skew: bigint; readonly step: bigint }>(
    `SELECT c.process AS subject, max(greatest(abs(c.least_skew_ms), abs(c.most_skew_ms))) AS skew, max(c.most_step_ms) AS step,
            'up to ' || max(greatest(abs(c.least_skew_ms), abs(c.most_skew_ms))) || ' ms beside the database, whose clock jumped by up to '
            || max(c.most_step_ms) || ' ms' AS detail
       FROM settlement_window w JOIN clock_reading c ON c.hour > w.opened_at - interval '1 hour' AND c.hour <= w.cut_at
      WHERE w.day = $1 GROUP BY c.process ORDER BY c.process LIMIT 1000`,
    [day],
  );
  const backward = await sql.rows<FoundRow>(
    `SELECT 'batch ' || lane || '/' || number AS subject, 'is stamped before the batch it follows' AS detail
       FROM (SELECT b.lane, b.number, b.committed_at, lag(b.committed_at) OVER (PARTITION BY b.lane ORDER BY b.number) AS before
               FROM closing c CROSS JOIN settlement_window w
               JOIN batch b ON b.lane = c.lane AND b.number > w.batch_after AND b.number <= w.batch_through WHERE w.day = $1) AS b
      WHERE committed_at < before - interval '1 second' ORDER BY lane, number LIMIT $2`,
    [day, mostFound],
  );
  if (readings.length === 0 && backward.length === 0) {
    return { inapplicable: 'no process has written its clock down on this day' };
  }
  const wrong = readings.filter(({ skew, step }) => skew > mostSkewMs || step > mostSkewMs);
  const most = (values: readonly bigint[]) => values.reduce((a, b) => (a > b ? a : b), 0n);
  const widest = most(readings.map(({ skew }) => skew));
  return {
    seen: `${readings.length} clocks, at most ${widest} ms beside the database's, which jumped by at most ${most(readings.map(({ step }) => step))} ms`,
    found: [...wrong, ...backward],
  };
}

/** Days after which a backup that nobody has restored counts for nothing. */
const provenForDays = 7;

/** 18: a restored copy of the books has proven itself in the last days. */
export async function checkBackup({ sql }: Reads, day: string): Promise<Evidence | Inapplicable> {
  const row = await sql.first<FoundRow & { readonly isOld: boolean }>(
    `SELECT 'batch ' || lane || '/' || batch AS subject, 'the newest restored copy ends on ' || settlement_day AS detail,
            settlement_day < $1::date - $2::int AS "isOld"
       FROM restored_backup ORDER BY settlement_day DESC, batch DESC LIMIT 1`,
    [day, provenForDays],
  );
  if (!row) return { inapplicable: 'no restored copy of the books was proven yet: `vahid backups prove`' };
  return { seen: `${row.detail}, ${row.subject}`, found: row.isOld ? [row] : [] };
}
