import { present } from '../kernel/assert.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { ShiftReport } from './api.ts';
import * as counts from './count-store.ts';
import { entryKeys } from './entries.ts';
import { linesOf, type ShiftLine } from './model.ts';
import type { DrawerDeps } from './service.ts';
import * as store from './store.ts';

/** The cash of a shift up to its end, or up to the last number that its lane has given out. */
export async function readLines(sql: Sql, shift: store.ShiftRow): Promise<ShiftLine[]> {
  const until = closedMark(shift) ?? present(await store.selectMark(sql, shift.lane), 'the lane of a shift');
  return linesUntil(sql, shift, until);
}

export async function linesUntil(sql: Sql, shift: store.ShiftRow, until: store.Mark): Promise<ShiftLine[]> {
  return linesOf({
    floats: await counts.selectFloat(sql, shift.id),
    turnovers: await store.selectTurnovers(sql, shift, until),
    moved: await store.selectMoved(sql, shift.id),
  });
}

/** Where the payments of a closed shift end; null while it is open. */
export function closedMark({ closedDay, closedTransfer }: store.ShiftRow): store.Mark | null {
  return closedDay === null || closedTransfer === null ? null : { day: closedDay, transfer: closedTransfer };
}

/** A report without the names of who and where. */
export type BareReport = Omit<ShiftReport, 'agentName' | 'outletName' | 'tellerCode' | 'closedByCode'>;

/**
 * The report of an agent's shift as of `now`. Nothing of a closed shift changes any more, so its Z-report is read from the
 * same rows as when it was closed. Refuses: not_found.
 */
export async function readReport(
  sql: Sql,
  { agentId, shiftId, now }: { readonly agentId: string; readonly shiftId: string; readonly now: Date },
): Promise<Result<BareReport, Refusal>> {
  const shift = await store.selectShift(sql, agentId, shiftId);
  if (!shift) return err(refusal('not_found'));
  const lines = await readLines(sql, shift);
  const [closing] = await counts.selectCounts(sql, shiftId, 'closing');
  return ok({
    kind: shift.closedAt ? 'Z' : 'X',
    shift,
    at: shift.closedAt ?? now,
    lines: lines.map((line) => {
      const own = closing?.lines.find((counted) => counted.currency === line.currency) ?? null;
      const differs = own !== null && own.difference !== 0n;
      return { ...line, closing: own, entry: differs ? entryKeys.difference(shiftId, line.currency) : null };
    }),
    counts: await counts.selectCounts(sql, shiftId, 'during'),
  });
}

/** Adds the names; asked for outside of any transaction, since other nouns have connections of their own. */
export async function withNames(deps: Pick<DrawerDeps, 'agents'>, report: BareReport): Promise<ShiftReport> {
  const { agentId, outletId, tellerId } = report.shift;
  const tellers = await deps.agents.listTellers(agentId);
  const teller = tellers.find((one) => one.id === tellerId);
  const closer = tellers.find((one) => one.id === report.shift.closedBy);
  return {
    ...report,
    agentName: present(await deps.agents.find(agentId), 'the agent of a shift').name,
    outletName: present(await deps.agents.findOutlet(outletId), 'the outlet of a shift').name,
    tellerCode: present(teller, 'the teller of a shift').code,
    closedByCode: closer?.code ?? null,
  };
}
