import { present } from '../kernel/assert.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { DrawerRequest, NewMovement, Once, Payout } from './api.ts';
import type { CashMovement, Keeper } from './model.ts';
import { once } from './request.ts';
import { lockToSettle } from './settling.ts';
import type { DrawerDeps } from './service.ts';
import * as store from './store.ts';

interface Wish {
  readonly shiftId: string;
  readonly movement: NewMovement;
}

export async function recordMovement(deps: DrawerDeps, request: DrawerRequest, wish: Wish): Once<CashMovement> {
  const receiver = await receiverOf(deps, request.by, wish.movement);
  if (!receiver.ok) return receiver;
  return once(
    deps,
    { ...request, wanted: ['move', wish.shiftId, wish.movement] },
    { work: (sql) => record(deps, sql, { request, wish, toTellerId: receiver.value }), read: readerFor(request) },
  );
}

/** Ends an offer with the cash in the receiver's drawer. */
export function confirmMovement(deps: DrawerDeps, request: DrawerRequest, movementId: string): Once<CashMovement> {
  return once(
    deps,
    { ...request, wanted: ['confirm', movementId] },
    { work: (sql) => confirm(deps, sql, { request, movementId }), read: readerFor(request) },
  );
}

/** Ends an offer with the cash where it was. */
export function withdrawMovement(deps: DrawerDeps, request: DrawerRequest, movementId: string): Once<CashMovement> {
  return once(
    deps,
    { ...request, wanted: ['withdraw', movementId] },
    {
      async work(sql) {
        const movement = await store.selectMovement(sql, request.by.agentId, movementId);
        const shift = movement && (await lockToSettle(deps, sql, { by: request.by, shiftId: movement.shiftId }));
        if (!movement?.toTellerId || !shift) return err(refusal('not_found'));
        const decision = { state: 'withdrawn' as const, toShiftId: null, at: deps.clock.now() };
        const isFirst = await store.decideMovement(sql, movementId, decision);
        return isFirst ? ok(movementId) : err(refusal('handover_decided'));
      },
      read: readerFor(request),
    },
  );
}

/** Cash for a payer, out of the open drawer of the teller who asks. */
export function payOut(
  deps: DrawerDeps,
  request: DrawerRequest,
  { payout, claim }: { readonly payout: Payout; readonly claim: (sql: Sql) => Promise<boolean> },
): Once<CashMovement> {
  return once(
    deps,
    { ...request, wanted: ['pay-out', payout.subjectId] },
    {
      async work(sql) {
        const last = await store.selectLastShift(sql, request.by.tellerId);
        const shift = last && (await store.lockShift(sql, request.by.agentId, last.id));
        if (!shift || shift.closedAt) return err(refusal('shift_not_open'));
        if (!(await claim(sql))) return err(refusal('suspense_decided'));
        const at = deps.clock.now();
        const { amount, currency, note } = payout;
        const id = deps.ids.uuid();
        await store.insertMovement(sql, {
          ...{ id, shiftId: shift.id, kind: 'to_payer', currency, amount, note, toTellerId: null },
          ...{ state: 'done', recordedAt: at, decidedAt: at },
        });
        return ok(id);
      },
      read: readerFor(request),
    },
  );
}

function readerFor({ by }: DrawerRequest) {
  return async (sql: Sql, id: string): Promise<Result<CashMovement, Refusal>> =>
    ok(present(await store.selectMovement(sql, by.agentId, id), 'the movement of a request'));
}

async function record(
  deps: DrawerDeps,
  sql: Sql,
  {
    request: { by },
    wish,
    toTellerId,
  }: { readonly request: DrawerRequest; readonly wish: Wish; readonly toTellerId: string | null },
): Promise<Result<string, Refusal>> {
  const shift = await store.lockShift(sql, by.agentId, wish.shiftId);
  if (shift?.tellerId !== by.tellerId) return err(refusal('not_found'));
  if (shift.closedAt) return err(refusal('shift_closed'));
  const { kind, currency, amount, note } = wish.movement;
  const at = deps.clock.now();
  const id = deps.ids.uuid();
  await store.insertMovement(sql, {
    ...{ id, shiftId: shift.id, kind, currency, amount, note, toTellerId, recordedAt: at },
    ...(toTellerId === null ? { state: 'done', decidedAt: at } : { state: 'offered', decidedAt: null }),
  });
  return ok(id);
}

/** Who is to get the cash, where a teller is; asked for before a transaction is open. Refuses: invalid_request. */
async function receiverOf(
  deps: DrawerDeps,
  by: Keeper,
  movement: NewMovement,
): Promise<Result<string | null, Refusal>> {
  const wrong = (rule: string, detail: string) =>
    err(fieldRefusal('invalid_request', { field: '/toTeller', rule, detail }));
  if (movement.kind !== 'to_teller') {
    return movement.toTeller === null ? ok(null) : wrong('unexpected', 'only with the kind `to_teller`');
  }
  if (movement.toTeller === null) return wrong('required', 'the code of the receiving teller');
  const tellers = await deps.agents.listTellers(by.agentId);
  const receiver = tellers.find((teller) => teller.code === movement.toTeller && teller.outletId === by.outletId);
  if (!receiver) return wrong('unknown', 'the outlet has no teller of this code');
  return receiver.id === by.tellerId ? wrong('self', 'another teller than the giver') : ok(receiver.id);
}

async function confirm(
  deps: DrawerDeps,
  sql: Sql,
  { request: { by }, movementId }: { readonly request: DrawerRequest; readonly movementId: string },
): Promise<Result<string, Refusal>> {
  const movement = await store.selectMovement(sql, by.agentId, movementId);
  if (movement?.toTellerId !== by.tellerId) return err(refusal('not_found'));
  if (movement.state !== 'offered') return err(refusal('handover_decided'));
  const own = await store.selectLastShift(sql, by.tellerId);
  if (!own || own.closedAt) return err(refusal('shift_not_open'));
  // Both drawers change at once or not at all; always in the same order, so that two hand-overs cannot wait for one another.
  for (const id of [movement.shiftId, own.id].toSorted()) {
    const shift = present(await store.lockShift(sql, by.agentId, id), 'the shift of a hand-over');
    if (shift.closedAt) return err(refusal(id === own.id ? 'shift_not_open' : 'handover_decided'));
  }
  const decision = { state: 'done' as const, toShiftId: own.id, at: deps.clock.now() };
  const isFirst = await store.decideMovement(sql, movementId, decision);
  return isFirst ? ok(movementId) : err(refusal('handover_decided'));
}
