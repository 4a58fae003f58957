import type { Sql } from '../platform/database/sql.ts';

export async function upsertKey(
  sql: Sql,
  key: { readonly providerId: string; readonly digest: Uint8Array; readonly at: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO provider_key (provider_id, digest, made_at) VALUES ($1, $2, $3)
     ON CONFLICT (provider_id) DO UPDATE SET digest = $2, made_at = $3`,
    [key.providerId, key.digest, key.at],
  );
}

/** The digest of the key of a provider that is not suspended. */
export async function selectKey(sql: Sql, providerCode: string): Promise<Buffer | undefined> {
  const row = await sql.first<{ digest: Buffer }>(
    `SELECT k.digest FROM provider_key k JOIN provider p ON p.id = k.provider_id WHERE p.code = $1 AND p.state <> 'suspended'`,
    [providerCode],
  );
  return row?.digest;
}
