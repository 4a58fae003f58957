import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';
import { allAnswered, openTeller, shown, type Teller } from './desk-browser.ts';
import { countPayments, deskAccounts, settlePerson } from './desk-people.ts';

/** A browser on a busy machine takes its time; nothing here is about how long. */
const patientMs = 180_000;

let fixture: CabinetFixture;
let browser: Browser;
let by: string;
let before: number;

beforeAll(async () => {
  [fixture, browser] = await Promise.all([cabinetFixture({ accounts: deskAccounts }), openBrowser()]);
  const [bank] = (await fixture.hub.agents.list()).filter(({ code }) => code === 'goyezen-bank');
  const person101 = (await fixture.hub.agents.listTellers(bank?.id ?? '')).find(({ code }) => code === 'g-101');
  by = `teller:${person101?.id}`;
}, patientMs);

beforeEach(async () => {
  before = await countPayments(fixture);
});

afterAll(async () => {
  await browser.close();
  await fixture.close();
}, patientMs);

/** Types a number into the search, and says that it is one of gas. */
async function findGas(teller: Teller, account: string): Promise<void> {
  await teller.digits(account);
  await teller.go('Enter');
  if ((await teller.page.locator('button[name="provider"]').count()) === 0) return;
  await teller.page.locator('button[name="provider"][value="azerigas"]').focus();
  await teller.go('Enter');
}

/** Pays an amount to a gas account of somebody who stands there. */
async function payGas(teller: Teller, account: string, manat: string): Promise<void> {
  const { page } = teller;
  await findGas(teller, account);
  await shown(page, '.desk-row .amount', 1);
  await page.locator('.desk-row .amount').focus();
  await page.locator('.desk-row .amount').selectText();
  await teller.digits(manat);
  await teller.press('Enter');
  await page.waitForSelector(`#sum .grand:has-text("${manat}.00")`);
  await teller.go('Enter');
}

/** The question stands there, Enter means yes, and no money has moved. */
async function isAsked(teller: Teller, words: string, payments: number): Promise<void> {
  await teller.page.waitForSelector('#answer-yes');
  expect(await teller.page.locator('.desk-side .notice').textContent()).toContain(words);
  expect(await teller.page.locator('#answer-yes').evaluate((button) => button.matches(':focus'))).toBe(true);
  expect(await countPayments(fixture)).toBe(payments);
}

/** What was answered about payments to an account. */
function answersOf(account: string) {
  return fixture.database.owner.sql.rows(
    `SELECT a.question, a.answered_by AS by FROM payment_answer a JOIN payment y ON y.id = a.payment_id WHERE y.account = $1`,
    [account],
  );
}

test(
  'a question of the guard is answered by keyboard, and the yes is kept with the payment and its teller',
  async () => {
    const person = await settlePerson(fixture, 0);
    const teller = await openTeller(browser, fixture.url);
    await payGas(teller, person.gas, '5');
    await teller.page.waitForSelector('#receipt-1');
    await teller.go('Escape');
    await payGas(teller, person.gas, '5');
    await isAsked(teller, 'paid a short while ago', before + 1);
    await teller.go('Enter');
    await teller.page.waitForSelector('#receipt-1');
    expect(await countPayments(fixture)).toBe(before + 2);
    expect(await answersOf(person.gas)).toEqual([{ question: 'possible_duplicate', by }]);
    await teller.go('Escape');
    await teller.close();
  },
  patientMs,
);

test(
  'ten times the usual is asked about: Esc pays nothing, Enter pays it and keeps the yes',
  async () => {
    const { gas } = await settlePerson(fixture, 5);
    const teller = await openTeller(browser, fixture.url);
    for (const usual of ['2', '3', '4']) {
      await payGas(teller, gas, usual);
      await teller.page.waitForSelector('#receipt-1');
      await teller.go('Escape');
    }
    await payGas(teller, gas, '60');
    await isAsked(teller, 'ten times the usual or more', before + 3);
    await teller.go('Escape');
    expect(await teller.page.locator('.desk-row').count()).toBe(0);
    expect(await countPayments(fixture)).toBe(before + 3);
    expect(await answersOf(gas)).toEqual([]);
    await payGas(teller, gas, '60');
    await isAsked(teller, 'ten times the usual or more', before + 3);
    await teller.go('Enter');
    await teller.page.waitForSelector('#receipt-1');
    expect(await countPayments(fixture)).toBe(before + 4);
    expect(await answersOf(gas)).toEqual([{ question: 'unusual_amount', by }]);
    await teller.go('Escape');
    await teller.close();
  },
  patientMs,
);

test(
  'an account one digit beside the customer’s own is asked about: Esc pays nothing, Enter pays it and keeps the yes',
  async () => {
    const person = await settlePerson(fixture, 10);
    // Nobody has linked it: the gas of the household whose number differs in one digit.
    const slipped = deskAccounts.get('azerigas')?.[11]?.number ?? '';
    const teller = await openTeller(browser, fixture.url);
    const { page } = teller;
    const payWithSlip = async () => {
      await teller.digits(person.uniqueCode);
      await teller.go('Enter');
      await allAnswered(page, '128.40');
      await teller.press('F2');
      await findGas(teller, slipped);
      await shown(page, '.desk-row .amount', 4);
      await page.waitForSelector('#sum .grand:has-text("174.60")');
      await page.locator('#field-cash').focus();
      await teller.digits('200');
      await page.waitForSelector('#sum .change');
      await teller.go('Enter');
    };
    await payWithSlip();
    await isAsked(teller, `differs by one digit from another of the customer’s (••••${person.gas.slice(-4)})`, before);
    expect(await page.locator('.desk-side .notice').textContent()).not.toContain(person.gas);
    await teller.go('Escape');
    expect(await page.locator('.desk-row').count()).toBe(0);
    expect([await countPayments(fixture), await answersOf(slipped)]).toEqual([before, []]);
    await payWithSlip();
    await isAsked(teller, 'differs by one digit', before);
    await teller.go('Enter');
    await page.waitForSelector('#receipt-1');
    expect(await countPayments(fixture)).toBe(before + 4);
    expect(await answersOf(slipped)).toEqual([{ question: 'similar_account', by }]);
    await teller.go('Escape');
    await teller.close();
  },
  patientMs,
);
