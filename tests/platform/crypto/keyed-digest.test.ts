import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKeyedDigest, equalInConstantTime } from '../../../src/platform/crypto/keyed-digest.ts';
import { parseKeyRing, type KeyRing } from '../../../src/platform/crypto/key-ring.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

function ringOf(...entries: string[]): KeyRing {
  const ring = parseKeyRing(entries.join(','));
  if (!ring.ok) throw new Error(ring.error);
  return ring.value;
}

describe('keyed digests', () => {
  it('find an equal value of the same purpose, and nothing else', () => {
    const digest = createKeyedDigest(ringOf(key('k1')));
    expect(digest.of('fin', '5ABC3D7')).toEqual(digest.of('fin', '5ABC3D7'));
    expect(digest.of('fin', '5ABC3D7')).not.toEqual(digest.of('fin', '5ABC3D8'));
    expect(digest.of('fin', '5ABC3D7')).not.toEqual(digest.of('card', '5ABC3D7'));
    expect(digest.of('a', 'bc')).not.toEqual(digest.of('ab', 'c'));
  });

  it('cannot be made without the key', () => {
    const [ours, theirs] = [createKeyedDigest(ringOf(key('k1'))), createKeyedDigest(ringOf(key('k1')))];
    expect(ours.of('fin', '5ABC3D7')).not.toEqual(theirs.of('fin', '5ABC3D7'));
  });

  it('are still found while the keys are rotated', () => {
    const [old, next] = [key('k1'), key('k2')];
    const stored = createKeyedDigest(ringOf(old)).of('fin', '5ABC3D7');
    const rotating = createKeyedDigest(ringOf(next, old));
    expect(rotating.matches('fin', '5ABC3D7', stored)).toBe(true);
    expect(rotating.candidates('fin', '5ABC3D7')).toContainEqual(stored);
    expect(rotating.of('fin', '5ABC3D7')).not.toEqual(stored);
    expect(createKeyedDigest(ringOf(next)).matches('fin', '5ABC3D7', stored)).toBe(false);
  });

  it('are compared whatever their length', () => {
    expect(equalInConstantTime(Buffer.from('abc'), Buffer.from('abc'))).toBe(true);
    expect(equalInConstantTime(Buffer.from('abc'), Buffer.from('abd'))).toBe(false);
    expect(equalInConstantTime(Buffer.from('abc'), Buffer.from('ab'))).toBe(false);
  });
});
