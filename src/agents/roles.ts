import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Counter, Manager, TellerChanges } from './api.ts';
import type { Agent, Outlet, Teller } from './model.ts';

/** Who may do what beyond taking money. Pure: what was read goes in, and a refusal comes out. */

type Place = Pick<Teller, 'outletId' | 'role'>;

/**
 * The hub's people manage everybody. A supervisor has the tellers and devices of the own outlet, but neither makes supervisors nor
 * touches one, itself included. Refuses: not_found (another outlet), forbidden.
 */
export function mayManage(by: Manager, whom: Place, changes: TellerChanges): Result<void, Refusal> {
  if (by.kind === 'hub') return ok(undefined);
  const { teller } = by.counter;
  if (teller.role !== 'supervisor') return err(refusal('supervisor_required'));
  if (whom.outletId !== teller.outletId) return err(refusal('not_found'));
  return whom.role === 'supervisor' || changes.role === 'supervisor' ? err(refusal('forbidden')) : ok(undefined);
}

/** A payment as far as its way back depends on who asks. `charged`: what the payer handed over, minor units. */
interface TakenPayment {
  readonly tellerId: string | null;
  readonly charged: bigint;
}

/**
 * A teller takes back what the same teller took, up to the limit of the outlet; a supervisor everything that the agent took, since
 * a payer comes to any counter. Refuses: device_not_allowed, supervisor_required.
 */
export function mayReverse({ teller, outlet }: Counter, payment: TakenPayment): Result<void, Refusal> {
  if (teller.role === 'device') return err(refusal('device_not_allowed'));
  if (teller.role === 'supervisor') return ok(undefined);
  if (payment.tellerId !== teller.id) return err(refusal('supervisor_required', { why: 'other_teller' }));
  const { reversalLimit } = outlet;
  return reversalLimit !== null && payment.charged > reversalLimit
    ? err(refusal('supervisor_required', { why: 'reversal_limit' }))
    : ok(undefined);
}

/** Whether a drawer that differs so much may be closed by whoever closes it. Refuses: supervisor_required. */
export function mayLeaveDifference(
  { teller, outlet }: { readonly teller: Pick<Teller, 'role'>; readonly outlet: Pick<Outlet, 'differenceLimit'> },
  differences: readonly bigint[],
): Result<void, Refusal> {
  const { differenceLimit } = outlet;
  if (teller.role === 'supervisor' || differenceLimit === null) return ok(undefined);
  const isWithin = differences.every((one) => (one < 0n ? -one : one) <= differenceLimit);
  return isWithin ? ok(undefined) : err(refusal('supervisor_required', { why: 'difference_limit' }));
}

/**
 * Only a supervisor takes a difference back, and never that of an own shift; where the agent wants two people, not whoever accepted
 * it by closing the shift either. Refuses: supervisor_required, another_supervisor_required.
 */
export function mayCorrectDifference(
  {
    agent,
    teller,
  }: { readonly agent: Pick<Agent, 'correctionsNeedAnother'>; readonly teller: Pick<Teller, 'id' | 'role'> },
  shift: { readonly tellerId: string; readonly closedBy: string | null },
): Result<void, Refusal> {
  if (teller.role !== 'supervisor') return err(refusal('supervisor_required'));
  if (shift.tellerId === teller.id) return err(refusal('another_supervisor_required', { why: 'own_shift' }));
  const isSecond = !agent.correctionsNeedAnother || shift.closedBy !== teller.id;
  return isSecond ? ok(undefined) : err(refusal('another_supervisor_required', { why: 'accepted_it' }));
}

/** A device knows what it took itself, and nothing else; everybody else what the agent took. */
export function maySeePayment(
  teller: Pick<Teller, 'id' | 'role'> | null,
  payment: { readonly tellerId: string | null },
) {
  return teller?.role !== 'device' || payment.tellerId === teller.id;
}
