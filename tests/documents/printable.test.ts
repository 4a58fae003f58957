import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsedFont, weights } from '../../src/platform/documents/fonts.ts';
import { drawableRanges, printable } from '../../src/platform/documents/printable.ts';
import { hidden, hostileName } from './document-fixture.ts';

describe('what is printed', () => {
  test('keeps the letters of the three languages, the currencies and no-break spaces', () => {
    const text = 'Əə Ğğ Iı İi Öö Üü Şş Çç · Съешь ещё · O’Neil № 5 — 1\u00a0234,50\u00a0₼ € ₽ …';
    expect(printable(text)).toBe(text);
  });

  test('composes letters, so that an accent typed apart does not stand apart', () => {
    expect(printable('c\u0327 i\u0307')).toBe('ç i\u0307'.normalize('NFC'));
  });

  test('becomes one line without anything invisible', () => {
    expect(printable('  Nizami\r\n\t12\u200b\u202e ,\u00ad 3\u0000 ')).toBe('Nizami 12 , 3');
    expect(printable(hostileName)).not.toMatch(hidden);
  });

  test('shows that a character was there which the font does not have', () => {
    expect(printable('שלום 😀')).toBe('\ufffd\ufffd\ufffd\ufffd \ufffd');
    expect(printable('a\ud800b')).toBe('ab');
  });

  test('is cut with an ellipsis, and costs no more than its limit however long the text is', () => {
    expect(printable('abcdef', 4)).toBe('abc…');
    expect(printable('abcd', 4)).toBe('abcd');
    expect([...printable('x'.repeat(50_000_000))]).toHaveLength(300);
    expect(printable(`${'\u200b'.repeat(5_000)}hidden`)).toBe('…');
  });

  test('does not let accents climb over the lines above', () => {
    expect(printable(`e${'\u0301\u0302\u0303'.repeat(40)}`)).toHaveLength(3);
  });

  test('is drawable whatever comes in', () => {
    const isDrawable = (character: string) =>
      drawableRanges.some(
        ([from, to]) => (character.codePointAt(0) ?? 0) >= from && (character.codePointAt(0) ?? 0) <= to,
      );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), fc.integer({ min: 2, max: 120 }), (text, limit) => {
        const shown = printable(text, limit);
        expect([...shown].every(isDrawable)).toBe(true);
        expect([...shown].length).toBeLessThanOrEqual(limit);
        expect(printable(shown, limit)).toBe(shown);
      }),
    );
  });

  test.each(weights)('has a shape in the %s font for every character it may hold', (weight) => {
    const font = parsedFont(weight);
    const missing = drawableRanges.flatMap(([from, to]) =>
      Array.from({ length: to - from + 1 }, (_, step) => from + step).filter(
        (code) => !font.hasGlyphForCodePoint(code),
      ),
    );
    expect(missing).toEqual([]);
  });
});
