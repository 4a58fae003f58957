import { SeatLost } from '../lane.ts';
import type { LaneCommand, LaneOutcome } from './lane-command.ts';
import { decodeAnswers, encode, outcomeOf, type SentAnswer, type SentCommand } from './wire.ts';

/** How one process of the hub reaches another's internal door. Text in, text out. */
export interface PeerCall {
  /** Throws `PeerUnreached` when certainly nothing arrived; any other error leaves that open. */
  (address: string, body: string, signal: AbortSignal): Promise<string>;
}

/** Certain that the other process heard nothing. */
export class PeerUnreached extends Error {
  override readonly name = 'PeerUnreached';
}

/** Sends commands to the holder of the lane: what waits while one letter is under way goes with the next. */
export interface PeerSender {
  send(command: LaneCommand, isRepeat: boolean): Promise<LaneOutcome>;
  /** Waits for no more answers: somebody else holds the lane by now. */
  close(): void;
}

interface Waiting extends SentCommand {
  readonly resolve: (outcome: LaneOutcome) => void;
  readonly reject: (error: unknown) => void;
}

const mostPerLetter = 256;
const lettersAtOnce = 4;

export function createPeerSender(address: string, call: PeerCall): PeerSender {
  let waiting: Waiting[] = [];
  let underWay = 0;
  const abandoned = new AbortController();

  async function post(): Promise<void> {
    if (underWay >= lettersAtOnce || waiting.length === 0) return;
    const letter = waiting.slice(0, mostPerLetter);
    waiting = waiting.slice(mostPerLetter);
    underWay += 1;
    try {
      const answers = decodeAnswers(
        await call(address, encode(letter.map(({ command, isRepeat }) => ({ command, isRepeat }))), abandoned.signal),
      );
      for (const [index, one] of letter.entries()) settle(one, answers[index]);
    } catch (error) {
      const isInDoubt = !(error instanceof PeerUnreached);
      for (const one of letter) one.reject(new SeatLost({ isInDoubt: isInDoubt || one.isRepeat }));
    } finally {
      underWay -= 1;
      void post();
    }
  }

  return {
    send: (command, isRepeat) =>
      new Promise<LaneOutcome>((resolve, reject) => {
        waiting.push({ command, isRepeat, resolve, reject });
        // Whatever is submitted in the same turn of the event loop goes into one letter.
        queueMicrotask(() => void post());
      }),
    close: () => abandoned.abort(),
  };
}

function settle(one: Waiting, answer: SentAnswer | undefined): void {
  try {
    if (answer === undefined) throw new SeatLost({ isInDoubt: true });
    one.resolve(outcomeOf(answer));
  } catch (error) {
    one.reject(error);
  }
}
