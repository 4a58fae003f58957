import type { AgentService } from '../agents/api.ts';
import type { Lane } from '../engine/lane.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { renderShiftReport } from '../platform/documents/render-shift-report.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import type { DrawerRequest, DrawerService, NamedDifference, OpenedShift, OpenShiftOf } from './api.ts';
import * as counts from './count-store.ts';
import { closeShift } from './closing.ts';
import { correctDifference, readDifferences } from './differences.ts';
import { confirmMovement, payOut, recordMovement, withdrawMovement } from './moving.ts';
import {
  type CashDifference,
  compare,
  type Counted,
  type Keeper,
  maySettle,
  type Settler,
  type Shift,
} from './model.ts';
import { paperOf } from './paper.ts';
import { postDue } from './posting.ts';
import { readLines, readReport, withNames } from './report.ts';
import { once } from './request.ts';
import { lockToSettle } from './settling.ts';
import * as store from './store.ts';

export interface DrawerDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly agents: Pick<AgentService, 'find' | 'findOutlet' | 'listTellers' | 'findTeller' | 'findCounter'>;
  /** The lane that takes the agents' payments. */
  readonly lane: number;
  readonly post: Lane['post'];
}

const mostListed = 50;

/** Cash drawers and the shifts of tellers, beside the books of the hub and never in the way of a payment. */
export function createDrawerService(deps: DrawerDeps): DrawerService {
  return {
    open: (request, float) =>
      once(
        deps,
        { ...request, wanted: ['open', float] },
        {
          work: (sql) => openShift(deps, sql, { by: request.by, float }),
          read: (sql, id) => opened(sql, request.by, id),
        },
      ),
    move: (request, shiftId, movement) => recordMovement(deps, request, { shiftId, movement }),
    payOut: (request, payout, claim) => payOut(deps, request, { payout, claim }),
    confirm: (request, movementId) => confirmMovement(deps, request, movementId),
    withdraw: (request, movementId) => withdrawMovement(deps, request, movementId),
    count: (request, shiftId, counted) => countCash(deps, request, { shiftId, counted }),
    close: (request, shiftId, ending) => closeShift(deps, request, { shiftId, ...ending }),
    async getOpen(by) {
      const last = await store.selectLastShift(deps.db.sql, by.tellerId);
      return last && !last.closedAt ? opened(deps.db.sql, by, last.id) : err(refusal('not_found'));
    },
    async listPayments(by) {
      const last = await store.selectLastShift(deps.db.sql, by.tellerId);
      return last && !last.closedAt ? store.selectPayments(deps.db.sql, last, mostListed) : [];
    },
    listOpen: (by) => listOpen(deps, by),
    async report(agentId, shiftId, by = null) {
      // One instant for payments, movements and counts.
      const read = await deps.db.transaction((sql) => readReport(sql, { agentId, shiftId, now: deps.clock.now() }), {
        isolation: 'repeatable read',
        readOnly: true,
      });
      if (!read.ok) return read;
      return (await maySee(deps, read.value.shift, by))
        ? ok(await withNames(deps, read.value))
        : err(refusal('not_found'));
    },
    correct: async (request, shiftId, { amount, currency, reason }) => {
      const done = await correctDifference(deps, request, { shiftId, amount, currency, reason });
      if (!done.ok) return done;
      return ok({ ...done.value, value: await named(deps, request.by.agentId, done.value.value) });
    },
    async differences(agentId, shiftId, by = null) {
      const shift = await store.selectShift(deps.db.sql, agentId, shiftId);
      if (!shift || !(await maySee(deps, shift, by))) return err(refusal('not_found'));
      return ok(await named(deps, agentId, await readDifferences(deps.db.sql, shift)));
    },
    workOff: () => postDue(deps),
    pdf: (report, language, layout) => renderShiftReport(paperOf(report, language), layout),
  };
}

async function named(
  { agents }: DrawerDeps,
  agentId: string,
  differences: readonly CashDifference[],
): Promise<readonly NamedDifference[]> {
  if (differences.length === 0) return [];
  const codes = new Map((await agents.listTellers(agentId)).map(({ id, code }) => [id, code]));
  const codeOf = (tellerId: string) => present(codes.get(tellerId), 'a teller of a difference');
  return differences.map((one) => ({
    ...one,
    acceptedByCode: codeOf(one.acceptedBy),
    corrections: one.corrections.map((own) => ({ ...own, correctedByCode: codeOf(own.correctedBy) })),
  }));
}

/** Whoever closed a shift keeps its report, whatever became of its teller since; the agent as a whole sees all of them. */
async function maySee({ agents }: DrawerDeps, shift: Shift, by: Settler | null): Promise<boolean> {
  if (by === null || shift.closedBy === by.tellerId) return true;
  const keeper = (await agents.listTellers(shift.agentId)).find(({ id }) => id === shift.tellerId);
  return maySettle(shift, by, present(keeper, 'the teller of a shift'));
}

async function listOpen({ db, agents }: DrawerDeps, by: Settler): Promise<readonly OpenShiftOf[]> {
  const { agentId, outletId } = by;
  const shifts = await store.selectOpenShifts(db.sql, { agentId, outletId });
  const tellers = new Map((await agents.listTellers(agentId)).map((teller) => [teller.id, teller]));
  return shifts
    .map((shift) => ({ shift, keeper: present(tellers.get(shift.tellerId), 'the teller of a shift') }))
    .filter(({ shift, keeper }) => maySettle(shift, by, keeper))
    .map(({ shift: { id, number, openedAt }, keeper }) => ({ shiftId: id, number, openedAt, tellerCode: keeper.code }))
    .toSorted((a, b) => (a.tellerCode < b.tellerCode ? -1 : 1));
}

async function openShift(
  deps: DrawerDeps,
  sql: Sql,
  { by, float }: { readonly by: Keeper; readonly float: readonly Counted[] },
): Promise<Result<string, Refusal>> {
  const last = await store.selectLastShift(sql, by.tellerId);
  if (last && !last.closedAt) return err(refusal('shift_already_open', { shiftId: last.id }));
  const mark = present(await store.selectMark(sql, deps.lane), 'the lane of the hub');
  const id = deps.ids.uuid();
  const at = deps.clock.now();
  const isOpened = await store.insertShift(sql, {
    ...{ id, agentId: by.agentId, outletId: by.outletId, tellerId: by.tellerId, openedAt: at, lane: deps.lane },
    number: (last?.number ?? 0) + 1,
    afterDay: last?.closedDay ?? mark.day,
    afterTransfer: last?.closedTransfer ?? mark.transfer,
    openedTransfer: mark.transfer,
  });
  if (!isOpened) {
    const first = present(await store.selectLastShift(sql, by.tellerId), 'the shift that was opened first');
    return err(refusal('shift_already_open', { shiftId: first.id }));
  }
  await counts.insertCount(
    sql,
    { id: deps.ids.uuid(), shiftId: id, occasion: 'opening', at },
    float.map((counted) => ({ ...counted, expected: null })),
  );
  return ok(id);
}

async function opened(sql: Sql, by: Keeper, shiftId: string): Promise<Result<OpenedShift, Refusal>> {
  const shift = present(await store.selectShift(sql, by.agentId, shiftId), 'the shift of a request');
  return ok({ shift, float: await counts.selectFloat(sql, shiftId) });
}

function countCash(
  deps: DrawerDeps,
  request: DrawerRequest,
  { shiftId, counted }: { readonly shiftId: string; readonly counted: readonly Counted[] },
): ReturnType<DrawerService['count']> {
  return once(
    deps,
    { ...request, wanted: ['count', shiftId, counted] },
    {
      async work(sql) {
        const shift = await lockToSettle(deps, sql, { by: request.by, shiftId });
        if (!shift) return err(refusal('not_found'));
        if (shift.closedAt) return err(refusal('shift_closed'));
        const { lines } = compare(await readLines(sql, shift), counted);
        const id = deps.ids.uuid();
        await counts.insertCount(sql, { id, shiftId, occasion: 'during', at: deps.clock.now() }, lines);
        return ok(id);
      },
      async read(sql, id) {
        const made = await counts.selectCounts(sql, shiftId, 'during');
        return ok(
          present(
            made.find((count) => count.id === id),
            'the count of a request',
          ),
        );
      },
    },
  );
}
