import { mayLeaveDifference } from '../agents/roles.ts';
import { present } from '../kernel/assert.ts';
import { type FieldProblem, fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { DrawerRequest, Once, ShiftReport } from './api.ts';
import * as counts from './count-store.ts';
import { insertDue } from './entry-store.ts';
import { compare, type Counted, type CountedLine, type ShiftLine } from './model.ts';
import { lockToSettle } from './settling.ts';
import { linesUntil, readReport, withNames } from './report.ts';
import { once } from './request.ts';
import type { DrawerDeps } from './service.ts';
import * as store from './store.ts';

interface Ending {
  readonly shiftId: string;
  readonly counted: readonly Counted[];
  readonly reason: string | null;
}

export async function closeShift(deps: DrawerDeps, request: DrawerRequest, ending: Ending): Once<ShiftReport> {
  const closed = await once(
    deps,
    { ...request, wanted: ['close', ending.shiftId, ending.counted, ending.reason] },
    {
      work: (sql) => close(deps, sql, { request, ending }),
      read: (sql, shiftId) => readReport(sql, { agentId: request.by.agentId, shiftId, now: deps.clock.now() }),
    },
  );
  return closed.ok ? ok({ ...closed.value, value: await withNames(deps, closed.value.value) }) : closed;
}

async function close(
  deps: DrawerDeps,
  sql: Sql,
  { request: { by }, ending }: { readonly request: DrawerRequest; readonly ending: Ending },
): Promise<Result<string, Refusal>> {
  const shift = await lockToSettle(deps, sql, { by, shiftId: ending.shiftId });
  if (!shift) return err(refusal('not_found'));
  if (shift.closedAt) return err(refusal('shift_closed'));
  const movementId = await store.selectOffered(sql, shift.id);
  if (movementId !== undefined) return err(refusal('handover_pending', { movementId }));
  // A payment that is being committed at this moment has a higher number than the mark: it is the next shift's.
  const mark = present(await store.selectMark(sql, shift.lane), 'the lane of a shift');
  const settled = settle(await linesUntil(sql, shift, mark), ending);
  if (!settled.ok) return settled;
  const at = deps.clock.now();
  const { counted, differences } = settled.value;
  const closer = present(await deps.agents.findCounter(sql, by.agentId, by.tellerId), 'whoever closes a shift');
  const may = mayLeaveDifference(
    closer,
    differences.map((line) => line.difference),
  );
  if (!may.ok) return may;
  await counts.insertCount(sql, { id: deps.ids.uuid(), shiftId: shift.id, occasion: 'closing', at }, counted);
  const reason = differences.length === 0 ? null : present(ending.reason, 'the reason of a difference');
  if (reason !== null) {
    await counts.insertDifferences(sql, shift, { lines: differences, reason, at });
  }
  const zNumber = await store.nextReportNumber(sql, shift.outletId);
  await store.closeShift(sql, shift.id, { at, mark, zNumber, reason, closedBy: by.tellerId });
  await insertDue(sql, { subjectId: shift.id, shiftId: shift.id, since: at });
  return ok(shift.id);
}

/**
 * What was counted against what was expected. Refuses: count_incomplete (with every currency that is missing),
 * difference_unexplained (a difference without a reason).
 */
export function settle(
  lines: readonly Pick<ShiftLine, 'currency' | 'expected'>[],
  ending: Pick<Ending, 'counted' | 'reason'>,
): Result<{ readonly counted: readonly CountedLine[]; readonly differences: readonly CountedLine[] }, Refusal> {
  const compared = compare(lines, ending.counted);
  if (compared.missing.length > 0) {
    const problems = compared.missing.map((currency): FieldProblem => {
      return { field: '/counted', rule: 'missing', detail: `${currency} must be counted` };
    });
    return err(fieldRefusal('count_incomplete', ...problems));
  }
  const differences = compared.lines.filter((line) => line.difference !== 0n);
  if (differences.length > 0 && ending.reason === null) {
    const named = differences.map((line) => line.currency).join(', ');
    const detail = `the count differs from what is expected in ${named}`;
    return err(fieldRefusal('difference_unexplained', { field: '/reason', rule: 'required', detail }));
  }
  return ok({ counted: compared.lines, differences });
}
