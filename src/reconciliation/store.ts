import type { Currency } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { RunsWanted } from './api.ts';
import type { OurPayment, ReconBreak, ReconRun, Standing } from './model.ts';

/** Providers, days and windows that one question gives at most. */
const mostRows = 10_000;

const columns = `id, provider_id AS "providerId", day, outcome, lines, matched, break_count AS "breakCount", reason, at`;

/**
 * What became of payment `y` with delivery `v`, as the provider would see it. Of those that were reversed only a cancellation took
 * anything back there: the others were refused by it, or never reached it.
 */
const standing = `CASE v.state WHEN 'confirmed' THEN 'credited'
  WHEN 'reversed' THEN CASE WHEN EXISTS (SELECT FROM transfer l WHERE l.payment_id = y.id AND l.kind = 'cancellation') THEN 'undone' ELSE 'refused' END
  WHEN 'rejected' THEN CASE WHEN EXISTS (SELECT FROM transfer l WHERE l.payment_id = y.id AND l.kind = 'late_success') THEN 'credited' ELSE 'refused' END
  ELSE 'open' END`;
const confirmedAt = `CASE v.state WHEN 'confirmed' THEN v.decided_at END AS "confirmedAt"`;

/** A settlement day with the instants between which its transfers were posted. */
export interface Window {
  readonly day: string;
  readonly state: 'open' | 'cut' | 'closed';
  readonly openedAt: Date;
  readonly cutAt: Date | null;
}

const windowColumns = 'day, state, opened_at AS "openedAt", cut_at AS "cutAt"';

/** Closed days that were cut in the span, the oldest first. */
export function selectClosed(sql: Sql, span: { readonly from: Date; readonly to: Date }): Promise<Window[]> {
  return sql.rows<Window>(
    `SELECT ${windowColumns} FROM settlement_window WHERE state = 'closed' AND cut_at BETWEEN $1 AND $2 ORDER BY day LIMIT 100`,
    [span.from, span.to],
  );
}

export function selectWindow(sql: Sql, day: string): Promise<Window | undefined> {
  return sql.first<Window>(`SELECT ${windowColumns} FROM settlement_window WHERE day = $1`, [day]);
}

/** The newest run of each provider of a day. */
export function selectNewest(sql: Sql, day: string): Promise<ReconRun[]> {
  return sql.rows<ReconRun>(
    `SELECT DISTINCT ON (provider_id) ${columns} FROM recon_run WHERE day = $1 ORDER BY provider_id, id DESC LIMIT $2`,
    [day, mostRows],
  );
}

/** How many payments of a closed day became each provider's. */
export async function countSettled(sql: Sql, day: string): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.rows<{ providerId: string; payments: number }>(
    `SELECT provider_id AS "providerId", sum(payments)::int AS payments FROM settlement_bilateral
      WHERE day = $1 AND leg = 'confirmed' GROUP BY provider_id LIMIT $2`,
    [day, mostRows],
  );
  return new Map(rows.map(({ providerId, payments }) => [providerId, payments]));
}

interface TransferRange {
  readonly lane: number;
  readonly from: bigint;
  readonly through: bigint;
}

/** The transfers of a day, lane by lane; of the day that is open those that there are by now. */
export function selectTransferRanges(sql: Sql, day: string): Promise<TransferRange[]> {
  return sql.rows<TransferRange>(
    `SELECT b.lane, min(b.first_transfer) AS "from", max(b.last_transfer) AS through
       FROM settlement_window w CROSS JOIN lane l
       JOIN batch b ON b.lane = l.id AND b.number > w.batch_after AND b.number <= coalesce(w.batch_through, l.last_batch)
      WHERE w.day = $1 GROUP BY b.lane LIMIT 10`,
    [day],
  );
}

export interface SettledPayment extends OurPayment {
  readonly providerId: string;
  readonly acceptedAt: Date;
}

/** Payments of some providers that became theirs by these transfers of a day. */
export function selectSettled(
  sql: Sql,
  day: string,
  of: TransferRange & { readonly providerIds: readonly string[] },
): Promise<SettledPayment[]> {
  return sql.rows<SettledPayment>(
    `SELECT y.provider_id AS "providerId", y.receipt_number AS reference, y.account, y.amount, y.accepted_at AS "acceptedAt",
            ${standing} AS standing, ${confirmedAt}
       FROM transfer t
       CROSS JOIN LATERAL (SELECT * FROM payment WHERE settlement_day = t.payment_day AND id = t.payment_id LIMIT 1) AS y
       CROSS JOIN LATERAL (SELECT state, decided_at FROM delivery WHERE settlement_day = t.payment_day AND payment_id = t.payment_id LIMIT 1) AS v
      WHERE t.settlement_day = $1 AND t.lane = $2 AND t.number BETWEEN $3 AND $4 AND t.kind IN ('confirmation', 'late_success')
        AND y.provider_id = ANY ($5::uuid[])`,
    [day, of.lane, of.from, of.through, of.providerIds],
  );
}

/** Payments of a provider by their receipt numbers, whenever they were made. */
export function selectPayments(
  sql: Sql,
  providerId: string,
  receipts: readonly { readonly day: string; readonly number: string }[],
): Promise<OurPayment[]> {
  return sql.rows<OurPayment>(
    `SELECT y.receipt_number AS reference, y.account, y.amount, ${standing} AS standing, ${confirmedAt}
       FROM unnest($2::date[], $3::text[]) AS r (day, number)
       CROSS JOIN LATERAL (SELECT * FROM payment WHERE settlement_day = r.day AND receipt_number = r.number LIMIT 1) AS y
       CROSS JOIN LATERAL (SELECT state, decided_at FROM delivery WHERE settlement_day = y.settlement_day AND payment_id = y.id LIMIT 1) AS v
      WHERE y.provider_id = $1`,
    [providerId, receipts.map(({ day }) => day), receipts.map(({ number }) => number)],
  );
}

export async function insertRun(sql: Sql, run: ReconRun, breaks: readonly ReconBreak[]): Promise<void> {
  const { id, providerId, day, outcome, lines, matched, breakCount, reason, at } = run;
  await sql.run(
    `INSERT INTO recon_run (id, provider_id, day, outcome, lines, matched, break_count, reason, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, providerId, day, outcome, lines, matched, breakCount, reason, at],
  );
  await sql.run(
    `INSERT INTO recon_break (run_id, number, kind, reference, currency, here_amount, there_amount, here_state, there_state,
                              provider_transaction)
     SELECT $1, number, kind, reference, currency, here_amount, there_amount, here_state, there_state, provider_transaction
       FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[]) WITH ORDINALITY
            AS b (kind, reference, currency, here_amount, there_amount, here_state, there_state, provider_transaction, number)`,
    [
      id,
      breaks.map(({ kind }) => kind),
      breaks.map(({ reference }) => reference),
      breaks.map(({ currency }) => currency),
      breaks.map(({ here }) => here?.amount ?? null),
      breaks.map(({ there }) => there?.amount ?? null),
      breaks.map(({ here }) => here?.state ?? null),
      breaks.map(({ there }) => there?.state ?? null),
      breaks.map(({ providerTransaction }) => providerTransaction),
    ],
  );
}

/** A page of runs, the newest first. Asked for an outcome: days whose newest run came to it. */
export function selectRuns(sql: Sql, wanted: RunsWanted): Promise<ReconRun[]> {
  return sql.rows<ReconRun>(
    `SELECT ${columns} FROM recon_run r
      WHERE ($1::uuid IS NULL OR provider_id = $1) AND ($2::date IS NULL OR day = $2) AND ($3::text IS NULL OR outcome = $3 AND NOT EXISTS (
              SELECT FROM recon_run n WHERE n.day = r.day AND n.provider_id = r.provider_id AND n.id > r.id))
        AND ($4::uuid IS NULL OR id < $4)
      ORDER BY id DESC LIMIT $5`,
    [wanted.providerId ?? null, wanted.day ?? null, wanted.outcome ?? null, wanted.before ?? null, wanted.limit],
  );
}

export function selectRun(sql: Sql, id: string): Promise<ReconRun | undefined> {
  return sql.first<ReconRun>(`SELECT ${columns} FROM recon_run WHERE id = $1`, [id]);
}

interface BreakRow extends Pick<ReconBreak, 'kind' | 'reference' | 'providerTransaction'> {
  readonly currency: Currency;
  readonly hereAmount: bigint | null;
  readonly hereState: Standing | null;
  readonly thereAmount: bigint | null;
  readonly thereState: 'credited' | 'cancelled' | null;
}

/** The breaks of a run that were kept, by reference. */
export async function selectBreaks(sql: Sql, runId: string): Promise<ReconBreak[]> {
  const rows = await sql.rows<BreakRow>(
    `SELECT kind, reference, currency, here_amount AS "hereAmount", here_state AS "hereState", there_amount AS "thereAmount",
            there_state AS "thereState", provider_transaction AS "providerTransaction"
       FROM recon_break WHERE run_id = $1 ORDER BY number LIMIT $2`,
    [runId, mostRows],
  );
  return rows.map(
    ({ kind, reference, currency, hereAmount, hereState, thereAmount, thereState, providerTransaction }) => ({
      ...{ kind, reference, currency, providerTransaction },
      here: hereAmount === null || hereState === null ? null : { amount: hereAmount, state: hereState },
      there: thereAmount === null || thereState === null ? null : { amount: thereAmount, state: thereState },
    }),
  );
}
