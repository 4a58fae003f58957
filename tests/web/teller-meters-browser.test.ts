import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meterBooks } from '../../adapters/native-rest/simulator-meters.ts';
import { type Language, languages } from '../../src/platform/messages/language.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';
import { openTeller, shown } from './desk-browser.ts';
import { accounts, cardOf, find, gasOf, look, patientMs, text } from './gas-desk.ts';
import { deliver } from './teller.ts';

let fixture: CabinetFixture;
let browser: Browser;

beforeAll(async () => {
  [fixture, browser] = await Promise.all([cabinetFixture({ accounts }), openBrowser()]);
  const providerId = (await fixture.hub.providers.findByCode('azerigas'))?.id ?? '';
  const blocks = [
    { upTo: 1_200, priceMilli: 10_000n },
    { upTo: null, priceMilli: 20_500n },
  ];
  valueOf(await fixture.hub.meters.setTariff({ providerId, validFrom: '2026-01-01', period: 'year', blocks }));
  valueOf(await fixture.hub.meters.setMostPerDay(providerId, 20));
}, patientMs);

afterAll(async () => {
  await browser.close();
  await fixture.close();
}, patientMs);

const blocks: Readonly<Record<Language, string>> = {
  az: 'İlin tarifi, 1 nömrəli pillə: 0,10 ₼ / m³',
  ru: 'Ступень тарифа за год: 1, 0,10 ₼ за м³',
  en: 'Block 1 of the year’s tariff: 0.10 ₼ per m³',
};

describe.each(languages.map((language, index) => ({ language, index })))('in $language', ({ language, index }) => {
  test(
    'a reading is handed in by the keyboard: too low is refused, too high is asked about, and the line shows it',
    async () => {
      const teller = await openTeller(browser, fixture.url, language);
      const { page } = teller;
      const found: string[] = [];
      await find(teller, gasOf(index));
      expect(await text(page, '.desk-row .desk-facts')).toContain(blocks[language]);
      found.push(...(await look(page, `line-${language}`)));
      await teller.go('F3');
      expect(await page.locator('.block-position progress').getAttribute('value')).toBe('900');
      const hand = async (value: string) => {
        await page.locator('#field-value').focus();
        await page.keyboard.press('Control+A');
        await teller.digits(value);
        await teller.go('Enter');
      };
      await teller.digits('1199');
      await teller.go('Enter');
      expect(await page.locator('#field-value-problem').textContent()).toContain('1200');
      await hand('9000');
      expect(await page.locator('input[name="confirmed"]').count()).toBe(1);
      found.push(...(await look(page, `reading-${language}`)));
      await hand('1250');
      await shown(page, '.desk-top .notice.done', 1);
      await page.waitForSelector('.desk-row .desk-facts:has-text("250")');
      const [taken] = [...meterBooks(fixture.simulators.books('azerigas')).readings.values()].slice(-1);
      expect(taken).toMatchObject({ account: gasOf(index), value: '1250', readOn: '2026-11-20' });
      await teller.go('Escape');
      expect(await page.content()).not.toContain(gasOf(index));
      expect(found).toEqual([]);
      expect(teller.complaints).toEqual([]);
      await teller.close();
    },
    patientMs,
  );

  test(
    'the card of a prepaid meter is loaded by the keyboard, across a reload, and after a wrong number',
    async () => {
      const account = gasOf(index + 3);
      const credits = () => meterBooks(fixture.simulators.books('azerigas')).credits;
      const teller = await openTeller(browser, fixture.url, language);
      const { page } = teller;
      const found: string[] = [];
      await find(teller, account);
      await page.waitForSelector('#sum .grand:has-text("46")');
      await page.locator('#field-cash').focus();
      await teller.go('Enter');
      await shown(page, '.desk-card[hx-get]', 1);
      expect(await page.locator('#field-card').count()).toBe(0);
      await deliver(fixture);
      // Nobody pressed anything: the page itself learns that the provider has confirmed.
      await shown(page, '#field-card', 1);
      await teller.press('F3');
      await teller.digits('111');
      await teller.go('Enter');
      expect(await page.locator('#field-card-problem').count()).toBe(1);
      found.push(...(await look(page, `card-${language}`)));
      // A reader of cards types as fast as a scanner: in this field it is no search.
      await page.locator('#field-card').focus();
      await page.keyboard.type(cardOf(index + 3));
      await teller.go('Enter');
      await page.reload();
      const [credit] = [...credits().values()].slice(-1);
      expect((await text(page, '.desk-card .desk-sheet')).replaceAll(' ', '')).toBe(credit?.credit);
      expect(credit).toMatchObject({ account, state: 'issued', card: cardOf(index + 3) });
      found.push(...(await look(page, `credit-${language}`)));
      await teller.press('F3');
      await teller.go('Enter');
      expect(await page.locator('.desk-card form').count()).toBe(0);
      expect([...credits().values()].at(-1)).toMatchObject({ account, state: 'loaded' });
      expect(await page.locator('.desk-card .tag.ok').count()).toBe(1);
      await page.locator('#receipt-1').focus();
      await teller.go('Escape');
      for (const trace of [account, cardOf(index + 3)]) expect(await page.content()).not.toContain(trace);
      expect(found).toEqual([]);
      expect(teller.complaints).toEqual([]);
      await teller.close();
    },
    patientMs,
  );
});

test(
  'a mobile line shows its plan and when it renews',
  async () => {
    const teller = await openTeller(browser, fixture.url);
    await teller.digits('501234567');
    await teller.go('Enter');
    if ((await teller.page.locator('button[name="provider"]').count()) > 0) {
      await teller.page.locator('button[name="provider"][value="azercell"]').focus();
      await teller.go('Enter');
    }
    await teller.page.waitForSelector('.desk-row .desk-facts');
    const facts = await text(teller.page, '.desk-row .desk-facts');
    expect(facts).toContain('Sərbəst 10');
    expect(facts).toContain('5 December');
    expect(await look(teller.page, 'mobile')).toEqual([]);
    await teller.close();
  },
  patientMs,
);
