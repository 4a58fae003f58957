import { expect } from 'vitest';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { type CabinetFixture, passwordOf } from './cabinet-fixture.ts';
import { type Client, openClient } from './client.ts';
import { household } from './sample-accounts.ts';

const { gas, water, power } = household;

/** A citizen with three accounts, registered at the counter of the same teller. */
export async function settleHousehold(fixture: CabinetFixture): Promise<string> {
  const bank = fixture.parties.agents.get('goyezen-bank')?.id ?? '';
  const [teller] = await fixture.hub.agents.listTellers(bank);
  const actor = { tellerId: teller?.id ?? '', agentId: bank };
  const person = {
    ...{ cardSeries: 'AZE', cardNumber: '55667788', fin: '7K8L9M0', fullName: 'Leyla Məmmədova' },
    ...{ phone: '+994501112255', language: 'az', consent: true },
  };
  const { sheet } = valueOf(await fixture.hub.citizens.counter.register(actor, person));
  for (const { providerCode, account } of [gas, water, power]) {
    const provider = await fixture.hub.providers.findByCode(providerCode);
    const wish = { providerId: provider?.id ?? '', account, fields: {}, label: undefined };
    valueOf(await fixture.hub.accounts.link(sheet.citizenId, wish, { kind: 'teller', ...actor }));
  }
  return sheet.uniqueCode;
}

/** A teller of the sample bank who has signed in. */
export async function openDesk(fixture: CabinetFixture, tellerCode = 'g-101'): Promise<Client> {
  const client = openClient(fixture);
  await client.get('/teller/sign-in');
  const codes = { agentCode: 'goyezen-bank', outletCode: 'baku-1', tellerCode };
  const entered = await client.post('/teller/sign-in', { ...codes, password: passwordOf(tellerCode) });
  expect([entered.status, entered.location]).toEqual([303, '/teller']);
  await client.get('/teller');
  return client;
}

/** Finds somebody and waits for every provider; the page as it is then. */
export async function find(client: Client, q: string, provider?: string) {
  const found = await client.post('/teller/find', { q, ...(provider === undefined ? {} : { provider }) });
  expect([found.status, found.location]).toEqual([303, '/teller']);
  await client.get('/teller');
  await client.get('/teller/lines');
  return client.get('/teller');
}

export const hidden = (text: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';
export const keysOf = (text: string) => [...text.matchAll(/name="amount-([^"]+)"/g)].map((match) => match[1] ?? '');
const amountOf = (text: string, key: string) =>
  new RegExp(`name="amount-${key}"[^>]*value="([^"]*)"`).exec(text)?.[1] ?? '';

/** The pay form as a browser would send it: what is chosen on the page, with further fields. */
export function payFields(text: string, more: Readonly<Record<string, string>> = {}) {
  const amounts = keysOf(text).map((key) => [`amount-${key}`, amountOf(text, key)]);
  return { customer: hidden(text, 'customer'), ...Object.fromEntries(amounts), ...more };
}
