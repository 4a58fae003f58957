import type {
  MakeHold,
  MakeHoldOutcome,
  PostHold,
  PostHoldOutcome,
  VoidHold,
  VoidHoldOutcome,
} from '../holds/model.ts';
import type { AbandonOutcome } from '../payments/abandon.ts';
import type { AcceptOutcome } from '../payments/accept.ts';
import type {
  AbandonKey,
  AcceptBasket,
  PostEntries,
  PostMovement,
  ResolveDelivery,
  ReversePayment,
} from '../payments/commands.ts';
import type { EntriesOutcome } from '../payments/entries.ts';
import type { MovementOutcome } from '../payments/movement.ts';
import type { ResolveOutcome } from '../payments/resolve.ts';
import type { ReverseOutcome } from '../payments/reverse.ts';

export interface CutOutcome {
  /** Days that this call ended; empty when the cut-off has not passed or somebody else was first. */
  readonly cutDays: readonly string[];
  /** The settlement day that is open now. */
  readonly openDay: string;
}

/**
 * The one way to post. Every call is a transition that either happens whole and is durable when the promise resolves,
 * or leaves nothing; a call whose COMMIT answer was lost is looked up by its key before it is answered.
 * Throws `LaneUnavailable` when nothing was accepted and the caller may try again.
 */
export interface Lane {
  accept(command: AcceptBasket): Promise<AcceptOutcome>;
  abandon(command: AbandonKey): Promise<AbandonOutcome>;
  reverse(command: ReversePayment): Promise<ReverseOutcome>;
  resolve(command: ResolveDelivery): Promise<ResolveOutcome>;
  move(command: PostMovement): Promise<MovementOutcome>;
  /** Posts transfers of deferred accounts together, each once for its key. */
  post(command: PostEntries): Promise<EntriesOutcome>;
  /** Keeps money of a strict account without posting it; `postHold` moves it, `voidHold` gives it back. */
  hold(command: MakeHold): Promise<MakeHoldOutcome>;
  postHold(command: PostHold): Promise<PostHoldOutcome>;
  voidHold(command: VoidHold): Promise<VoidHoldOutcome>;
  /** Sets the floor of an agent's position to minus its cap. What was accepted before stays accepted. */
  setFloor(account: { agentId: string; currency: string; floor: bigint }): Promise<void>;
  /** Ends every settlement day whose cut-off has passed; does nothing else. */
  cut(): Promise<CutOutcome>;
}

/** Nothing was accepted; the same request may succeed in a moment. */
export class LaneUnavailable extends Error {
  override readonly name = 'LaneUnavailable';
}

/**
 * Another process holds the lane by now; the command is to be handed to it. In doubt: it may have been carried out before
 * the lane was lost.
 */
export class SeatLost extends Error {
  override readonly name = 'SeatLost';
  readonly isInDoubt: boolean;

  constructor({ isInDoubt }: { readonly isInDoubt: boolean }) {
    super('the lane is held by another process');
    this.isInDoubt = isInDoubt;
  }
}
