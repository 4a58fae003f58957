import { hubOwner, type AccountRef } from '../ledger/chart.ts';
import { keysOf, type BankEntry } from './model.ts';
import type { BankStatementDeps } from './service.ts';
import * as store from './store.ts';

type Posted = Pick<BankEntry, 'id' | 'state' | 'agentId' | 'amount' | 'currency'>;

/** Entries that a run takes up; a run ends, so that it cannot hold a job for ever. */
const entriesAtOnce = 1_000;
/** Movements that are handed to the lane together: it writes those of one batch in one statement. */
const movementsAtOnce = 100;

/** Posts what is due. Each step is bound to the state it was decided on and to a key of the lane: a crash, or two at once, post once. */
export async function workOff(deps: Pick<BankStatementDeps, 'db' | 'move'>): Promise<number> {
  const due = await store.selectDue(deps.db.sql, entriesAtOnce);
  let moved = 0;
  for (let first = 0; first < due.length; first += movementsAtOnce) {
    const done = await Promise.all(due.slice(first, first + movementsAtOnce).map((entry) => post(deps, entry)));
    moved += done.filter(Boolean).length;
  }
  return moved;
}

async function post(deps: Pick<BankStatementDeps, 'db' | 'move'>, entry: Posted): Promise<boolean> {
  const { id, state, agentId, amount, currency } = entry;
  const isArrival = state === 'due';
  const bank: AccountRef = { kind: 'bank_mirror', ownerId: hubOwner, currency };
  const nobody: AccountRef = { kind: 'unidentified_deposits', ownerId: hubOwner, currency };
  const target: AccountRef = agentId === null ? nobody : { kind: 'agent_position', ownerId: agentId, currency };
  const key = isArrival ? keysOf(id).arrival : keysOf(id).assignment;
  const { kind } = await deps.move({ key, kind: 'deposit', from: isArrival ? bank : nobody, to: target, amount });
  if (kind !== 'posted' && kind !== 'already') throw new Error(`the deposit of a bank entry is ${kind}`);
  const arrived = agentId === null ? 'unassigned' : 'deposited';
  return store.moveEntry(deps.db.sql, id, { from: state, to: isArrival ? arrived : 'assigned', agentId });
}
