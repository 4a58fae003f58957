import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { plainCell } from '../../src/platform/documents/plain-cell.ts';
import { reportColumns } from '../../src/platform/documents/settlement-report-csv.ts';
import { csvOf, hidden, hostileName, reportLine, reportOf } from './document-fixture.ts';

/** RFC 4180: cells in quotes may hold commas, doubled quotes and line breaks. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') records.push([]);
    if (end === '') break;
  }
  return records.slice(0, -1);
}

const read = (bytes: Buffer) => {
  const [header = [], ...rows] = parseCsv(bytes.toString('utf8').slice(1));
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
};

describe('the settlement report as CSV', () => {
  test('is what partners have agreed to, to the byte', async () => {
    const lines = [
      reportLine(1),
      reportLine(2, { account: '+994501234567', providerTransaction: null, agentName: 'Bank "Şərq, Qərb"' }),
      reportLine(3, { kind: 'cancellation', amount: minor(-1_001n), fee: minor(-10n), vat: minor(-2n) }),
    ];
    const report = reportOf(lines, { totals: { broughtForward: minor(-50n) } as never });
    const golden = await readFile(new URL('golden/settlement-report.csv', import.meta.url));
    expect((await csvOf(report)).toString('utf8')).toBe(golden.toString('utf8'));
  });

  test('opens with a byte order mark and ends every record with CRLF', async () => {
    const bytes = await csvOf(reportOf([reportLine(1)]));
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = bytes.toString('utf8');
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('every record has every column, and the last is the total of those above', async () => {
    const rows = read(await csvOf(reportOf(Array.from({ length: 40 }, (_, index) => reportLine(index)))));
    expect(rows).toHaveLength(41);
    for (const row of rows) expect(Object.keys(row)).toEqual([...reportColumns]);
    const total = rows.at(-1);
    const cents = (text: string | undefined) => BigInt((text ?? '').replace('.', ''));
    for (const column of ['amount', 'fee', 'vat', 'net']) {
      const sum = rows.slice(0, -1).reduce((all, row) => all + cents(row[column]), 0n);
      expect(cents(total?.[column])).toBe(sum);
    }
    expect(total).toMatchObject({ record: 'total', line: '40', net: '403.00' });
  });

  test('where fees are invoiced apart, a line adds its whole amount', async () => {
    const [line, total] = read(await csvOf(reportOf([reportLine(7)], { mode: 'gross' })));
    expect(line).toMatchObject({ amount: '10.07', fee: '0.10', vat: '0.02', net: '10.07' });
    expect(total).toMatchObject({ net: '10.07' });
  });

  test('a day without payments still has its total', async () => {
    const rows = read(await csvOf(reportOf([])));
    expect(rows).toMatchObject([{ record: 'total', line: '0', net: '0.00', payout_order: '' }]);
  });

  test('no name runs as a formula or breaks a record', async () => {
    const names = [
      '=HYPERLINK("http://x")',
      '\u0000=1+1',
      ' \t@SUM(A1)',
      '\u200b-2+3',
      '＝cmd',
      'a,b\r\n"c"',
      hostileName,
    ];
    const rows = read(await csvOf(reportOf(names.map((agentName, index) => reportLine(index, { agentName })))));
    expect(rows).toHaveLength(names.length + 1);
    expect(rows.map((row) => row['agent']).slice(0, 6)).toEqual([
      `'=HYPERLINK("http://x")`,
      `'=1+1`,
      `'@SUM(A1)`,
      `'-2+3`,
      `'＝cmd`,
      'a,b  "c"',
    ]);
    for (const row of rows) expect(row['agent']).not.toMatch(hidden);
  });
});

describe('a cell', () => {
  test.each([
    ['+994501234567', '+994501234567'],
    ['-12.50', '-12.50'],
    ["'quoted", "''quoted"],
    ['+1+cmd', "'+1+cmd"],
    ['-', "'-"],
    ['012345', '012345'],
    ['x'.repeat(600), 'x'.repeat(500)],
  ])('%s', (text, cell) => {
    expect(plainCell(text)).toBe(cell);
  });

  test('never begins as a formula and never hides anything, whatever comes in', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom('', '=', ' +', '\t-', '\u0000@'),
        (text, start) => {
          const cell = plainCell(`${start}${text}`);
          expect(cell).not.toMatch(hidden);
          expect(cell).toBe(cell.trim());
          if (/^[=+\-@＝＋－＠]/u.test(cell)) expect(cell).toMatch(/^[+-][0-9 .]+$/);
        },
      ),
    );
  });
});
