import type { Database, Sql } from '../../platform/database/sql.ts';
import { findChangedDrafts } from '../file-store.ts';
import type { Evidence, FoundRow } from './model.ts';

type Reads = Pick<Database, 'sql'>;

/** Findings of one statement. */
const mostFound = 100;

interface Counts {
  readonly things: bigint;
  readonly amounts: string | null;
}

/** 1: the postings of the day sum to nought in each currency, and so did the balances it began with. */
export async function checkTrialBalance({ sql }: Reads, day: string): Promise<Evidence> {
  const found = await sql.rows<FoundRow>(
    `SELECT currency AS subject, what || ' sum to ' || sum(amount) AS detail
       FROM (SELECT 'postings of the day' AS what, a.currency, c.credits - c.debits + c.moved AS amount
               FROM closing_account c JOIN ledger_account a ON a.id = c.account_id
             UNION ALL
             SELECT 'balances of the day before', a.currency, s.balance FROM ledger_account a CROSS JOIN lane l
               CROSS JOIN LATERAL (SELECT balance FROM balance_snapshot b WHERE b.account_id = a.id
                                      AND b.settlement_day = $1::date - 1 AND b.lane = l.id LIMIT 1) AS s) AS line
      GROUP BY what, currency HAVING sum(amount) <> 0 LIMIT $2`,
    [day, mostFound],
  );
  const seen = await countOf(sql.first<CountRow>('SELECT count(*) AS things, NULL AS amounts FROM closing_account'));
  return { seen: `${seen.things} accounts with postings`, found };
}

/**
 * 3: what is in transit at the end of the day is what was not final then: payments that are still open, and those that left
 * transit on a later day. One statement sees both at one instant.
 */
export async function checkInTransit({ sql }: Reads, day: string): Promise<Evidence> {
  const found = await sql.rows<FoundRow>(
    `WITH books AS (
       SELECT a.owner_id AS provider_id, a.currency, sum(line.amount) AS total
         FROM (SELECT account_id, credits - debits + moved AS amount FROM closing_account
               UNION ALL
               SELECT s.account_id, s.balance FROM ledger_account b CROSS JOIN lane l
                 CROSS JOIN LATERAL (SELECT account_id, balance FROM balance_snapshot s WHERE s.account_id = b.id
                                        AND s.settlement_day = $1::date - 1 AND s.lane = l.id LIMIT 1) AS s) AS line
         JOIN ledger_account a ON a.id = line.account_id WHERE a.kind = 'in_transit' GROUP BY a.owner_id, a.currency),
     due AS (
       SELECT y.provider_id, y.currency, sum(y.amount) AS total
         FROM (SELECT settlement_day, payment_id FROM delivery
                WHERE next_action_at IS NOT NULL AND state IN ('accepted', 'sending', 'unknown') AND settlement_day <= $1
               UNION ALL
               SELECT payment_day, payment_id FROM transfer
                WHERE settlement_day > $1 AND payment_day <= $1 AND kind IN ('confirmation', 'rejection', 'reversal')) AS v
         CROSS JOIN LATERAL (SELECT provider_id, currency, amount FROM payment y
                              WHERE y.settlement_day = v.settlement_day AND y.id = v.payment_id LIMIT 1) AS y
        GROUP BY y.provider_id, y.currency)
     SELECT provider_id || ' ' || currency AS subject, 'books ' || coalesce(b.total, 0) || ', payments ' || coalesce(d.total, 0) AS detail
       FROM books b FULL JOIN due d USING (provider_id, currency) WHERE coalesce(b.total, 0) <> coalesce(d.total, 0) LIMIT $2`,
    [day, mostFound],
  );
  const seen = await countOf(
    sql.first<CountRow>(
      `SELECT count(*) AS things, NULL AS amounts FROM (SELECT DISTINCT provider_id, currency FROM closing_pair) AS p`,
    ),
  );
  return { seen: `what is in transit to ${seen.things} providers that had payments`, found };
}

/** 4: every confirmation, late success and cancellation of the day is one line of one report, and no line is anything else. */
export async function checkLines({ sql }: Reads): Promise<Evidence> {
  const found = await sql.rows<FoundRow>(
    `SELECT 'lines' AS subject, settled || ' transfers, ' || told || ' lines, ' || written || ' written' AS detail
       FROM (SELECT (SELECT coalesce(sum(settled), 0) FROM closing_pair) AS settled,
                    (SELECT count(*) FROM closing_line) AS told,
                    (SELECT coalesce(sum(lines), 0) FROM closing_report WHERE is_written) AS written) AS counts
      WHERE settled <> told OR told <> written`,
  );
  const seen = await countOf(sql.first<CountRow>('SELECT count(*) AS things, NULL AS amounts FROM closing_line'));
  return { seen: `${seen.things} lines`, found: [...found, ...(await listFound(sql, 'lines_complete'))] };
}

/** 5: a report comes from payments, a payable from postings: the lines less the fees are what the payable moved by. */
export async function checkPayables({ sql }: Reads): Promise<Evidence> {
  const found = await sql.rows<FoundRow>(
    `SELECT provider_id || ' ' || currency AS subject, 'report ' || coalesce(r.net, 0) || ', payable ' || coalesce(p.net, 0) AS detail
       FROM (SELECT provider_id, currency, net - brought_forward AS net FROM closing_report) AS r
       FULL JOIN (SELECT a.owner_id AS provider_id, a.currency::text AS currency, sum(c.credits - c.debits) AS net
                    FROM closing_account c JOIN ledger_account a ON a.id = c.account_id
                   WHERE a.kind = 'provider_payable' AND c.debits + c.credits > 0 GROUP BY a.owner_id, a.currency) AS p
            USING (provider_id, currency)
      WHERE coalesce(r.net, 0) <> coalesce(p.net, 0) OR r.provider_id IS NULL LIMIT $1`,
    [mostFound],
  );
  const seen = await countOf(
    sql.first<CountRow>(`SELECT count(*) AS things, string_agg(total || ' ' || currency, ', ' ORDER BY currency) AS amounts
       FROM (SELECT currency, sum(net) AS total FROM closing_report GROUP BY currency) AS sums`),
  );
  return { seen: `due to providers in minor units: ${seen.amounts ?? 'nothing'}`, found };
}

/**
 * 6: what an agent owes for the day is what it accepted less what was given back. Deposits are told beside it, and so is what agents'
 * own files of the day came to, as far as they came before the close: another party's list cannot hold it up.
 */
export async function checkAgents({ sql }: Reads, day: string): Promise<Evidence> {
  const found = await sql.rows<FoundRow>(
    `SELECT agent_id || ' ' || currency AS subject, 'books ' || coalesce(b.net, 0) || ', payments ' || coalesce(-p.charged, 0) AS detail
       FROM (SELECT a.owner_id AS agent_id, a.currency::text AS currency, sum(c.credits - c.debits) AS net FROM closing_account c
               JOIN ledger_account a ON a.id = c.account_id WHERE a.kind = 'agent_position' GROUP BY a.owner_id, a.currency) AS b
       FULL JOIN (SELECT agent_id, currency, sum(charged) AS charged FROM closing_pair GROUP BY agent_id, currency) AS p
            USING (agent_id, currency)
      WHERE coalesce(b.net, 0) <> coalesce(-p.charged, 0) LIMIT $1`,
    [mostFound],
  );
  const seen = await countOf(
    sql.first<CountRow>(`SELECT count(*) AS things, string_agg(moved || ' ' || currency, ', ' ORDER BY currency) AS amounts
       FROM (SELECT a.currency, sum(c.moved) AS moved FROM closing_account c JOIN ledger_account a ON a.id = c.account_id
              WHERE a.kind = 'agent_position' GROUP BY a.currency) AS sums`),
  );
  const compared = await sql.first<{ agreed: number; failed: number }>(
    `SELECT count(*) FILTER (WHERE failure IS NULL)::int AS agreed, count(*) FILTER (WHERE failure IS NOT NULL)::int AS failed
       FROM (SELECT DISTINCT ON (agent_id) failure FROM day_comparison WHERE day = $1 AND day_ended ORDER BY agent_id, id DESC) AS newest`,
    [day],
  );
  const { agreed = 0, failed = 0 } = compared ?? {};
  return {
    seen: `deposits less withdrawals in minor units: ${seen.amounts ?? 'none'}; agents' own files: ${agreed} agree, ${failed} do not`,
    found,
  };
}

/** 8: a payment unknown on the day after its own is normal; one that is older needs a person, and no payout contains it.
 * Whose provider answers by file, and has it, waits for the file, which has an alarm of its own. */
export async function checkUnknown({ sql }: Reads, day: string): Promise<Evidence> {
  const found = await sql.rows<FoundRow>(
    `SELECT receipt_number AS subject, 'unknown since ' || to_char(unknown_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS detail
       FROM delivery WHERE next_action_at IS NOT NULL AND state = 'unknown' AND unknown_since IS NOT NULL AND settlement_day < $1 ORDER BY receipt_number LIMIT $2`,
    [day, mostFound],
  );
  const seen = await countOf(
    sql.first<CountRow>(
      `SELECT count(*) AS things, NULL AS amounts FROM delivery
      WHERE next_action_at IS NOT NULL AND state = 'unknown' AND settlement_day <= $1`,
      [day],
    ),
  );
  return { seen: `${seen.things} unknown payments`, found };
}

/** 9: what undoes a payment names its acceptance and has its reversal. */
export async function checkReversals({ sql }: Reads): Promise<Evidence> {
  const seen = await countOf(
    sql.first<CountRow>('SELECT coalesce(sum(undone), 0) AS things, NULL AS amounts FROM closing_pair'),
  );
  return { seen: `${seen.things} payments undone`, found: await listFound(sql, 'reversals') };
}

/** 10: the transfers of the day are those of its batches, all of them and no other. */
export async function checkWindows({ sql }: Reads, day: string): Promise<Evidence> {
  const found = await sql.rows<FoundRow>(
    `SELECT 'lane ' || c.lane AS subject, c.transfers || ' transfers of the day, ' || span.transfers || ' in its batches' AS detail
       FROM closing c CROSS JOIN settlement_window w
       CROSS JOIN LATERAL (SELECT coalesce(max(last_transfer) - min(first_transfer) + 1, 0) AS transfers,
                                  coalesce(bool_and(b.settlement_day = w.day), true) AS is_of_day,
                                  min(first_transfer) AS first, max(last_transfer) AS last
                             FROM batch b WHERE b.lane = c.lane AND b.number > w.batch_after AND b.number <= w.batch_through) AS span
      WHERE w.day = $1 AND (c.transfers <> span.transfers OR NOT is_of_day OR EXISTS (
            SELECT 1 FROM transfer t WHERE t.settlement_day = $1 AND t.lane = c.lane
               AND (t.number < coalesce(span.first, 0) OR t.number > coalesce(span.last, 0))))`,
    [day],
  );
  const seen = await countOf(
    sql.first<CountRow>('SELECT coalesce(sum(transfers), 0) AS things, NULL AS amounts FROM closing'),
  );
  return { seen: `${seen.things} transfers`, found };
}

/** 11: each basket of the day has the one key that it was accepted under, and each key its basket. */
export async function checkKeys({ sql }: Reads): Promise<Evidence> {
  return { seen: `the keys of ${await countPayments(sql)} payments`, found: await listFound(sql, 'keys') };
}

/** 12: nothing of the day waits to be published. */
export async function checkOutbox({ sql }: Reads, day: string): Promise<Evidence> {
  const { things } = await countOf(
    sql.first<CountRow>(
      `SELECT count(*) AS things, NULL AS amounts FROM outbox
      WHERE published_at IS NULL AND created_at < (SELECT cut_at FROM settlement_window WHERE day = $1)`,
      [day],
    ),
  );
  const found = things === 0n ? [] : [{ subject: 'outbox', detail: `${things} rows wait` }];
  return { seen: 'rows from before the cut', found };
}

/** 13: the same account and amount within ten minutes, where nobody said that it was meant. */
export async function checkDuplicates({ sql }: Reads): Promise<Evidence> {
  return { seen: `${await countPayments(sql)} payments`, found: await listFound(sql, 'duplicates') };
}

/** 14: the receipts of the day are numbered without a gap. */
export async function checkReceipts({ sql }: Reads): Promise<Evidence> {
  const found = await sql.rows<FoundRow>(
    `SELECT 'lane ' || lane AS subject, payments || ' payments, last receipt ' || last_receipt AS detail
       FROM closing WHERE payments <> last_receipt ORDER BY lane LIMIT 10`,
  );
  return {
    seen: `${await countPayments(sql)} receipts`,
    found: [...found, ...(await listFound(sql, 'receipt_numbers'))],
  };
}

/** 16: the day before is closed, or the hub had none. */
export async function checkPreviousDay({ sql }: Reads, day: string): Promise<Evidence> {
  const found = await sql.rows<FoundRow>(
    `SELECT day::text AS subject, state AS detail FROM settlement_window WHERE day = $1::date - 1 AND state <> 'closed'`,
    [day],
  );
  return { seen: 'the day before is closed or does not exist', found };
}

/** 17: the files that were stored, read back, have the sums that were taken while they were written. */
export async function checkFiles({ sql }: Reads, day: string): Promise<Evidence> {
  const seen = await countOf(sql.first<CountRow>('SELECT count(*) AS things, NULL AS amounts FROM closing_report'));
  return { seen: `files of ${seen.things} reports`, found: await findChangedDrafts(sql, day) };
}

/** The batches of the day, lane by lane. */
export function listBatches(sql: Sql, day: string): Promise<{ lane: number; from: bigint; through: bigint }[]> {
  return sql.rows<{ lane: number; from: bigint; through: bigint }>(
    `SELECT c.lane, w.batch_after + 1 AS from, w.batch_through AS through FROM closing c CROSS JOIN settlement_window w
      WHERE w.day = $1 ORDER BY c.lane LIMIT 10`,
    [day],
  );
}

interface CountRow {
  things: bigint | string;
  amounts: string | null;
}

async function countOf(counted: Promise<CountRow | undefined>): Promise<Counts> {
  const row = await counted;
  return { things: BigInt(row?.things ?? 0n), amounts: row?.amounts ?? null };
}

async function countPayments(sql: Sql): Promise<bigint> {
  const { things } = await countOf(
    sql.first<CountRow>('SELECT coalesce(sum(payments), 0) AS things, NULL AS amounts FROM closing'),
  );
  return things;
}

/** What a check of the pieces has found. */
function listFound(sql: Sql, name: string): Promise<FoundRow[]> {
  return sql.rows<FoundRow>(
    'SELECT subject, detail FROM closing_finding WHERE "check" = $1 ORDER BY subject, detail LIMIT $2',
    [name, mostFound],
  );
}
