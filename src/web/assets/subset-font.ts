import { assert, present } from '../../kernel/assert.ts';

/** Inclusive ranges of code points. */
export type CodePointRanges = readonly (readonly [from: number, to: number])[];

type Tables = ReadonlyMap<string, Buffer>;

/** A component of a composite glyph names its glyph at this offset; the flags stand before it. */
const moreComponents = 0x0020;
const wordArguments = 0x0001;
const oneScale = 0x0008;
const twoScales = 0x0040;
const fourScales = 0x0080;
const longestComponentList = 64;

/**
 * Cuts a TrueType font down to some characters: outlines, widths and the character map, no kerning. A font for every
 * script of the world would be most of what a phone has to load. Same input, same bytes.
 */
export function subsetFont(font: Buffer, ranges: CodePointRanges): Buffer {
  const tables = readTables(font);
  const outlines = readOutlines(tables);
  const mapped = readCharacterMap(table(tables, 'cmap'), ranges);
  const kept = withComponents(outlines, [0, ...mapped.values()]);
  const newId = new Map(kept.map((glyph, index) => [glyph, index]));
  const glyphs = kept.map((glyph) => renumbered(present(outlines[glyph], 'a glyph'), newId));
  const head = Buffer.from(table(tables, 'head'));
  head.writeUInt32BE(0, 8);
  head.writeInt16BE(1, 50);
  const written = new Map<string, Buffer>([
    ['OS/2', table(tables, 'OS/2')],
    ['cmap', writeCharacterMap(new Map([...mapped].map(([code, glyph]) => [code, present(newId.get(glyph), 'id')])))],
    ['glyf', Buffer.concat(glyphs)],
    ['head', head],
    ['hhea', withCount(table(tables, 'hhea'), 34, kept.length)],
    ['hmtx', writeMetrics(tables, kept)],
    ['loca', writeOffsets(glyphs)],
    ['maxp', withCount(table(tables, 'maxp'), 4, kept.length)],
    ['name', table(tables, 'name')],
    ['post', withoutGlyphNames(table(tables, 'post'))],
  ]);
  return writeFont(written);
}

function readTables(font: Buffer): Tables {
  const tables = new Map<string, Buffer>();
  for (let index = 0; index < font.readUInt16BE(4); index += 1) {
    const entry = 12 + index * 16;
    const from = font.readUInt32BE(entry + 8);
    tables.set(font.toString('latin1', entry, entry + 4), font.subarray(from, from + font.readUInt32BE(entry + 12)));
  }
  return tables;
}

function table(tables: Tables, tag: string): Buffer {
  return present(tables.get(tag), `the font table ${tag}`);
}

function readOutlines(tables: Tables): Buffer[] {
  const isLong = table(tables, 'head').readInt16BE(50) === 1;
  const loca = table(tables, 'loca');
  const glyf = table(tables, 'glyf');
  const offset = (index: number) => (isLong ? loca.readUInt32BE(index * 4) : loca.readUInt16BE(index * 2) * 2);
  const count = table(tables, 'maxp').readUInt16BE(4);
  return Array.from({ length: count }, (_, index) => glyf.subarray(offset(index), offset(index + 1)));
}

/** Glyph by code point, in order, from the map of the basic plane (format 4). */
function readCharacterMap(cmap: Buffer, ranges: CodePointRanges): Map<number, number> {
  const subtables = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.readUInt32BE(8 + index * 8));
  const at = present(
    subtables.find((offset) => cmap.readUInt16BE(offset) === 4),
    'a character map of format 4',
  );
  const segments = cmap.readUInt16BE(at + 6) / 2;
  const map = new Map<number, number>();
  for (const [from, to] of ranges) {
    for (let code = from; code <= to; code += 1) {
      const glyph = glyphOf(cmap, { at, segments }, code);
      if (glyph !== 0) map.set(code, glyph);
    }
  }
  return map;
}

function glyphOf(cmap: Buffer, map: { at: number; segments: number }, code: number): number {
  const ends = map.at + 14;
  let segment = 0;
  while (cmap.readUInt16BE(ends + segment * 2) < code) segment += 1;
  const starts = ends + map.segments * 2 + 2;
  const start = cmap.readUInt16BE(starts + segment * 2);
  if (start > code) return 0;
  const delta = cmap.readUInt16BE(starts + (map.segments + segment) * 2);
  const rangeAt = starts + (2 * map.segments + segment) * 2;
  const range = cmap.readUInt16BE(rangeAt);
  if (range === 0) return (code + delta) & 0xffff;
  const glyph = cmap.readUInt16BE(rangeAt + range + (code - start) * 2);
  return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
}

/** The glyphs and all they are put together from, in ascending order. */
function withComponents(outlines: readonly Buffer[], wanted: readonly number[]): number[] {
  const kept = new Set<number>();
  const waiting = [...wanted];
  for (let glyph = waiting.pop(); glyph !== undefined; glyph = waiting.pop()) {
    if (kept.has(glyph)) continue;
    kept.add(glyph);
    waiting.push(...componentsOf(present(outlines[glyph], 'a glyph')).map((component) => component.glyph));
  }
  return [...kept].sort((a, b) => a - b);
}

/** The glyphs a composite glyph is made of, and where in its outline their numbers stand. */
function componentsOf(outline: Buffer): { at: number; glyph: number }[] {
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return [];
  const components: { at: number; glyph: number }[] = [];
  for (let at = 10; ;) {
    const flags = outline.readUInt16BE(at);
    components.push({ at: at + 2, glyph: outline.readUInt16BE(at + 2) });
    assert(components.length <= longestComponentList, 'a glyph has few components');
    if ((flags & moreComponents) === 0) return components;
    at += 4 + ((flags & wordArguments) === 0 ? 2 : 4);
    at += (flags & oneScale) === 0 ? 0 : 2;
    at += (flags & twoScales) === 0 ? 0 : 4;
    at += (flags & fourScales) === 0 ? 0 : 8;
  }
}

function renumbered(outline: Buffer, newId: ReadonlyMap<number, number>): Buffer {
  const copy = Buffer.alloc(Math.ceil(outline.length / 4) * 4);
  outline.copy(copy);
  for (const { at, glyph } of componentsOf(outline)) copy.writeUInt16BE(present(newId.get(glyph), 'a component'), at);
  return copy;
}

function writeMetrics(tables: Tables, kept: readonly number[]): Buffer {
  const hmtx = table(tables, 'hmtx');
  const count = table(tables, 'hhea').readUInt16BE(34);
  const metrics = kept.map((glyph) => {
    const metric = Buffer.alloc(4);
    metric.writeUInt16BE(hmtx.readUInt16BE(Math.min(glyph, count - 1) * 4), 0);
    const bearingAt = glyph < count ? glyph * 4 + 2 : count * 4 + (glyph - count) * 2;
    metric.writeInt16BE(hmtx.readInt16BE(bearingAt), 2);
    return metric;
  });
  return Buffer.concat(metrics);
}

function writeOffsets(glyphs: readonly Buffer[]): Buffer {
  const loca = Buffer.alloc((glyphs.length + 1) * 4);
  let offset = 0;
  for (const [index, glyph] of glyphs.entries()) {
    offset += glyph.length;
    loca.writeUInt32BE(offset, (index + 1) * 4);
  }
  return loca;
}

function withCount(source: Buffer, at: number, count: number): Buffer {
  const copy = Buffer.from(source);
  copy.writeUInt16BE(count, at);
  return copy;
}

/** Version 3: the glyphs have no names, which only printers of old asked for. */
function withoutGlyphNames(post: Buffer): Buffer {
  const copy = Buffer.from(post.subarray(0, 32));
  copy.writeUInt32BE(0x00030000, 0);
  return copy;
}

/** One segment of format 4 per run of code points whose glyphs also follow one another. */
function writeCharacterMap(map: ReadonlyMap<number, number>): Buffer {
  const runs: { start: number; end: number; delta: number }[] = [];
  for (const [code, glyph] of map) {
    const last = runs.at(-1);
    const delta = (glyph - code) & 0xffff;
    if (last && last.end === code - 1 && last.delta === delta) last.end = code;
    else runs.push({ start: code, end: code, delta });
  }
  runs.push({ start: 0xffff, end: 0xffff, delta: 1 });
  const power = Math.floor(Math.log2(runs.length));
  const words = [
    ...[0, 1, 3, 1, 0, 12],
    ...[4, 16 + runs.length * 8, 0, runs.length * 2, 2 ** (power + 1), power, (runs.length - 2 ** power) * 2],
    ...runs.map((run) => run.end),
    0,
    ...runs.map((run) => run.start),
    ...runs.map((run) => run.delta),
    ...runs.map(() => 0),
  ];
  const cmap = Buffer.alloc(words.length * 2);
  for (const [index, word] of words.entries()) cmap.writeUInt16BE(word, index * 2);
  return cmap;
}

function writeFont(tables: Tables): Buffer {
  const tags = [...tables.keys()].sort();
  const power = Math.floor(Math.log2(tags.length));
  const directory = Buffer.alloc(12 + tags.length * 16);
  directory.writeUInt32BE(0x00010000, 0);
  for (const [index, value] of [tags.length, 2 ** power * 16, power, (tags.length - 2 ** power) * 16].entries()) {
    directory.writeUInt16BE(value, 4 + index * 2);
  }
  const parts = [directory];
  let offset = directory.length;
  let headAt = 0;
  for (const [index, tag] of tags.entries()) {
    const body = table(tables, tag);
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    const entry = 12 + index * 16;
    directory.write(tag, entry, 'latin1');
    directory.writeUInt32BE(checksum(padded), entry + 4);
    directory.writeUInt32BE(offset, entry + 8);
    directory.writeUInt32BE(body.length, entry + 12);
    if (tag === 'head') headAt = offset;
    parts.push(padded);
    offset += padded.length;
  }
  const font = Buffer.concat(parts);
  font.writeUInt32BE((0xb1b0afba - checksum(font)) >>> 0, headAt + 8);
  return font;
}

/** Sum of the 32-bit words, modulo 2³²; the length is a multiple of four. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}
