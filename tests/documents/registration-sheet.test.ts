import { create } from 'qrcode';
import { describe, expect, test } from 'vitest';
import { renderRegistrationSheet } from '../../src/platform/documents/registration-sheet.ts';
import { languages } from '../../src/platform/messages/language.ts';
import { hidden, hostileName, sheet } from './document-fixture.ts';
import { readPdf } from './pdf.ts';

const textOf = async (changes: Partial<typeof sheet> = {}) => {
  const pdf = readPdf(await renderRegistrationSheet({ ...sheet, ...changes }));
  return { ...pdf, text: pdf.pages.join('\n').replaceAll('\u00a0', ' ') };
};

describe('the registration sheet', () => {
  test.each(['wwww-wwww-wwww', 'mmmm-mmmm-mmmm', 'm9ma-mbmc-w7w8', 'jjjj-rrrr-tttt'])(
    'has the initial password %s whole, however wide its letters are',
    async (initialPassword) => {
      const { text } = await textOf({ initialPassword });
      expect(text.split('\n')).toContain(initialPassword);
    },
  );

  test('gives code, holder, accounts and the initial password, in letters that can be copied out', async () => {
    const { text, pages } = await textOf();
    expect(pages).toHaveLength(1);
    for (const expected of [
      'Qeydiyyat vərəqəsi',
      'Leyla Əliağa qızı Məmmədova-Şıxəliyeva',
      '4829 1730 5563',
      'Verilib: 22 noyabr 2026',
      'Azərişıq',
      '100200300400093',
      'Anamın evi',
      'Бабушка, ул. Ленина',
      'mavi-qayıq-7304',
      'https://vahid.example.az/kabinet',
    ]) {
      expect(text).toContain(expected);
    }
  });

  test('speaks the language of the citizen', async () => {
    const titles = { az: 'Qeydiyyat vərəqəsi', ru: 'Регистрационный лист', en: 'Registration sheet' };
    for (const language of languages) {
      const { text, dictionaries } = await textOf({ language });
      expect(text).toContain(titles[language]);
      expect(dictionaries).toContain(`/Lang (${language})`);
    }
  });

  test('a copy has no password and says so', async () => {
    const { text } = await textOf({ initialPassword: null });
    expect(text).not.toContain('İlkin şifrə\n');
    expect(text).toContain('İlkin şifrə bu nüsxədə yazılmır');
  });

  test('without accounts it says how to add one', async () => {
    const { text } = await textOf({ accounts: [] });
    expect(text).toContain('Hələ heç bir hesab bağlanmayıb');
  });

  test('sixty accounts go on over the pages, each once, the header on each page', async () => {
    const accounts = Array.from({ length: 60 }, (_, index) => ({
      providerName: `Təşkilat ${index}`,
      service: 'water' as const,
      account: String(7_700_000_000 + index),
      label: null,
    }));
    const { text, pages } = await textOf({ accounts });
    expect(pages.length).toBeGreaterThan(1);
    for (const { account } of accounts) expect(text.split(account)).toHaveLength(2);
    expect(text.match(/Abonent nömrəsi/g)?.length).toBeGreaterThan(1);
    expect(text).toContain(`1 / ${pages.length}`);
  });

  test('its QR code is the unique code', async () => {
    const { contents } = await textOf();
    expect(darkModules(contents[0] ?? '')).toEqual(expectedModules(sheet.uniqueCode));
  });
});

describe('every document', () => {
  test('is the same byte for byte, whatever was printed before it', async () => {
    const first = await renderRegistrationSheet(sheet);
    await renderRegistrationSheet({ ...sheet, language: 'ru', holderName: 'ÎÏÍ Ì office fjord ŞİŞ' });
    await renderRegistrationSheet({ ...sheet, language: 'en', holderName: hostileName });
    expect((await renderRegistrationSheet(sheet)).equals(first)).toBe(true);
    expect((await renderRegistrationSheet({ ...sheet, uniqueCode: '482917305571' })).equals(first)).toBe(false);
  });

  test('is tagged, titled and embeds its fonts, and holds nothing that acts or leads away', async () => {
    const { dictionaries, fonts } = await textOf();
    expect(dictionaries).toContain('/Marked true');
    expect(dictionaries).toContain('/DisplayDocTitle true');
    for (const tag of ['Document', 'H1', 'H2', 'P', 'Figure', 'Table', 'TR', 'TH', 'TD', 'L', 'LI']) {
      expect(dictionaries).toMatch(new RegExp(`/S /${tag}\\b`));
    }
    expect(dictionaries).toContain('/Scope /Column');
    expect(dictionaries).not.toMatch(
      /\/(JS|JavaScript|URI|Launch|GoToR|SubmitForm|EmbeddedFiles?|OpenAction|AA|Annots)\b/,
    );
    expect(fonts).toHaveLength(3);
    for (const font of fonts) expect(font).toMatchObject({ embedded: true, toUnicode: true });
    expect(dictionaries).not.toContain('Helvetica');
  });

  test('is dated by its data', async () => {
    const { dictionaries } = await textOf();
    expect(dictionaries).toContain('(D:20261122100211Z)');
  });

  test('is not moved by hostile text', async () => {
    const hostile = { providerName: hostileName, service: 'gas' as const, account: hostileName, label: hostileName };
    const { text, pages, dictionaries } = await textOf({
      holderName: hostileName,
      accounts: [hostile],
      cabinetUrl: hostileName,
    });
    expect(pages).toHaveLength(1);
    expect(text).not.toMatch(hidden);
    expect(text).toContain('<script>');
    expect(text).toContain('4829 1730 5563');
    expect(dictionaries).not.toContain('alert');
  });
});

/** The dark modules that are drawn, as `row:column`, from the rectangles of the page's figure. */
function darkModules(content: string): string[] {
  const figure = /\/Figure <<[^>]*>> BDC([\s\S]*?)EMC/.exec(content)?.[1] ?? '';
  const runs = [...figure.matchAll(/([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re/g)].map((match) =>
    match.slice(1).map(Number),
  );
  const unit = runs[0]?.[3] ?? 1;
  const left = Math.min(...runs.map(([x = 0]) => x));
  const top = Math.min(...runs.map(([, y = 0]) => y));
  return runs
    .flatMap(([x = 0, y = 0, width = 0]) => {
      const start = Math.round((x - left) / unit);
      return Array.from(
        { length: Math.round(width / unit) },
        (_, step) => `${Math.round((y - top) / unit)}:${start + step}`,
      );
    })
    .toSorted();
}

function expectedModules(text: string): string[] {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const dark: string[] = [];
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) dark.push(`${row}:${column}`);
  }
  return dark.toSorted();
}
