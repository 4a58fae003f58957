/** Something wrong in a biller's file: the whole file must be refused for it. */
export interface FileDefect {
  /** Case of the fault list: P for answers of providers, F for their files. */
  readonly id: string;
  readonly title: string;
  spoil(file: Uint8Array): Uint8Array;
}

function defect(id: string, title: string, spoil: FileDefect['spoil']): FileDefect {
  return { id, title, spoil };
}

function inText(id: string, title: string, change: (text: string) => string): FileDefect {
  return defect(id, title, (file) => Buffer.from(change(Buffer.from(file).toString('utf8'))));
}

/** Changes the first record. */
function inLine(id: string, title: string, change: (line: string) => string): FileDefect {
  return inText(id, title, (text) => {
    const [head = '', first = '', ...rest] = text.split('\n');
    return [head, change(first), ...rest].join('\n');
  });
}

/** Changes one cell of the first record, by its place from 0. */
function inCell(id: string, title: string, [place, value]: readonly [place: number, value: string]): FileDefect {
  return inLine(id, title, (line) => {
    const cells = line.split(';');
    cells[place] = value;
    return cells.join(';');
  });
}

const withoutLastLine = (text: string) => text.replace(/[^\n]*\n$/, '');

/** Defects of any table. */
const common: readonly FileDefect[] = [
  defect('F7', 'an empty file', () => new Uint8Array()),
  defect('P1', 'cut off in a line', (file) => file.subarray(0, Math.floor(file.length * 0.6))),
  inText('P1', 'cut off between lines', withoutLastLine),
  inText('P2', 'a page in place of a file', () => '<!doctype html>\n<html><body>sign in</body></html>\n'),
  inText('P3', 'an XML document', () => '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>\n'),
  inText('P4', 'a line twice', (text) => text.replace(/^([^\n]*\n[^\n]*\n)([^\n]*\n)/, '$1$2$2')),
  inText('P5', 'headings in another case', (text) => text.replace(/^[^\n]*/, (head) => head.toUpperCase())),
  inText('P5', 'a heading twice', (text) => text.replace('Summa', 'Summa;Summa')),
  inText('P5', 'no headings', (text) => text.replace(/^[^\n]*\n/, '')),
  defect('P10', 'windows-1251 for UTF-8', (file) =>
    Buffer.concat([file.subarray(0, 90), Buffer.from([0xc8, 0xe2]), file.subarray(90)]),
  ),
  inText('P11', 'a line of eleven megabytes', (text) => text.replace('\n', `\n${'9'.repeat(11_000_000)}\n`)),
  defect('P12', 'a compressed file', () =>
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0x4c, 0x4a, 6, 0, 0xc2, 0x41, 0x24]),
  ),
  inText('F2', 'an empty line in the middle', (text) => text.replace(/\n/, '\n\n')),
  inLine('F2', 'another delimiter', (line) => line.replaceAll(';', ',')),
  inLine('F2', 'a quote that is not closed', (line) => `"${line}`),
  inLine('F2', 'a cell over two lines', (line) => line.replace(';', ';"\n"')),
  inLine('F2', 'a cell too many', (line) => `${line};x`),
  inLine('F2', 'a cell too few', (line) => line.replace(/;[^;]*$/, '')),
  inText('F3', 'another count', (text) =>
    text.replace(/#total;([0-9]+)/, (_, count: string) => `#total;${Number(count) + 1}`),
  ),
  inText('F3', 'a count that is no number', (text) => text.replace(/#total;[0-9]+/, '#total;many')),
  inText('F3', 'two control lines', (text) => text.replace(/(#total[^\n]*\n)$/, '$1$1')),
  inText('F3', 'a line after the control line', (text) => `${text}${text.split('\n')[1] ?? ''}\n`),
];

export const debtDefects: readonly FileDefect[] = [
  ...common,
  inText('F3', 'another sum', (text) => text.replace(/(#total;[0-9]+;)[^\n]*/, '$19999999.99')),
  inText('F3', 'a debt changed on the way', (text) => text.replace('12.40', '12.41')),
  inCell('F6', 'a decimal comma', [4, '12,40']),
  inCell('F6', 'an exponent', [4, '1e3']),
  inCell('F6', 'fifteen digits', [4, '123456789012345']),
  inCell('F6', 'a fraction of the smallest unit', [4, '12.405']),
  inCell('F6', 'a leading zero', [4, '012.40']),
  inCell('F6', 'grouped digits', [4, '1 012.40']),
  inCell('F6', 'no amount', [4, '']),
  inCell('F6', 'digits of another script', [4, '١٢.٤٠']),
  inCell('F5', 'no account', [0, '']),
  inCell('F5', 'a space in the account', [0, '100 200']),
  inCell('F5', 'an account of a thousand digits', [0, '1'.repeat(1_000)]),
  inCell('P3', 'a control character', [5, 'A\u0000B']),
  inCell('P3', 'text that turns around', [5, 'A\u202eB']),
  inCell('P16', 'a date that does not exist', [3, '2026-11-31']),
  inCell('P16', 'a date in another format', [3, '20.10.2026']),
  inCell('P16', 'a period that does not exist', [2, '2026-13']),
];

export const acknowledgementDefects: readonly FileDefect[] = [
  ...common,
  inCell('P6', 'result in small letters', [1, 'ok']),
  inCell('P6', 'result 0', [1, '0']),
  inCell('P6', 'no result', [1, '']),
  inCell('P6', 'result OK and more', [1, 'OK?']),
  inCell('P7', 'a result that nobody knows', [1, 'MAYBE']),
  inCell('P8', 'another amount', [3, '999.00']),
  inCell('P8', 'an amount of nothing', [3, '0.00']),
  inCell('P8', 'no amount', [3, '']),
  inCell('P9', 'another reference', [0, '2611220000009999']),
  inCell('P9', 'a reference cut short', [0, '261122000000001']),
  inCell('P9', 'no reference', [0, '']),
  inCell('P3', 'a control character', [4, 'K\u0007']),
];
