import { decideVoidHold } from '../holds/decide.ts';
import type { Hold } from '../holds/model.ts';
import { type AcceptOutcome, type AcceptState, decideAccept } from './accept.ts';
import type { AcceptBasket } from './commands.ts';
import type { Decision, Stamp } from './effects.ts';

/**
 * Decides a basket whose money is held under its own key: what is held counts as there, and is given back by the same decision that
 * takes it, so that nobody else can have it in between. A refusal leaves it held.
 */
export function decideAcceptHeld(
  state: AcceptState & { readonly hold: Hold | null },
  command: AcceptBasket,
  stamp: Stamp,
): Decision<AcceptOutcome> {
  const { hold, position } = state;
  if (!hold || hold.end !== null || !position || !isOfPosition(hold, command))
    return decideAccept(state, command, stamp);
  const withHeld = { ...state, position: { ...position, balance: position.balance + hold.amount } };
  const decision = decideAccept(withHeld, command, stamp);
  if (decision.answer.kind !== 'accepted' || decision.answer.replayed) return decision;
  const { holdResolutions } = decideVoidHold(hold, { id: hold.id, because: 'voided' }, stamp).effects;
  return { ...decision, effects: { ...decision.effects, holdResolutions } };
}

function isOfPosition({ from }: Hold, { agentId, currency }: AcceptBasket): boolean {
  return from.kind === 'agent_position' && from.ownerId === agentId && from.currency === currency;
}
