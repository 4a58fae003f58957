import type { PreparedStatement } from '../../platform/database/session.ts';
import { paymentColumns } from '../../payments/rows.ts';
import { billsPaidSince, billsText, paysBillOf } from '../../payments/bills.ts';
import { hasShift, providerState, tellerState } from '../read-accept.ts';
import { limitColumns } from '../takings.ts';

/**
 * All that many baskets look at, a row for each of their lines: the stored outcome of the key, the agent, the teller who takes
 * the money, and the quote with whether its account was paid the same amount within the window, or by this very quote, or one of its
 * bills was. One statement, since each costs more to begin than its rows do. A payment's day is never before the day of its instant in any
 * time zone less one: that bound finds its partition.
 */
export const readBasketsStatement: PreparedStatement = {
  name: 'read-baskets',
  text: `
SELECT w.item, w.line, encode(k.request_hash, 'hex') AS key_hash, k.status AS key_status,
       CASE k.status WHEN 'refused' THEN k.answer END AS key_refusal, k.basket_id AS key_basket, k.created_at AS key_at,
       a.state AS agent_state, a.token_version, ${tellerState} AS teller_state, ${limitColumns}, ${hasShift} AS has_shift,
       q.id, q.provider_id, ${providerState('$8')} AS provider_state, p.settlement_mode, q.account, q.fields,
       coalesce(q.citizen_id, q.for_citizen_id) AS for_citizen, q.currency, q.balance, q.balance_told, q.exactness,
       q.multiple_of, q.min_amount, q.max_amount, q.usual_amount, q.similar_account, q.terms, q.expires_at, paid.is_repeated, paid.is_used
  FROM unnest($1::int[], $2::int[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::bigint[])
       AS w (item, line, agent_id, client_key, teller_id, quote_id, amount)
  JOIN agent a ON a.id = w.agent_id
  LEFT JOIN idempotency_key k ON k.agent_id = w.agent_id AND k.client_key = w.client_key
  LEFT JOIN (teller t JOIN outlet o ON o.id = t.outlet_id) ON t.id = w.teller_id AND t.agent_id = w.agent_id
  LEFT JOIN quote q ON q.id = w.quote_id AND (q.agent_id = w.agent_id OR a.kind = 'cabinet' AND q.asker = 'citizen')
  LEFT JOIN provider p ON p.id = q.provider_id
  LEFT JOIN LATERAL (SELECT least($8::timestamptz - make_interval(secs => p.duplicate_window_s), q.obtained_at,
    ${billsPaidSince('$8')}) AS oldest) AS since ON q.id IS NOT NULL
  LEFT JOIN LATERAL (
    SELECT bool_or(y.amount = w.amount AND y.accepted_at >= $8::timestamptz - make_interval(secs => p.duplicate_window_s)
                   OR shared.is_bill) AS is_repeated,
           bool_or(y.quote_id = q.id OR shared.is_bill AND y.accepted_at >= q.obtained_at) AS is_used
      FROM payment y JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id AND v.state NOT IN ('reversed', 'rejected')
           CROSS JOIN LATERAL (SELECT ${paysBillOf(billsText('q'))} AS is_bill) AS shared
     WHERE y.provider_id = q.provider_id AND y.account = q.account
       AND y.accepted_at >= since.oldest AND y.settlement_day >= (since.oldest AT TIME ZONE 'UTC')::date - 1
       AND (y.amount = w.amount OR y.quote_id = q.id OR shared.is_bill)) AS paid ON q.id IS NOT NULL`,
};

/** Payments with their deliveries, and whether the number that a provider gave proves another payment already. */
export const readDeliveriesStatement: PreparedStatement = {
  name: 'read-deliveries',
  text: `
SELECT w.item, ${paymentColumns}, v.attempt_no, v.ever_unknown, v.next_action_at,
       (SELECT r.state FROM reversal r WHERE r.payment_id = y.id) AS reversal, false AS success_booked,
       EXISTS (SELECT 1 FROM provider_reference f WHERE f.provider_id = y.provider_id AND f.provider_transaction = w.transaction
                  AND f.payment_id <> y.id) AS taken
  FROM unnest($1::int[], $2::date[], $3::uuid[], $4::text[]) AS w (item, day, id, transaction)
  JOIN payment y ON y.settlement_day = w.day AND y.id = w.id
  JOIN delivery v ON v.settlement_day = w.day AND v.payment_id = w.id`,
};
