import { describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import type { ReportTotals } from '../../src/platform/documents/settlement-report.ts';
import {
  csvOf,
  csvSha256,
  hidden,
  hostileName,
  pdfOf,
  reportLine,
  reportOf,
  type SettlementReport,
} from './document-fixture.ts';
import { readPdf } from './pdf.ts';

const read = async (report: SettlementReport) => {
  const pdf = readPdf(await pdfOf(report));
  return { ...pdf, text: pdf.pages.join('\n').replaceAll('\u00a0', ' ') };
};

const lines = (count: number) => Array.from({ length: count }, (_, index) => reportLine(index));

describe('the settlement report as PDF', () => {
  test('shows the sum as an equation, the transfer that equals it, and each line', async () => {
    const { text, pages, sizes } = await read(reportOf(lines(3)));
    expect(pages).toHaveLength(1);
    expect(sizes[0]).toEqual({ width: 841.89, height: 595.28 });
    expect(text).toContain(
      'Ödənişlərin cəmi\n30,03\n−\nKomissiya\n0,30\n−\nKomissiyanın ƏDV-si\n0,06\n=\nKöçürüləcək məbləğ\n29,67 ₼',
    );
    expect(text).toContain('№ 20261122-AZQ-AZN · AZ21 NABZ 0000 0000 1370 1000 1944 · 29,67 ₼');
    expect(text).toContain(
      '2\n2611 2200 0000 0001\n014471220094472\n22.11.2026 08:00:01\n22.11.2026 08:00:03\n88120001\nKapital Bank\n10,01\n0,10\n0,02',
    );
    expect(text).toContain('Cəmi\n30,03\n0,30\n0,06');
  });

  test('shows what was taken back and what earlier days left', async () => {
    const cancelled = reportLine(9, { kind: 'cancellation', amount: minor(-500n), fee: minor(-5n), vat: minor(-1n) });
    const totals = { broughtForward: minor(-250n) } as ReportTotals;
    const { text } = await read(reportOf([...lines(3), cancelled], { totals }));
    expect(text).toContain('Geri qaytarılıb\n5,00');
    expect(text).toContain('Əvvəlki günlərdən\n2,50');
    expect(text).toContain('-5,00');
    expect(text).toContain('22,23 ₼');
  });

  test('says where fees are invoiced apart', async () => {
    const { text } = await read(reportOf(lines(3), { mode: 'gross' }));
    expect(text).toContain('Köçürüləcək məbləğ\n30,03 ₼');
    expect(text).toContain('Komissiya 0,30 ₼ və ƏDV 0,06 ₼ köçürmədən çıxılmır');
  });

  test('says when nothing is due', async () => {
    const { text } = await read(reportOf([]));
    expect(text).toContain('Bu gün üçün köçürmə yoxdur');
    expect(text).toContain('Bu gün təsdiqlənmiş ödəniş yoxdur');
  });

  test('two hundred lines go on over the pages: each once, the header and the number of the page on each', async () => {
    const { text, pages } = await read(reportOf(lines(200)));
    expect(pages.length).toBeGreaterThan(3);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('Qəbzin nömrəsi');
      expect(page).toContain(`${index + 1} / ${pages.length}`);
    }
    for (const line of lines(200)) expect(text.split(line.account)).toHaveLength(2);
  });

  test('beyond a thousand lines it sums by agent and hour, and names the CSV by its checksum', async () => {
    const { text, pages } = await read(reportOf(lines(1_001)));
    expect(pages).toHaveLength(1);
    expect(text).toContain('1.001 sətir');
    expect(text).toMatch(/Azərpoçt\n501\n/);
    expect(text).toMatch(/Kapital Bank\n500\n/);
    // The first line is confirmed at 08:00:02 in Baku, one a second from then on.
    expect(text).toMatch(/22\.11\.2026 08:00\n1\.001\n/);
    expect(text).toContain(csvSha256);
  });

  test('speaks the language of the provider', async () => {
    const russian = { name: 'Ростелеком', language: 'ru' } as const;
    const { text, dictionaries } = await read(reportOf(lines(2), { provider: russian, currency: 'RUB' }));
    expect(text).toContain('Отчёт о расчётах');
    expect(text).toContain('Сумма, ₽');
    expect(dictionaries).toContain('/Lang (ru)');
  });

  test('has room for the largest sums', async () => {
    const huge = { amount: minor(99_999_999_999_999n), fee: minor(11_111_111_111n), vat: minor(2_222_222_222n) };
    const back = reportLine(2, { kind: 'cancellation', amount: minor(-9_999_999_999_999n) });
    const { text, contents } = await read(
      reportOf([reportLine(1, huge), back], { provider: { name: 'X', language: 'ru' } }),
    );
    expect(text).toContain('\n999 999 999 999,99\n111 111 111,11\n22 222 222,22');
    const rightEdges = [...(contents[0] ?? '').matchAll(/1 0 0 1 ([\d.]+) [\d.]+ Tm/g)].map(([, x]) => Number(x));
    expect(Math.max(...rightEdges)).toBeLessThan(841.89 - 36);
  });

  test('is the same byte for byte', async () => {
    const report = reportOf(lines(30));
    const [first, second] = [await pdfOf(report), await pdfOf(report)];
    expect(second.equals(first)).toBe(true);
  });

  test('no name breaks the page, or the description of the document', async () => {
    const name = `${hostileName.slice(0, 60)} </rdf:li><x:evil/> & Co`;
    const hostile = reportLine(1, { agentName: hostileName, account: hostileName, providerTransaction: hostileName });
    const { text, pages, metadata } = await read(reportOf([hostile], { provider: { name, language: 'az' } }));
    expect(pages).toHaveLength(1);
    expect(text).not.toMatch(hidden);
    expect(metadata).toContain('Hesablaşma hesabatı');
    expect(metadata).not.toMatch(/evil\/>|&(?!amp;)|<script/);
  });
});

describe('a report that does not agree with itself is never written', () => {
  const good = reportOf(lines(3));
  const change = (totals: Partial<ReportTotals>): SettlementReport => ({
    ...good,
    totals: { ...good.totals, ...totals },
  });

  test.each<[string, SettlementReport]>([
    ['another count', change({ count: 4 })],
    ['gross off by one', change({ gross: minor(good.totals.gross + 1n) })],
    ['fees off by one', change({ fee: minor(good.totals.fee - 1n) })],
    ['VAT off by one', change({ vat: minor(good.totals.vat + 1n) })],
    ['net off by one', change({ net: minor(good.totals.net - 1n) })],
    ['a cancellation that is not there', change({ cancelled: minor(1n) })],
    ['a gift brought forward', change({ broughtForward: minor(1n) })],
    ['another mode', { ...good, mode: 'gross' }],
    ['another transfer', { ...good, payoutOrder: { number: '1', iban: 'AZ21', amount: minor(1n) } }],
    ['no transfer', { ...good, payoutOrder: null }],
    ['a payment below nought', { ...good, lines: lines(3).map((line) => ({ ...line, amount: minor(-line.amount) })) }],
  ])('%s', async (_name, report) => {
    await expect(csvOf(report)).rejects.toThrow();
    await expect(pdfOf(report)).rejects.toThrow();
  });
});
