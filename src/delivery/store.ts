import { minor, type Currency, type Minor } from '../kernel/money.ts';
import type { AttemptEnd } from '../payments/commands.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { AttemptKind, Inquiry } from './model.ts';

/** A delivery that a worker holds: the attempt number is its fence, in every later write. */
export interface Claim {
  readonly settlementDay: string;
  readonly paymentId: string;
  readonly attemptNo: number;
  /** From this instant on another worker may take the delivery up. */
  readonly leaseUntil: Date;
  readonly kind: AttemptKind;
  readonly everUnknown: boolean;
  readonly inquiries: number;
  readonly lastPaidAt: Date;
  readonly reference: string;
  readonly account: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly acceptedAt: Date;
  readonly providerTransaction: string | null;
  readonly unknownSince: Date | null;
  /** Attempts in a row before this one that ended without an answer of the adapter, or did not end at all. */
  readonly failures: number;
  readonly reversalRequested: boolean;
  /** An earlier attempt to cancel may have arrived: it got no answer, or one that was never booked. */
  readonly cancelUnsure: boolean;
}

interface ClaimRow {
  settlement_day: string;
  payment_id: string;
  attempt_no: number;
  lease_until: Date;
  kind: AttemptKind;
  ever_unknown: boolean;
  inquiries: number;
  last_paid_at: Date | null;
  receipt_number: string;
  account: string;
  fields: Record<string, string>;
  amount: bigint;
  currency: Currency;
  accepted_at: Date;
  provider_transaction: string | null;
  unknown_since: Date | null;
  failures: number;
  reversal_requested: boolean;
  cancel_unsure: boolean;
}

/** What one provider's flow would claim now. */
export interface ClaimWish {
  readonly providerId: string;
  readonly inquiry: Inquiry;
  /** Most deliveries. */
  readonly limit: number;
}

export interface Claimant {
  readonly worker: string;
  readonly now: Date;
  readonly leaseMs: number;
}

/**
 * Claims due deliveries of several providers at once, oldest acceptance first, and writes the row of each attempt: both
 * are committed before a byte leaves. What another worker holds is passed over. Returns the claims of each wish, in order.
 *
 * A claim leaves every indexed column as it was, so that the row's new version stays on its page (HOT); what only a
 * status query or a cancel needs of earlier attempts is read for them alone. For a pool that plans by index: planned anew each time it
 * takes three times as long, and by a plan that was made while a month's tables were empty confirmations fall to a third.
 */
export async function claimAll(sql: Sql, wishes: readonly ClaimWish[], claimant: Claimant): Promise<Claim[][]> {
  const rows = await sql.rows<ClaimRow & { wish: number }>(
    `WITH due AS (
       SELECT w.wish, d.*
         FROM jsonb_to_recordset($1::jsonb) AS w (wish int, provider_id uuid, inquiry text, places int)
        CROSS JOIN LATERAL (
              SELECT v.settlement_day, v.payment_id,
                     CASE WHEN v.state = 'confirmed' THEN 'cancel'
                          WHEN v.state = 'accepted' OR v.resend_allowed OR w.inquiry = 'repeat' THEN 'pay' ELSE 'status' END AS kind
                FROM delivery v
               WHERE v.provider_id = w.provider_id AND v.next_action_at <= $2 AND v.lease_until IS NULL
                 AND (v.state = 'accepted' AND NOT v.reversal_requested
                      OR v.state = 'unknown' AND (w.inquiry <> 'none' OR v.resend_allowed)
                      OR v.state = 'confirmed' AND v.reversal_requested)
               ORDER BY v.receipt_number LIMIT w.places FOR UPDATE SKIP LOCKED) AS d),
     held AS (
       UPDATE delivery v
          SET state = CASE WHEN v.payment_id = ANY (ARRAY(SELECT payment_id FROM due WHERE kind = 'pay')) THEN 'sending' ELSE v.state END,
              attempt_no = v.attempt_no + 1, lease_until = $3, lease_owner = $4, resend_allowed = false
        WHERE v.settlement_day = ANY (ARRAY(SELECT DISTINCT settlement_day FROM due))
          AND v.payment_id = ANY (ARRAY(SELECT payment_id FROM due))
       RETURNING v.*),
     started AS (
       INSERT INTO delivery_attempt (settlement_day, payment_id, attempt_no, event, kind, at, worker)
       SELECT h.settlement_day, h.payment_id, h.attempt_no, 'started', due.kind, $2, $4
         FROM held h JOIN due ON due.payment_id = h.payment_id)
     SELECT due.wish, h.settlement_day, h.payment_id, h.attempt_no, h.lease_until, due.kind, h.ever_unknown, h.inquiries,
            h.receipt_number, h.provider_transaction, h.unknown_since, h.failures, h.reversal_requested,
            y.account, y.fields, y.amount, y.currency, y.accepted_at,
            CASE WHEN due.kind = 'status' THEN
              (SELECT max(a.at) FROM delivery_attempt a WHERE a.settlement_day = h.settlement_day AND a.payment_id = h.payment_id
                  AND a.event = 'started' AND a.kind = 'pay') END AS last_paid_at,
            CASE WHEN due.kind = 'cancel' THEN
              (SELECT count(*) > 0 FROM delivery_attempt s WHERE s.settlement_day = h.settlement_day AND s.payment_id = h.payment_id
                  AND s.event = 'started' AND s.kind = 'cancel' AND NOT EXISTS (SELECT 1 FROM delivery_attempt e
                      WHERE e.settlement_day = h.settlement_day AND e.payment_id = h.payment_id AND e.attempt_no = s.attempt_no
                        AND e.event = 'ended' AND e.outcome IN ('not-sent', 'refused')))
            ELSE false END AS cancel_unsure
       FROM held h JOIN due ON due.payment_id = h.payment_id
      CROSS JOIN LATERAL (SELECT p.account, p.fields, p.amount, p.currency, p.accepted_at FROM payment p
                           WHERE p.settlement_day = h.settlement_day AND p.id = h.payment_id LIMIT 1) AS y
      ORDER BY h.receipt_number`,
    [
      JSON.stringify(
        wishes.map(({ providerId, inquiry, limit }, wish) => ({
          wish,
          provider_id: providerId,
          inquiry,
          places: limit,
        })),
      ),
      claimant.now,
      new Date(claimant.now.getTime() + claimant.leaseMs),
      claimant.worker,
    ],
    { prepared: 'claim_deliveries' },
  );
  const claims: Claim[][] = wishes.map(() => []);
  for (const row of rows) claims[row.wish]?.push(claimOf(row));
  return claims;
}

/** Claims due deliveries of one provider alone. */
export async function claimDue(sql: Sql, request: ClaimWish & Claimant): Promise<Claim[]> {
  return (await claimAll(sql, [request], request)).flat();
}

/** An attempt that moves no money, as it goes back into the queue. */
export interface Release {
  readonly claim: Pick<Claim, 'settlementDay' | 'paymentId' | 'attemptNo' | 'kind'>;
  /** Nothing was sent for certain; unknown, or unknown still; or a cancel without an answer. */
  readonly to: 'accepted' | 'unknown' | 'confirmed';
  readonly nextActionAt: Date;
  readonly resendAllowed: boolean;
  /** The provider has it, and says so: the time of an alarm does not begin, but goes on where it runs. */
  readonly isExpected: boolean;
  /** The adapter failed without an answer, this many times in a row counting the present one; nought otherwise. */
  readonly failures: number;
  /** Null when the evidence is written already. */
  readonly end: AttemptEnd | null;
  readonly now: Date;
}

/**
 * Gives attempts back and writes how they ended, in one statement. Says of each whether it was given back: a later
 * attempt may own the delivery by now, and then the evidence alone is written.
 */
export async function releaseAll(sql: Sql, releases: readonly Release[]): Promise<boolean[]> {
  const ended = releases.filter((release) => release.end !== null);
  const rows = await sql.rows<{ payment_id: string; attempt_no: number }>(
    `WITH released AS (
       SELECT * FROM unnest($1::date[], $2::uuid[], $3::int[], $4::text[], $5::timestamptz[], $6::boolean[], $7::int[], $8::timestamptz[], $18::boolean[])
         AS r (settlement_day, payment_id, attempt_no, to_state, next_action_at, resend_allowed, failures, at, is_expected)),
     evidence AS (
       INSERT INTO delivery_attempt (settlement_day, payment_id, attempt_no, event, kind, at, worker, outcome, provider_code, reason)
       SELECT day, payment, attempt, 'ended', kind, at, worker, outcome, code, reason
         FROM unnest($9::date[], $10::uuid[], $11::int[], $12::text[], $13::timestamptz[], $14::text[], $15::text[], $16::text[], $17::text[])
           AS e (day, payment, attempt, kind, at, worker, outcome, code, reason)
       ON CONFLICT DO NOTHING)
     UPDATE delivery v
        SET state = r.to_state, next_action_at = r.next_action_at, resend_allowed = r.resend_allowed, failures = r.failures,
            ever_unknown = v.ever_unknown OR r.to_state = 'unknown',
            unknown_since = CASE WHEN r.to_state = 'unknown' AND NOT r.is_expected THEN coalesce(v.unknown_since, r.at) ELSE v.unknown_since END,
            inquiries = v.inquiries + CASE WHEN r.to_state = 'accepted' THEN 0 ELSE 1 END,
            lease_until = NULL, lease_owner = NULL
       FROM released r
      WHERE v.settlement_day = r.settlement_day AND v.payment_id = r.payment_id AND v.attempt_no = r.attempt_no
        AND CASE r.to_state WHEN 'accepted' THEN v.state = 'sending' WHEN 'unknown' THEN v.state IN ('sending', 'unknown')
                            ELSE v.state = 'confirmed' AND v.reversal_requested END
     RETURNING v.payment_id, v.attempt_no`,
    [
      releases.map(({ claim }) => claim.settlementDay),
      releases.map(({ claim }) => claim.paymentId),
      releases.map(({ claim }) => claim.attemptNo),
      releases.map(({ to }) => to),
      releases.map(({ nextActionAt }) => nextActionAt),
      releases.map(({ resendAllowed }) => resendAllowed),
      releases.map(({ failures }) => failures),
      releases.map(({ now }) => now),
      ended.map(({ claim }) => claim.settlementDay),
      ended.map(({ claim }) => claim.paymentId),
      ended.map(({ claim }) => claim.attemptNo),
      ended.map(({ end }) => end?.kind ?? null),
      ended.map(({ end }) => end?.at ?? null),
      ended.map(({ end }) => end?.worker ?? null),
      ended.map(({ end }) => end?.outcome ?? null),
      ended.map(({ end }) => end?.providerCode ?? null),
      ended.map(({ end }) => end?.reason ?? null),
      releases.map(({ isExpected }) => isExpected),
    ],
  );
  const done = new Set(rows.map((row) => `${row.payment_id} ${row.attempt_no}`));
  return releases.map(({ claim }) => done.has(`${claim.paymentId} ${claim.attemptNo}`));
}

function claimOf(row: ClaimRow): Claim {
  return {
    settlementDay: row.settlement_day,
    paymentId: row.payment_id,
    attemptNo: row.attempt_no,
    leaseUntil: row.lease_until,
    kind: row.kind,
    everUnknown: row.ever_unknown,
    inquiries: row.inquiries,
    lastPaidAt: row.last_paid_at ?? row.accepted_at,
    reference: row.receipt_number,
    account: row.account,
    fields: row.fields,
    amount: minor(row.amount),
    currency: row.currency,
    acceptedAt: row.accepted_at,
    providerTransaction: row.provider_transaction,
    unknownSince: row.unknown_since,
    failures: row.failures,
    reversalRequested: row.reversal_requested,
    cancelUnsure: row.cancel_unsure,
  };
}
