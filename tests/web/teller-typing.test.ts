import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';
import { allAnswered, openTeller, shown } from './desk-browser.ts';
import { deskAccounts, type DeskPerson, settlePerson } from './desk-people.ts';

/** A browser on a busy machine takes its time; nothing here is about how long. */
const patientMs = 180_000;

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

const openDesk = () => openTeller(browser, fixture.url);
const newPerson = (): Promise<DeskPerson> => settlePerson(fixture, nextPerson++);

test(
  'an amount that is typed into a line that was left out chooses the line: nothing typed is left unpaid',
  async () => {
    const person = await newPerson();
    const teller = await openDesk();
    const { page } = teller;
    await teller.digits(person.uniqueCode);
    await teller.go('Enter');
    await allAnswered(page, '128.40');
    await teller.press('ArrowDown');
    await teller.press('Space');
    await page.waitForSelector('#sum .grand:has-text("82.20")');
    await page.locator('.desk-row .amount').first().fill('30');
    await teller.press('Enter');
    await page.waitForSelector('#sum .grand:has-text("112.20")');
    expect(await page.locator('.desk-row input:checked').count()).toBe(3);
    await teller.go('Escape');
    await teller.close();
  },
  patientMs,
);

test(
  'after a search that finds nobody the cursor stands in the search: the next code is typed at once',
  async () => {
    const person = await newPerson();
    const teller = await openDesk();
    const { page } = teller;
    await teller.digits('999999999999');
    await teller.go('Enter');
    await shown(page, '.summary-of-errors', 1);
    expect(await page.locator('#field-q').evaluate((field) => field.matches(':focus'))).toBe(true);
    await teller.digits(person.uniqueCode);
    await teller.go('Enter');
    await allAnswered(page, '128.40');
    await teller.go('Escape');
    await teller.close();
  },
  patientMs,
);

/**
 * What a scanner does to the page: its signs come in one breath, into whatever has the focus, and then Enter. A busy machine
 * may hold up what follows the first sign.
 */
const scan = (code: string, heldUpMs = 0) => `(() => {
  let at = performance.now();
  let isFirst = true;
  const press = (key) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, 'timeStamp', { value: at });
    return document.activeElement.dispatchEvent(event);
  };
  for (const sign of '${code}') {
    if (press(sign)) document.activeElement.value += sign;
    at += isFirst ? ${heldUpMs} : 1;
    isFirst = false;
  }
  press('Enter');
})()`;

test(
  'a scanner lands in the search, whatever has the focus, and leaves nothing behind where it was',
  async () => {
    const [first, second] = [await newPerson(), await newPerson()];
    const teller = await openDesk();
    const { page } = teller;
    await teller.digits(first.uniqueCode);
    await teller.go('Enter');
    await allAnswered(page, '128.40');
    await teller.digits('20');
    await page.waitForSelector('#sum .change.short');
    await Promise.all([page.waitForEvent('load'), page.evaluate(scan(second.uniqueCode))]);
    const spaced = second.uniqueCode.replace(/(....)(?=.)/g, '$1 ');
    await page.waitForSelector(`.desk-customer:has-text("${spaced}")`);
    expect(await page.locator('#field-cash').inputValue()).toBe('');
    await teller.go('Escape');
    await teller.close();
  },
  patientMs,
);

test(
  'a scanner that is held up after its first sign is read whole, in the search and elsewhere',
  async () => {
    const [first, second] = [await newPerson(), await newPerson()];
    const teller = await openDesk();
    const { page } = teller;
    for (const { uniqueCode } of [first, second]) {
      await Promise.all([page.waitForEvent('load'), page.evaluate(scan(uniqueCode, 90))]);
      const spaced = uniqueCode.replace(/(....)(?=.)/g, '$1 ');
      await page.waitForSelector(`.desk-customer:has-text("${spaced}")`);
      await allAnswered(page, '128.40');
      expect(await page.locator('#field-cash').inputValue()).toBe('');
    }
    await teller.go('Escape');
    await teller.close();
  },
  patientMs,
);
