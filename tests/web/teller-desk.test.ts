import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customerIdleMs } from '../../src/desks/model.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { type CabinetFixture, cabinetFixture, passwordOf } from './cabinet-fixture.ts';
import { openClient } from './client.ts';
import { find, hidden, keysOf, openDesk, payFields, settleHousehold } from './desk-client.ts';
import { household } from './sample-accounts.ts';

const { gas } = household;

let fixture: CabinetFixture;
let uniqueCode: string;

beforeAll(async () => {
  fixture = await cabinetFixture();
  uniqueCode = await settleHousehold(fixture);
});
afterAll(() => fixture.close());

const atDesk = (tellerCode?: string) => openDesk(fixture, tellerCode);

async function countPayments(): Promise<number> {
  const [row] = await fixture.database.owner.sql.rows<{ count: number }>('SELECT count(*)::int AS count FROM payment');
  return row?.count ?? 0;
}

describe('who sits at a desk', () => {
  test('is asked for agent, outlet, teller and password, and a wrong one of them gets the same answer', async () => {
    const client = openClient(fixture);
    expect((await client.get('/teller')).location).toBe('/teller/sign-in');
    await client.get('/teller/sign-in');
    const right = {
      agentCode: 'goyezen-bank',
      outletCode: 'baku-1',
      tellerCode: 'g-102',
      password: passwordOf('g-102'),
    };
    const wrongs = [
      { password: 'another' },
      { outletCode: 'qazax-1' },
      { tellerCode: 'g-999' },
      { agentCode: 'azerpoct' },
    ];
    for (const wrong of wrongs) {
      const refused = await client.post('/teller/sign-in', { ...right, ...wrong });
      expect([wrong, refused.status]).toEqual([wrong, 401]);
      expect(refused.text).not.toContain('value="password-of');
    }
    expect((await client.post('/teller/sign-in', right)).location).toBe('/teller');
  });

  test('leaves at once when suspended, or when the password is renewed', async () => {
    const client = await atDesk('g-102');
    const bank = fixture.parties.agents.get('goyezen-bank')?.id ?? '';
    const teller = (await fixture.hub.agents.listTellers(bank)).find((one) => one.code === 'g-102');
    valueOf(await fixture.hub.agents.changeTellerState(bank, teller?.id ?? '', 'suspended'));
    expect((await client.get('/teller')).location).toBe('/teller/sign-in?why=ended');
    valueOf(await fixture.hub.agents.changeTellerState(bank, teller?.id ?? '', 'active'));
    const again = await atDesk('g-102');
    valueOf(await fixture.hub.agents.renewTellerPassword(bank, teller?.id ?? '', passwordOf('g-102')));
    expect((await again.get('/teller')).location).toBe('/teller/sign-in?why=ended');
  });

  test('is kept waiting after too many wrong passwords', async () => {
    const client = openClient(fixture);
    await client.get('/teller/sign-in');
    const codes = { agentCode: 'azerpoct', outletCode: 'az1000', tellerCode: 'p-1' };
    const answers: number[] = [];
    for (let tries = 0; tries < 11; tries += 1) {
      answers.push((await client.post('/teller/sign-in', { ...codes, password: `guess ${tries}` })).status);
    }
    expect([answers.slice(0, 10).every((status) => status === 401), answers[10]]).toEqual([true, 429]);
  });
});

describe('one customer', () => {
  test('is found by the unique code, pays what is owed once, and gets the change and both receipts', async () => {
    const client = await atDesk();
    const page = await find(client, uniqueCode);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).not.toContain('Məmmədova');
    expect(page.text).not.toContain(gas.account);
    const [first = ''] = keysOf(page.text);
    const before = await countPayments();
    const fields = payFields(page.text, { pay: first, cash: '50' });
    // Pressed twice at the same time: two requests, one payment.
    const pressed = await Promise.all([client.post('/teller/pay', fields), client.post('/teller/pay', fields)]);
    expect(pressed.map((answer) => answer.location)).toEqual(['/teller', '/teller']);
    expect(await countPayments()).toBe(before + 1);
    const paid = await client.get('/teller');
    expect(paid.text).toContain('The payment is accepted');
    const receipt = /\/teller\/receipts\/[0-9a-f-]+\.pdf\?layout=roll80/.exec(paid.text)?.[0] ?? '';
    const pdf = await client.get(receipt);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    await client.post('/teller/next', {});
    expect((await client.get('/teller')).text).not.toContain('•');
    expect((await client.get(receipt)).status).toBe(404);
  });

  test('hands over less than is asked for: nothing is taken, and the cash stays typed', async () => {
    const client = await atDesk();
    const page = await find(client, uniqueCode);
    const [, second = ''] = keysOf(page.text);
    const before = await countPayments();
    const refused = await client.post('/teller/pay', payFields(page.text, { pay: second, cash: '1' }));
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('The cash is less than the total.');
    expect(hidden(refused.text, 'cash') || /name="cash"[^>]*value="1"/.test(refused.text)).toBeTruthy();
    expect(await countPayments()).toBe(before);
    await client.post('/teller/next', {});
  });

  test('pays the same again only after the teller has asked, and the answer is kept with the payment', async () => {
    const client = await atDesk();
    const pay = async (amount: string, more: Readonly<Record<string, string>> = {}) => {
      const page = await client.get('/teller');
      const key = keysOf(page.text)[0] ?? '';
      await client.post('/teller/pay', payFields(page.text, { pay: key, [`amount-${key}`]: amount, ...more }));
      return (await client.get('/teller')).text;
    };
    for (const amount of ['7.00', '6.00']) {
      await find(client, '104512375', 'azerigas');
      await pay(amount);
      await client.post('/teller/next', {});
    }
    await find(client, '104512375', 'azerigas');
    const before = await countPayments();
    const words = 'the same amount or bill was paid a short while ago';
    const yesOf = (page: string) => ({ confirmed: /name="confirmed" value="([^"]*)"/.exec(page)?.[1] ?? '' });
    const asked = await pay('6.00');
    expect(asked).toContain(words);
    // The yes was to 6.00: with another amount the customer is asked anew.
    const askedAnew = await pay('7.00', yesOf(asked));
    expect(askedAnew).toContain(words);
    expect(await countPayments()).toBe(before);
    await pay('7.00', yesOf(askedAnew));
    expect(await countPayments()).toBe(before + 1);
    const kept = await fixture.database.owner.sql.rows<{ question: string; answered_by: string }>(
      'SELECT question, answered_by FROM payment_answer a WHERE EXISTS (SELECT FROM payment y WHERE y.id = a.payment_id)',
    );
    expect(kept.map((row) => row.question)).toEqual(['possible_duplicate']);
    expect(kept[0]?.answered_by).toMatch(/^teller:/);
    await client.post('/teller/next', {});
  });

  test('of a window that shows somebody else pays nothing', async () => {
    const client = await atDesk();
    const page = await find(client, uniqueCode);
    const fields = payFields(page.text, { pay: keysOf(page.text)[1] ?? '' });
    await client.post('/teller/next', {});
    await find(client, '104512375', 'azerigas');
    const before = await countPayments();
    expect((await client.post('/teller/pay', fields)).location).toBe('/teller');
    expect(await countPayments()).toBe(before);
    await client.post('/teller/next', {});
  });

  test('is gone from the screen and from the hub after some minutes of silence', async () => {
    const client = await atDesk();
    const page = await find(client, uniqueCode);
    expect(page.text).toContain('•');
    fixture.clock.advanceMs(customerIdleMs);
    expect((await client.get('/teller')).text).not.toContain('•');
    const [row] = await fixture.database.owner.sql.rows<{ count: number }>(
      'SELECT count(*)::int AS count FROM teller_desk WHERE customer IS NOT NULL',
    );
    expect(row?.count).toBe(0);
  });

  test('whose account more than one company could have is asked for the company, and the account joins who is there', async () => {
    const client = await atDesk();
    await find(client, uniqueCode);
    const asked = await client.post('/teller/find', { q: '104512375' });
    expect(asked.text).toContain('Which provider’s account is it?');
    expect(asked.text).toContain('value="azerigas"');
    const page = await find(client, '104512375', 'azerigas');
    expect(keysOf(page.text)).toHaveLength(4);
    await client.post('/teller/next', {});
  });

  test('whose number nobody has is answered in words', async () => {
    const client = await atDesk();
    const refused = await client.post('/teller/find', { q: '4' });
    expect([refused.status, refused.text.includes('summary-of-errors')]).toEqual([404, true]);
  });
});
