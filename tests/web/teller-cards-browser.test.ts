import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { meterBooks } from '../../adapters/native-rest/simulator-meters.ts';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';
import { openTeller, shown, type Teller } from './desk-browser.ts';
import { accounts, cardOf, find, gasOf, look, patientMs, text } from './gas-desk.ts';
import { deliver } from './teller.ts';

let fixture: CabinetFixture;
let browser: Browser;

beforeAll(async () => {
  [fixture, browser] = await Promise.all([cabinetFixture({ accounts }), openBrowser()]);
}, patientMs);

afterAll(async () => {
  await browser.close();
  await fixture.close();
}, patientMs);

/** The form on the page has not been sent, and the provider has heard nothing. */
async function nothingSent(page: Page, credit: object): Promise<void> {
  expect(await page.locator('.desk-card form[data-sent]').count()).toBe(0);
  expect([...meterBooks(fixture.simulators.books('azerigas')).credits.values()].at(-1)).toMatchObject(credit);
}

const hasFocus = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => element.matches(':focus'));

/** A reader types in one breath, however busy the machine is. */
async function read(page: Page, number: string): Promise<void> {
  const keys = JSON.stringify([...number, 'Enter']);
  const event = 'new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })';
  await page.evaluate(`for (const key of ${keys}) document.activeElement.dispatchEvent(${event})`);
}

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
    await read(page, gasOf(9));
    expect(await page.locator('#search[data-sent]').count()).toBe(0);
    await deliver(fixture);
    await shown(page, '#field-card', 1);
    expect(await hasFocus(page, '#receipt-1')).toBe(true);
    await Promise.all([page.waitForEvent('load'), read(page, cardOf(8))]);
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
