import type { Sql } from '../platform/database/sql.ts';
import * as store from './debt-store.ts';
import type { DebtRegistry, MassChange } from './model.ts';

/** Lines that are compared by one statement. */
const linesPerPiece = 100_000;

/** What a new generation changes against the active registry, in pieces: no statement takes long, however many lines there are. */
export async function compareWithActive(
  sql: Sql,
  active: DebtRegistry | undefined,
  after: { readonly generation: bigint; readonly sum: bigint },
): Promise<MassChange> {
  if (!active) return { accounts: 0, gone: 0, changed: 0, sumBefore: 0n, sumAfter: after.sum };
  const pair = { before: active.generation, after: after.generation };
  let total: MassChange = { accounts: 0, gone: 0, changed: 0, sumBefore: 0n, sumAfter: 0n };
  let from = '';
  for (;;) {
    const to = await store.selectPieceEnd(sql, { generation: pair.before, after: from, lines: linesPerPiece });
    total = joined(total, await store.compareGenerations(sql, pair, { from, to: to ?? null }));
    if (to === undefined) return total;
    from = to;
  }
}

function joined(a: MassChange, b: MassChange): MassChange {
  return {
    accounts: a.accounts + b.accounts,
    gone: a.gone + b.gone,
    changed: a.changed + b.changed,
    sumBefore: a.sumBefore + b.sumBefore,
    sumAfter: a.sumAfter + b.sumAfter,
  };
}
