import type { FieldProblem } from '../kernel/errors/catalogue.ts';
import { minor } from '../kernel/money.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { ComparisonsWanted, UncomparedWanted } from './api.ts';
import type { DayComparison, DayDifference, DifferenceKind, UncomparedDay } from './comparison.ts';
import type { DayLine } from './daily.ts';

/** A side of a difference as it is stored: JSON has no bigint. */
type StoredLine = Omit<DayLine, 'amount'> & { readonly amount: string; readonly line?: number };

interface StoredReport {
  readonly problems: readonly FieldProblem[];
  readonly differences: readonly {
    readonly kind: DifferenceKind;
    readonly receiptNumber: string;
    readonly here: StoredLine | null;
    readonly there: StoredLine | null;
  }[];
}

type ComparisonRow = Omit<DayComparison, 'problems' | 'differences'> & { readonly report: StoredReport };

const columns = `id, agent_id AS "agentId", day, failure, encode(sha256, 'hex') AS sha256, day_ended AS "dayEnded", matched,
  difference_count AS "differenceCount", problem_count AS "problemCount", report, received_at AS "receivedAt"`;

export async function insertComparison(sql: Sql, comparison: DayComparison): Promise<void> {
  const { problems, differences } = comparison;
  await sql.run(
    `INSERT INTO day_comparison (id, agent_id, day, failure, sha256, day_ended, matched, difference_count, problem_count,
       report, received_at)
     VALUES ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8, $9, $10::text::jsonb, $11)`,
    [
      ...[comparison.id, comparison.agentId, comparison.day, comparison.failure, comparison.sha256],
      ...[comparison.dayEnded, comparison.matched, comparison.differenceCount, comparison.problemCount],
      ...[JSON.stringify({ problems, differences: differences.map(storedOf) }), comparison.receivedAt],
    ],
  );
}

/** A page of comparisons, the newest first. */
export async function selectPage(sql: Sql, wanted: ComparisonsWanted): Promise<DayComparison[]> {
  const rows = await sql.rows<ComparisonRow>(
    `SELECT ${columns} FROM day_comparison
      WHERE ($1::uuid IS NULL OR agent_id = $1) AND ($2::date IS NULL OR day = $2)
        AND ($3::boolean IS NULL OR (failure IS NULL) = $3) AND ($4::uuid IS NULL OR id < $4)
      ORDER BY id DESC LIMIT $5`,
    [wanted.agentId ?? null, wanted.day ?? null, wanted.matched ?? null, wanted.before ?? null, wanted.limit],
  );
  return rows.map(comparisonOf);
}

export async function selectComparison(sql: Sql, id: string): Promise<DayComparison | undefined> {
  const row = await sql.first<ComparisonRow>(`SELECT ${columns} FROM day_comparison WHERE id = $1`, [id]);
  return row && comparisonOf(row);
}

/** Closed days with payments and without an agreement after their end, the newest first. */
export function selectUncompared(sql: Sql, wanted: UncomparedWanted): Promise<UncomparedDay[]> {
  const { agentCode, before, limit } = wanted;
  return sql.rows<UncomparedDay>(
    `SELECT p.day, g.code AS "agentCode", sum(p.payments)::int AS payments,
            (SELECT c.id FROM day_comparison c WHERE c.day = p.day AND c.agent_id = p.party_id ORDER BY c.id DESC LIMIT 1)
              AS "newestComparisonId"
       FROM settlement_position p JOIN agent g ON g.id = p.party_id
      WHERE p.party = 'agent' AND p.payments > 0 AND g.client_id IS NOT NULL AND ($1::text IS NULL OR g.code = $1)
        AND ($2::date IS NULL OR (p.day, g.code) < ($2, $3::text))
        AND NOT EXISTS (SELECT FROM day_comparison c
                         WHERE c.day = p.day AND c.agent_id = p.party_id AND c.failure IS NULL AND c.day_ended)
      GROUP BY p.day, p.party_id, g.code ORDER BY p.day DESC, g.code DESC LIMIT $4`,
    [agentCode ?? null, before?.day ?? null, before?.agentCode ?? null, limit],
  );
}

function storedOf({ kind, receiptNumber, here, there }: DayDifference): StoredReport['differences'][number] {
  return {
    ...{ kind, receiptNumber },
    here: here && { ...here, amount: String(here.amount) },
    there: there && { ...there, amount: String(there.amount) },
  };
}

function comparisonOf({ report, ...row }: ComparisonRow): DayComparison {
  const differences = report.differences.map(({ kind, receiptNumber, here, there }): DayDifference => {
    return {
      ...{ kind, receiptNumber },
      here: here && { ...here, amount: minor(BigInt(here.amount)) },
      there: there && { ...there, amount: minor(BigInt(there.amount)), line: there.line ?? 0 },
    };
  });
  return { ...row, problems: report.problems, differences };
}
