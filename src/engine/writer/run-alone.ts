import type { AcceptedBasket } from '../../payments/answers.ts';
import { LaneUnavailable, SeatLost } from '../lane.ts';
import { createReferenceLane } from '../reference-lane.ts';
import { unavailable, type TurnDeps } from '../turns.ts';
import type { Item } from './item.ts';
import type { LaneOutcome } from './lane-command.ts';
import { nameOf, type Recent } from './recent.ts';

/**
 * Carries a command out in a transaction of its own, as the reference lane does, in the holder's epoch; `lost` when somebody
 * else holds the lane. Nothing else of this process writes meanwhile.
 */
export async function runAlone(
  item: Item,
  turns: TurnDeps,
  { recent, batch }: { readonly recent: Recent; readonly batch: number },
): Promise<'done' | 'lost'> {
  try {
    const outcome = await carryOut(item, turns);
    noteChanges(item, outcome, (name) => recent.note(name, batch));
    item.resolve(outcome);
    return 'done';
  } catch (error) {
    noteChanges(item, undefined, (name) => recent.note(name, batch));
    item.reject(unavailable(error));
    return error instanceof SeatLost ? 'lost' : 'done';
  }
}

function carryOut({ command, isRepeat }: Item, turns: TurnDeps): Promise<LaneOutcome> {
  const lane = createReferenceLane({ ...turns, isRepeat });
  switch (command.kind) {
    case 'accept':
      return lane.accept(command.command);
    case 'abandon':
      return lane.abandon(command.command);
    case 'reverse':
      return lane.reverse(command.command);
    case 'resolve':
      return lane.resolve(command.command);
    case 'move':
      return lane.move(command.command);
    case 'post':
      return lane.post(command.command);
    case 'hold':
      return lane.hold(command.command);
    case 'postHold':
      return lane.postHold(command.command);
    case 'voidHold':
      return lane.voidHold(command.command);
    case 'setFloor':
      return lane.setFloor(command.command);
    case 'cut':
      return lane.cut();
    default:
      return Promise.reject(new LaneUnavailable('the lane knows no such command'));
  }
}

/** Names everything that commands behind this one may have read before it was carried out. */
function noteChanges({ command }: Item, outcome: LaneOutcome, note: (name: string) => void): void {
  switch (command.kind) {
    case 'accept': {
      note(nameOf.key(command.command.agentId, command.command.key));
      const basket = basketOf(outcome);
      for (const payment of basket?.payments ?? []) note(nameOf.account(payment.providerId, payment.account));
      return;
    }
    case 'abandon':
      note(nameOf.key(command.command.agentId, command.command.key));
      return;
    case 'reverse':
    case 'resolve':
      note(nameOf.payment(command.command.payment.id));
      note(nameOf.undone);
      return;
    default:
  }
}

function basketOf(outcome: LaneOutcome): AcceptedBasket | undefined {
  return outcome && 'basket' in outcome ? outcome.basket : undefined;
}
