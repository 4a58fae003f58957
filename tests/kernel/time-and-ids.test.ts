import { describe, expect, it } from 'vitest';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { idsFrom, systemIds } from '../../src/kernel/ids.ts';
import { seededBytes, uniformBelow } from '../../src/kernel/random.ts';

describe('the simulated clock', () => {
  it('stands still until it is moved', () => {
    const clock = simulatedClock(new Date('2026-11-20T00:00:00Z'));
    const first = clock.now();
    expect(clock.now()).toEqual(first);
    clock.advanceMs(1500);
    expect(clock.now().getTime() - first.getTime()).toBe(1500);
    clock.set(first);
    expect(clock.now()).toEqual(first);
  });
});

describe('identifiers', () => {
  const clock = simulatedClock(new Date('2026-11-20T00:00:00Z'));

  it('are versions 7 that carry the clock, all different, in order', () => {
    const ids = systemIds(clock);
    const made = Array.from({ length: 1000 }, () => ids.uuid());
    expect(new Set(made).size).toBe(1000);
    expect([...made].toSorted()).toEqual(made);
    const prefix = clock.now().getTime().toString(16).padStart(12, '0');
    expect(made.every((id) => id.replaceAll('-', '').startsWith(prefix) && id.charAt(14) === '7')).toBe(true);
  });

  it('have bytes that come once, whatever their number', () => {
    const ids = systemIds(clock);
    const drawn = [16, 4_000, 100, 5_000, 16, 16].map((length) => ids.bytes(length));
    expect(drawn.map((bytes) => bytes.length)).toEqual([16, 4_000, 100, 5_000, 16, 16]);
    const words = drawn.flatMap((bytes) => bytes.toString('hex').match(/.{16}/g) ?? []);
    expect(new Set(words).size).toBe(words.length);
  });

  it('repeat from the same seed and differ from another', () => {
    const from = (seed: string) => idsFrom(clock, seededBytes(seed)).uuid();
    expect(from('a')).toBe(from('a'));
    expect(from('a')).not.toBe(from('b'));
  });
});

describe('seeded randomness', () => {
  it('is the same stream however it is cut', () => {
    const whole = seededBytes('s')(100);
    const cut = seededBytes('s');
    expect(Buffer.concat([cut(1), cut(32), cut(67)])).toEqual(whole);
  });

  it('draws every number below its bound about as often', () => {
    const bytes = seededBytes('uniform');
    const counts = Array.from({ length: 7 }, () => 0);
    for (let drawn = 0; drawn < 7000; drawn += 1) {
      const value = uniformBelow(bytes, 7);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1150);
  });
});
