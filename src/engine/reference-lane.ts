import { rulesOn } from '../fees/service.ts';
import type { AccountRef } from '../ledger/chart.ts';
import { decideAbandon } from '../payments/abandon.ts';
import { decideAccept } from '../payments/accept.ts';
import { decideAcceptHeld } from '../payments/accept-held.ts';
import { decided, type Decision } from '../payments/effects.ts';
import { decideEntries } from '../payments/entries.ts';
import { decideMovement } from '../payments/movement.ts';
import { decideResolve } from '../payments/resolve.ts';
import { decideReverse } from '../payments/reverse.ts';
import { learnAccounts, type AccountIds } from './accounts.ts';
import { writeFloor } from './floor.ts';
import { accountsOfHolds, holdAtTurn, holdOfKey, postHoldAtTurn, voidHoldAtTurn, writeHolds } from './holds.ts';
import type { Lane } from './lane.ts';
import { numberBatch } from './numbering.ts';
import { findKey, readAcceptContext, readAcceptState } from './read-accept.ts';
import { lockDelivery, readMovementState, readPostedEntries, readResolveState } from './read-delivery.ts';
import { takeTurn, type Turn, type TurnDeps } from './turns.ts';
import { writeBatch, writeEffects } from './write.ts';

/**
 * One transaction a command: the plainest thing that is right, kept beside every faster lane to be compared with it.
 * The lane's row is locked for the turn, so commands have one order, and numbers, receipts and hashes have no gaps.
 */
export function createReferenceLane(deps: TurnDeps): Lane {
  const inTurn = createPoster(deps);
  return {
    accept: (command) =>
      inTurn(async ({ sql, stamp, isRepeat }) => {
        const stored = await findKey(sql, command.agentId, command.key);
        const context = await readAcceptContext(sql, command, stamp.at);
        const rules = await rulesOn(sql, stamp.day);
        const state = await readAcceptState(sql, command, { context, stamp, rules });
        if (!command.outOfHold) return decideAccept({ ...state, stored, isRepeat }, command, stamp);
        const hold = await holdOfKey(sql, command.key);
        return decideAcceptHeld({ ...state, stored, isRepeat, hold }, command, stamp);
      }),
    abandon: (command) =>
      inTurn(async ({ sql }) => decideAbandon(await findKey(sql, command.agentId, command.key), command)),
    reverse: (command) =>
      inTurn(async ({ sql, stamp, isRepeat }) => {
        const state = await lockDelivery(sql, command.payment);
        const decision = decideReverse(state, command, stamp);
        const { answer } = decision;
        const isOwnDoing = isRepeat && answer.kind === 'refused' && answer.code === 'already_reversed';
        return isOwnDoing && state ? decided({ kind: 'reversed', payment: state.payment }) : decision;
      }),
    resolve: (command) =>
      inTurn(async ({ sql, stamp }) => decideResolve(await readResolveState(sql, command), command, stamp)),
    move: (command) => inTurn(async ({ sql }) => decideMovement(await readMovementState(sql, command), command)),
    post: (command) => inTurn(async ({ sql }) => decideEntries(await readPostedEntries(sql, command), command)),
    hold: (command) => inTurn((turn) => holdAtTurn(turn, command)),
    postHold: (command) => inTurn((turn) => postHoldAtTurn(turn, command)),
    voidHold: (command) => inTurn((turn) => voidHoldAtTurn(turn, command)),
    setFloor: (account) =>
      takeTurn(deps, 'shared', (held) => writeFloor(held.sql, held.lane, { ...account, at: held.stamp.at })),
    cut: () => takeTurn(deps, 'alone', async ({ lane, cutDays }) => ({ cutDays, openDay: lane.settlementDay })),
  };
}

/** Decides and writes in one turn. Accounts opened by a turn are remembered only after its commit. */
function createPoster(deps: TurnDeps) {
  let known: AccountIds = new Map();
  return async <A>(decide: (turn: Turn) => Promise<Decision<A>>): Promise<A> => {
    const done = await takeTurn(deps, 'shared', async (turn) => {
      const decision = await decide(turn);
      await deps.faults?.reach('lane.before_write');
      return { answer: decision.answer, accounts: await write(turn, decision, known) };
    });
    known = done.accounts;
    return done.answer;
  };
}

/** Writes a decision; returns the accounts that are known by then. */
async function write(turn: Turn, { effects }: Decision<unknown>, known: AccountIds): Promise<AccountIds> {
  const { sql, stamp, lane } = turn;
  const accounts: AccountRef[] = effects.transfers.flatMap((draft) => draft.postings.map((line) => line.account));
  const held = accountsOfHolds(effects);
  const accountIds = await learnAccounts(sql, known, [...accounts, ...held]);
  const batch = effects.transfers.length > 0 ? numberBatch(lane, stamp, { effects, accountIds }) : null;
  if (batch) await writeBatch(turn, batch);
  await writeEffects(sql, stamp, effects);
  if (held.length > 0) await writeHolds(turn, { effects, accountIds, batch });
  return accountIds;
}
