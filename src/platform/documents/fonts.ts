import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert } from '../../kernel/assert.ts';
import { pdfLibrary } from './pdf-library.ts';
import { drawableRanges } from './printable.ts';

export type Weight = 'regular' | 'semibold' | 'bold';

export const weights: readonly Weight[] = ['regular', 'semibold', 'bold'];

const files: Readonly<Record<Weight, string>> = {
  regular: '400Regular/NotoSans_400Regular.ttf',
  semibold: '600SemiBold/NotoSans_600SemiBold.ttf',
  bold: '700Bold/NotoSans_700Bold.ttf',
};

/** A font as pdfkit holds it once it has read the file. It takes one back wherever it takes the bytes of a file. */
export interface ParsedFont {
  layout(text: string): unknown;
  hasGlyphForCodePoint(codePoint: number): boolean;
  glyphForCodePoint(codePoint: number): unknown;
}

const parsed = new Map<Weight, ParsedFont>();

/**
 * A Noto Sans font, which has ə, Cyrillic and the signs ₼ € ₽. Read and parsed at its first use and shared from then
 * on: parsing takes some 50 ms a font and would be most of the work on a receipt.
 */
export function parsedFont(weight: Weight): ParsedFont {
  const known = parsed.get(weight);
  if (known) return known;
  const path = createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans/${files[weight]}`);
  const font = parse(readFileSync(path));
  parsed.set(weight, font);
  return font;
}

/** Makes the three weights known to a document under their names. */
export function registerFonts(pdf: PDFKit.PDFDocument): void {
  // pdfkit takes a parsed font as well as bytes; its types know only the bytes.
  for (const weight of weights) pdf.registerFont(weight, parsedFont(weight) as unknown as Buffer);
}

/** pdfkit's parser is not public, so a document that is never written is asked for the font it has opened. */
function parse(bytes: Buffer): ParsedFont {
  const holder = new (pdfLibrary())({ font: '' }).font(bytes) as unknown as { _font?: { font?: ParsedFont } };
  const font = holder._font?.font;
  assert(typeof font?.layout === 'function', 'pdfkit has opened the font');
  nameGlyphs(font);
  return font;
}

/**
 * Ties every glyph to its character before anything is drawn. The parser does it at first sight only, and it may see a
 * glyph first as a part of another (the I of İ), without a character: from then on no I could be copied out of a PDF,
 * and the bytes of a document would depend on the documents before it.
 */
function nameGlyphs(font: ParsedFont): void {
  for (const [from, to] of drawableRanges) {
    for (let codePoint = from; codePoint <= to; codePoint += 1) font.glyphForCodePoint(codePoint);
  }
}
