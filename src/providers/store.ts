import { isStale, type SealedColumn } from '../platform/crypto/resealing.ts';
import type { InputField, Localized } from '../kernel/adapter.ts';
import type { BusinessDate } from '../kernel/business-date.ts';
import { type Currency, minor, type Minor } from '../kernel/money.ts';
import type { Sql, SqlParam } from '../platform/database/sql.ts';
import {
  type BillRule,
  type DatedName,
  type Exactness,
  nameOn,
  type Provider,
  type ProviderState,
  type Service,
} from './model.ts';
import type { ProviderData } from './provider-data.ts';
import { readLimits, type StoredLimits, termsOf, writeLimits } from './stored-terms.ts';

interface ProviderRow {
  id: string;
  code: string;
  service: Service;
  currency: Currency;
  protocol: string;
  endpoint: string;
  settings: Record<string, string>;
  query_timeout_ms: number;
  pay_timeout_ms: number;
  max_concurrency: number;
  state: ProviderState;
  language: keyof Localized;
  exactness: Exactness;
  multiple_of: bigint | null;
  min_amount: bigint | null;
  max_amount: bigint | null;
  bill_rule: BillRule;
  channel_limits: StoredLimits;
  fields: InputField[];
  account_mask: string | null;
  account_prefixes: string[];
  invoice_days: number[];
  settlement_mode: 'net' | 'gross';
  iban: string | null;
  duplicate_window_s: number;
  version: number;
  created_at: Date;
  names: ({ validFrom: string } & Localized)[];
}

/** Everything but the credentials. */
const selectProvider = `
  SELECT p.id, p.code, p.service, p.currency, p.protocol, p.endpoint, p.settings, p.query_timeout_ms, p.pay_timeout_ms,
         p.max_concurrency, p.state, p.language, p.exactness, p.multiple_of, p.min_amount, p.max_amount, p.fields,
         p.account_mask, p.account_prefixes, p.invoice_days, p.settlement_mode, p.iban, p.duplicate_window_s, p.version,
         p.bill_rule, p.channel_limits, p.created_at,
         (SELECT jsonb_agg(jsonb_build_object('validFrom', n.valid_from, 'az', n.name_az, 'ru', n.name_ru, 'en', n.name_en)
                           ORDER BY n.valid_from)
            FROM provider_name n WHERE n.provider_id = p.id) AS names
    FROM provider p`;

/** Most providers a hub has; some sixty organisations are connected to the one it is modelled on. */
const mostProviders = 1000;

/** `today` decides which of its names a provider bears. */
export async function selectProviders(
  sql: Sql,
  today: BusinessDate,
  filter: { readonly service?: Service; readonly state?: ProviderState },
): Promise<Provider[]> {
  const rows = await sql.rows<ProviderRow>(
    `${selectProvider}
      WHERE ($1::text IS NULL OR p.service = $1) AND ($2::text IS NULL OR p.state = $2)
      ORDER BY p.service, p.code LIMIT ${mostProviders}`,
    [filter.service ?? null, filter.state ?? null],
  );
  return rows.map((row) => providerOf(row, today));
}

/** By code, because that is what a page goes on from. */
export async function selectProviderPage(
  sql: Sql,
  today: BusinessDate,
  page: {
    readonly service?: Service;
    readonly state?: ProviderState;
    readonly after?: string;
    readonly limit: number;
  },
): Promise<Provider[]> {
  const rows = await sql.rows<ProviderRow>(
    `${selectProvider}
      WHERE p.code > $1 AND ($2::text IS NULL OR p.service = $2) AND ($3::text IS NULL OR p.state = $3)
      ORDER BY p.code LIMIT $4`,
    [page.after ?? '', page.service ?? null, page.state ?? null, page.limit],
  );
  return rows.map((row) => providerOf(row, today));
}

export async function selectProvidersById(sql: Sql, today: BusinessDate, ids: readonly string[]): Promise<Provider[]> {
  const rows = await sql.rows<ProviderRow>(
    `${selectProvider} WHERE p.id = ANY($1::uuid[]) LIMIT ${mostProviders}`,
    [ids],
    { prepared: 'providers_by_id' },
  );
  return rows.map((row) => providerOf(row, today));
}

export async function selectCodes(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.rows<{ id: string; code: string }>(
    `SELECT id, code FROM provider WHERE id = ANY($1::uuid[]) LIMIT ${mostProviders}`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.code]));
}

export async function selectProviderByCode(sql: Sql, today: BusinessDate, code: string): Promise<Provider | undefined> {
  const row = await sql.first<ProviderRow>(`${selectProvider} WHERE p.code = $1`, [code], {
    prepared: 'provider_by_code',
  });
  return row && providerOf(row, today);
}

/** The sealed credentials and the version they belong to. */
export async function selectSecrets(sql: Sql, providerId: string): Promise<Buffer | null> {
  const row = await sql.first<{ secrets: Buffer | null }>('SELECT secrets FROM provider WHERE id = $1', [providerId]);
  return row?.secrets ?? null;
}

interface ProviderInsert {
  readonly id: string;
  readonly data: ProviderData;
  readonly sealedSecrets: Uint8Array | null;
  readonly createdAt: Date;
}

/** False when the code is taken. */
export async function insertProvider(sql: Sql, insert: ProviderInsert): Promise<boolean> {
  const { id, data, sealedSecrets, createdAt } = insert;
  const inserted = await sql.run(
    `INSERT INTO provider (id, code, service, currency, created_at, protocol, endpoint, settings, secrets, query_timeout_ms,
       pay_timeout_ms, max_concurrency, state, language, exactness, multiple_of, min_amount, max_amount, fields, account_mask,
       account_prefixes, invoice_days, settlement_mode, iban, duplicate_window_s, bill_rule, channel_limits)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19::jsonb, $20,
       $21::text[], $22::smallint[], $23, $24, $25, $26, $27::jsonb)
     ON CONFLICT (code) DO NOTHING`,
    [id, data.code, data.service, data.currency, createdAt, ...changeable(data, sealedSecrets)],
  );
  return inserted === 1;
}

/** False when there is no such provider. */
export async function updateProvider(
  sql: Sql,
  id: string,
  change: { readonly data: ProviderData; readonly sealedSecrets: Uint8Array | null },
): Promise<boolean> {
  const updated = await sql.run(
    `UPDATE provider SET protocol = $2, endpoint = $3, settings = $4::jsonb, secrets = $5, query_timeout_ms = $6,
       pay_timeout_ms = $7, max_concurrency = $8, state = $9, language = $10, exactness = $11, multiple_of = $12,
       min_amount = $13, max_amount = $14, fields = $15::jsonb, account_mask = $16, account_prefixes = $17::text[],
       invoice_days = $18::smallint[], settlement_mode = $19, iban = $20, duplicate_window_s = $21, bill_rule = $22,
       channel_limits = $23::jsonb, version = version + 1
     WHERE id = $1`,
    [id, ...changeable(change.data, change.sealedSecrets)],
  );
  return updated === 1;
}

/** The same while the provider is at a version; false when it has moved on, or is not there. */
export async function updateProviderAt(
  sql: Sql,
  { id, version }: { readonly id: string; readonly version: number },
  change: { readonly data: ProviderData; readonly sealedSecrets: Uint8Array | null },
): Promise<boolean> {
  const found = await sql.first('SELECT 1 AS found FROM provider WHERE id = $1 AND version = $2 FOR UPDATE', [
    id,
    version,
  ]);
  return found !== undefined && updateProvider(sql, id, change);
}

/** In the order of the columns of both statements above. */
function changeable(data: ProviderData, sealedSecrets: Uint8Array | null): SqlParam[] {
  return [
    data.protocol,
    data.endpoint,
    JSON.stringify(data.settings),
    sealedSecrets,
    data.queryTimeoutMs,
    data.payTimeoutMs,
    data.maxConcurrency,
    data.state,
    data.language,
    data.rule.exactness,
    data.rule.multipleOf,
    data.rule.minAmount,
    data.rule.maxAmount,
    JSON.stringify(data.fields),
    data.accountMask,
    data.accountPrefixes,
    data.invoiceDays,
    data.settlementMode,
    data.iban,
    data.duplicateWindowS,
    data.rule.bills ?? 'free',
    JSON.stringify(writeLimits(data.rule.channels)),
  ];
}

/** False when there is no such provider. */
export async function updateEndpoint(sql: Sql, id: string, endpoint: string): Promise<boolean> {
  const updated = await sql.run('UPDATE provider SET endpoint = $2, version = version + 1 WHERE id = $1', [
    id,
    endpoint,
  ]);
  return updated === 1;
}

/** False when there is no such provider. */
export async function updateProviderState(sql: Sql, id: string, state: ProviderState): Promise<boolean> {
  const updated = await sql.run('UPDATE provider SET state = $2, version = version + 1 WHERE id = $1', [id, state]);
  return updated === 1;
}

/** Adds names whose dates are free; rows that are there stay as they are. */
export async function insertNames(sql: Sql, providerId: string, names: readonly DatedName[]): Promise<void> {
  await sql.run(
    `INSERT INTO provider_name (provider_id, valid_from, name_az, name_ru, name_en)
     SELECT $1, * FROM unnest($2::date[], $3::text[], $4::text[], $5::text[])
     ON CONFLICT (provider_id, valid_from) DO NOTHING`,
    [
      providerId,
      names.map((dated) => dated.validFrom),
      names.map((dated) => dated.name.az),
      names.map((dated) => dated.name.ru),
      names.map((dated) => dated.name.en),
    ],
  );
}

function providerOf(row: ProviderRow, today: BusinessDate): Provider {
  const names = row.names.map(({ validFrom, az, ru, en }) => ({ validFrom, name: { az, ru, en } }));
  return {
    id: row.id,
    code: row.code,
    service: row.service,
    name: nameOn(names, today),
    names,
    currency: row.currency,
    protocol: row.protocol,
    endpoint: row.endpoint,
    settings: row.settings,
    queryTimeoutMs: row.query_timeout_ms,
    payTimeoutMs: row.pay_timeout_ms,
    maxConcurrency: row.max_concurrency,
    state: row.state,
    language: row.language,
    rule: {
      exactness: row.exactness,
      multipleOf: minorOrNull(row.multiple_of),
      minAmount: minorOrNull(row.min_amount),
      maxAmount: minorOrNull(row.max_amount),
      ...termsOf({ bills: row.bill_rule, channels: readLimits(row.channel_limits) }),
    },
    fields: row.fields,
    accountMask: row.account_mask,
    accountPrefixes: row.account_prefixes,
    invoiceDays: row.invoice_days,
    settlementMode: row.settlement_mode,
    iban: row.iban,
    duplicateWindowS: row.duplicate_window_s,
    version: row.version,
    createdAt: row.created_at,
  };
}

function minorOrNull(value: bigint | null): Minor | null {
  return value === null ? null : minor(value);
}

export const sealedProviderSecrets: SealedColumn = {
  name: 'provider.secrets',
  count: (sql, keyId) => sql.first(`SELECT count(*)::int AS count FROM provider WHERE ${isStale('secrets')}`, [keyId]),
  lock: (sql, keyId, { limit, after }) =>
    sql.rows(
      `SELECT id, id AS bound, secrets AS sealed FROM provider WHERE ${isStale('secrets')} AND id > $3 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [keyId, limit, after],
    ),
  write: (sql, id, sealed) => sql.run('UPDATE provider SET secrets = $2 WHERE id = $1', [id, sealed]),
};
