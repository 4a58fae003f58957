import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { type Language, languages } from '../../src/platform/messages/language.ts';
import { breaches, openVisitor, person, register, signInFirst } from './browser.ts';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';

/** A browser on a busy machine takes its time; nothing here is about how long. */
const patientMs = 180_000;

const prepaid = '501234567';

let fixture: CabinetFixture;
let browser: Browser;

beforeAll(async () => {
  const line = { kind: 'prepaid', plan: 'Sərbəst 10', renewsOn: '2026-12-05', validUntil: '2027-01-04' } as const;
  const who = { holderName: 'Leyla Məmmədova', address: 'Bakı', proofCode: null, active: true };
  const accounts = new Map([['azercell', [{ ...who, number: prepaid, bills: [], credit: minor(380n), line }]]]);
  [fixture, browser] = await Promise.all([cabinetFixture({ accounts }), openBrowser()]);
}, patientMs);

afterAll(async () => {
  await browser.close();
  await fixture.close();
}, patientMs);

const words: Readonly<Record<Language, readonly string[]>> = {
  az: ['Balans 4 yanvar tarixinədək qüvvədədir', 'Paket 5 dekabr tarixində yenilənir', '10,00 ₼ ayda'],
  ru: ['Баланс действует до 4 января', 'Пакет продлевается 5 декабря', '10,00 ₼ в месяц'],
  en: ['The balance is valid until 4 January', 'The package renews on 5 December', '10.00 ₼ a month'],
};

describe.each(languages.map((language, index) => ({ language, index })))('in $language', ({ language, index }) => {
  test(
    'a prepaid line shows its plan, renewal and validity, what replaces the plan, and the plans to choose from',
    async () => {
      const who = { ...person, fin: `5A6B7C${index}`, cardNumber: `1234567${index}`, phone: `+99450111223${index}` };
      const { page, complaints, close } = await openVisitor(browser, fixture.url, { language });
      const sheet = await register(fixture, page, { links: [{ providerCode: 'azercell', account: prepaid }], who });
      await signInFirst(page, sheet);
      await page.click('.more summary');
      await Promise.all([page.waitForEvent('load'), page.click('.more a[href$="/plans"]')]);
      const text = ((await page.locator('main').textContent()) ?? '').replaceAll('\u00a0', ' ');
      for (const said of words[language]) expect(text).toContain(said);
      expect(await page.locator('.notice').textContent()).toContain('SuperSən 3 GB');
      expect(await page.locator('.row h3').allTextContents()).toContain('SuperSən 20 GB');
      expect(await page.locator('.row h3').allTextContents()).not.toContain('Sərbəst 10');
      expect(await breaches(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      expect(complaints).toEqual([]);
      await close();
    },
    patientMs,
  );
});

test(
  'while the provider is silent the plans are shown all the same, and a line of another kind has no such page',
  async () => {
    const who = { ...person, fin: '7A6B7C9', cardNumber: '87654321', phone: '+994501112299' };
    const { page, close } = await openVisitor(browser, fixture.url, { language: 'en' });
    const sheet = await register(fixture, page, { links: [{ providerCode: 'azercell', account: prepaid }], who });
    await signInFirst(page, sheet);
    await page.waitForSelector('.more a[href$="/plans"]', { state: 'attached' });
    const address = (await page.locator('.more a[href$="/plans"]').getAttribute('href')) ?? '';
    fixture.simulators.faults('azercell').set([{ fault: 'down', operations: ['debt'] }]);
    await page.goto(address);
    expect(await page.locator('main').textContent()).toContain('Azercell did not answer');
    expect(await page.locator('.row h3').count()).toBeGreaterThan(2);
    fixture.simulators.faults('azercell').clear();
    const missing = await page.goto('/accounts/0190a000-0000-7000-8000-000000000000/plans');
    expect(missing?.status()).toBe(404);
    await close();
  },
  patientMs,
);
