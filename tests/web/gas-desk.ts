import type { Page } from 'playwright-core';
import { minor } from '../../src/kernel/money.ts';
import type { SampleAccount } from '../../src/world/sample-world.ts';
import { breaches, desk, tooWide } from './browser.ts';
import type { Teller } from './desk-browser.ts';

/** A browser on a busy machine takes its time; nothing here is about how long. */
export const patientMs = 180_000;
const screens = [{ width: 320, height: 640 }, { width: 1024, height: 768 }, desk];

export const gasOf = (index: number) => String(104_500_011 + index * 100);
export const cardOf = (index: number) => `994${String(1_000_000 + index)}`;

function gas(index: number): SampleAccount {
  return {
    ...{
      number: gasOf(index),
      holderName: 'Leyla Məmmədova',
      address: 'Bakı',
      proofCode: null,
      active: true,
      line: null,
    },
    bills: [{ number: `202610-${index}`, period: '2026-10', dueOn: '2026-11-25', amount: minor(4_620n) }],
    credit: minor(0n),
    meter: {
      ...{ serial: `G0000${index}`, unit: 'm3', usedInPeriod: 900, smartCard: cardOf(index) },
      lastReading: { value: 1_200, readOn: '2026-10-20' },
    },
  };
}

const mobile: SampleAccount = {
  ...{ number: '501234567', holderName: 'Leyla Məmmədova', address: 'Bakı', proofCode: null, active: true },
  ...{ bills: [], credit: minor(380n), line: { kind: 'prepaid', plan: 'Sərbəst 10', renewsOn: '2026-12-05' } },
};

/** Ten prepaid gas meters and a mobile line. */
export const accounts = new Map([
  ['azerigas', Array.from({ length: 10 }, (_, index) => gas(index))],
  ['azercell', [mobile]],
]);

/** Everything that is wrong with the page as it stands: axe, and what does not fit. */
export async function look(page: Page, name: string): Promise<string[]> {
  const broken = (await breaches(page)).map((breach) => `${name}: ${breach}`);
  return [...broken, ...(await tooWide(page, name, screens))];
}

/** Types an account, chooses the company where it could be several, and waits for its line. */
export async function find(teller: Teller, account: string): Promise<void> {
  await teller.digits(account);
  await teller.go('Enter');
  if ((await teller.page.locator('button[name="provider"]').count()) > 0) {
    await teller.page.locator('button[name="provider"][value="azerigas"]').focus();
    await teller.go('Enter');
  }
  await teller.page.waitForSelector('.desk-row .open-meter');
}

export const text = async (page: Page, selector: string) =>
  ((await page.locator(selector).textContent()) ?? '').replaceAll('\u00a0', ' ');
