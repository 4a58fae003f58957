import type { Lane } from '../engine/lane.ts';
import { assert, present } from '../kernel/assert.ts';
import { minor, zero } from '../kernel/money.ts';
import { placesOf } from '../ledger/service.ts';
import type { Entry } from '../payments/commands.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import * as counts from './count-store.ts';
import { type ClosedCash, correctionEntry, entriesOf, entryKeys } from './entries.ts';
import * as entryStore from './entry-store.ts';
import type { Due } from './entry-store.ts';
import { linesOf } from './model.ts';
import { closedMark } from './report.ts';
import * as store from './store.ts';

interface PostingDeps {
  readonly db: Database;
  readonly post: Lane['post'];
}

/** Shifts and corrections that are posted together: one turn at the lane, of a few hundred postings. */
const mostAtOnce = 50;
/** Turns of one round; what is left waits for the next. */
const mostTurns = 20;

/**
 * Posts what was closed and corrected since the last round. Everything is read from rows that change no more and posted once for
 * its key, so that a round that died, or two at once, do no harm. Returns how many were posted; throws when a key stands for
 * something else, after all others are posted.
 */
export async function postDue(deps: PostingDeps): Promise<number> {
  const conflicts: string[] = [];
  const failures: unknown[] = [];
  let posted = 0;
  let last: Due | null = null;
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const dues: Due[] = await entryStore.selectDue(deps.db.sql, last, mostAtOnce);
    const shifts = dues.filter(({ subjectId, shiftId }) => subjectId === shiftId);
    const corrections = dues.filter(({ subjectId, shiftId }) => subjectId !== shiftId);
    for (const [some, read] of [
      [shifts, entriesOfShift],
      [corrections, entryOfCorrection],
    ] as const) {
      const done = await postAll(deps, some, read);
      posted += done.posted;
      conflicts.push(...done.conflicts);
      failures.push(...done.failures);
    }
    last = dues.at(-1) ?? null;
    if (dues.length < mostAtOnce) break;
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of what is to be posted cannot be read`);
  assert(conflicts.length === 0, `keys stand for other transfers: ${conflicts.join(', ')}`);
  return posted;
}

/** `read` gives nothing for what has to wait for something else. What cannot be read stops nothing else. */
async function postAll(
  { db, post }: PostingDeps,
  dues: readonly Due[],
  read: (sql: Sql, due: Due) => Promise<readonly Entry[] | undefined>,
): Promise<{ readonly posted: number; readonly conflicts: readonly string[]; readonly failures: readonly unknown[] }> {
  const failures: unknown[] = [];
  const ready: { readonly due: Due; readonly entries: readonly Entry[] }[] = [];
  for (const due of dues) {
    try {
      const entries = await read(db.sql, due);
      if (entries) ready.push({ due, entries });
    } catch (error) {
      failures.push(error);
    }
  }
  const entries = ready.flatMap((one) => one.entries);
  const { conflicts } = entries.length === 0 ? { conflicts: [] } : await post({ entries });
  const done = ready.filter((one) => !one.entries.some(({ key }) => conflicts.includes(key)));
  if (done.length > 0) {
    await entryStore.removeDue(
      db.sql,
      done.map(({ due }) => due.subjectId),
    );
  }
  return { posted: done.length, conflicts, failures };
}

async function entriesOfShift(sql: Sql, due: Due): Promise<readonly Entry[]> {
  const shift = present(await store.selectShift(sql, due.agentId, due.shiftId), 'a shift that is to be posted');
  return entriesOf(shift, await readClosedCash(sql, shift));
}

/** Every currency that the shift counted or moved, or that the shift before had left in the drawer. */
async function readClosedCash(sql: Sql, shift: store.ShiftRow): Promise<ClosedCash[]> {
  const until = present(closedMark(shift), 'the end of a closed shift');
  const left = await entryStore.selectClosingOf(sql, shift.tellerId, shift.number - 1);
  const counted = await entryStore.selectClosingOf(sql, shift.tellerId, shift.number);
  const named = [...left, ...counted].map(({ currency }) => ({ currency, amount: zero }));
  const lines = linesOf({
    floats: [...named, ...(await counts.selectFloat(sql, shift.id))],
    turnovers: await store.selectTurnovers(sql, shift, until),
    moved: await store.selectMoved(sql, shift.id),
  });
  const of = (amounts: typeof left, currency: string) =>
    minor(amounts.find((one) => one.currency === currency)?.amount ?? 0n);
  return lines.map((line) => ({ ...line, left: of(left, line.currency), counted: of(counted, line.currency) }));
}

/** Waits for the difference that it corrects. */
async function entryOfCorrection(sql: Sql, due: Due): Promise<readonly Entry[] | undefined> {
  const shift = present(await store.selectShift(sql, due.agentId, due.shiftId), 'the shift of a correction');
  const correction = present(
    await entryStore.selectCorrection(sql, due.subjectId),
    'a correction that is to be posted',
  );
  const key = entryKeys.difference(shift.id, correction.currency);
  const place = (await placesOf(sql, [key])).get(key);
  return place && [correctionEntry(shift, correction, place.transfer)];
}
