import type { AbandonOutcome } from '../../payments/abandon.ts';
import type { AcceptOutcome } from '../../payments/accept.ts';
import type {
  AbandonKey,
  AcceptBasket,
  PostEntries,
  PostMovement,
  ResolveDelivery,
  ReversePayment,
} from '../../payments/commands.ts';
import type {
  MakeHold,
  MakeHoldOutcome,
  PostHold,
  PostHoldOutcome,
  VoidHold,
  VoidHoldOutcome,
} from '../../holds/model.ts';
import type { EntriesOutcome } from '../../payments/entries.ts';
import type { MovementOutcome } from '../../payments/movement.ts';
import type { ResolveOutcome } from '../../payments/resolve.ts';
import type { ReverseOutcome } from '../../payments/reverse.ts';
import type { CutOutcome, Lane } from '../lane.ts';

/** What each command carries, and what comes back. */
interface CommandTypes {
  readonly accept: { readonly command: AcceptBasket; readonly outcome: AcceptOutcome };
  readonly abandon: { readonly command: AbandonKey; readonly outcome: AbandonOutcome };
  readonly reverse: { readonly command: ReversePayment; readonly outcome: ReverseOutcome };
  readonly resolve: { readonly command: ResolveDelivery; readonly outcome: ResolveOutcome };
  readonly move: { readonly command: PostMovement; readonly outcome: MovementOutcome };
  readonly post: { readonly command: PostEntries; readonly outcome: EntriesOutcome };
  readonly hold: { readonly command: MakeHold; readonly outcome: MakeHoldOutcome };
  readonly postHold: { readonly command: PostHold; readonly outcome: PostHoldOutcome };
  readonly voidHold: { readonly command: VoidHold; readonly outcome: VoidHoldOutcome };
  readonly setFloor: { readonly command: Parameters<Lane['setFloor']>[0]; readonly outcome: void };
  readonly cut: { readonly command: null; readonly outcome: CutOutcome };
}

export type CommandKind = keyof CommandTypes;

/** A command on its way to the lane, from this process or from another one. */
export type LaneCommand = {
  readonly [K in CommandKind]: { readonly kind: K; readonly command: CommandTypes[K]['command'] };
}[CommandKind];

export type LaneOutcome = CommandTypes[CommandKind]['outcome'];

/** Hands a command to whoever holds the lane; the outcome is of the command's own kind. */
export type Submit = (command: LaneCommand) => Promise<LaneOutcome>;

/** The lane's interface over one way in. */
export function laneOver(submit: Submit): Lane {
  const send =
    <K extends CommandKind>(kind: K) =>
    (command: CommandTypes[K]['command']) =>
      submit({ kind, command } as LaneCommand) as Promise<CommandTypes[K]['outcome']>;
  const cut = send('cut');
  return {
    accept: send('accept'),
    abandon: send('abandon'),
    reverse: send('reverse'),
    resolve: send('resolve'),
    move: send('move'),
    post: send('post'),
    hold: send('hold'),
    postHold: send('postHold'),
    voidHold: send('voidHold'),
    setFloor: send('setFloor'),
    cut: () => cut(null),
  };
}
