import { describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import type { Receipt } from '../../src/platform/documents/receipt.ts';
import { renderReceipt, type ReceiptLayout } from '../../src/platform/documents/render-receipt.ts';
import { hidden, hostileName, knownLine, knownMeter, receipt, unconfirmed } from './document-fixture.ts';
import { readPdf } from './pdf.ts';

const layouts: readonly ReceiptLayout[] = ['a4', 'roll80'];

const read = async (data: Receipt, layout: ReceiptLayout) => {
  const pdf = readPdf(await renderReceipt(data, layout));
  return {
    ...pdf,
    text: pdf.pages
      .join('\n')
      .replaceAll('\u00a0', ' ')
      .replace(/ *\n */g, ' '),
  };
};

describe.each(layouts)('the receipt on %s', (layout) => {
  test('shows both legs, the amounts and where to check it', async () => {
    const { text, pages } = await read(receipt, layout);
    expect(pages).toHaveLength(1);
    for (const expected of [
      'Ödəniş qəbzi',
      '№ 2611 2200 0000 0174',
      'Təsdiqləndi',
      'Qəbul edildi: 22 noyabr 2026, 14:02:11',
      'Azərpoçt, Nizami 12',
      'Azəriqaz təsdiqlədi: 22 noyabr 2026, 14:02:13',
      'Təşkilatdakı nömrəsi: 88120447',
      '1.234,20 ₼',
      '0,40 ₼',
      '1.234,60 ₼',
      '••••••••••4471',
      'Leyla M.',
      'Günel Əsgərova',
      receipt.verifyUrl,
    ]) {
      expect(text).toContain(expected);
    }
  });

  test.each([
    ['accepted', 'Qəbul edildi', 'Azəriqaz hələ təsdiqləməyib'],
    ['sending', 'Təşkilata bildirilir', 'Azəriqaz hələ təsdiqləməyib'],
    ['unknown', 'Təşkilatın cavabı gözlənilir', 'ikinci dəfə ödəməyin'],
    ['rejected', 'Təşkilat qəbul etmədi', 'pulu ödədiyiniz yerdə geri ala bilərsiniz'],
  ] as const)('says what %s means and claims no confirmation', async (state, name, meaning) => {
    const { text } = await read({ ...unconfirmed, state }, layout);
    expect(text).toContain(name);
    expect(text).toContain(meaning);
    expect(text).not.toContain('təsdiqlədi:');
  });

  test.each([
    ['az', 'NÜMUNƏ: BU, QƏBZ DEYİL'],
    ['ru', 'ОБРАЗЕЦ: ЭТО НЕ КВИТАНЦИЯ'],
    ['en', 'SPECIMEN: THIS IS NO RECEIPT'],
  ] as const)('from a sandbox says above all else, in %s, that it is none', async (language, words) => {
    const { text, pages } = await read({ ...receipt, language, isSpecimen: true }, layout);
    expect(pages).toHaveLength(1);
    expect(text.indexOf(words)).toBeGreaterThanOrEqual(0);
    expect(text.indexOf(words)).toBeLessThan(text.indexOf('2611 2200 0000 0174'));
    expect((await read({ ...receipt, language }, layout)).text).not.toContain(words);
  });

  test('says what was known of a line before the payment, and as of when', async () => {
    const { text } = await read({ ...receipt, known: knownLine }, layout);
    for (const said of ['Paket', 'Gənc 500', 'Balansın son günü 31 dekabr 2026']) expect(text).toContain(said);
    expect(text).toContain('Ödənişdən əvvəlki məlumat 22 noyabr 2026, 14:00:00');
    expect(text).not.toMatch(/Son göstərici|Tarif pilləsi/);
  });

  test.each([
    ['az', ['Son göstərici 1.200 m³, 31 oktyabr 2026', 'Tarif pilləsi 1, bu pillədə qalıb: 300 m³']],
    ['ru', ['Последнее показание 1 200 м³, 31 октября 2026 г.', 'Ступень тарифа 1, в этой ступени осталось: 300 м³']],
    ['en', ['Last reading 1,200 m³, 31 October 2026', 'Tariff block 1, left in it: 300 m³']],
  ] as const)('says in %s where a meter stood', async (language, said) => {
    const { text } = await read({ ...receipt, language, known: knownMeter }, layout);
    for (const fact of said) expect(text).toContain(fact);
  });

  test.each([
    ['az', 'Borcun tarixi 3 noyabr 2026'],
    ['ru', 'Задолженность на 3 ноября 2026 г.'],
    ['en', 'Debt as of 3 November 2026'],
  ] as const)('says in %s as of when a debt from a file was', async (language, said) => {
    const known = { ...knownLine, plan: null, validUntil: null, asOf: '2026-11-03' };
    expect((await read({ ...receipt, language, known }, layout)).text).toContain(said);
  });

  test('says nothing of what was not known', async () => {
    const nothing = { ...knownMeter, meter: { unit: 'm3' as const, lastReading: null }, block: null };
    const { text } = await read({ ...receipt, known: nothing }, layout);
    expect(text).not.toMatch(/Paket|Balansın|Son göstərici|Tarif pilləsi|Ödənişdən əvvəlki/);
    const last = { ...knownMeter, block: { block: 3, leftInBlock: null } };
    expect((await read({ ...receipt, known: last }, layout)).text).toMatch(/Tarif pilləsi 3 Ödənişdən/);
  });

  test('a reversed one says that it is no longer valid', async () => {
    const reversedAt = new Date('2026-11-22T10:12:00Z');
    const { text } = await read({ ...unconfirmed, state: 'reversed', reversedAt }, layout);
    expect(text).toContain('Bu qəbz artıq qüvvədə deyil');
    expect(text).toContain('Ləğv edildi: 22 noyabr 2026, 14:12:00');
  });

  test('speaks Russian and English', async () => {
    const russian = await read({ ...receipt, language: 'ru', currency: 'RUB' }, layout);
    expect(russian.text).toContain('Azəriqaz: подтверждено 22 ноября 2026 г., 14:02:13');
    expect(russian.text).toContain('1 234,60 ₽');
    const english = await read({ ...receipt, language: 'en', currency: 'EUR' }, layout);
    expect(english.text).toContain('Confirmed by Azəriqaz: 22 November 2026, 14:02:13');
    expect(english.text).toContain('1,234.60 €');
  });

  test('names the other receipts of its basket, not itself', async () => {
    const others = ['2611220000000182', receipt.receiptNumber, '2611220000000190'];
    const { text } = await read({ ...receipt, basketReceipts: others }, layout);
    expect(text).toContain('2611 2200 0000 0182, 2611 2200 0000 0190');
    expect(text.split('2611 2200 0000 0174').length).toBe(layout === 'a4' ? 3 : 2);
    const alone = await read({ ...receipt, basketReceipts: [receipt.receiptNumber] }, layout);
    expect(alone.text).not.toContain('Eyni səbətdəki');
  });

  test('never breaks an amount in two, however large', async () => {
    const amount = minor(1_000_000_000_000n);
    const { text } = await read({ ...receipt, amount, total: minor(amount + receipt.fee) }, layout);
    expect(text).toContain('Cəmi 10.000.000.000,40 ₼');
  });

  test('names no outlet and no teller where there was none', async () => {
    const { text } = await read({ ...receipt, outlet: '', teller: '' }, layout);
    expect(text).not.toMatch(/Məntəqə|Kassir|Azərpoçt,/);
  });

  test('names no payer where none is known', async () => {
    const { text } = await read({ ...receipt, payerName: null }, layout);
    expect(text).not.toContain('Ödəyən');
  });

  test('is the same byte for byte, and another when the provider has answered', async () => {
    const first = await renderReceipt(receipt, layout);
    expect((await renderReceipt(receipt, layout)).equals(first)).toBe(true);
    expect((await renderReceipt(unconfirmed, layout)).equals(first)).toBe(false);
  });

  test('is not moved by hostile text: what happened stays readable', async () => {
    const { text, pages } = await read(
      {
        ...receipt,
        state: 'rejected',
        providerLeg: null,
        providerName: hostileName,
        payerName: hostileName,
        agent: hostileName,
        outlet: hostileName,
        teller: hostileName,
        account: hostileName,
        basketReceipts: Array.from({ length: 500 }, (_, index) => String(2_611_220_000_000_000 + index)),
      },
      layout,
    );
    expect(pages.length).toBeLessThanOrEqual(2);
    expect(text).not.toMatch(hidden);
    expect(text).toContain('pulu ödədiyiniz yerdə geri ala bilərsiniz');
    expect(text).toContain('1.234,60 ₼');
  });

  test('refuses to be printed when it does not add up', async () => {
    const wrong = { ...receipt, total: minor(receipt.total + 1n) };
    await expect(renderReceipt(wrong, layout)).rejects.toThrow('adds up');
  });
});

describe('the 80 mm roll', () => {
  test('is 80 mm wide and as long as its text', async () => {
    const short = await read(unconfirmed, 'roll80');
    const long = await read({ ...receipt, basketReceipts: ['2611220000000182'] }, 'roll80');
    expect(short.sizes[0]?.width).toBeCloseTo(226.77, 1);
    expect(short.sizes[0]?.height).toBeGreaterThan(300);
    expect(long.sizes[0]?.height).toBeGreaterThan(short.sizes[0]?.height ?? 0);
    expect(long.sizes[0]?.height).toBeLessThan(800);
  });

  test('is black and nothing else', async () => {
    const { contents } = await read({ ...receipt, state: 'rejected', providerLeg: null }, 'roll80');
    const inks = [...(contents[0] ?? '').matchAll(/([\d.]+ [\d.]+ [\d.]+) (?:scn|SCN)/g)].map(([, ink]) => ink);
    expect(new Set(inks)).toEqual(new Set(['0 0 0']));
  });
});
