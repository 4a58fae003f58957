import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFieldCipher, SealBroken } from '../../../src/platform/crypto/field-cipher.ts';
import { parseKeyRing, type KeyRing } from '../../../src/platform/crypto/key-ring.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

function ringOf(...entries: string[]): KeyRing {
  const ring = parseKeyRing(entries.join(','));
  if (!ring.ok) throw new Error(ring.error);
  return ring.value;
}

describe('values encrypted at rest', () => {
  const cipher = createFieldCipher(ringOf(key('k1')));

  it('open to what was sealed, at their own place', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (place, clear) => {
        expect(cipher.openText(place, cipher.sealText(place, clear))).toBe(clear);
      }),
    );
  });

  it('do not open in another row or another column', () => {
    const sealed = cipher.sealText('citizen.person:row-1', 'AA1234567');
    expect(() => cipher.openText('citizen.person:row-2', sealed)).toThrow(SealBroken);
    expect(() => cipher.openText('citizen.phone:row-1', sealed)).toThrow(SealBroken);
  });

  it('do not open after any one bit was changed, or when they are cut short', () => {
    const sealed = cipher.sealText('place', 'FIN 5ABC3D7');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => cipher.openText('place', changed)).toThrow(SealBroken);
      expect(() => cipher.openText('place', sealed.subarray(0, at))).toThrow(SealBroken);
    }
  });

  it('look different every time, so that equal values are not seen to be equal', () => {
    expect(cipher.sealText('place', 'same')).not.toEqual(cipher.sealText('place', 'same'));
  });

  it('stay readable while keys are rotated, and only while their key is in the ring', () => {
    const [old, next] = [key('k1'), key('k2')];
    const sealedBefore = createFieldCipher(ringOf(old)).sealText('place', 'value');
    const rotated = createFieldCipher(ringOf(next, old));
    expect(rotated.openText('place', sealedBefore)).toBe('value');
    expect(rotated.keyId).toBe('k2');
    const sealedAfter = rotated.sealText('place', 'value');
    expect(createFieldCipher(ringOf(next)).openText('place', sealedAfter)).toBe('value');
    expect(() => createFieldCipher(ringOf(next)).openText('place', sealedBefore)).toThrow(SealBroken);
  });
});

describe('the key ring of the configuration', () => {
  it('names the current key first', () => {
    expect(ringOf(key('new'), key('old')).all.map((entry) => entry.id)).toEqual(['new', 'old']);
  });

  it('refuses short keys, unnamed keys, doubles and nothing at all, without repeating a secret', () => {
    const secret = randomBytes(32).toString('base64');
    const short = `k1:${randomBytes(16).toString('base64')}`;
    for (const text of ['', short, secret, `K1:${secret}`, `a:${secret},b:${secret}`, `a:${secret},`]) {
      const ring = parseKeyRing(text);
      expect(ring.ok).toBe(false);
      expect(JSON.stringify(ring)).not.toContain(secret);
    }
    expect(parseKeyRing(Array.from({ length: 9 }, (_, at) => key(`k${at}`)).join(',')).ok).toBe(false);
  });
});
