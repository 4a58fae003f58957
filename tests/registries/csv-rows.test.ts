import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CsvProblem, readCsv } from '../../src/registries/csv-rows.ts';

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function cellsOf(bytes: Buffer | string, size = 1_000): Promise<(readonly string[] | null)[]> {
  const cells: (readonly string[] | null)[] = [];
  for await (const row of readCsv(cut(Buffer.from(bytes), size), 1_000_000).rows) {
    expect(row.line).toBe(cells.length + 1);
    cells.push(row.cells);
  }
  return cells;
}

const faultOf = async (bytes: Buffer | string, mostBytes = 1_000_000) => {
  const { rows } = readCsv(cut(Buffer.from(bytes), 7), mostBytes);
  try {
    for await (const row of rows) expect(row.line).toBeGreaterThan(0);
  } catch (error) {
    const { fault, line } = error as CsvProblem;
    return [fault, line];
  }
  return null;
};

test('what was written is read, with either delimiter, however the bytes come', async () => {
  const cell = fc
    .array(fc.constantFrom('a', 'ə', '"', ';', ',', ' ', '#', '😀', '\t'), { maxLength: 6 })
    .map((c) => c.join(''));
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const written = fc.record({
    rows: table,
    delimiter: fc.constantFrom(';', ','),
    end: fc.constantFrom('\n', '\r\n'),
    size: fc.integer({ min: 1, max: 9 }),
    endsWithBreak: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(written, async ({ rows, delimiter, end, size, endsWithBreak }) => {
      const lines = [['x', 'y'], ...rows].map((row, index) => (index === 0 ? row : row.map(quoted)).join(delimiter));
      const text = `${lines.join(end)}${endsWithBreak ? end : ''}`;
      expect(await cellsOf(text, size)).toEqual([['x', 'y'], ...rows]);
    }),
  );
});

test('bare cells are taken as they stand, and a byte order mark goes', async () => {
  expect(await cellsOf('\ufeffa;b\r\n1; x y \n\n')).toEqual([['a', 'b'], ['1', ' x y '], ['']]);
});

test('quotes that do not match leave no cells', async () => {
  expect(await cellsOf('a,b\n"1,2\n1,"2\n1"2,3\n"1"2,3')).toEqual([['a', 'b'], null, null, null, null]);
});

test('the digest is that of all bytes', async () => {
  const bytes = Buffer.from('a,b\n1,2\n');
  const file = readCsv(cut(bytes, 3), 100);
  for await (const row of file.rows) expect(row.cells).toHaveLength(2);
  expect(file.sha256()).toEqual(createHash('sha256').update(bytes).digest());
});

test('a file ends at what cannot be read', async () => {
  expect(await faultOf(Buffer.from([0x61, 0x0a, 0xff, 0x0a]))).toEqual(['encoding', 2]);
  expect(await faultOf(`a\n${'x'.repeat(4_096)}\nb`)).toBeNull();
  expect(await faultOf(`a\n${'x'.repeat(4_097)}\nb`)).toEqual(['line_too_long', 2]);
  expect(await faultOf('x'.repeat(10_000))).toEqual(['line_too_long', 1]);
  expect(await faultOf('a\n'.repeat(50), 99)).toEqual(['too_large', 0]);
});
