import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { languages } from '../../src/platform/messages/language.ts';
import { breaches, desk, tooWide } from './browser.ts';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';
import { allAnswered, openTeller } from './desk-browser.ts';
import { deskAccounts, settlePerson } from './desk-people.ts';

/** A browser on a busy machine takes its time; nothing here is about how long. */
const patientMs = 180_000;
const screens = [{ width: 320, height: 640 }, { width: 1024, height: 768 }, desk];

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

const totals = { az: '128,40', ru: '128,40', en: '128.40' } as const;
const gasBills = { az: '46,20', ru: '46,20', en: '46.20' } as const;

test.each(languages)(
  'in %s a receipt is typed, its paper comes again, and the payment is given back by the keyboard alone',
  async (language) => {
    const person = await settlePerson(fixture, nextPerson++);
    const teller = await openTeller(browser, fixture.url, language);
    const { page } = teller;
    const found: string[] = [];
    const look = async (name: string) => {
      for (const breach of await breaches(page)) found.push(`${name}: ${breach}`);
      found.push(...(await tooWide(page, `${language} ${name}`, screens)));
    };
    await teller.digits(person.uniqueCode);
    await teller.go('Enter');
    await allAnswered(page, totals[language]);
    await teller.go('Enter');
    await page.waitForSelector('#receipt-1');
    const number = (await page.locator('.receipts .number').first().textContent()) ?? '';
    await teller.go('Escape');
    await teller.digits(number);
    await teller.go('Enter');
    await look('found');
    const receipt = teller.context.waitForEvent('response', (response) => response.url().includes('layout=roll80'));
    await teller.press('F8');
    expect((await receipt).headers()['content-type']).toBe('application/pdf');
    await page.bringToFront();
    await page.locator('#field-reason').focus();
    await page.keyboard.type('səhv hesab');
    await teller.go('Enter');
    await look('question');
    await teller.go('Enter');
    await page.waitForSelector(`.change:has-text("${gasBills[language]}")`);
    await look('given back');
    await page.reload();
    expect(await page.locator('.change').count()).toBe(1);
    await teller.go('Escape');
    expect(await page.locator('.desk-customer').count()).toBe(0);
    await teller.go('F9');
    await look('shift');
    await page.goto('/teller');
    expect(found).toEqual([]);
    expect(teller.complaints).toEqual([]);
    await teller.close();
  },
  patientMs,
);
