import type { Currency, Minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import { parseSlabs, type Channel, type FeeBearer, type FeeRule } from './model.ts';

interface FeeRuleRow {
  id: string;
  version: number;
  bearer: FeeBearer;
  provider_id: string | null;
  agent_id: string | null;
  channel: Channel | null;
  currency: Currency;
  slabs: { upTo: string | null; flat: string; ratePpm: number }[];
  min_fee: Minor;
  max_fee: Minor | null;
  vat_rate_ppm: number;
  valid_from: string;
  valid_to: string | null;
}

/** By name, since a statement that is kept fails where its result has another shape, and a migration may add a column. */
const ruleColumns = `id, version, bearer, provider_id, agent_id, channel, currency, slabs, min_fee, max_fee, vat_rate_ppm, valid_from, valid_to`;

/** Rules in force on a settlement day, at most 10,000: the newest version of each that has begun, unless it has ended. */
export async function listRulesOn(sql: Sql, day: string): Promise<FeeRule[]> {
  const rows = await sql.rows<FeeRuleRow>(
    `SELECT ${ruleColumns} FROM (SELECT DISTINCT ON (id) * FROM fee_rule WHERE valid_from <= $1 ORDER BY id, version DESC) AS newest
      WHERE valid_to IS NULL OR valid_to > $1 ORDER BY id LIMIT 10000`,
    [day],
    { prepared: 'rules_on' },
  );
  return rows.map(fromRow);
}

/** Every version ever in force, at most 100,000, for the verifier. */
export async function listAllRules(sql: Sql): Promise<FeeRule[]> {
  const rows = await sql.rows<FeeRuleRow>('SELECT * FROM fee_rule ORDER BY id, version LIMIT 100000');
  return rows.map(fromRow);
}

/** Whoever changes rules does so alone until the transaction ends: what is decided depends on all of them. */
export async function lockRules(sql: Sql): Promise<void> {
  await sql.rows('SELECT pg_advisory_xact_lock(7041, 5)');
}

/**
 * Adds a version; returns 0 where it was there. Rules are never changed: a new version replaces the old one from its first
 * day.
 */
export async function insertRule(sql: Sql, rule: FeeRule): Promise<number> {
  const slabs = rule.slabs.map((slab) => ({
    upTo: slab.upTo?.toString() ?? null,
    flat: slab.flat.toString(),
    ratePpm: slab.ratePpm,
  }));
  return sql.run(
    `INSERT INTO fee_rule (id, version, bearer, provider_id, agent_id, channel, currency, slabs, min_fee, max_fee, vat_rate_ppm, valid_from, valid_to)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12, $13) ON CONFLICT (id, version) DO NOTHING`,
    [
      rule.id,
      rule.version,
      rule.bearer,
      rule.providerId,
      rule.agentId,
      rule.channel,
      rule.currency,
      JSON.stringify(slabs),
      rule.minFee,
      rule.maxFee,
      rule.vatRatePpm,
      rule.validFrom,
      rule.validTo,
    ],
  );
}

function fromRow(row: FeeRuleRow): FeeRule {
  return {
    id: row.id,
    version: row.version,
    bearer: row.bearer,
    providerId: row.provider_id,
    agentId: row.agent_id,
    channel: row.channel,
    currency: row.currency,
    slabs: parseSlabs(row.slabs),
    minFee: row.min_fee,
    maxFee: row.max_fee,
    vatRatePpm: row.vat_rate_ppm,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  };
}
