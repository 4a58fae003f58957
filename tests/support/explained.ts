import type { Sql } from '../../src/platform/database/sql.ts';

/** The same connection, which also tells how the server would carry each statement out: a plan for each, in `plans`. */
export function explained(sql: Sql, plans: string[]): Sql {
  const telling: Sql = {
    ...sql,
    async rows<Row extends object>(text: string, params?: Parameters<Sql['rows']>[1]) {
      const plan = await sql.rows<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, params);
      plans.push(plan.map((line) => line['QUERY PLAN']).join('\n'));
      return sql.rows<Row>(text, params);
    },
    first: async <Row extends object>(text: string, params?: Parameters<Sql['first']>[1]) =>
      (await telling.rows<Row>(text, params))[0],
    run: async (text, params) => (await telling.rows(text, params)).length,
  };
  return telling;
}
