import { mayCorrectDifference } from '../agents/roles.ts';
import { present } from '../kernel/assert.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { add, formatAmount, minor, type Money, negate, zero } from '../kernel/money.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { placesOf } from '../ledger/service.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { DrawerRequest, Once } from './api.ts';
import { entryKeys } from './entries.ts';
import * as entryStore from './entry-store.ts';
import type { CashDifference, Shift } from './model.ts';
import { once } from './request.ts';
import type { DrawerDeps } from './service.ts';
import * as store from './store.ts';

/** What a closed shift was over or short, and what came of it since; none of an open one. */
export async function readDifferences(sql: Sql, shift: Shift): Promise<readonly CashDifference[]> {
  const rows = await entryStore.selectDifferences(sql, shift.id);
  const corrections = await entryStore.selectCorrections(sql, shift.id);
  const corrected = new Map((await entryStore.selectCorrected(sql, shift.id)).map((one) => [one.currency, one.amount]));
  const keys = [
    ...rows.map(({ currency }) => entryKeys.difference(shift.id, currency)),
    ...corrections.map(({ id, currency }) => entryKeys.correction(id, currency)),
  ];
  const places = await placesOf(sql, keys);
  const posted = (entry: string) => ({ entry, place: places.get(entry) ?? null });
  return rows.map(({ currency, reason, recordedAt, ...row }) => {
    const amount = minor(row.amount);
    const own = corrections
      .filter((one) => one.currency === currency)
      .map((one) => ({
        ...{ id: one.id, amount: minor(one.amount), reason: one.reason },
        ...{ correctedBy: one.correctedBy, correctedAt: one.correctedAt },
        ...posted(entryKeys.correction(one.id, currency)),
      }));
    return {
      ...{ currency, amount, reason, recordedAt, corrections: own },
      ...posted(entryKeys.difference(shift.id, currency)),
      acceptedBy: present(shift.closedBy, 'who closed a shift'),
      open: add(amount, minor(corrected.get(currency) ?? 0n)),
    };
  });
}

interface CorrectionWish extends Money {
  readonly shiftId: string;
  readonly reason: string;
}

/** Takes a difference back in part or as a whole; it stays as it was posted, and a further transfer stands beside it. */
export function correctDifference(
  deps: DrawerDeps,
  request: DrawerRequest,
  wish: CorrectionWish,
): Once<readonly CashDifference[]> {
  const { shiftId, amount, currency, reason } = wish;
  return once(
    deps,
    { ...request, wanted: ['correct', shiftId, amount, currency, reason] },
    {
      work: (sql) => correct(deps, sql, { request, wish }),
      async read(sql) {
        const shift = present(await store.selectShift(sql, request.by.agentId, shiftId), 'the shift of a correction');
        return ok(await readDifferences(sql, shift));
      },
    },
  );
}

async function correct(
  deps: DrawerDeps,
  sql: Sql,
  { request: { by }, wish }: { readonly request: DrawerRequest; readonly wish: CorrectionWish },
): Promise<Result<string, Refusal>> {
  // The lock of the shift lets corrections of one difference go one after the other.
  const shift = await store.lockShift(sql, by.agentId, wish.shiftId);
  if (shift?.outletId !== by.outletId) return err(refusal('not_found'));
  const counter = present(await deps.agents.findCounter(sql, by.agentId, by.tellerId), 'whoever corrects');
  const may = mayCorrectDifference(counter, shift);
  if (!may.ok) return may;
  const { currency, reason } = wish;
  const open = (await readDifferences(sql, shift)).find((one) => one.currency === currency)?.open ?? zero;
  if (wish.amount > (open < 0n ? -open : open)) {
    return err(refusal('correction_exceeds_difference', { open: formatAmount(open, currency), currency }));
  }
  const id = deps.ids.uuid();
  const at = deps.clock.now();
  const amount = open < 0n ? wish.amount : negate(wish.amount);
  await entryStore.insertCorrection(sql, shift.id, {
    ...{ id, currency, amount, reason, correctedBy: by.tellerId, correctedAt: at },
  });
  await entryStore.insertDue(sql, { subjectId: id, shiftId: shift.id, since: at });
  return ok(id);
}
