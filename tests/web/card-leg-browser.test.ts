import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Simulator } from '../../adapters/kit/simulated-protocol.ts';
import { startNativeRestSimulator } from '../../adapters/native-rest/simulator.ts';
import { type Language, languages } from '../../src/platform/messages/language.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { accountNumber, addProviders } from '../http/providers.ts';
import { breaches, openVisitor, person, register, send, signInFirst } from './browser.ts';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';
import { deliver, payAtTeller } from './teller.ts';

/** A browser on a busy machine takes its time; nothing here is about how long. */
const patientMs = 180_000;

let fixture: CabinetFixture;
let browser: Browser;
let simulator: Simulator;

beforeAll(async () => {
  [fixture, browser, simulator] = await Promise.all([cabinetFixture(), openBrowser(), startNativeRestSimulator()]);
  await addProviders(simulator, fixture.hub.providers);
}, patientMs);

afterAll(async () => {
  await browser.close();
  await simulator.close();
  await fixture.close();
}, patientMs);

/** What stands on the page while the card waits for a counter, was not written, and is loaded. */
const words: Readonly<Record<Language, readonly [string, string, string]>> = {
  az: ['kassaya gətirin: Göyəzən Bank', 'Pulunuz itməyib', 'Kartı sayğaca taxın'],
  ru: ['в кассу: Гёязан Банк', 'Деньги не пропали', 'Вставьте карту в счётчик'],
  en: ['to a counter of Goyazan Bank', 'Your money is not lost', 'Put the card into the meter'],
};

async function looksRight(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  expect(await breaches(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
}

const cardLeg = async (page: Page) =>
  ((await page.locator('section[aria-labelledby="card-leg"]').textContent()) ?? '').replaceAll('\u00a0', ' ');

describe.each(languages.map((language, index) => ({ language, index })))('in $language', ({ language, index }) => {
  test(
    'a citizen reads where the credit for the card stands, and what to do next',
    async () => {
      const account = accountNumber(index + 1);
      const card = `C-${index + 1}`;
      const who = { ...person, fin: `5A6B7C${index}`, cardNumber: `1234567${index}`, phone: `+99450111223${index}` };
      const { page, complaints, close } = await openVisitor(browser, fixture.url, { language });
      const sheet = await register(fixture, page, { links: [{ providerCode: 'gas', account }], who });
      await signInFirst(page, sheet);
      await page.goto('/pay?complete=yes');
      await send(page, 'form.pay-form .button');
      const code = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      await payAtTeller(fixture, code);
      await page.goto('/history');
      await Promise.all([page.waitForEvent('load'), page.click('.tile')]);
      // The provider has not confirmed the money yet: nothing is said of a card.
      expect(await page.locator('#card-leg').count()).toBe(0);
      await deliver(fixture);
      await page.reload();
      const [waits, failed, loaded] = words[language];
      expect(await cardLeg(page)).toContain(waits);
      await looksRight(page, 320);
      await looksRight(page, 1366);
      const paymentId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      const agentId = (await fixture.hub.agents.findByCode('goyezen-bank'))?.id ?? '';
      const { cards } = fixture.hub;
      valueOf(await cards.issue(agentId, paymentId, card));
      valueOf(await cards.notWritten(agentId, paymentId, 1));
      await page.reload();
      expect(await cardLeg(page)).toContain(failed);
      await looksRight(page, 320);
      valueOf(await cards.issue(agentId, paymentId, card));
      simulator.faults('gas').set([{ fault: 'down', operations: ['card'] }]);
      valueOf(await cards.written(agentId, paymentId, 2));
      simulator.faults('gas').set([]);
      await page.reload();
      expect(await cardLeg(page)).toContain(loaded);
      expect(complaints).toEqual([]);
      await close();
    },
    patientMs,
  );
});
