/**
 * Every point at which a process may be made to die, stand still or fail, in a sentence that says what is durable there.
 * The sentences are the table of docs/faults.md.
 */
export const faultPoints = {
  'lane.taken': 'A process has taken the lane, and has written nothing in its epoch.',
  'lane.before_write': 'A command is decided in its turn; nothing of it is written.',
  'lane.before_commit': 'What a command runs alone for is written, and its transaction is open.',
  'lane.after_commit': 'A batch is durable, and nobody has been told.',
  'delivery.before_claim': 'A provider has work; no attempt of this round is written.',
  'delivery.before_send': 'The attempt is committed, and no byte of it has left.',
  'delivery.after_answer': 'The provider has answered, and nothing of the answer is written.',
  'delivery.before_booking': 'The answer is understood and decided on, and the lane does not know it yet.',
  'delivery.after_booking': 'The outcome is durable, and the worker has not heard that it is.',
  'relay.before_publish': 'Events of the outbox are locked, and nobody has been told of them.',
  'relay.after_publish': 'Subscribers have heard of the events, and none is marked as published.',
  'close.before_reports': 'A day is cut and its figures are prepared; it is not closed.',
  'close.after_reports': 'A day is closed with its reports, and nothing of its payouts is posted.',
  'close.before_movement': 'Some movements of a closed day are posted, and the next is not.',
  'close.after_movement': 'A movement of a closed day is posted, and the ones after it are not.',
} as const;

export type FaultPoint = keyof typeof faultPoints;

/** What happens at a point. In a hub that serves people: nothing. Tests compose one that kills, waits or throws. */
export interface FaultPort {
  reach(point: FaultPoint): Promise<void>;
}

export const noFaults: FaultPort = { reach: () => Promise.resolve() };
