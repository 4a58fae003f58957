import { CommitUnknown } from '../../platform/database/sql.ts';
import { LaneUnavailable, SeatLost } from '../lane.ts';
import type { LaneCommand, LaneOutcome } from './lane-command.ts';

/** A command as one process hands it to another. */
export interface SentCommand {
  readonly command: LaneCommand;
  readonly isRepeat: boolean;
}

/** What came of it: an outcome, or which of the lane's errors. */
export type SentAnswer =
  // Null where the command has no outcome of its own: undefined does not survive JSON.
  | { readonly outcome: LaneOutcome | null }
  | { readonly lost: { readonly isInDoubt: boolean } }
  | { readonly failed: 'unavailable' | 'unknown' | 'broken'; readonly message: string };

/** JSON with bigints and instants marked, so that they come out as what they went in. */
export function encode(value: readonly SentCommand[] | readonly SentAnswer[]): string {
  return JSON.stringify(value, function mark(this: Record<string, unknown>, key, plain: unknown) {
    const original = this[key];
    if (typeof original === 'bigint') return { $n: original.toString() };
    return original instanceof Date ? { $t: original.getTime() } : plain;
  });
}

export function decodeCommands(text: string): SentCommand[] {
  return JSON.parse(text, unmark) as SentCommand[];
}

export function decodeAnswers(text: string): SentAnswer[] {
  return JSON.parse(text, unmark) as SentAnswer[];
}

function unmark(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$n' in value && typeof value.$n === 'string') return BigInt(value.$n);
  if ('$t' in value && typeof value.$t === 'number') return new Date(value.$t);
  return value;
}

export function answerOf(error: unknown): SentAnswer {
  if (error instanceof SeatLost) return { lost: { isInDoubt: error.isInDoubt } };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof LaneUnavailable) return { failed: 'unavailable', message };
  return { failed: error instanceof CommitUnknown ? 'unknown' : 'broken', message };
}

/** The outcome, or the error that the holder met. */
export function outcomeOf(answer: SentAnswer): LaneOutcome {
  if ('outcome' in answer) return answer.outcome ?? undefined;
  if ('lost' in answer) throw new SeatLost(answer.lost);
  if (answer.failed === 'unavailable') throw new LaneUnavailable(answer.message);
  if (answer.failed === 'unknown') throw new CommitUnknown(answer.message);
  throw new Error(`the holder of the lane failed: ${answer.message}`);
}
