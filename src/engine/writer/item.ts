import type { FeeRule } from '../../fees/model.ts';
import type { AcceptBasket, ResolveDelivery } from '../../payments/commands.ts';
import type { ResolveState } from '../../payments/resolve.ts';
import type { LaneCommand, LaneOutcome } from './lane-command.ts';
import type { AheadOfAccept } from './read-contexts.ts';

/** What was read for a command before its turn. */
export type ReadAhead =
  | {
      readonly kind: 'accept';
      readonly command: AcceptBasket;
      readonly state: AheadOfAccept;
      readonly rules: { readonly day: string; readonly list: readonly FeeRule[] };
    }
  | { readonly kind: 'resolve'; readonly command: ResolveDelivery; readonly state: ResolveState | null };

/** A command that waits for its turn, and whoever waits for its outcome. */
export interface Item {
  /** Place in the order of arrival. */
  readonly number: number;
  readonly command: LaneCommand;
  /** An earlier holder of the lane may have carried it out already. */
  readonly isRepeat: boolean;
  readonly resolve: (outcome: LaneOutcome) => void;
  readonly reject: (error: unknown) => void;
  /** Null until it is read; null for ever where the command runs alone. */
  ahead: ReadAhead | null;
  /** The last batch that was committed when reading began, and when that was, by the monotonic clock. */
  seen: number;
  readAtMs: number;
  /** Runs in a transaction of its own, with everything read in its turn. */
  isAlone: boolean;
  /** Written only together with items of the same group: how a batch that failed is halved. */
  group: number;
}
