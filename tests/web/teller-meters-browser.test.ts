import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meterBooks } from '../../adapters/native-rest/simulator-meters.ts';
import { minor } from '../../src/kernel/money.ts';
import { type Language, languages } from '../../src/platform/messages/language.ts';
import type { SampleAccount } from '../../src/world/sample-world.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { breaches, desk } from './browser.ts';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';
import { openTeller, shown, type Teller } from './desk-browser.ts';
import { deliver } from './teller.ts';

/** A browser on a busy machine takes its time; nothing here is about how long. */
const patientMs = 180_000;
const screens = [{ width: 320, height: 640 }, { width: 1024, height: 768 }, desk];

let fixture: CabinetFixture;
let browser: Browser;

const gasOf = (index: number) => String(104_500_011 + index * 100);
const cardOf = (index: number) => `994${String(1_000_000 + index)}`;

function gas(index: number): SampleAccount {
  return {
    ...{
      number: gasOf(index),
      holderName: 'Leyla Məmmədova',
      address: 'Bakı',
      proofCode: null,
      active: true,
      line: null,
    },
    bills: [{ number: `202610-${index}`, period: '2026-10', dueOn: '2026-11-25', amount: minor(4_620n) }],
    credit: minor(0n),
    meter: {
      ...{ serial: `G0000${index}`, unit: 'm3', usedInPeriod: 900, smartCard: cardOf(index) },
      lastReading: { value: 1_200, readOn: '2026-10-20' },
    },
  };
}

const mobile: SampleAccount = {
  ...{ number: '501234567', holderName: 'Leyla Məmmədova', address: 'Bakı', proofCode: null, active: true },
  ...{ bills: [], credit: minor(380n), line: { kind: 'prepaid', plan: 'Sərbəst 10', renewsOn: '2026-12-05' } },
};

const accounts = new Map([
  ['azerigas', Array.from({ length: 10 }, (_, index) => gas(index))],
  ['azercell', [mobile]],
]);

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

/** Everything that is wrong with the page as it stands: axe, and what does not fit. */
async function look(page: Page, name: string): Promise<string[]> {
  const found = (await breaches(page)).map((breach) => `${name}: ${breach}`);
  for (const screen of screens) {
    await page.setViewportSize(screen);
    const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    if (Number(excess) > 0) found.push(`${name}: ${String(excess)} px too wide at ${screen.width}`);
    const folder = process.env['PICTURES'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}-${screen.width}.png` });
  }
  return found;
}

/** Types an account, chooses the company where it could be several, and waits for its line. */
async function find(teller: Teller, account: string): Promise<void> {
  await teller.digits(account);
  await teller.go('Enter');
  if ((await teller.page.locator('button[name="provider"]').count()) > 0) {
    await teller.page.locator('button[name="provider"][value="azerigas"]').focus();
    await teller.go('Enter');
  }
  await teller.page.waitForSelector('.desk-row .open-meter');
}

const text = async (page: Page, selector: string) =>
  ((await page.locator(selector).textContent()) ?? '').replaceAll('\u00a0', ' ');

const blocks: Readonly<Record<Language, string>> = {
  az: 'İlin tarifi, 1 nömrəli pillə: 0,10 ₼ / m³',
  ru: 'Ступень тарифа за год: 1, 0,10 ₼ за m³',
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
      // A reader of cards types as fast as a scanner; the cursor is at what was wrong.
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

/** The form on the page has not been sent, and the provider has heard nothing. */
async function nothingSent(page: Page, credit: object): Promise<void> {
  expect(await page.locator('.desk-card form[data-sent]').count()).toBe(0);
  expect([...meterBooks(fixture.simulators.books('azerigas')).credits.values()].at(-1)).toMatchObject(credit);
}

const hasFocus = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => element.matches(':focus'));

async function payGas(teller: Teller, index: number): Promise<void> {
  await find(teller, gasOf(index));
  await teller.page.locator('#field-cash').focus();
  await teller.go('Enter');
  await shown(teller.page, '.desk-card[hx-get]', 1);
}

test(
  'a card that is read while the cursor is elsewhere is that of the meter, and no Enter too many says that it is written',
  async () => {
    const teller = await openTeller(browser, fixture.url);
    const { page } = teller;
    await payGas(teller, 8);
    expect(await hasFocus(page, '#receipt-1')).toBe(true);
    // Too early: a number that would be somebody's account takes the card from the screen of nobody.
    await page.keyboard.type(gasOf(9));
    await page.keyboard.press('Enter');
    expect(await page.locator('#search[data-sent]').count()).toBe(0);
    await deliver(fixture);
    await shown(page, '#field-card', 1);
    expect(await hasFocus(page, '#receipt-1')).toBe(true);
    await page.keyboard.type(cardOf(8));
    await teller.go('Enter');
    const issued = { account: gasOf(8), card: cardOf(8), attempt: '1', state: 'issued' };
    expect(await hasFocus(page, '.desk-card .desk-sheet')).toBe(true);
    await page.keyboard.press('Enter');
    await nothingSent(page, issued);
    await page.keyboard.press('Tab');
    expect(await hasFocus(page, '#card-step')).toBe(true);
    // On another page of this counter the card is not written, and there is a second code.
    const other = await page.context().newPage();
    await other.goto(`${fixture.url}/teller`);
    for (const button of ['button[value="not-written"]', '#card-step'])
      await Promise.all([other.waitForEvent('load'), other.click(button)]);
    await other.close();
    await teller.go('Enter');
    await nothingSent(page, { ...issued, attempt: '2' });
    await teller.press('F3');
    await teller.go('Enter');
    await nothingSent(page, { ...issued, attempt: '2', state: 'loaded' });
    expect(teller.complaints).toEqual([]);
    await teller.close();
  },
  patientMs,
);

test(
  'a payment that the provider refuses says so where its card was waited for',
  async () => {
    const teller = await openTeller(browser, fixture.url);
    const { page } = teller;
    await payGas(teller, 6);
    fixture.simulators.faults('azerigas').set([{ fault: 'refuses-payments', operations: ['pay'] }]);
    await deliver(fixture);
    fixture.simulators.faults('azerigas').clear();
    await shown(page, '.desk-card[hx-get]', 0);
    expect(await text(page, '.desk-card')).toContain('The payment was refused');
    expect(await look(page, 'refused')).toEqual([]);
    await page.reload();
    expect(await text(page, '.desk-card')).toContain('The money goes back');
    expect(teller.complaints).toEqual([]);
    await teller.close();
  },
  patientMs,
);

test(
  'the card of an earlier payment is loaded by its receipt, anew after it could not be written',
  async () => {
    const teller = await openTeller(browser, fixture.url);
    const { page } = teller;
    await find(teller, gasOf(7));
    await page.locator('#field-cash').focus();
    await teller.go('Enter');
    const receipt = (await page.locator('.receipts .number').first().textContent()) ?? '';
    await deliver(fixture);
    await teller.go('Escape');
    await teller.digits(receipt);
    await teller.go('Enter');
    await page.keyboard.type(cardOf(7));
    await teller.go('Enter');
    await page.locator('button[value="not-written"]').focus();
    await Promise.all([page.waitForEvent('load'), page.keyboard.down('Enter')]);
    expect(await hasFocus(page, '#card-step')).toBe(true);
    // The key is still down: what it did to the page before, it does not do to this one.
    await page.keyboard.down('Enter');
    await nothingSent(page, { account: gasOf(7), attempt: '1', state: 'issued' });
    await page.keyboard.up('Enter');
    await teller.go('Enter');
    expect(await look(page, 'again')).toEqual([]);
    await teller.press('F3');
    await teller.go('Enter');
    const credit = [...meterBooks(fixture.simulators.books('azerigas')).credits.values()].at(-1);
    expect(credit).toMatchObject({ account: gasOf(7), attempt: '2', state: 'loaded' });
    expect(teller.complaints).toEqual([]);
    await teller.close();
  },
  patientMs,
);

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
