import type { CheckResult } from './run.ts';

/** The figures of a run. Every defect is a check too. */
export interface ConformanceSummary {
  readonly adapters: number;
  readonly checks: number;
  readonly failed: number;
  readonly defects: number;
  readonly defectsNotCaught: number;
}

export function summarize(results: readonly CheckResult[]): ConformanceSummary {
  const failed = results.filter((result) => result.complaints.length > 0);
  const isDefect = (result: CheckResult): boolean => result.check.kind === 'defect';
  return {
    adapters: new Set(results.map((result) => result.protocol)).size,
    checks: results.length,
    failed: failed.length,
    defects: results.filter(isDefect).length,
    defectsNotCaught: failed.filter(isDefect).length,
  };
}

/** Checks down, adapters across: `ok`, `FAIL`, or a dash where a protocol cannot be asked. Complaints follow. */
export function renderTable(results: readonly CheckResult[]): string {
  const protocols = [...new Set(results.map((result) => result.protocol))];
  const rows = new Map<string, Map<string, CheckResult>>();
  for (const result of results) {
    const title = `${result.check.id.padEnd(5)} ${result.check.title}`;
    rows.set(title, (rows.get(title) ?? new Map<string, CheckResult>()).set(result.protocol, result));
  }
  const width = Math.max(5, ...[...rows.keys()].map((title) => title.length));
  const line = (title: string, cells: readonly string[]): string =>
    [title.padEnd(width), ...cells.map((cell, index) => cell.padEnd(protocols[index]?.length ?? 0))]
      .join('  ')
      .trimEnd();
  const table = [...rows].map(([title, row]) =>
    line(
      title,
      protocols.map((protocol) => verdict(row.get(protocol))),
    ),
  );
  const complaints = results.flatMap((result) =>
    result.complaints.map((complaint) => `${result.protocol}: ${result.check.title}: ${complaint}`),
  );
  return [line('check', protocols), ...table, ...complaints].join('\n');
}

function verdict(result: CheckResult | undefined): string {
  if (!result) return '-';
  return result.complaints.length === 0 ? 'ok' : 'FAIL';
}
