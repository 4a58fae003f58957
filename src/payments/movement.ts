import { accountKey, chart } from '../ledger/chart.ts';
import { movementOf } from '../ledger/transfers.ts';
import type { PostMovement } from './commands.ts';
import { decided, type Decision } from './effects.ts';

/** `conflict`: the key stands for another movement, and nothing was posted. */
export type MovementOutcome = { readonly kind: 'posted' | 'already' | 'conflict' | 'insufficient' };

export interface MovementState {
  /** What the key stands for, where it is used. */
  readonly posted: PostedMovement | null;
  /** Balance and floor of the account that pays, where it is strict and was opened. */
  readonly from: { readonly balance: bigint; readonly floor: bigint } | null;
}

export type PostedMovement = Pick<PostMovement, 'kind' | 'from' | 'to'> & { readonly amount: bigint };

/** Posts a movement once for its key; a strict account never falls below its floor. */
export function decideMovement(state: MovementState, command: PostMovement): Decision<MovementOutcome> {
  if (state.posted) return decided({ kind: isSame(state.posted, command) ? 'already' : 'conflict' });
  // What was collected before is owed, however little the agent has left.
  if (chart[command.from.kind].mode === 'strict' && command.kind !== 'suspense') {
    const { balance, floor } = state.from ?? { balance: 0n, floor: 0n };
    if (balance - command.amount < floor) return decided({ kind: 'insufficient' });
  }
  return decided(
    { kind: 'posted' },
    {
      transfers: [movementOf(command.kind, command)],
      entryKeys: [{ key: command.key, transferIndex: 0 }],
    },
  );
}

function isSame(posted: PostedMovement, command: PostMovement): boolean {
  return (
    posted.kind === command.kind &&
    posted.amount === command.amount &&
    accountKey(posted.from) === accountKey(command.from) &&
    accountKey(posted.to) === accountKey(command.to)
  );
}
