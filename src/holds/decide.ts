import { assert } from '../kernel/assert.ts';
import { zero } from '../kernel/money.ts';
import { accountKey, chart } from '../ledger/chart.ts';
import { movementOf } from '../ledger/transfers.ts';
import { decided, type Decision, type HoldResolutionEffect, type Stamp } from '../payments/effects.ts';
import type {
  Hold,
  HoldEnd,
  MakeHold,
  MakeHoldOutcome,
  PostHold,
  PostHoldOutcome,
  VoidHold,
  VoidHoldOutcome,
} from './model.ts';

export interface MakeHoldState {
  /** What the key stands for, where it is used. */
  readonly known: Hold | null;
  /** What the account has, less what is held of it already, and its floor; null for an account that was never opened. */
  readonly from: { readonly balance: bigint; readonly floor: bigint } | null;
}

/** Keeps money that is there, down to the floor; the same key and hold again is the same hold, however it ended. */
export function decideHold(state: MakeHoldState, command: MakeHold, stamp: Stamp): Decision<MakeHoldOutcome> {
  const { from, to, amount, expiresAt } = command;
  assert(chart[from.kind].mode === 'strict', 'only what a strict account has can be held');
  assert(amount > 0n && from.currency === to.currency, 'a hold is above nought and in one currency');
  assert(accountKey(from) !== accountKey(to), 'a hold leads to another account');
  if (state.known) return decided(isSame(state.known, command) ? { kind: 'already', hold: state.known } : conflict);
  if (expiresAt <= stamp.at) return decided({ kind: 'too_late' });
  const { balance, floor } = state.from ?? { balance: 0n, floor: 0n };
  if (balance - amount < floor) return decided({ kind: 'insufficient' });
  return decided({ kind: 'held', hold: { ...command, madeAt: stamp.at, end: null } }, { holds: [command] });
}

/** Moves what was held, or less of it, by one transfer. The money was kept, so no floor is asked. */
export function decidePostHold(hold: Hold | null, command: PostHold, stamp: Stamp): Decision<PostHoldOutcome> {
  assert(command.amount > 0n, 'what is posted is above nought');
  if (!hold) return decided({ kind: 'not_found' });
  if (hold.end?.state === 'posted') {
    return decided(hold.end.amount === command.amount ? { kind: 'already', hold } : conflict);
  }
  if (hold.end) return decided({ kind: hold.end.state });
  if (hold.expiresAt <= stamp.at) return decided({ kind: 'expired' }, { holdResolutions: [ended(hold, 'expired')] });
  if (command.amount > hold.amount) return decided({ kind: 'exceeds' });
  const { from, to } = hold;
  const { amount } = command;
  return decided(
    { kind: 'posted', hold: { ...hold, end: { state: 'posted', amount } } },
    {
      transfers: [movementOf('hold_posted', { from, to, amount })],
      entryKeys: [{ key: holdEntryKey(hold.id), transferIndex: 0 }],
      holdResolutions: [{ hold, state: 'posted', amount, transferIndex: 0 }],
    },
  );
}

/** Gives back what is held. Somebody's wish may come at any time; an expiry only once the instant has passed. */
export function decideVoidHold(hold: Hold | null, command: VoidHold, stamp: Stamp): Decision<VoidHoldOutcome> {
  if (!hold) return decided({ kind: 'not_found' });
  if (hold.end) return decided(hold.end.state === 'posted' ? { kind: 'posted' } : { kind: 'already', hold });
  const isOver = hold.expiresAt <= stamp.at;
  if (command.because === 'expired' && !isOver) return decided({ kind: 'not_due' });
  const state = isOver ? 'expired' : 'voided';
  return decided(
    { kind: state, hold: { ...hold, end: { state, amount: zero } } },
    { holdResolutions: [ended(hold, state)] },
  );
}

/** Key of the movement that posts a hold: the books themselves take it once only. */
function holdEntryKey(holdId: string): string {
  return `hold:${holdId}`;
}

const conflict = { kind: 'conflict' } as const;

function ended(hold: Hold, state: Exclude<HoldEnd, 'posted'>): HoldResolutionEffect {
  return { hold, state, amount: zero, transferIndex: null };
}

/** When it expires is not compared: whoever asks again counts from another instant. */
function isSame(hold: Hold, command: MakeHold): boolean {
  return (
    hold.amount === command.amount &&
    accountKey(hold.from) === accountKey(command.from) &&
    accountKey(hold.to) === accountKey(command.to)
  );
}
