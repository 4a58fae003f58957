import { minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { DayLine } from './daily.ts';

/** An agent's payments of a settlement day after a receipt number, by number; reversed ones say so. */
export async function selectDayPage(
  sql: Sql,
  of: { readonly agentId: string; readonly day: string },
  page: { readonly after: string; readonly limit: number },
): Promise<DayLine[]> {
  const rows = await sql.rows<Omit<DayLine, 'amount'> & { amount: bigint }>(
    `SELECT y.receipt_number AS "receiptNumber", y.amount, y.currency, CASE v.state WHEN 'reversed' THEN 'reversed' ELSE 'paid' END AS state
       FROM payment y JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id
      WHERE y.settlement_day = $1 AND y.agent_id = $2 AND y.receipt_number > $3 ORDER BY y.receipt_number LIMIT $4`,
    [of.day, of.agentId, page.after, page.limit],
  );
  return rows.map((row) => ({ ...row, amount: minor(row.amount) }));
}

/** Whether the settlement day is behind its cut-off. */
export async function selectDayEnded(sql: Sql, day: string): Promise<boolean> {
  const row = await sql.first<{ ended: boolean }>(
    `SELECT EXISTS (SELECT FROM settlement_window WHERE day = $1 AND state <> 'open') AS ended`,
    [day],
  );
  return row?.ended === true;
}
