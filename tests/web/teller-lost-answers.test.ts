import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PaymentService } from '../../src/payments/api.ts';
import { type CabinetFixture, cabinetFixture, passwordOf } from './cabinet-fixture.ts';
import { type Client, openClient } from './client.ts';
import { countPayments, deskAccounts, settlePerson } from './desk-people.ts';

/** What happens to the next payments on their way to the hub and back. */
let mood: 'fine' | 'lost-before' | 'lost-after' = 'fine';

const moody = (payments: PaymentService): Pick<PaymentService, 'acceptMany'> => ({
  async acceptMany(collector, requests) {
    const lost = requests.map(() => ({ status: 'rejected' as const, reason: new Error('nobody answered') }));
    if (mood === 'lost-before') return lost;
    const answers = await payments.acceptMany(collector, requests);
    return mood === 'lost-after' ? lost : answers;
  },
});

let fixture: CabinetFixture;
let nextPerson = 0;
beforeAll(async () => {
  fixture = await cabinetFixture({ accounts: deskAccounts, onTheWay: moody });
});
afterAll(() => fixture.close());

const title = 'What became of the payment is not known yet';

/** A teller with a new customer whose three bills are answered. */
async function atDesk(): Promise<Client> {
  const person = await settlePerson(fixture, nextPerson++);
  const client = openClient(fixture);
  await client.get('/teller/sign-in');
  const codes = { agentCode: 'goyezen-bank', outletCode: 'baku-1', tellerCode: 'g-101' };
  await client.post('/teller/sign-in', { ...codes, password: passwordOf('g-101') });
  await client.get('/teller');
  await client.post('/teller/find', { q: person.uniqueCode });
  await client.get('/teller');
  await client.get('/teller/lines');
  return client;
}

async function pay(client: Client, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const page = await client.get('/teller');
  const customer = /name="customer" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
  const keys = [...page.text.matchAll(/name="pay" value="([^"]+)"/g)].map((match) => match[1] ?? '');
  const [first = ''] = keys;
  const amount = new RegExp(`name="amount-${first}"[^>]*value="([^"]*)"`).exec(page.text)?.[1] ?? '';
  await client.post('/teller/pay', { customer, pay: first, [`amount-${first}`]: amount, ...more });
  return (await client.get('/teller')).text;
}

test('an answer that is lost after the payment was made is found again by the key, without asking anybody', async () => {
  const client = await atDesk();
  const before = await countPayments(fixture);
  mood = 'lost-after';
  const page = await pay(client);
  mood = 'fine';
  expect(page).toContain('The payment is accepted');
  expect(await countPayments(fixture)).toBe(before + 1);
});

test('a payment that never arrived stays open over every reload, and is sent again under its key', async () => {
  const client = await atDesk();
  const before = await countPayments(fixture);
  mood = 'lost-before';
  expect(await pay(client)).toContain(title);
  mood = 'fine';
  await client.post('/teller/next', {});
  await client.post('/teller/find', { q: '1' });
  expect((await client.get('/teller')).text).toContain(title);
  expect(await countPayments(fixture)).toBe(before);
  await client.post('/teller/again', {});
  expect((await client.get('/teller')).text).toContain('The payment is accepted');
  await client.post('/teller/again', {});
  expect(await countPayments(fixture)).toBe(before + 1);
});

test('whoever gives up makes the key worthless: what is still on its way can never be accepted', async () => {
  const client = await atDesk();
  const before = await countPayments(fixture);
  mood = 'lost-before';
  expect(await pay(client)).toContain(title);
  mood = 'fine';
  await client.post('/teller/give-up', {});
  const page = (await client.get('/teller')).text;
  expect(page).toContain('This key was abandoned');
  expect(await countPayments(fixture)).toBe(before);
  expect(await pay(client)).toContain('The payment is accepted');
  expect(await countPayments(fixture)).toBe(before + 1);
});

test('giving up on what was accepted after all shows the payment', async () => {
  const client = await atDesk();
  const before = await countPayments(fixture);
  mood = 'lost-after';
  const customer = /name="customer" value="([^"]*)"/.exec((await client.get('/teller')).text)?.[1] ?? '';
  const text = (await client.get('/teller')).text;
  const [, first = ''] = /name="pay" value="([^"]+)"/.exec(text) ?? [];
  await client.post('/teller/pay', { customer, pay: first, [`amount-${first}`]: '46.20', cash: '50' });
  mood = 'fine';
  await client.post('/teller/give-up', {});
  expect((await client.get('/teller')).text).toContain('The payment is accepted');
  expect(await countPayments(fixture)).toBe(before + 1);
});
