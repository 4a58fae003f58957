import { hubOwner } from '../ledger/chart.ts';
import type { Sql } from '../platform/database/sql.ts';

/**
 * The statements of the one transaction that closes a day: they copy what was prepared, so that it is as short as the
 * parties of the day are few, however many payments there were.
 */
export async function storeClose(sql: Sql, day: string, at: Date): Promise<void> {
  await insertPositions(sql, day);
  await insertBilateral(sql, day);
  await insertSnapshots(sql, day);
  await sql.run(
    `INSERT INTO payout_order (number, day, provider_id, currency, amount, iban, value_date, created_at)
     SELECT payout_order, $1, provider_id, currency, net, iban, (SELECT max(value_date) FROM closing), $2
       FROM closing_report WHERE payout_order IS NOT NULL`,
    [day, at],
  );
  await sql.run(
    `INSERT INTO settlement_report (day, provider_id, currency, mode, payments, gross, cancelled, fee, vat, brought_forward, net,
        payout_order, csv_sha256, pdf_sha256, created_at)
     SELECT $1, provider_id, currency, mode, payments, gross, cancelled, fee, vat, brought_forward, net, payout_order, csv_sha256,
            pdf_sha256, $2 FROM closing_report`,
    [day, at],
  );
}

/** Positions of every party: amounts from the postings of the day, numbers from its payments. */
async function insertPositions(sql: Sql, day: string): Promise<void> {
  await sql.run(
    `INSERT INTO settlement_position (day, party, party_id, currency, payments, debits, credits, net)
     SELECT $1::date, s.party, s.party_id, s.currency, coalesce(n.payments, 0), s.debits, s.credits, s.credits - s.debits
       FROM (SELECT CASE a.kind WHEN 'agent_position' THEN 'agent' WHEN 'provider_payable' THEN 'provider'
                                WHEN 'in_transit' THEN 'in_transit' WHEN 'payer_refundable' THEN 'refundable'
                                WHEN 'agent_commission_payable' THEN 'commission' WHEN 'fee_income' THEN 'hub_fees'
                                WHEN 'vat_payable' THEN 'vat' ELSE 'other' END AS party,
                    a.owner_id AS party_id, a.currency, sum(c.debits) AS debits, sum(c.credits) AS credits
               FROM closing_account c JOIN ledger_account a ON a.id = c.account_id
              WHERE c.debits + c.credits > 0 GROUP BY 1, 2, 3) AS s
       LEFT JOIN (SELECT touched.party, touched.party_id, p.currency, sum(touched.payments) AS payments
                    FROM closing_pair p
                    CROSS JOIN LATERAL (VALUES ('agent', p.agent_id, p.accepted), ('provider', p.provider_id, p.confirmed),
                        ('in_transit', p.provider_id, p.transit), ('refundable', $2::uuid, p.refundable),
                        ('commission', p.agent_id, p.commission), ('hub_fees', $2::uuid, p.fees), ('vat', $2::uuid, p.vat),
                        ('other', p.provider_id, p.invoiced)) AS touched (party, party_id, payments)
                   GROUP BY 1, 2, 3) AS n
         ON n.party = s.party AND n.party_id = s.party_id AND n.currency = s.currency`,
    [day, hubOwner],
  );
}

/** Who collected for whom, leg by leg. */
async function insertBilateral(sql: Sql, day: string): Promise<void> {
  await sql.run(
    `INSERT INTO settlement_bilateral (day, leg, agent_id, provider_id, currency, payments, amount)
     SELECT $1::date, leg.name, p.agent_id, p.provider_id, p.currency, leg.payments, leg.amount FROM closing_pair p
      CROSS JOIN LATERAL (VALUES ('accepted', p.accepted, p.accepted_amount), ('confirmed', p.confirmed, p.confirmed_amount))
            AS leg (name, payments, amount)
      WHERE leg.payments > 0`,
    [day],
  );
}

/** The balance of every account at the end of the day: that of the day before, and the day's postings. */
async function insertSnapshots(sql: Sql, day: string): Promise<void> {
  await sql.run(
    `INSERT INTO balance_snapshot (account_id, settlement_day, lane, batch, balance)
     SELECT account_id, $1::date, lane, (SELECT batch_through FROM settlement_window WHERE day = $1), sum(balance)
       FROM (SELECT s.account_id, s.lane, s.balance FROM ledger_account a CROSS JOIN lane l
               CROSS JOIN LATERAL (SELECT * FROM balance_snapshot b WHERE b.account_id = a.id
                                      AND b.settlement_day = $1::date - 1 AND b.lane = l.id LIMIT 1) AS s
             UNION ALL
             SELECT account_id, lane, credits - debits + moved FROM closing_account) AS parts
      GROUP BY account_id, lane`,
    [day],
  );
}
