import { hubOwner } from '../ledger/chart.ts';
import type { NamedFindingRow, PageCheck } from './statement-check.ts';

/** The accounts that payments move, by the short name of the sum below, and whose they are; and those of drawers, which payments do not. */
const accounts = `(VALUES ('agent', 'agent_position', 'agent'), ('transit', 'in_transit', 'provider'), ('refundable', 'payer_refundable', 'hub'),
  ('payable', 'provider_payable', 'provider'), ('receivable', 'provider_receivable', 'provider'), ('fees', 'fee_income', 'hub'),
  ('vat', 'vat_payable', 'hub'), ('commission', 'agent_commission_payable', 'agent'), ('cash', 'teller_drawer', 'drawer'), ('cash', 'agent_vault', 'drawer'),
  ('cash', 'agent_takings', 'drawer'), ('cash', 'cash_in_hand_over', 'drawer'), ('cash', 'cash_over_short', 'drawer')) AS kept (part, kind, holder)`;

/** The accounts of whoever takes part in payments, by owner and currency. */
const partiesText = `
parties AS MATERIALIZED (
  SELECT owner_id, currency, max(id) FILTER (WHERE kind = 'agent_position') AS position, max(id) FILTER (WHERE kind = 'in_transit') AS transit,
         max(id) FILTER (WHERE kind = 'provider_payable') AS payable, max(id) FILTER (WHERE kind = 'provider_receivable') AS receivable,
         max(id) FILTER (WHERE kind = 'agent_commission_payable') AS commission, max(id) FILTER (WHERE kind = 'fee_income') AS fees,
         max(id) FILTER (WHERE kind = 'vat_payable') AS vat
    FROM ledger_account GROUP BY owner_id, currency)`;

/**
 * True for the transfers that nearly all are: an acceptance or a confirmation with exactly the postings of the posting table, one by one and in
 * their order, with all fees or with none. They balance, name their accounts and move what they must; only the others are taken apart.
 */
const isPlain = `coalesce(t.currency = t.booked_in AND array_position(t.account_ids, NULL) IS NULL AND CASE
    WHEN t.kind = 'acceptance' AND t.payer_fee <> 0 AND t.payer_fee_vat <> 0 THEN
      t.account_ids = ARRAY[agent.position, provider.transit, hub.fees, hub.vat]
      AND t.amounts = ARRAY[-(t.amount + t.payer_fee + t.payer_fee_vat), t.amount, t.payer_fee, t.payer_fee_vat]
    WHEN t.kind = 'acceptance' AND t.payer_fee = 0 AND t.payer_fee_vat = 0 THEN
      t.account_ids = ARRAY[agent.position, provider.transit] AND t.amounts = ARRAY[-t.amount, t.amount]
    WHEN t.kind = 'confirmation' AND t.provider_fee <> 0 AND t.provider_fee_vat <> 0 AND t.commission <> 0 THEN
      t.account_ids = ARRAY[provider.transit, provider.payable, CASE t.provider_fee_mode WHEN 'net' THEN provider.payable ELSE provider.receivable END,
                            hub.fees, hub.vat, hub.fees, agent.commission]
      AND t.amounts = ARRAY[-t.amount, t.amount, -(t.provider_fee + t.provider_fee_vat), t.provider_fee, t.provider_fee_vat, -t.commission, t.commission]
    WHEN t.kind = 'confirmation' AND t.provider_fee = 0 AND t.provider_fee_vat = 0 AND t.commission = 0 THEN
      t.account_ids = ARRAY[provider.transit, provider.payable] AND t.amounts = ARRAY[-t.amount, t.amount]
    ELSE false END, false)`;

/** What the postings of each transfer of a page come to, account by account. */
const movedText = `
known AS MATERIALIZED (
  SELECT a.id, a.currency, a.owner_id, kept.part, kept.holder FROM ledger_account a LEFT JOIN ${accounts} ON kept.kind = a.kind),
booked AS MATERIALIZED (
  SELECT * FROM transfer WHERE lane = $1 AND settlement_day BETWEEN $2 AND $3 AND number BETWEEN $6 AND $7),
paid AS (
  SELECT * FROM payment WHERE settlement_day BETWEEN (SELECT min(payment_day) FROM booked) AND (SELECT max(payment_day) FROM booked)
     AND settlement_day = ANY (ARRAY(SELECT DISTINCT payment_day FROM booked)) AND id = ANY (ARRAY(SELECT payment_id FROM booked))),
told AS (
  SELECT t.settlement_day, t.number, t.kind, t.payment_id, t.reverses, t.batch, t.first_posting, t.currency AS booked_in, t.account_ids,
         t.amounts, greatest(cardinality(t.account_ids), cardinality(t.amounts)) AS postings, y.id, y.lane, y.transfer, y.agent_id, y.provider_id, y.currency,
         y.amount, y.payer_fee, y.payer_fee_vat, y.provider_fee, y.provider_fee_vat, y.provider_fee_mode, y.commission
    FROM booked t LEFT JOIN paid y ON y.settlement_day = t.payment_day AND y.id = t.payment_id),
mine AS MATERIALIZED (
  SELECT t.*, ${isPlain} AS is_plain FROM told t
    LEFT JOIN parties agent ON agent.owner_id = t.agent_id AND agent.currency = t.currency
    LEFT JOIN parties provider ON provider.owner_id = t.provider_id AND provider.currency = t.currency
    LEFT JOIN parties hub ON hub.owner_id = $8::uuid AND hub.currency = t.currency),
moved AS (
  SELECT p.transfer, sum(p.amount) AS total, min(p.booked_in::text) AS currency, bool_and(k.id IS NOT NULL) AS has_accounts,
         bool_and(k.part IS NOT DISTINCT FROM 'cash') AS is_cash, bool_or(k.part IS NOT DISTINCT FROM 'cash') AS has_cash,
         bool_and(coalesce(k.owner_id = CASE k.holder WHEN 'agent' THEN p.agent_id WHEN 'provider' THEN p.provider_id WHEN 'hub' THEN $8::uuid END
                  AND p.booked_in = p.currency, false)) AS is_of_payment,
         coalesce(sum(p.amount) FILTER (WHERE k.part = 'agent'), 0) AS agent, coalesce(sum(p.amount) FILTER (WHERE k.part = 'transit'), 0) AS transit,
         coalesce(sum(p.amount) FILTER (WHERE k.part = 'refundable'), 0) AS refundable,
         coalesce(sum(p.amount) FILTER (WHERE k.part = 'payable'), 0) AS payable,
         coalesce(sum(p.amount) FILTER (WHERE k.part = 'receivable'), 0) AS receivable,
         coalesce(sum(p.amount) FILTER (WHERE k.part = 'fees'), 0) AS fees, coalesce(sum(p.amount) FILTER (WHERE k.part = 'vat'), 0) AS vat,
         coalesce(sum(p.amount) FILTER (WHERE k.part = 'commission'), 0) AS commission
    FROM (SELECT number AS transfer, booked_in, agent_id, provider_id, currency, unnest(account_ids) AS account_id, unnest(amounts) AS amount
            FROM mine WHERE NOT is_plain) AS p
    LEFT JOIN known k ON k.id = p.account_id AND k.currency = p.booked_in GROUP BY p.transfer)`;

/**
 * The posting table of docs/ledger.md, written down a second time: by how much each leg of a payment is moved by each kind
 * of transfer, and what the legs are made of. A transfer that moves any account otherwise shows, whoever made it.
 */
const legs = `(VALUES ('acceptance', 1, 1, 0, 0), ('confirmation', 0, -1, 0, 1), ('rejection', 0, -1, 1, 0), ('reversal', -1, -1, 0, 0),
  ('refund', -1, 0, -1, 0), ('cancellation', -1, 0, 0, -1), ('late_success', 0, 0, -1, 1)) AS rule (kind, agent, transit, refundable, provider)`;

const expectedText = `
expected AS (
  SELECT t.*, rule.kind IS NOT NULL AS is_known, -rule.agent * (amount + payer_fee + payer_fee_vat) AS x_agent, rule.transit * amount AS x_transit,
         rule.refundable * amount AS x_refundable, rule.provider * (amount - cost.net) AS x_payable, -rule.provider * cost.gross AS x_receivable,
         rule.agent * payer_fee + rule.provider * (provider_fee - commission) AS x_fees,
         rule.agent * payer_fee_vat + rule.provider * provider_fee_vat AS x_vat, rule.provider * commission AS x_commission
    FROM mine t LEFT JOIN ${legs} ON rule.kind = t.kind
    CROSS JOIN LATERAL (SELECT CASE provider_fee_mode WHEN 'net' THEN provider_fee + provider_fee_vat ELSE 0 END AS net,
                               CASE provider_fee_mode WHEN 'gross' THEN provider_fee + provider_fee_vat ELSE 0 END AS gross) AS cost
   WHERE t.payment_id IS NOT NULL AND NOT t.is_plain)`;

const transferText = `WITH ${partiesText}, ${movedText}, ${expectedText},
batches AS (SELECT * FROM batch WHERE lane = $1 AND number BETWEEN $4 AND $5)
SELECT 'transfers_balance' AS check, $1 || '/' || transfer AS subject, currency || ' ' || total AS detail FROM moved WHERE total <> 0
 UNION ALL
SELECT 'postings_name_accounts', $1 || '/' || transfer, 'posting without an account of its currency' FROM moved WHERE NOT has_accounts
 UNION ALL
SELECT 'transfers_in_batches', b.lane || '/' || b.number, 'counts ' || count(t.number) || ' transfers'
  FROM batches b LEFT JOIN mine t ON t.batch = b.number AND t.settlement_day = b.settlement_day AND t.number BETWEEN b.first_transfer AND b.last_transfer
 GROUP BY b.lane, b.number, b.first_transfer, b.last_transfer HAVING count(t.number) <> b.last_transfer - b.first_transfer + 1
 UNION ALL
SELECT 'transfers_in_batches', $1 || '/' || t.number, CASE WHEN t.postings < 2 THEN 'has ' || t.postings || ' postings'
       WHEN b.number IS NULL THEN 'has no batch' ELSE 'postings beyond its batch' END
  FROM mine t LEFT JOIN batches b ON b.number = t.batch
 WHERE t.postings < 2 OR b.number IS NULL OR t.first_posting < b.first_posting OR t.first_posting + t.postings - 1 > b.last_posting
 UNION ALL
SELECT 'postings_match_payments', $1 || '/' || t.number, 'moves what its ' || t.kind || ' does not'
  FROM expected t LEFT JOIN moved m ON m.transfer = t.number
 WHERE id IS NOT NULL AND (NOT is_known OR m.is_of_payment IS NOT TRUE OR m.has_accounts IS NOT TRUE OR
       (m.agent, m.transit, m.refundable, m.payable, m.receivable, m.fees, m.vat, m.commission) IS DISTINCT FROM
       (x_agent, x_transit, x_refundable, x_payable, x_receivable, x_fees, x_vat, x_commission))
 UNION ALL
SELECT 'one_acceptance_per_payment', payment_id::text, CASE WHEN id IS NULL THEN kind || ' without its payment'
       WHEN kind = 'acceptance' THEN 'acceptance that its payment does not name' ELSE kind || ' undoes ' || coalesce(reverses::text, 'nothing') END
  FROM mine
 WHERE payment_id IS NOT NULL AND (id IS NULL OR kind = 'acceptance' AND (transfer, lane) IS DISTINCT FROM (number, $1::smallint)
    OR reverses IS DISTINCT FROM CASE WHEN kind IN ('reversal', 'refund', 'cancellation') THEN transfer END)
 UNION ALL
SELECT 'drawers_match_ledger', $1 || '/' || t.number, 'its ' || t.kind || CASE WHEN m.has_cash THEN ' moves cash of drawers' ELSE ' moves other money' END
  FROM mine t JOIN moved m ON m.transfer = t.number
 WHERE NOT t.is_plain AND CASE WHEN t.kind IN ('shift_closed', 'cash_difference', 'difference_corrected') THEN NOT m.is_cash ELSE m.has_cash END
 LIMIT 100`;

/** Transfers and their postings, each against its batch, its payment and the posting table. */
export const transferCheck: PageCheck = {
  names: [
    'transfers_balance',
    'postings_name_accounts',
    'transfers_in_batches',
    'postings_match_payments',
    'one_acceptance_per_payment',
    'drawers_match_ledger',
  ],
  read: (sql, page) =>
    sql.rows<NamedFindingRow>(transferText, [
      ...[page.lane, page.firstDay, page.lastDay, page.firstBatch, page.lastBatch],
      ...[page.firstTransfer, page.lastTransfer, hubOwner],
    ]),
};
