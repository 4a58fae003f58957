import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startNativeRestSimulator } from '../../adapters/native-rest/simulator.ts';
import type { Simulator } from '../../adapters/kit/simulated-protocol.ts';
import { type Language, languages } from '../../src/platform/messages/language.ts';
import { addProviders, accountNumber } from '../http/providers.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { breaches, openVisitor, person, register, send, signInFirst } from './browser.ts';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';

/** A browser on a busy machine takes its time; nothing here is about how long. */
const patientMs = 180_000;

let fixture: CabinetFixture;
let browser: Browser;
let simulator: Simulator;

/** A gas provider that tells meters: 900 m³ used of a year whose first block ends at 1,200. */
beforeAll(async () => {
  [fixture, browser, simulator] = await Promise.all([cabinetFixture(), openBrowser(), startNativeRestSimulator()]);
  const gas = (await addProviders(simulator, fixture.hub.providers)).get('gas');
  const providerId = gas?.id ?? '';
  const blocks = [
    { upTo: 1_200, priceMilli: 10_000n },
    { upTo: null, priceMilli: 20_500n },
  ];
  valueOf(await fixture.hub.meters.setTariff({ providerId, validFrom: '2026-01-01', period: 'year', blocks }));
  valueOf(await fixture.hub.meters.setMostPerDay(providerId, 20));
}, patientMs);

afterAll(async () => {
  await browser.close();
  await simulator.close();
  await fixture.close();
}, patientMs);

const words: Readonly<Record<Language, readonly string[]>> = {
  az: ['İlin tarifi, 1 nömrəli pillə: 0,10 ₼ / m³', 'qalıb: 300 m³', 'Sonra: 0,205 ₼'],
  ru: ['Ступень тарифа за год: 1, 0,10 ₼ за м³', 'осталось: 300 м³', 'Затем: 0,205 ₼'],
  en: ['Block 1 of the year’s tariff: 0.10 ₼ per m³', 'left: 300 m³', 'After that: 0.205 ₼'],
};

describe.each(languages.map((language, index) => ({ language, index })))('in $language', ({ language, index }) => {
  test(
    'a citizen sees where the meter stands and hands a reading in: too low is refused, too high is asked about',
    async () => {
      const account = accountNumber(index + 1);
      const who = { ...person, fin: `5A6B7C${index}`, cardNumber: `1234567${index}`, phone: `+99450111223${index}` };
      const { page, complaints, close } = await openVisitor(browser, fixture.url, { language });
      const sheet = await register(fixture, page, { links: [{ providerCode: 'gas', account }], who });
      await signInFirst(page, sheet);
      await page.click('.more summary');
      await Promise.all([page.waitForEvent('load'), page.click('.more a[href$="/meter"]')]);
      const text = ((await page.locator('main').textContent()) ?? '').replaceAll('\u00a0', ' ');
      for (const said of words[language]) expect(text).toContain(said);
      expect(await page.locator('.block-position progress').getAttribute('value')).toBe('900');
      expect(await breaches(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      const hand = async (value: string) => {
        await page.fill('input[name="value"]', value);
        await send(page);
      };
      await hand('1199');
      expect(await page.locator('#field-value-problem').textContent()).toContain('1200');
      await hand('12,5');
      expect(await page.locator('#field-value-problem').count()).toBe(1);
      await hand('9000');
      expect(await page.locator('input[name="confirmed"]').count()).toBe(1);
      expect(await breaches(page)).toEqual([]);
      await hand('1250');
      expect(await page.locator('.notice').count()).toBe(1);
      expect(simulator.books('gas').findAccount(account)?.meter?.lastReading?.value).toBe(1_250);
      expect(complaints).toEqual([]);
      await close();
    },
    patientMs,
  );
});

test(
  'a reading that seems impossible is taken once somebody looked again',
  async () => {
    const account = accountNumber(9);
    const who = { ...person, fin: '7A6B7C9', cardNumber: '87654321', phone: '+994501112299' };
    const { page, close } = await openVisitor(browser, fixture.url, { language: 'en', scripts: false });
    const sheet = await register(fixture, page, { links: [{ providerCode: 'gas', account }], who });
    await signInFirst(page, sheet);
    await page.goto('/home?complete=yes');
    await page.goto((await page.locator('.more a[href$="/meter"]').getAttribute('href')) ?? '');
    await page.fill('input[name="value"]', '9000');
    await send(page);
    await page.check('input[name="confirmed"]');
    await send(page);
    expect(await page.locator('.notice').textContent()).toContain('The reading is taken.');
    await close();
  },
  patientMs,
);
