import { createWriterLane, type WriterLane, type WriterLaneDeps } from '../../src/engine/writer/writer-lane.ts';
import { PeerUnreached } from '../../src/engine/writer/peers.ts';
import type { Books } from './books.ts';
import { cutOff } from './cut-off.ts';

/** A writer lane over the books, that no other process can reach. */
export function writerLaneOf(books: Pick<Books, 'database' | 'clock'>, deps: Partial<WriterLaneDeps> = {}): WriterLane {
  const { db } = books.database;
  return createWriterLane({
    ...{ db, clock: books.clock, address: 'nowhere', callPeer: unreachable },
    turns: { db, lane: 1, cutOff, stampTime: async () => books.clock.now() },
    ...deps,
  });
}

function unreachable(): Promise<string> {
  return Promise.reject(new PeerUnreached('no other process'));
}
