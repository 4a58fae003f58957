import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProviderConnection } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import type { FileReader } from '../../src/kernel/provider-files.ts';
import { registryFilesAdapter } from '../../adapters/registry-files/adapter.ts';
import { filesOf } from '../../adapters/registry-files/files.ts';

const connectionOf = (settings: Readonly<Record<string, string>>): ProviderConnection => ({
  providerCode: 'village-gas',
  currency: 'AZN',
  endpoint: 'https://gas.example',
  settings: {
    ...{ debtColumns: 'account=1,amount=2', headerLines: '0', acknowledgementColumns: 'reference=1,result=2,reason=3' },
    ...settings,
  },
  timeouts: { queryMs: 1_000, payMs: 1_000 },
});
const files = (settings: Readonly<Record<string, string>> = {}) => filesOf(connectionOf(settings));

function readAll<T>(reader: FileReader<T>, content: string | Uint8Array, size = 1_000_000) {
  const bytes = Buffer.from(content);
  const records: T[] = [];
  for (let start = 0; start < bytes.length; start += size)
    records.push(...reader.push(bytes.subarray(start, start + size)));
  records.push(...reader.end());
  return { records, ...reader.result() };
}
const debts = (content: string | Uint8Array, settings: Readonly<Record<string, string>> = {}) =>
  readAll(files(settings).readDebts(), content);
const rulesOf = (content: string | Uint8Array, settings: Readonly<Record<string, string>> = {}) =>
  debts(content, settings).problems.map(({ line, column, rule }) => `${line}/${column}/${rule}`);

describe('a debt registry', () => {
  test('is read the same, however its bytes come and its cells are quoted', () => {
    const cell = fc
      .array(fc.constantFrom('a', 'ə', ';', '"', ' b', '#', '😀', 'Ж'), { minLength: 1, maxLength: 6 })
      .map((c) => `x${c.join('')}x`);
    const debt = fc.record({
      account: fc.integer({ min: 1, max: 999_999 }),
      amount: fc.integer({ min: 0, max: 10 ** 9 }),
      name: cell,
    });
    const written = fc.record({
      rows: fc.array(debt, { minLength: 1, maxLength: 8 }),
      size: fc.integer({ min: 1, max: 40 }),
      end: fc.constantFrom('\n', '\r\n'),
      closed: fc.boolean(),
    });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(written, ({ rows, size, end, closed }) => {
        const text = rows.map(({ account, amount, name }) => `${account};${amount};${quoted(name)}`).join(end);
        const settings = { debtColumns: 'account=1,amount=2,holderName=3', amountUnit: 'minor' };
        const { records, problemCount, lines, sum } = readAll(
          files(settings).readDebts(),
          `${text}${closed ? end : ''}`,
          size,
        );
        expect(problemCount).toBe(0);
        expect(records.map((record) => [record.account, record.amount, record.holderName])).toEqual(
          rows.map(({ account, amount, name }) => [String(account), BigInt(amount), name]),
        );
        expect([lines, sum]).toEqual([rows.length, rows.reduce((total, { amount }) => total + BigInt(amount), 0n)]);
      }),
    );
  });

  test('maps columns by heading or by place, with the provider’s marks and formats', () => {
    const text = '# sample\nSayğac|Ünvan|Dövr|Son gün|Məbləğ\n007|Bakı|1026|25.11.2026|10,5\n';
    const { records, problems } = debts(text, {
      ...{ delimiter: '|', headerLines: '2', decimalMark: ',', dateFormat: 'DD.MM.YYYY', periodFormat: 'MMYY' },
      debtColumns: 'account=Sayğac,amount=Məbləğ,period=3,dueOn=Son gün,address=Ünvan',
    });
    expect(problems).toEqual([]);
    expect(records).toEqual([
      {
        ...{ line: 3, account: '007', amount: 1050n, period: '2026-10', dueOn: '2026-11-25' },
        ...{ bill: '2026-10', holderName: null, address: 'Bakı' },
      },
    ]);
  });

  test('is read in windows-1251, and refused where a byte is no character', () => {
    const text = Buffer.concat([
      Buffer.from('1;5.00;'),
      Buffer.from([0xc8, 0xe2, 0xe0, 0xed]),
      Buffer.from('\n2;6.00;'),
      Buffer.from([0x98, 0x0a]),
    ]);
    const settings = { encoding: 'windows-1251', debtColumns: 'account=1,amount=2,holderName=3' };
    expect(debts(text.subarray(0, 12), settings).records).toMatchObject([{ holderName: 'Иван' }]);
    expect(rulesOf(text, settings)).toEqual(['2//encoding']);
    expect(rulesOf(Buffer.from([0x31, 0x3b, 0x35, 0x0a, 0xff, 0x3b, 0x35, 0x0a]))).toEqual(['2//encoding']);
  });

  test.each([
    ['10,00', 'amount'],
    ['1e3', 'amount'],
    ['+5', 'amount'],
    ['05.00', 'amount'],
    ['1 000.00', 'amount'],
    ['10.001', 'amount'],
    ['', 'amount'],
    ['٣', 'amount'],
    ['-5.00', 'negative'],
    ['99999999999999', 'amount'],
  ])('takes no amount %j', (amount, rule) => {
    expect(rulesOf(`1;${amount}\n`)).toEqual([`1/amount/${rule}`]);
  });

  test('names line, column and rule of everything that is wrong, and nothing else', () => {
    expect(rulesOf('1;5.00\n;5.00\n2;x\n3;1.00;4\n"4;5.00\n5;7.00\n')).toEqual([
      '2/account/account',
      '3/amount/amount',
      '4//columns',
      '5//quotes',
    ]);
    expect(rulesOf('1;5.00\n\n2;5.00\n')).toEqual(['3//after_empty_line']);
    expect(rulesOf('1;5.00\n\n\n')).toEqual([]);
    expect(rulesOf(`1;5.00\n${'9'.repeat(9_000)}`)).toEqual(['2//line_too_long']);
    expect(rulesOf('')).toEqual(['0//empty']);
    expect(rulesOf('a;b\n1;2.00\n', { headerLines: '1', debtColumns: 'account=a,amount=c' })).toContain('1//header');
    expect(rulesOf('1;5.00;EUR\n', { debtColumns: 'account=1,amount=2,currency=3' })).toEqual(['1/currency/currency']);
  });

  test('tells of wrong cells what may be told', () => {
    const settings = { debtColumns: 'account=1,amount=2,holderName=3' };
    const { problems } = debts(`12 345 678;5.00;x\n1;5,5;y\n1;5.00;a\u0007b\n`, settings);
    expect(problems.map(({ column, value }) => [column, value])).toEqual([
      ['account', '••••5 678'.replace('5 678', ' 678')],
      ['amount', '5,5'],
      ['holderName', ''],
    ]);
  });

  test('ends with a control line that agrees', () => {
    const settings = { debtTrailer: '=,*,count,sum' };
    expect(rulesOf('1;5.00\n2;6.50\n=;;2;11.50\n', settings)).toEqual([]);
    expect(rulesOf('1;5.00\n2;6.50\n=;;3;11.50\n', settings)).toEqual(['3/count/control_sum']);
    expect(rulesOf('1;5.00\n2;6.50\n=;;2;11.51\n', settings)).toEqual(['3/sum/control_sum']);
    expect(rulesOf('1;5.00\n2;6.50\n', settings)).toEqual(['0//trailer']);
    expect(rulesOf('1;5.00\n=;;1;5.00\n2;6.50\n', settings)).toEqual(['3//after_trailer']);
  });
});

describe('settings', () => {
  const problems = (settings: Readonly<Record<string, string>>) =>
    registryFilesAdapter.problems?.(connectionOf(settings));

  test('that cannot be read by are told', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ debtColumns: 'amount=2' })).toEqual(['debtColumns names no account']);
    expect(problems({ debtColumns: 'account=1,amount=1' })).toEqual(['debtColumns uses a column twice']);
    expect(problems({ debtColumns: 'account=a,amount=2' })).toEqual(['debtColumns has headings, and headerLines is 0']);
    expect(problems({ acknowledgementColumns: 'reference=a,result=2' })).toHaveLength(1);
    expect(problems({ encoding: 'windows-1251', paymentColumns: 'reference=r,account=Hesab ə,amount=m' })).toEqual([
      'paymentColumns has what windows-1251 lacks',
    ]);
    expect(problems({ transport: 'sftp' })).toHaveLength(4);
    expect(problems({ debtName: 'x-{date}-{number}.csv', acknowledgementName: 'x-{date}-{number}.csv' })).toHaveLength(
      1,
    );
    expect(problems({ debtName: '../{date}.csv' })).toHaveLength(1);
  });
});

describe('a payment registry', () => {
  const payments = [
    {
      reference: '2611220000000018',
      account: '007',
      amount: minor(1050n),
      acceptedAt: new Date('2026-11-21T20:30:05Z'),
    },
    { reference: '2611220000000026', account: 'a;b', amount: minor(5n), acceptedAt: new Date('2026-11-22T08:00:00Z') },
  ];

  test('has the columns, marks and control line of the settings', () => {
    const written = files({
      ...{ headerLines: '1', debtColumns: 'account=a,amount=b', decimalMark: ',', dateFormat: 'DD.MM.YYYY' },
      paymentColumns: 'line=N,reference=Kod,account=Hesab,amount=Məbləğ,currency=Valyuta,date=Gün,time=Saat',
      paymentTrailer: '=,count,sum',
    }).writePayments(payments);
    expect(Buffer.from(written).toString()).toBe(
      [
        'N;Kod;Hesab;Məbləğ;Valyuta;Gün;Saat',
        '1;2611220000000018;007;10,50;AZN;22.11.2026;00:30:05',
        '2;2611220000000026;"a;b";0,05;AZN;22.11.2026;12:00:00',
        '=;2;10,55',
        '',
      ].join('\r\n'),
    );
  });

  test('is written in windows-1251', () => {
    const settings = { encoding: 'windows-1251', headerLines: '1', debtColumns: 'account=a,amount=b' };
    const written = files({ ...settings, paymentColumns: 'reference=Код,account=Счёт,amount=Сумма' }).writePayments(
      payments,
    );
    expect(new TextDecoder('windows-1251').decode(written).split('\r\n')[0]).toBe('Код;Счёт;Сумма');
  });
});

test('an acknowledgement speaks two words', () => {
  const reader = files({ headerLines: '1', debtColumns: 'account=a,amount=b' }).readAcknowledgement();
  const text =
    'reference;result;reason\n2611220000000018;OK;\n2611220000000026;REJECTED;closed\n2611220000000034;ok;\n26;OK;\n';
  const { records, problems } = readAll(reader, text);
  expect(records.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['confirmed', null],
    ['rejected', 'closed'],
  ]);
  expect(problems.map(({ line, column }) => `${line}/${column}`)).toEqual(['4/result', '5/reference']);
});
