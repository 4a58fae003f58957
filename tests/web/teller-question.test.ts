import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';
import { openTeller, shown } from './desk-browser.ts';
import { countPayments, deskAccounts, settlePerson } from './desk-people.ts';

/** A browser on a busy machine takes its time; nothing here is about how long. */
const patientMs = 180_000;

let fixture: CabinetFixture;
let browser: Browser;

beforeAll(async () => {
  [fixture, browser] = await Promise.all([cabinetFixture({ accounts: deskAccounts }), openBrowser()]);
}, patientMs);

afterAll(async () => {
  await browser.close();
  await fixture.close();
}, patientMs);

test(
  'a question of the guard is answered by keyboard, and the yes is kept with the payment and its teller',
  async () => {
    const person = await settlePerson(fixture, 0);
    const teller = await openTeller(browser, fixture.url);
    const { page } = teller;
    const payGas = async () => {
      await teller.digits(person.gas);
      await teller.go('Enter');
      const companies = page.locator('button[name="provider"]');
      if ((await companies.count()) > 0) {
        await page.locator('button[name="provider"][value="azerigas"]').focus();
        await teller.go('Enter');
      }
      await shown(page, '.desk-row .amount', 1);
      await page.locator('.desk-row .amount').focus();
      await page.locator('.desk-row .amount').selectText();
      await teller.digits('5');
      await teller.press('Enter');
      await page.waitForSelector('#sum .grand:has-text("5.00")');
      await teller.go('Enter');
    };
    const before = await countPayments(fixture);
    await payGas();
    await page.waitForSelector('#receipt-1');
    await teller.go('Escape');
    await payGas();
    await page.waitForSelector('#answer-yes');
    expect(await page.locator('.desk-side .notice').textContent()).toContain('paid a short while ago');
    expect(await page.locator('#answer-yes').evaluate((button) => button.matches(':focus'))).toBe(true);
    expect(await countPayments(fixture)).toBe(before + 1);
    await teller.go('Enter');
    await page.waitForSelector('#receipt-1');
    expect(await countPayments(fixture)).toBe(before + 2);
    const [bank] = (await fixture.hub.agents.list()).filter(({ code }) => code === 'goyezen-bank');
    const person101 = (await fixture.hub.agents.listTellers(bank?.id ?? '')).find(({ code }) => code === 'g-101');
    const answers = await fixture.database.owner.sql.rows(
      `SELECT a.question, a.answered_by AS by FROM payment_answer a JOIN payment y ON y.id = a.payment_id WHERE y.account = $1`,
      [person.gas],
    );
    expect(answers).toEqual([{ question: 'possible_duplicate', by: `teller:${person101?.id}` }]);
    await teller.go('Escape');
    await teller.close();
  },
  patientMs,
);
