import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { languages } from '../../src/platform/messages/language.ts';
import type { SampleAccount } from '../../src/world/sample-world.ts';
import { breaches, openVisitor, person, register, send, signInFirst } from './browser.ts';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';
import { openTeller } from './desk-browser.ts';
import { deliver, payAtTeller } from './teller.ts';

/** A browser on a busy machine takes its time; nothing here is about how long. */
const patientMs = 180_000;

/** One postpaid line for each language in the cabinet and at the desk, each with three open invoices. */
const lines = languages.map((_, index) => ({ cabinet: `50123450${index}`, desk: `50123460${index}` }));

function postpaid(number: string): SampleAccount {
  const invoice = (month: number, amount: bigint) => ({
    number: `20260${month}-11`,
    period: `2026-0${month}`,
    dueOn: `2026-${String(month + 2).padStart(2, '0')}-05`,
    amount: minor(amount),
  });
  return {
    number,
    holderName: 'Leyla Məmmədova',
    address: 'Bakı, Nizami küç. 12, m. 5',
    proofCode: null,
    active: true,
    bills: [invoice(7, 1_200n), invoice(8, 1_550n), invoice(9, 990n)],
    credit: minor(0n),
    line: { kind: 'postpaid', plan: 'Premium 50 GB', renewsOn: '2026-12-05' },
  };
}

let fixture: CabinetFixture;
let browser: Browser;

beforeAll(async () => {
  const accounts = new Map([['azercell', lines.flatMap((line) => [postpaid(line.cabinet), postpaid(line.desk)])]]);
  [fixture, browser] = await Promise.all([cabinetFixture({ accounts }), openBrowser()]);
}, patientMs);

afterAll(async () => {
  await browser.close();
  await fixture.close();
}, patientMs);

const openInvoices = (account: string) =>
  fixture.simulators
    .books('azercell')
    .findAccount(account)
    ?.bills.map((bill) => bill.number);

/** Nothing on the page breaks a rule of accessibility or runs off a telephone's side. */
async function looksRight(page: Page) {
  expect(await breaches(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  await page.setViewportSize({ width: 1366, height: 768 });
}

const money = { az: ['37,40', '25,40'], ru: ['37,40', '25,40'], en: ['37.40', '25.40'] } as const;

describe.each(languages.map((language, index) => ({ language, index })))('in $language', ({ language, index }) => {
  test(
    'a citizen chooses among the invoices of a postpaid line, and the amount follows',
    async () => {
      const account = lines[index]?.cabinet ?? '';
      const who = { ...person, fin: `5A6B7C${index}`, cardNumber: `1234567${index}`, phone: `+99450111223${index}` };
      const { page, complaints, close } = await openVisitor(browser, fixture.url, { language });
      const sheet = await register(fixture, page, { links: [{ providerCode: 'azercell', account }], who });
      await signInFirst(page, sheet);
      await page.goto('/pay');
      await page.waitForSelector('.bill-choice');
      const [all, two] = money[language];
      await page.waitForSelector(`#total-AZN .grand:has-text("${all}")`);
      expect(await page.inputValue('input.amount')).toBe(all);
      await page.uncheck('.bill-choice label:has-text("202607-11") input');
      await page.waitForSelector(`#total-AZN .grand:has-text("${two}")`);
      expect(await page.inputValue('input.amount')).toBe(two);
      await looksRight(page);
      await send(page, 'form.pay-form .button');
      expect(await page.locator('.code-card .big').textContent()).toContain(two);
      await payAtTeller(fixture, new URL(page.url()).pathname.split('/').at(-1) ?? '');
      await deliver(fixture);
      expect(openInvoices(account)).toEqual(['202607-11']);
      expect(complaints).toEqual([]);
      await close();
    },
    patientMs,
  );

  test(
    'a teller does the same at the desk, and none chosen is refused in words',
    async () => {
      const account = lines[index]?.desk ?? '';
      const teller = await openTeller(browser, fixture.url, language);
      const { page } = teller;
      await page.fill('#field-q', account);
      await teller.go('Enter');
      if ((await page.locator('button[value="azercell"]').count()) > 0) {
        await Promise.all([page.waitForEvent('load'), page.click('button[value="azercell"]')]);
      }
      await page.waitForSelector('.bill-choice');
      const [all, two] = money[language];
      await page.waitForSelector(`#sum .grand:has-text("${all}")`);
      await page.uncheck('.bill-choice label:has-text("202607-11") input');
      await page.waitForSelector(`#sum .grand:has-text("${two}")`);
      expect(await page.inputValue('.desk-row input.amount')).toBe(two);
      await looksRight(page);
      await page.uncheck('.bill-choice label:has-text("202608-11") input');
      await page.uncheck('.bill-choice label:has-text("202609-11") input');
      await send(page, '.desk-side .button.main');
      await page.waitForSelector('.desk-row .problem');
      await page.check('.bill-choice label:has-text("202609-11") input');
      await page.waitForSelector(`#sum .grand:has-text("9${language === 'en' ? '.' : ','}90")`);
      await send(page, '.desk-side .button.main');
      await page.waitForSelector('#receipt-1');
      await deliver(fixture);
      expect(openInvoices(account)).toEqual(['202607-11', '202608-11']);
      expect(teller.complaints).toEqual([]);
      await teller.close();
    },
    patientMs,
  );
});

test(
  'without a script the invoices are chosen and the sum is asked for',
  async () => {
    const who = { ...person, fin: '7A6B7C9', cardNumber: '87654321', phone: '+994501112299' };
    const { page, close } = await openVisitor(browser, fixture.url, { scripts: false });
    const account = lines[0]?.cabinet ?? '';
    fixture.simulators.books('azercell').changeAccount(account, { bills: postpaid(account).bills });
    const sheet = await register(fixture, page, { links: [{ providerCode: 'azercell', account }], who });
    await signInFirst(page, sheet);
    // Without a script the home page asks for itself again at once, and would take the place of the page that is asked for here.
    await page.waitForURL('**/home?complete=yes');
    await page.goto('/pay?complete=yes');
    await page.uncheck('.bill-choice label:has-text("202607-11") input');
    await send(page, 'button[name="recalculate"]');
    expect(await page.inputValue('input.amount')).toBe('25,40');
    expect(await page.locator('#total-AZN .grand dd').textContent()).toBe('25,40\u00a0₼');
    await close();
  },
  patientMs,
);
