import { differencesBetween } from '../../adapters/kit/books-differences.ts';
import { minor } from '../../src/kernel/money.ts';
import type { Sql } from '../../src/platform/database/sql.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import type { Ground } from './ground.ts';
import { paidProviders, type PaidProvider } from './provider-side.ts';
import type { ClientLog, Slip } from './slip.ts';
import { withHub, type SiteTeller } from './site.ts';

/** What a schedule left behind that must not be. */
export interface Verdict {
  readonly violations: readonly string[];
  /** Acknowledged and not there, or acknowledged as refused and there all the same. */
  readonly lost: readonly string[];
  /** Paid twice: two payments of one key, or two credits of one reference at a provider. */
  readonly doubled: readonly string[];
  readonly payments: number;
}

interface PaymentRow {
  readonly id: string;
  readonly key: string;
  readonly agentId: string;
  readonly provider: string;
  readonly reference: string;
  readonly account: string;
  readonly amount: bigint;
  readonly charged: bigint;
  readonly state: string;
}

export type Balances = ReadonlyMap<string, bigint>;

/** Holds the books against what the tellers wrote down, against the providers' own books, and against themselves. */
export async function judge(ground: Ground, log: ClientLog, before: Balances): Promise<Verdict> {
  const place = { url: ground.databaseUrl(), dataDir: ground.site.dataDir };
  return withHub(place, async ({ hub }) => {
    const rows = await listPayments(hub.db.sql);
    const now = () => new Date(hub.clock.now().getTime() + ground.shiftMs());
    const { findings } = await verifyBooks({ db: hub.db, clock: { now } });
    const after = await readBalances(hub.db.sql, ground.site.tellers);
    const providers = paidProviders.map((code) => compareProvider(ground, code, rows));
    const keys = compareKeys(log, rows);
    return {
      payments: rows.length,
      lost: keys.lost,
      doubled: [...keys.doubled, ...providers.flatMap(({ doubled }) => doubled)],
      violations: [
        ...findings.map(({ check, subject, detail }) => `verifier: ${check} ${subject}: ${detail}`),
        ...log.contradictions.map((text) => `tellers heard: ${text}`),
        ...providers.flatMap(({ differences }) => differences),
        ...comparePositions(ground.site.tellers, rows, { log, before, after }),
        ...keys.violations,
      ],
    };
  });
}

/** What the tellers' agents have, minor units of AZN. */
export async function readBalances(sql: Sql, tellers: readonly SiteTeller[]): Promise<Balances> {
  const rows = await sql.rows<{ agent_id: string; balance: bigint }>(
    `SELECT a.owner_id::text AS agent_id, (sum(p.amount))::bigint AS balance FROM ledger_account a
       JOIN posting p ON p.account_id = a.id WHERE a.kind = 'agent_position' AND a.currency = 'AZN' GROUP BY 1`,
  );
  const found = new Map(rows.map((row) => [row.agent_id, row.balance]));
  return new Map(tellers.map(({ agentId }) => [agentId, found.get(agentId) ?? 0n]));
}

function listPayments(sql: Sql): Promise<PaymentRow[]> {
  return sql.rows<PaymentRow>(
    `SELECT y.id, k.client_key AS key, y.agent_id AS "agentId", p.code AS provider, y.receipt_number AS reference, y.account,
            y.amount, (y.amount + y.payer_fee + y.payer_fee_vat) AS charged, v.state
       FROM payment y JOIN provider p ON p.id = y.provider_id
       JOIN delivery v ON v.settlement_day = y.settlement_day AND v.payment_id = y.id
       LEFT JOIN idempotency_key k ON k.agent_id = y.agent_id AND k.basket_id = y.basket_id ORDER BY y.receipt_number`,
  );
}

function compareKeys(log: ClientLog, rows: readonly PaymentRow[]) {
  const lost: string[] = [];
  const doubled: string[] = [];
  const violations: string[] = [];
  const byKey = groupByKey(rows);
  for (const slip of log.slips) {
    const [row, ...more] = byKey.get(slip.key) ?? [];
    if (more.length > 0) doubled.push(`${slip.key}: ${more.length + 1} payments`);
    const { end } = slip;
    if (end.kind === 'open') violations.push(`${slip.key}: no answer in time, ${slip.requests} requests`);
    else if (end.kind !== 'paid') {
      if (row) lost.push(`${slip.key}: ${end.kind} was acknowledged, and ${row.reference} was charged`);
    } else if (!row) lost.push(`${slip.key}: ${end.receiptNumber} was acknowledged and is not there`);
    else if (row.id !== end.paymentId || row.reference !== end.receiptNumber || row.charged !== end.charged) {
      violations.push(`${slip.key}: what was acknowledged is not what is stored`);
    }
    if (row) violations.push(...compareReversal(slip, row));
  }
  const known = new Set(log.slips.map((slip) => slip.key));
  for (const row of rows) if (!known.has(row.key)) violations.push(`${row.reference}: nobody asked for it`);
  return { lost, doubled, violations };
}

function groupByKey(rows: readonly PaymentRow[]): Map<string, PaymentRow[]> {
  const groups = new Map<string, PaymentRow[]>();
  for (const row of rows) groups.set(row.key, [...(groups.get(row.key) ?? []), row]);
  return groups;
}

function compareReversal(slip: Slip, row: PaymentRow): string[] {
  const isReversed = row.state === 'reversed';
  if (slip.reversal === 'reversed' && !isReversed)
    return [`${slip.key}: acknowledged as reversed, and is ${row.state}`];
  if (slip.reversal === 'none' && isReversed) return [`${slip.key}: reversed, and nobody asked`];
  if (!['confirmed', 'rejected', 'reversed'].includes(row.state))
    return [`${slip.key}: did not come to rest (${row.state})`];
  return [];
}

function compareProvider(ground: Ground, code: PaidProvider, rows: readonly PaymentRow[]) {
  const theirs = ground.providers.booked(code);
  const ours = rows
    .filter((row) => row.provider === code)
    .map((row) => ({
      ...{ reference: row.reference, account: row.account, amount: minor(row.amount) },
      booked: bookedAs(row.state),
    }));
  const differences = differencesBetween(ours, theirs);
  return {
    differences: differences
      .filter(({ kind }) => kind !== 'credited-twice')
      .map(({ kind, reference }) => `${code}: ${kind} ${reference}`),
    doubled: theirs.filter(({ credits }) => credits > 1).map(({ reference }) => `${code}: ${reference} credited twice`),
  };
}

function bookedAs(state: string): 'yes' | 'no' | 'open' {
  if (state === 'confirmed') return 'yes';
  return state === 'rejected' || state === 'reversed' ? 'no' : 'open';
}

/** An agent has what it had, less what its tellers wrote down as paid and did not get back. */
function comparePositions(
  tellers: readonly SiteTeller[],
  rows: readonly PaymentRow[],
  { log, before, after }: { readonly log: ClientLog; readonly before: Balances; readonly after: Balances },
): string[] {
  const reversed = new Set(rows.filter(({ state }) => state === 'reversed').map(({ key }) => key));
  const charged = new Map<string, bigint>();
  for (const { key, agentId, end } of log.slips) {
    if (end.kind !== 'paid' || reversed.has(key)) continue;
    charged.set(agentId, (charged.get(agentId) ?? 0n) + end.charged);
  }
  return tellers.flatMap(({ agentId, clientId }) => {
    const expected = (before.get(agentId) ?? 0n) - (charged.get(agentId) ?? 0n);
    const actual = after.get(agentId) ?? 0n;
    return expected === actual ? [] : [`${clientId}: its position is ${actual}, by its tellers ${expected}`];
  });
}
