import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/platform/messages/catalogue.ts';
import { encodeAsset, loadAssets } from '../../src/web/assets/load-assets.ts';
import { subsetFont } from '../../src/web/assets/subset-font.ts';

interface Font {
  hasGlyphForCodePoint(codePoint: number): boolean;
  layout(
    text: string,
    features: Record<string, boolean>,
  ): { advanceWidth: number; glyphs: { path: { toSVG(): string } }[] };
}

/** A reader of fonts that is not ours. */
function openFont(bytes: Buffer): Font {
  const holder = new PDFDocument({ font: '' }).font(bytes) as unknown as { _font: { font: Font } };
  return holder._font.font;
}

const whole = await readFile(
  createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
);

describe('a font that was cut down', () => {
  test('draws the characters it kept exactly as the whole font does, accents and signs of currencies too', () => {
    const [cut, original] = [
      openFont(
        subsetFont(whole, [
          [0x20, 0x17f],
          [0x18f, 0x18f],
          [0x259, 0x259],
          [0x20bc, 0x20bd],
        ]),
      ),
      openFont(whole),
    ];
    const text = 'Əğıİöüşç ₼₽ 0123456789 Ąż';
    const plain = { kern: false, liga: false, ccmp: false, locl: false, mark: false };
    const shapes = (font: Font) => font.layout(text, plain).glyphs.map((glyph) => glyph.path.toSVG());
    expect(shapes(cut)).toEqual(shapes(original));
    expect(cut.layout(text, plain).advanceWidth).toBe(original.layout(text, plain).advanceWidth);
  });

  test('knows nothing of what was left out, and is the same every time', () => {
    const cut = subsetFont(whole, [[0x41, 0x5a]]);
    expect(openFont(cut).hasGlyphForCodePoint(0x51)).toBe(true);
    expect(openFont(cut).hasGlyphForCodePoint(0x61)).toBe(false);
    expect(cut.length).toBeLessThan(whole.length / 20);
    expect(subsetFont(whole, [[0x41, 0x5a]])).toEqual(cut);
  });
});

describe('what the pages load', () => {
  test('has every letter of every message, in three weights that a telephone can bear', async () => {
    const { byPath } = await loadAssets();
    const fonts = [...byPath.values()].filter((asset) => asset.type === 'font/ttf');
    expect(fonts).toHaveLength(3);
    const letters = new Set(Object.values(catalogue).flatMap((text) => [...text.az, ...text.ru, ...text.en]));
    for (const sign of '₼€₽•‹…') letters.add(sign);
    for (const font of fonts) {
      const opened = openFont(font.plain);
      const missing = [...letters].filter((letter) => !opened.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0));
      expect(missing).toEqual([]);
      expect(font.brotli.length).toBeLessThan(30_000);
    }
  });

  test('is named by its content, and the stylesheet names the fonts so', async () => {
    const { paths, byPath } = await loadAssets();
    const css = byPath.get(paths.stylesheet)?.plain.toString() ?? '';
    const named = [...css.matchAll(/url\(([^)]+)\)/g)].map(([, path]) => path ?? '');
    expect(named).toHaveLength(3);
    for (const path of [...named, ...Object.values(paths)]) {
      expect(path).toMatch(/^\/assets\/[a-z0-9-]+-[0-9a-f]{12}\.[a-z]+$/);
      expect(byPath.has(path)).toBe(true);
    }
  });

  test('takes its colours and sizes from tokens that there are', async () => {
    const { paths, byPath } = await loadAssets();
    const css = byPath.get(paths.stylesheet)?.plain.toString() ?? '';
    const tokens = new Set([...css.matchAll(/^\s*(--[a-z0-9-]+):/gm)].map(([, name]) => name));
    const used = [...css.matchAll(/var\((--[a-z0-9-]+)/g)].map(([, name]) => name);
    expect(used.filter((name) => !tokens.has(name))).toEqual([]);
  });

  test('is sent in the form that the browser takes, and is the same in each', async () => {
    const { paths, byPath } = await loadAssets();
    const asset = byPath.get(paths.script);
    if (!asset) throw new Error('no script');
    const brotli = encodeAsset(asset, 'gzip, deflate, br');
    expect([brotli.encoding, brotliDecompressSync(brotli.body)]).toEqual(['br', asset.plain]);
    const gzip = encodeAsset(asset, 'gzip');
    expect([gzip.encoding, gunzipSync(gzip.body)]).toEqual(['gzip', asset.plain]);
    expect(encodeAsset(asset, undefined)).toEqual({ body: asset.plain });
  });
});
