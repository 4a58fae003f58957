import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages, type Language } from '../../src/platform/messages/language.ts';
import { breaches, desk, tooWide } from './browser.ts';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';
import { allAnswered, openTeller, shown } from './desk-browser.ts';
import { countPayments, deskAccounts, type DeskPerson, settlePerson } from './desk-people.ts';

/** A browser on a busy machine takes its time; nothing here is about how long. */
const patientMs = 180_000;
/** The smaller screen of an office. */
const smallDesk = { width: 1024, height: 768 };
const mostKeys = 25;

let fixture: CabinetFixture;
let browser: Browser;
let nextPerson = 0;

beforeAll(async () => {
  [fixture, browser] = await Promise.all([cabinetFixture({ accounts: deskAccounts }), openBrowser()]);
}, patientMs);

afterAll(async () => {
  await browser.close();
  await fixture.close();
}, patientMs);

/** Run in the page: where the words above the search stand, by their own edges and not by those of their box. */
const labelOfSearch = `(() => {
  const field = document.querySelector('label[for="field-q"]');
  if (field === null) return 'not there';
  const words = document.createRange();
  words.selectNodeContents(field);
  if (words.getClientRects().length > 1) return 'on several lines';
  const label = words.getBoundingClientRect();
  const others = [...document.querySelectorAll('.desk-customer p, #search button')];
  const isUnder = others.map((other) => other.getBoundingClientRect()).some((box) =>
    box.left < label.right && box.right > label.left && box.top < label.bottom && box.bottom > label.top);
  return isUnder ? 'over something else' : 'one line, clear of the customer';
})()`;

const openDesk = (language?: Language) => openTeller(browser, fixture.url, language);
const newPerson = (): Promise<DeskPerson> => settlePerson(fixture, nextPerson++);

const totals = { az: '128,40', ru: '128,40', en: '128.40' } as const;
const changes = { az: '71,60', ru: '71,60', en: '71.60' } as const;

describe.each(languages)('in %s', (language) => {
  test(
    'a whole customer by keyboard alone, with few keys: found, paid, change, receipt, gone',
    async () => {
      const person = await newPerson();
      const teller = await openDesk(language);
      const { page } = teller;
      const before = await countPayments(fixture);
      await teller.digits(person.uniqueCode);
      await teller.go('Enter');
      await allAnswered(page, totals[language]);
      await teller.digits('200');
      await page.waitForSelector(`#sum .change:has-text("${changes[language]}")`);
      await teller.go('Enter');
      await page.waitForSelector('#receipt-1');
      expect(await countPayments(fixture)).toBe(before + 3);
      expect(await page.locator('.change .money').textContent()).toContain(changes[language]);
      const receipt = teller.context.waitForEvent('response', (response) => response.url().includes('layout=roll80'));
      await teller.press('F8');
      expect((await receipt).headers()['content-type']).toBe('application/pdf');
      await page.bringToFront();
      await teller.go('Escape');
      expect(await page.locator('.desk-row').count()).toBe(0);
      expect(await page.locator('#field-q').evaluate((field) => field.matches(':focus'))).toBe(true);
      expect(teller.keys()).toBeLessThanOrEqual(mostKeys);
      // Neither the page nor what the browser keeps of it knows who was here.
      const kept = `${await page.content()}${await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')}`;
      const grouped = person.uniqueCode.replace(/(.{4})(?=.)/g, '$1 ');
      for (const trace of [person.uniqueCode, grouped, person.gas, 'Leyla', 'Məmmədova'])
        expect(kept).not.toContain(trace);
      await page.goBack();
      await page.waitForLoadState('load');
      expect(await page.locator('main').textContent()).not.toContain('•');
      expect(page.url()).toBe(`${fixture.url}/teller`);
      expect(teller.complaints).toEqual([]);
      await teller.close();
    },
    patientMs,
  );

  test(
    'no state of the screen breaks a rule of accessibility, runs off the side, or needs scrolling to pay',
    async () => {
      const found: string[] = [];
      const person = await newPerson();
      const teller = await openDesk(language);
      const { page } = teller;
      const look = async (name: string) => {
        for (const breach of await breaches(page)) found.push(`${name}: ${breach}`);
        found.push(...(await tooWide(page, `${language} ${name}`, [{ width: 320, height: 640 }, smallDesk, desk])));
        for (const screen of [smallDesk, desk]) {
          await page.setViewportSize(screen);
          const label = await page.evaluate(labelOfSearch);
          if (label !== (name === 'sign-in' ? 'not there' : 'one line, clear of the customer')) {
            found.push(`${name}: the search’s label is ${String(label)} at ${screen.width}`);
          }
          const main = page.locator('.desk-side .button').first();
          const box = (await main.count()) > 0 ? await main.boundingBox() : null;
          if (name.startsWith('money') && (!box || box.y + box.height > screen.height)) {
            found.push(`${name}: the button is below the edge at ${screen.width}`);
          }
        }
      };
      await look('nobody');
      for (const key of ['F9', 'F7', 'F6']) {
        await teller.go(key);
        await look(`panel ${key}`);
      }
      await page.goto('/teller');
      await teller.digits(person.gas);
      await teller.go('Enter');
      await look('choose a company');
      await page.goto('/teller');
      await teller.digits(person.uniqueCode);
      await teller.go('Enter');
      await allAnswered(page, totals[language]);
      await teller.digits('150');
      await page.waitForSelector('#sum .change');
      await look('money: customer');
      await page.fill('#field-cash', '1');
      await teller.go('Enter');
      await look('money: too little cash');
      await teller.go('F6');
      await look('link');
      await page.goto('/teller');
      await page.fill('#field-cash', '150');
      await teller.go('Enter');
      await page.waitForSelector('#receipt-1');
      await look('taken');
      await teller.go('Escape');
      await page.click('.desk-bar-end button:not([name])');
      await page.waitForURL('**/teller/sign-in?why=out');
      await look('sign-in');
      expect(found).toEqual([]);
      expect(teller.complaints).toEqual([]);
      await teller.close();
    },
    patientMs,
  );
});

test(
  'the arrows go from line to line, Space chooses, a figure goes into the amount, and the sum follows',
  async () => {
    const person = await newPerson();
    const teller = await openDesk();
    const { page } = teller;
    const before = await countPayments(fixture);
    await teller.digits(person.uniqueCode);
    await teller.go('Enter');
    await allAnswered(page, '128.40');
    await teller.press('ArrowDown');
    await teller.press('ArrowDown');
    await teller.press('Space');
    await shown(page, '.desk-row input:checked', 2);
    await page.waitForSelector('#sum:has-text("2 lines")');
    await teller.press('ArrowUp');
    await teller.digits('30');
    expect(await page.locator('.desk-row .amount').first().inputValue()).toBe('30');
    await teller.press('Enter');
    await page.waitForSelector('#sum .grand:has-text("54.10")');
    expect(await page.locator('#field-cash').evaluate((field) => field.matches(':focus'))).toBe(true);
    await teller.go('Enter');
    await page.waitForSelector('#receipt-1');
    expect(await countPayments(fixture)).toBe(before + 2);
    await teller.go('Escape');
    await teller.close();
  },
  patientMs,
);

test(
  'one provider that does not answer holds up its own line only: the others are paid meanwhile',
  async () => {
    const person = await newPerson();
    fixture.simulators.faults('azersu').set([{ fault: 'hang', operations: ['debt'] }]);
    const teller = await openDesk();
    const { page } = teller;
    const before = await countPayments(fixture);
    await teller.digits(person.uniqueCode);
    await teller.go('Enter');
    await shown(page, '.desk-row .amount', 2);
    expect(await page.locator('.desk-row:has-text("Azərsu") .amount').count()).toBe(0);
    await page.waitForSelector('#sum .grand:has-text("104.30")');
    await teller.go('Enter');
    await page.waitForSelector('#receipt-1');
    expect(await countPayments(fixture)).toBe(before + 2);
    fixture.simulators.faults('azersu').clear();
    await teller.go('Escape');
    await teller.close();
  },
  patientMs,
);

describe('nothing is paid twice', () => {
  test(
    'when the page is loaded again in the middle of a payment',
    async () => {
      const person = await newPerson();
      const teller = await openDesk();
      const { page } = teller;
      const before = await countPayments(fixture);
      await teller.digits(person.uniqueCode);
      await teller.go('Enter');
      await allAnswered(page, '128.40');
      const sent = page.waitForRequest('**/teller/pay');
      await teller.press('Enter');
      await sent;
      await page.goto('/teller');
      // It says what became of it, now or when it is asked again; pressing on pays nothing a second time.
      const receipts = async () => {
        if ((await page.locator('#receipt-1').count()) > 0) return 1;
        await teller.press('Enter');
        await page.waitForTimeout(500);
        await page.goto('/teller');
        return page.locator('#receipt-1').count();
      };
      await expect.poll(receipts).toBe(1);
      expect(await countPayments(fixture)).toBe(before + 3);
      await teller.go('Escape');
      await teller.close();
    },
    patientMs,
  );

  test(
    'when the answer is lost on its way: the page finds the payment again',
    async () => {
      const person = await newPerson();
      const teller = await openDesk();
      const { page, context } = teller;
      const before = await countPayments(fixture);
      await teller.digits(person.uniqueCode);
      await teller.go('Enter');
      await allAnswered(page, '128.40');
      await context.route('**/teller/pay', async (route) => {
        await route.fetch({ maxRedirects: 0 });
        await route.abort('connectionreset');
      });
      await Promise.all([page.waitForEvent('requestfailed'), teller.press('Enter')]);
      await context.unroute('**/teller/pay');
      await page.goto('/teller');
      await page.waitForSelector('#receipt-1');
      expect(await countPayments(fixture)).toBe(before + 3);
      await teller.go('Escape');
      await teller.close();
    },
    patientMs,
  );
});

test(
  'after some minutes without a key the customer is gone from the screen',
  async () => {
    const person = await newPerson();
    const teller = await openDesk();
    const { page } = teller;
    await page.clock.install();
    await page.goto('/teller');
    await teller.digits(person.uniqueCode);
    await teller.go('Enter');
    await page.waitForSelector('.desk-customer');
    await Promise.all([page.waitForEvent('load'), page.clock.fastForward(5 * 60_000)]);
    expect(await page.locator('.desk-customer').count()).toBe(0);
    await teller.close();
  },
  patientMs,
);
