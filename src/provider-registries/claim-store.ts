import type { Sql } from '../platform/database/sql.ts';

/** One worker's claim to exchange files with a provider, for a time. */
export interface ExchangeClaim {
  readonly providerId: string;
  readonly claim: string;
  readonly now: Date;
  readonly until: Date;
}

/** True when the provider was free, or whoever had it let its time pass. */
export async function takeClaim(sql: Sql, { providerId, claim, now, until }: ExchangeClaim): Promise<boolean> {
  const taken = await sql.run(
    `INSERT INTO provider_exchange AS x (provider_id, claim, valid_until) VALUES ($1, $2, $4)
     ON CONFLICT (provider_id) DO UPDATE SET claim = $2, valid_until = $4 WHERE x.valid_until <= $3`,
    [providerId, claim, now, until],
  );
  return taken === 1;
}

/** False when somebody else has taken over. */
export async function extendClaim(sql: Sql, { providerId, claim, until }: ExchangeClaim): Promise<boolean> {
  const extended = await sql.run(
    'UPDATE provider_exchange SET valid_until = $3 WHERE provider_id = $1 AND claim = $2',
    [providerId, claim, until],
  );
  return extended === 1;
}

export async function dropClaim(sql: Sql, { providerId, claim }: Omit<ExchangeClaim, 'now' | 'until'>): Promise<void> {
  await sql.run('DELETE FROM provider_exchange WHERE provider_id = $1 AND claim = $2', [providerId, claim]);
}
