import { createHash } from 'node:crypto';

/** One line of a CSV file: its number from 1, and its cells; null where quotes do not match. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[] | null;
}

/** Why a file cannot be read on. */
export type CsvFault = 'too_large' | 'line_too_long' | 'encoding';

export class CsvProblem extends Error {
  override readonly name = 'CsvProblem';
  readonly fault: CsvFault;
  /** Number of the line, from 1. */
  readonly line: number;

  constructor(fault: CsvFault, line: number) {
    super(fault);
    this.fault = fault;
    this.line = line;
  }
}

export interface CsvFile {
  readonly rows: AsyncGenerator<CsvRow, void>;
  /** SHA-256 of all bytes; known after the last row. */
  readonly sha256: () => Buffer;
}

/** Bytes of a line, its end included. */
const mostLineBytes = 4_096;
const newline = 0x0a;

/**
 * Reads CSV as it comes, a line at a time: UTF-8 with or without byte order mark, `;` or `,` as the first line has it,
 * cells in double quotes where they need them (RFC 4180), no line break within a cell. Throws CsvProblem.
 */
export function readCsv(chunks: AsyncIterable<Uint8Array>, mostBytes: number): CsvFile {
  const hash = createHash('sha256');
  async function* rows(): AsyncGenerator<CsvRow, void> {
    let delimiter: string | null = null;
    let number = 0;
    for await (const bytes of linesOf(countedChunks())) {
      number += 1;
      const text = decoded(bytes, number);
      delimiter ??= text.includes(';') ? ';' : ',';
      yield { line: number, cells: cellsOf(text, delimiter) };
    }
  }
  async function* countedChunks(): AsyncGenerator<Buffer, void> {
    let size = 0;
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > mostBytes) throw new CsvProblem('too_large', 0);
      hash.update(chunk);
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    }
  }
  return { rows: rows(), sha256: () => hash.digest() };
}

/** Lines as bytes: a chunk may end in the middle of a character, a line does not. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 1;
  for await (const chunk of chunks) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = data.indexOf(newline); end !== -1; end = data.indexOf(newline, start)) {
      yield data.subarray(start, end);
      number += 1;
      start = end + 1;
    }
    rest = data.subarray(start);
    if (rest.length > mostLineBytes) throw new CsvProblem('line_too_long', number);
  }
  if (rest.length > 0) yield rest;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(bytes: Buffer, line: number): string {
  if (bytes.length > mostLineBytes) throw new CsvProblem('line_too_long', line);
  try {
    const text = decoder.decode(bytes);
    const unmarked = line === 1 ? text.replace(/^\ufeff/, '') : text;
    return unmarked.endsWith('\r') ? unmarked.slice(0, -1) : unmarked;
  } catch {
    throw new CsvProblem('encoding', line);
  }
}

/** Cells of one line; null when a quote is opened and not closed, or stands inside a bare cell. */
function cellsOf(text: string, delimiter: string): string[] | null {
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  for (let at = 0; ;) {
    const cell = text.charAt(at) === '"' ? quotedCell(text, at) : bareCell(text, at, delimiter);
    if (!cell) return null;
    cells.push(cell.value);
    if (cell.end === text.length) return cells;
    if (text.charAt(cell.end) !== delimiter) return null;
    at = cell.end + 1;
  }
}

interface Cell {
  readonly value: string;
  /** Index after the cell. */
  readonly end: number;
}

function bareCell(text: string, start: number, delimiter: string): Cell | null {
  const found = text.indexOf(delimiter, start);
  const end = found === -1 ? text.length : found;
  const value = text.slice(start, end);
  return value.includes('"') ? null : { value, end };
}

function quotedCell(text: string, start: number): Cell | null {
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at === -1) return null;
    if (text.charAt(at + 1) !== '"') {
      return { value: text.slice(start + 1, at).replaceAll('""', '"'), end: at + 1 };
    }
  }
}
