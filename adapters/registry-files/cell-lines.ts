import { parse } from 'csv-parse/sync';
import type { Shape } from './layout.ts';

/** One line: its number from 1 and its cells, or why it has none. */
export interface CellLine {
  readonly line: number;
  readonly cells: readonly string[];
  readonly fault: 'quotes' | 'encoding' | 'line_too_long' | null;
}

/** Bytes of one line, its end included. */
const mostLineBytes = 8_192;
const newline = 0x0a;
/** The one byte of windows-1251 that no character has. */
const unassigned = 0x98;

/** Cuts a file that comes in pieces into lines and cells. A record is one line: no line break within a cell. */
export interface LineCutter {
  push(bytes: Uint8Array): readonly CellLine[];
  end(): readonly CellLine[];
}

export function createLineCutter(shape: Pick<Shape, 'delimiter' | 'encoding'>): LineCutter {
  const decoder = new TextDecoder(shape.encoding, { fatal: true, ignoreBOM: true });
  let rest: Buffer = Buffer.alloc(0);
  let next = 1;

  function decode(bytes: Buffer): string | null {
    if (shape.encoding === 'windows-1251' && bytes.includes(unassigned)) return null;
    try {
      return decoder.decode(bytes);
    } catch {
      return null;
    }
  }

  /** `bytes` ends where a line ends. */
  function cut(bytes: Buffer): readonly CellLine[] {
    const text = decode(bytes);
    const first = next;
    const table = text === null ? null : tableOf(unmarked(text, first), shape.delimiter);
    if (table === null) return lineByLine(bytes);
    next += table.length;
    const lines: CellLine[] = [];
    for (const cells of table) lines.push({ line: first + lines.length, cells, fault: null });
    return lines;
  }

  /** Something in these lines is wrong: each is looked at alone, so that only the wrong ones are. */
  function lineByLine(bytes: Buffer): readonly CellLine[] {
    const lines: CellLine[] = [];
    for (let start = 0; start < bytes.length;) {
      const found = bytes.indexOf(newline, start);
      const end = found === -1 ? bytes.length : found + 1;
      const text = decode(bytes.subarray(start, end));
      const table = text === null ? null : tableOf(unmarked(text, next), shape.delimiter);
      const fault = text === null ? 'encoding' : table?.length === 1 ? null : 'quotes';
      lines.push({ line: next, cells: table?.[0] ?? [], fault });
      next += 1;
      start = end;
    }
    return lines;
  }

  return {
    push(bytes) {
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const data = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const last = data.lastIndexOf(newline);
      rest = data.subarray(last + 1);
      const lines = last === -1 ? [] : cut(data.subarray(0, last + 1));
      if (rest.length <= mostLineBytes) return lines;
      rest = Buffer.alloc(0);
      return [...lines, { line: next, cells: [], fault: 'line_too_long' }];
    },
    end() {
      const left = rest;
      rest = Buffer.alloc(0);
      return left.length === 0 ? [] : cut(left);
    },
  };
}

function unmarked(text: string, line: number): string {
  return line === 1 && text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** Cells of whole lines; null where quotes do not match, or a quoted cell goes over the end of its line. */
function tableOf(text: string, delimiter: string): readonly (readonly string[])[] | null {
  const ended = text.endsWith('\n') ? text.slice(0, -1) : text;
  const lines = ended.split('\n');
  // Without a quote there is nothing that a parser could find out.
  if (!ended.includes('"')) return cellsOf(lines, delimiter);
  try {
    const table = parse(text, {
      ...{ delimiter, quote: '"', escape: '"', record_delimiter: ['\r\n', '\n'] },
      relax_column_count: true,
    });
    return table.length === lines.length ? table : null;
  } catch {
    return null;
  }
}

function cellsOf(lines: readonly string[], delimiter: string): readonly (readonly string[])[] {
  const table: string[][] = [];
  for (const line of lines) table.push(withoutReturn(line).split(delimiter));
  return table;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
