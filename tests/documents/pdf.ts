import { inflateSync } from 'node:zlib';

export interface ReadPdf {
  /** The text of each page, in the order it is drawn, one line per drawn line. */
  readonly pages: readonly string[];
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
  readonly fonts: readonly { readonly name: string; readonly embedded: boolean; readonly toUnicode: boolean }[];
  /** Everything outside of streams: the dictionaries. */
  readonly dictionaries: string;
  /** The XML that describes the document. */
  readonly metadata: string;
  /** The drawing instructions of each page. */
  readonly contents: readonly string[];
}

interface PdfObject {
  readonly dictionary: string;
  readonly stream: string | undefined;
}

/** Reads what pdfkit writes (plain objects, one classic cross-reference table), enough to see what a reader would. */
export function readPdf(bytes: Buffer): ReadPdf {
  const objects = readObjects(bytes);
  const pageObjects = [...objects.values()].filter(({ dictionary }) => /\/Type \/Page\b(?!s)/.test(dictionary));
  const contents = pageObjects.map(({ dictionary }) => follow(objects, dictionary, 'Contents')?.stream ?? '');
  const fontObjects = [...objects.values()].filter(({ dictionary }) => dictionary.includes('/Subtype /Type0'));
  return {
    pages: pageObjects.map(({ dictionary }, index) => textOf(contents[index] ?? '', decoders(objects, dictionary))),
    sizes: pageObjects.map(({ dictionary }) => sizeOf(dictionary)),
    fonts: fontObjects.map(({ dictionary }) => describeFont(objects, dictionary)),
    dictionaries: [...objects.values()].map(({ dictionary }) => dictionary).join('\n'),
    metadata: Buffer.from(
      [...objects.values()].find(({ dictionary }) => dictionary.includes('/Type /Metadata'))?.stream ?? '',
      'latin1',
    ).toString('utf8'),
    contents,
  };
}

function readObjects(bytes: Buffer): Map<number, PdfObject> {
  const text = bytes.toString('latin1');
  const objects = new Map<number, PdfObject>();
  const table = text.slice(text.lastIndexOf('\nxref\n'));
  for (const [, offset] of table.matchAll(/(\d{10}) 00000 n/g)) {
    const start = Number(offset);
    const [head = '', number] = /^(\d+) 0 obj\n/.exec(text.slice(start, start + 20)) ?? [];
    const end = text.indexOf('\nendobj', start);
    const body = text.slice(start + head.length, end);
    const streamAt = body.indexOf('stream\n');
    const dictionary = streamAt < 0 ? body : body.slice(0, streamAt);
    objects.set(Number(number), { dictionary, stream: streamAt < 0 ? undefined : readStream(bytes, text, start) });
  }
  return objects;
}

function readStream(bytes: Buffer, text: string, objectStart: number): string {
  const start = text.indexOf('stream\n', objectStart) + 7;
  const dictionary = text.slice(objectStart, start);
  const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
  const raw = bytes.subarray(start, start + length);
  return (dictionary.includes('/FlateDecode') ? inflateSync(raw) : raw).toString('latin1');
}

function follow(objects: Map<number, PdfObject>, dictionary: string, key: string): PdfObject | undefined {
  const number = new RegExp(`/${key} \\[?(\\d+) 0 R`).exec(dictionary)?.[1];
  return number === undefined ? undefined : objects.get(Number(number));
}

/** How each font of a page turns the numbers of its glyphs into characters, by its ToUnicode map. */
function decoders(objects: Map<number, PdfObject>, page: string): Map<string, readonly string[]> {
  const resources = follow(objects, page, 'Resources')?.dictionary ?? '';
  const fonts = /\/Font <<([^>]*)>>/.exec(resources)?.[1] ?? '';
  const found = new Map<string, readonly string[]>();
  for (const [, name = '', number] of fonts.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const font = objects.get(Number(number))?.dictionary ?? '';
    found.set(name, characters(follow(objects, font, 'ToUnicode')?.stream ?? ''));
  }
  return found;
}

function characters(map: string): string[] {
  const ranges = [...map.matchAll(/<[0-9a-f]{4}> <[0-9a-f]{4}> \[([^\]]*)\]/g)].map(([, list = '']) => list);
  return ranges.flatMap((list) => [...list.matchAll(/<([^>]*)>/g)].map(([, units = '']) => fromUnits(units)));
}

function fromUnits(units: string): string {
  const numbers = units.split(' ').filter((unit) => unit !== '');
  return String.fromCharCode(...numbers.map((unit) => parseInt(unit, 16)));
}

function textOf(content: string, fonts: Map<string, readonly string[]>): string {
  const lines: string[] = [];
  let font: readonly string[] = [];
  for (const [, name, drawn] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name) ?? [];
    if (drawn === undefined) continue;
    const codes = [...drawn.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
    lines.push(codes.map((code) => font[parseInt(code, 16)] ?? '').join(''));
  }
  return lines.join('\n');
}

function sizeOf(page: string): { width: number; height: number } {
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(page) ?? [];
  return { width: Number(width), height: Number(height) };
}

function describeFont(objects: Map<number, PdfObject>, font: string): ReadPdf['fonts'][number] {
  const descendant = follow(objects, font, 'DescendantFonts')?.dictionary ?? '';
  const descriptor = follow(objects, descendant, 'FontDescriptor')?.dictionary ?? '';
  return {
    name: /\/BaseFont \/(\S+)/.exec(font)?.[1] ?? '',
    embedded: follow(objects, descriptor, 'FontFile2')?.stream !== undefined,
    toUnicode: follow(objects, font, 'ToUnicode')?.stream !== undefined,
  };
}
