import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** An append-only file of JSON lines. Amounts are bigints in memory and `{"minor":"1045"}` in the file. */
export interface BooksLog {
  /** Everything written before, oldest first. A last line that a crash tore off is dropped from the file. */
  readonly entries: readonly unknown[];
  /** Writes entries in one call; they are in the file, and with `sync` on the disk, when it returns. */
  append(entries: readonly unknown[]): void;
  close(): void;
}

/** A log that forgets: books that need not survive their process. */
export const memoryLog: BooksLog = { entries: [], append: () => undefined, close: () => undefined };

export function openBooksLog(file: string, sync: boolean): BooksLog {
  mkdirSync(dirname(file), { recursive: true });
  const entries = readEntries(file);
  const descriptor = openSync(file, 'a', 0o600);
  return {
    entries,
    append: (added) => {
      if (added.length === 0) return;
      writeWhole(descriptor, Buffer.from(added.map((entry) => `${JSON.stringify(entry, writeMinor)}\n`).join('')));
      if (sync) fsyncSync(descriptor);
    },
    close: () => {
      closeSync(descriptor);
    },
  };
}

function readEntries(file: string): unknown[] {
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
  if (whole.length < bytes.length) truncateSync(file, whole.length);
  const lines = whole.toString('utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line, readMinor) as unknown);
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}

function writeMinor(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? { minor: value.toString() } : value;
}

function readMinor(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('minor' in value)) return value;
  return typeof value.minor === 'string' ? BigInt(value.minor) : value;
}
