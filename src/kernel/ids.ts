import { randomBytes } from 'node:crypto';
import { V7Generator } from 'uuidv7';
import type { Clock } from './clock.ts';

/** Where new identifiers and secrets come from. Injected, so that the demo and the tests are repeatable. */
export interface Ids {
  /** A new uuid version 7: unguessable (74 random bits) and ordered by the clock's time. */
  uuid(): string;
  /** Uniform random bytes. */
  bytes(length: number): Buffer;
}

/** Identifiers from the operating system's randomness. */
export function systemIds(clock: Clock): Ids {
  return idsFrom(clock, drawnAhead(poolBytes));
}

/** Random bytes drawn at once: each call of the operating system costs as much as some hundred bytes. */
const poolBytes = 4_096;

/** Hands out random bytes that were drawn ahead; every byte once, and none stays behind. */
function drawnAhead(size: number): (length: number) => Buffer {
  let pool = Buffer.alloc(0);
  let next = 0;
  return (length) => {
    if (length > size) return randomBytes(length);
    if (next + length > pool.length) {
      pool = randomBytes(size);
      next = 0;
    }
    const taken = Buffer.from(pool.subarray(next, next + length));
    pool.fill(0, next, next + length);
    next += length;
    return taken;
  };
}

/** Identifiers from a given source of randomness; the seeded source of the demo and the tests comes in here. */
export function idsFrom(clock: Clock, bytes: (length: number) => Buffer): Ids {
  const generator = new V7Generator({ nextUint32: () => bytes(4).readUInt32BE(0) });
  return {
    uuid: () => generator.generateOrResetCore(clock.now().getTime(), 10_000).toString(),
    bytes,
  };
}
