import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../../src/platform/messages/language.ts';
import {
  addAccount,
  breaches,
  desk,
  fillPerson,
  openVisitor,
  ownPassword,
  person,
  phone,
  readSheet,
  register,
  send,
  type SheetOnScreen,
  signIn,
  signInFirst,
  tooWide,
} from './browser.ts';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { openBrowser } from './chromium.ts';
import { household } from './sample-accounts.ts';
import { deliver, payAtTeller } from './teller.ts';

const { gas, power, water, phone: fixedLine, mobile, abroad } = household;

/** A browser on a busy machine takes its time; nothing here is about how long. */
const patientMs = 180_000;

let fixture: CabinetFixture;
let browser: Browser;
let sheet: SheetOnScreen;

beforeAll(async () => {
  [fixture, browser] = await Promise.all([cabinetFixture(), openBrowser()]);
}, patientMs);

afterAll(async () => {
  await browser.close();
  await fixture.close();
}, patientMs);

/** Presses a form's button three times and says how it looks afterwards; runs in the page, whose next one is still to come. */
const pressThrice = `(async () => {
  const button = document.querySelector('main form button[type="submit"]');
  for (let press = 0; press < 3; press += 1) {
    button.click();
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  return [button.getAttribute('aria-disabled'), button.textContent];
})()` as unknown as () => Promise<[string, string]>;

const path = (url: string) => new URL(url).pathname;

test(
  'a citizen registers and links, gets the sheet, signs in, changes the password, sees the debts, takes a code to a ' +
    'teller and finds the receipt with both legs',
  async () => {
    const { page, complaints, close } = await openVisitor(browser, fixture.url);
    await page.goto('/');
    await page.click('main a[href="/register"]');
    await fillPerson(page);
    await send(page);
    for (const link of [gas, power, water, fixedLine, mobile]) await addAccount(page, link, 'Mənzil');
    await addAccount(page, abroad, 'Boşluqsuzyazılmışuzunhesabadı'.repeat(2));
    await page.click('main a[href="/register/confirm"]');
    await page.fill('input[name="code"]', await fixture.readCode(person.phone));
    await send(page);
    sheet = await readSheet(page);
    expect(sheet.uniqueCode).toMatch(/^[0-9]{12}$/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=PDF')]);
    expect(download.suggestedFilename()).toBe('vahid-registration-sheet.pdf');
    await signInFirst(page, sheet);
    await page.waitForSelector('.placeholder', { state: 'detached' });
    expect(await page.locator('#owed-total .big').allTextContents()).toEqual(['128,40\u00a0₼', '31,99\u00a0€']);
    await Promise.all([page.waitForEvent('load'), page.click('button[value="all"]')]);
    await page.uncheck(`li:has-text("Azərsu") input[type="checkbox"]`);
    await page.waitForSelector('#total-AZN:has-text("104,30")');
    await send(page, 'form.pay-form .button');
    expect(await page.locator('.code-card .big').textContent()).toBe('104,30\u00a0₼');
    await payAtTeller(fixture, path(page.url()).split('/').at(-1) ?? '');
    fixture.clock.advanceMs(2_000);
    await deliver(fixture);
    await page.click('main a[href^="/codes/"]');
    await page.waitForSelector('.tag.ok');
    await page.click('a[href="/history"] >> nth=1');
    await page.click('.tile:has-text("Azəriqaz")');
    const legs = await page.locator('.legs li').allTextContents();
    expect(legs).toHaveLength(2);
    expect(legs[0]).toMatch(/^Qəbul edildi bu gün 10:42:00 · Göyəzən Bank, Mərkəz filialı$/);
    expect(legs[1]).toMatch(/^Azəriqaz 10:42:02-də təsdiqlədi · №\u00a0\d+$/);
    const receipt = await page.request.get((await page.getAttribute('a[href$="layout=a4"]', 'href')) ?? '');
    expect(receipt.headers()['content-type']).toBe('application/pdf');
    expect(complaints).toEqual([]);
    await close();
  },
  patientMs,
);

test(
  'everything works without a script, and nothing is missing',
  async () => {
    const { page, close } = await openVisitor(browser, fixture.url, { scripts: false });
    await signIn(page, sheet.uniqueCode, ownPassword);
    await page.waitForURL('**/home?complete=yes');
    expect(await page.locator('.placeholder').count()).toBe(0);
    expect(await page.locator('#owed-total .big').allTextContents()).toEqual(['24,10\u00a0₼', '31,99\u00a0€']);
    await Promise.all([page.waitForEvent('load'), page.click('button[value="all"]')]);
    await page.fill('li:has-text("Azərsu") input.amount', '12,05');
    await send(page, 'button[name="recalculate"]');
    expect(await page.locator('#total-AZN .grand dd').textContent()).toBe('12,05\u00a0₼');
    await send(page, 'form.pay-form .button');
    expect(await page.locator('.code-card .big').textContent()).toBe('12,05\u00a0₼');
    await page.goto('/accounts/add');
    await addAccount(page, { ...gas, account: '104512375' }, 'Qonşu');
    await page.click('.tile:has-text("Qonşu")');
    await page.click('main a[href$="/unlink"]');
    await send(page);
    expect(await page.locator('.notice').textContent()).toBe('Hesab siyahıdan çıxarıldı.');
    await send(page, '.sign-out button');
    expect(path(page.url())).toBe('/sign-in');
    await close();
  },
  patientMs,
);

test(
  'one provider that does not answer holds up its own line only, which says that it is waited for',
  async () => {
    fixture.simulators.faults('azersu').set([{ fault: 'hang', operations: ['debt'] }]);
    const { page, close } = await openVisitor(browser, fixture.url, { language: 'ru' });
    await signIn(page, sheet.uniqueCode, ownPassword);
    await page.waitForSelector('.row:has-text("Азеригаз") .tag.ok');
    await expect
      .poll(() => page.locator('.row:has(.line .placeholder)').allTextContents())
      .toEqual([expect.stringContaining('Азерсу')]);
    await page.waitForSelector('.slow:has-text("Ждём ответа: Азерсу")');
    await page.waitForSelector('.row:has-text("Сейчас не отвечает")');
    expect(await page.locator('#owed-said').textContent()).toContain('Все счета готовы');
    fixture.simulators.faults('azersu').clear();
    await close();
  },
  patientMs,
);

test(
  'a form is sent once, however often its button is pressed, and says that one has to wait',
  async () => {
    const { page, context, close } = await openVisitor(browser, fixture.url, { language: 'en' });
    await page.goto('/password/lost');
    await page.fill('input[name="uniqueCode"]', sheet.uniqueCode);
    let sent = 0;
    let letThrough = () => {};
    const held = new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    await context.route('**/password/lost', async (route) => {
      if (route.request().method() === 'POST') {
        sent += 1;
        await held;
      }
      await route.continue();
    });
    const [disabled, words] = await page.evaluate(pressThrice);
    expect([disabled, words]).toEqual(['true', 'Please wait…']);
    letThrough();
    await page.waitForURL('**/password/renew');
    expect(sent).toBe(1);
    await page.goBack();
    expect(await page.locator('main form button[type="submit"]').getAttribute('aria-disabled')).toBeNull();
    await close();
  },
  patientMs,
);

test(
  'a password can be looked at while it is typed, and is hidden again before it is sent',
  async () => {
    const { page, close } = await openVisitor(browser, fixture.url, { language: 'en' });
    await page.goto('/sign-in');
    await page.fill('input[name="password"]', 'x');
    const show = page.locator('.reveal');
    await show.click();
    expect(await page.getAttribute('input[name="password"]', 'type')).toBe('text');
    expect(await show.getAttribute('aria-label')).toBe('Hide: Password');
    await send(page, 'main form button[type="submit"]');
    expect(await page.getAttribute('input[name="password"]', 'type')).toBe('password');
    expect(await page.locator('.summary-of-errors').evaluate((box) => box.matches(':focus'))).toBe(true);
    await close();
  },
  patientMs,
);

describe.each(languages)('in %s', (language) => {
  test(
    'no page breaks a rule of accessibility, nor runs off the side of a small or a magnified screen',
    async () => {
      const visitor = await openVisitor(browser, fixture.url, { language });
      const { page } = visitor;
      const found: string[] = [];
      const look = async (where?: string) => {
        if (where !== undefined) await page.goto(where);
        const name = path(page.url());
        for (const breach of await breaches(page)) found.push(`${name}: ${breach}`);
        // 1366 pixels at 400 per cent leave 341; WCAG asks for 320.
        found.push(...(await tooWide(page, `${language} ${name}`, [{ width: 320, height: 640 }, desk, phone])));
      };
      for (const where of ['/', '/mailbox', '/password/lost', '/sign-in', '/lost-page', '/register']) await look(where);
      await send(page);
      await look();
      await fillPerson(page);
      await page.fill('input[name="fin"]', `${languages.indexOf(language)}A2B3C4`);
      await send(page);
      await look();
      await page.goto('/register/accounts?provider=cez');
      await send(page, '#link button[type="submit"]');
      await look();
      await look('/register/confirm');
      await signIn(page, sheet.uniqueCode, ownPassword);
      await page.waitForSelector('.placeholder', { state: 'detached' });
      await page.evaluate('for (const more of document.querySelectorAll("details")) more.open = true');
      await look();
      await page.goto('/pay');
      await page.waitForSelector('.placeholder', { state: 'detached' });
      await look();
      await send(page, 'form.pay-form .button');
      await look();
      for (const where of ['/accounts', '/accounts/add', '/password', '/history']) await look(where);
      await page.click('.tile >> nth=0');
      await look();
      await page.goto('/accounts');
      await page.click('.tile >> nth=0');
      await look();
      await page.click('main a[href$="/unlink"]');
      await look();
      expect(found).toEqual([]);
      expect(visitor.complaints).toEqual([]);
      await visitor.close();
    },
    patientMs,
  );
});

test(
  'the sheet of a registration breaks no rule of accessibility either',
  async () => {
    const { page, close } = await openVisitor(browser, fixture.url, { language: 'en' });
    const who = { ...person, fin: '8S9T0U1', cardNumber: '65656565', phone: '+994507778899' };
    await register(fixture, page, { links: [gas, abroad], who });
    expect(await breaches(page)).toEqual([]);
    await close();
  },
  patientMs,
);
