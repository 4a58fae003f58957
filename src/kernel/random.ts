import { createHash } from 'node:crypto';

/**
 * A repeatable stream of bytes from a seed (SHA-256 in counter mode). For the sample world and the tests only:
 * whoever knows the seed knows every "secret" made from it.
 */
export function seededBytes(seed: string): (length: number) => Buffer {
  let counter = 0;
  let rest = Buffer.alloc(0);
  return (length) => {
    while (rest.length < length) {
      const block = createHash('sha256').update(`${seed}:${counter}`).digest();
      counter += 1;
      rest = Buffer.concat([rest, block]);
    }
    const taken = Buffer.from(rest.subarray(0, length));
    rest = rest.subarray(length);
    return taken;
  };
}

/** A uniform whole number in [0, below), without modulo bias. */
export function uniformBelow(bytes: (length: number) => Buffer, below: number): number {
  const limit = 0x1_0000_0000 - (0x1_0000_0000 % below);
  for (;;) {
    const value = bytes(4).readUInt32BE(0);
    if (value < limit) return value % below;
  }
}
