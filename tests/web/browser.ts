import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { CabinetFixture } from './cabinet-fixture.ts';

/** A telephone, and the screen of an office. */
export const phone = { width: 390, height: 844 };
export const desk = { width: 1366, height: 768 };

export interface VisitorOptions {
  readonly language?: 'az' | 'ru' | 'en';
  readonly screen?: { readonly width: number; readonly height: number };
  readonly scripts?: boolean;
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained of: errors of scripts, refused styles, files that are not there. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Somebody with a browser of their own: other cookies than everybody else. */
export async function openVisitor(browser: Browser, url: string, options: VisitorOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: options.screen ?? phone,
    locale: options.language ?? 'az',
    javaScriptEnabled: options.scripts ?? true,
    timezoneId: 'Asia/Baku',
  });
  context.setDefaultTimeout(60_000);
  // Chosen once, as by the switch in the bar: then it stays, whatever language the citizen registered with.
  await context.addCookies([{ name: 'language', value: options.language ?? 'az', url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const isAnswer = /status of (4|5)\d\d/.test(message.text());
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  return { context, page, complaints, close: () => context.close() };
}

/** Presses the main button of the page's form and waits for the page that follows. */
export async function send(page: Page, selector = 'main form button[type="submit"]'): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.locator(selector).first().click()]);
}

export const person = {
  cardSeries: 'AZE',
  cardNumber: '12345678',
  fin: '5A6B7C8',
  fullName: 'Leyla Məmmədova',
  phone: '+994501112233',
};

export async function fillPerson(page: Page, who: typeof person = person): Promise<void> {
  for (const [name, value] of Object.entries(who)) await page.fill(`input[name="${name}"]`, value);
  await page.check('input[name="consent"]');
}

type SampleLink = Readonly<Record<'providerCode' | 'account', string>> & { readonly authorizationCode?: string };

/** Adds an account on the page that is open, through the tile of its provider. */
export async function addAccount(page: Page, link: SampleLink, label = ''): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.click(`a[href*="provider=${link.providerCode}"]`)]);
  await page.fill('#link input[name="account"]', link.account);
  const { authorizationCode } = link;
  if (authorizationCode !== undefined) await page.fill('input[name="field.authorizationCode"]', authorizationCode);
  await page.fill('#link input[name="label"]', label);
  await send(page, '#link button[type="submit"]');
}

export interface SheetOnScreen {
  readonly uniqueCode: string;
  readonly initialPassword: string;
}

/** From the first page to the sheet, linking accounts on the way. */
export async function register(
  fixture: CabinetFixture,
  page: Page,
  { links, who }: { readonly links: readonly SampleLink[]; readonly who: typeof person },
): Promise<SheetOnScreen> {
  await page.goto('/register');
  await fillPerson(page, who);
  await send(page);
  for (const link of links) await addAccount(page, link);
  await page.goto('/register/confirm');
  await page.fill('input[name="code"]', await fixture.readCode(who.phone));
  await send(page);
  return readSheet(page);
}

export async function readSheet(page: Page): Promise<SheetOnScreen> {
  const code = (await page.locator('.sheet .code').textContent()) ?? '';
  const password = (await page.locator('.sheet .secret').textContent()) ?? '';
  return { uniqueCode: code.replace(/\D/g, ''), initialPassword: password.trim() };
}

export const ownPassword = 'göy üzü bu axşam qırmızıdır';

/** The first sign-in: with the password of the sheet, which has to be replaced at once. */
export async function signInFirst(page: Page, sheet: SheetOnScreen): Promise<void> {
  await signIn(page, sheet.uniqueCode, sheet.initialPassword);
  expect(new URL(page.url()).pathname).toBe('/password');
  await page.fill('input[name="currentPassword"]', sheet.initialPassword);
  await page.fill('input[name="newPassword"]', ownPassword);
  await page.fill('input[name="repeatPassword"]', ownPassword);
  await send(page);
}

export async function signIn(page: Page, uniqueCode: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.fill('input[name="uniqueCode"]', uniqueCode);
  await page.fill('input[name="password"]', password);
  await send(page);
}

interface Screen {
  readonly width: number;
  readonly height: number;
}

/**
 * Where the page runs off the side of a screen. How it looks on each is kept, for whoever wants to see it, in the folder that
 * PICTURES names.
 */
export async function tooWide(page: Page, name: string, screens: readonly Screen[]): Promise<string[]> {
  const folder = process.env['PICTURES'];
  const found: string[] = [];
  for (const screen of screens) {
    await page.setViewportSize(screen);
    const excess = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
    if (excess > 0) found.push(`${name}: ${excess} px too wide at ${screen.width}`);
    const file = `${name.replace(/[^a-z0-9]+/gi, '-')}-${screen.width}.png`;
    if (folder !== undefined) await page.screenshot({ path: join(folder, file) });
  }
  return found;
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Every breach of WCAG 2.2 A and AA that a machine can find on the page, with the element. */
export async function breaches(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(axePath, 'utf8'));
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const results = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(rules)} })`)) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 300)}`));
}
