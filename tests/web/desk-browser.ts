import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Language } from '../../src/platform/messages/language.ts';
import { desk, openVisitor, type Visitor } from './browser.ts';
import { passwordOf } from './cabinet-fixture.ts';

/** Somebody at the keyboard: counts every press that is no digit. */
export interface Teller extends Visitor {
  /** Presses of keys so far, digits left out. */
  readonly keys: () => number;
  press(key: string): Promise<void>;
  /** Digits, one by one, slower than a scanner. */
  digits(text: string): Promise<void>;
  /** Presses a key that leads to another page, and waits for it. */
  go(key: string): Promise<void>;
}

/** A teller of the sample bank who has signed in, at the screen of an office. */
export async function openTeller(browser: Browser, url: string, language: Language = 'en'): Promise<Teller> {
  const visitor = await openVisitor(browser, url, { language, screen: desk });
  const { page } = visitor;
  await page.goto('/teller/sign-in');
  const entries = {
    agentCode: 'goyezen-bank',
    outletCode: 'baku-1',
    tellerCode: 'g-101',
    password: passwordOf('g-101'),
  };
  for (const [name, value] of Object.entries(entries)) await page.fill(`input[name="${name}"]`, value);
  await Promise.all([page.waitForURL('**/teller'), page.click('main button[type="submit"]')]);
  let keys = 0;
  const press = async (key: string) => {
    keys += 1;
    await page.keyboard.press(key);
  };
  return {
    ...visitor,
    keys: () => keys,
    press,
    digits: (text) => page.keyboard.type(text, { delay: 60 }),
    async go(key) {
      await Promise.all([page.waitForEvent('load'), press(key)]);
    },
  };
}

/** So many elements stand on the page. */
export async function shown(page: Page, selector: string, count: number): Promise<void> {
  await expect.poll(() => page.locator(selector).count(), { timeout: 60_000 }).toBe(count);
}

/** All providers have answered, and the sum is that of the page. */
export async function allAnswered(page: Page, total: string): Promise<void> {
  await shown(page, '.desk-row .amount', 3);
  await page.waitForSelector(`#sum .grand:has-text("${total}")`);
}
