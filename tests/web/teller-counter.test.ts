import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { find, hidden, keysOf, openDesk, payFields, settleHousehold } from './desk-client.ts';
import { household } from './sample-accounts.ts';

const { water, power } = household;

let fixture: CabinetFixture;
let uniqueCode: string;

beforeAll(async () => {
  fixture = await cabinetFixture();
  uniqueCode = await settleHousehold(fixture);
});
afterAll(() => fixture.close());

const atDesk = (tellerCode?: string) => openDesk(fixture, tellerCode);

describe('a citizen with the card in the hand', () => {
  test('is found by the FIN or by the card, each look-up is written down, and part of a number finds nobody', async () => {
    const client = await atDesk();
    const looked = async () => {
      const [row] = await fixture.database.owner.sql.rows<{ count: number }>(
        `SELECT count(*)::int AS count FROM audit_event WHERE action = 'citizen.looked_up'`,
      );
      return row?.count ?? 0;
    };
    const before = await looked();
    for (const shown of ['7K8L9M0', '7k8l9m0', 'AZE55667788']) {
      const page = await find(client, shown);
      expect(page.text).toContain('desk-customer');
      expect(page.text).not.toContain('Məmmədova');
      expect(page.text).not.toContain('7K8L9M0');
      await client.post('/teller/next', {});
    }
    expect(await looked()).toBe(before + 3);
    expect((await client.post('/teller/find', { q: '7K8L9M2' })).status).toBe(404);
    expect(await looked()).toBe(before + 4);
    expect((await client.post('/teller/find', { q: '7K8L9' })).status).toBe(404);
    expect(await looked()).toBe(before + 4);
  });

  test('is shown no change while nothing is chosen', async () => {
    const client = await atDesk();
    const page = await find(client, uniqueCode);
    const fields = payFields(page.text, { cash: '500' });
    const nothing = await client.post('/teller/total', fields);
    expect(nothing.text).toContain('0 lines');
    expect(nothing.text).not.toContain('class="change');
    const [key = ''] = keysOf(page.text);
    expect((await client.post('/teller/total', { ...fields, pay: key })).text).toContain('class="change"');
    await client.post('/teller/next', {});
  });
});

describe('at the same screen', () => {
  test('a shift is opened, counted and closed, with its reports', async () => {
    const client = await atDesk('g-102');
    const panel = await client.get('/teller?panel=shift');
    const opened = await client.post('/teller/shift/open', { key: hidden(panel.text, 'key'), 'cash-AZN': '100,00' });
    expect(opened.text).toContain('X report');
    await find(client, power.account, 'azerishiq');
    const page = await client.get('/teller');
    const [key = ''] = keysOf(page.text);
    await client.post('/teller/pay', payFields(page.text, { pay: key }));
    await client.post('/teller/next', {});
    const before = await client.get('/teller?panel=shift');
    const shift = hidden(before.text, 'shift');
    const x = await client.get(`/teller/shifts/${shift}.pdf?layout=roll80`);
    expect([x.status, x.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const ending = { key: hidden(before.text, 'key'), shift, 'cash-AZN': '150' };
    const counted = await client.post('/teller/shift/close', { ...ending, do: 'count' });
    expect(counted.text).toMatch(/notice problem[^]*Counted, difference: .8\.10/);
    expect(counted.text).not.toContain('notice done');
    const again = { ...ending, key: hidden(counted.text, 'key') };
    const unexplained = await client.post('/teller/shift/close', { ...again, do: 'close' });
    expect(unexplained.status).toBe(422);
    expect(unexplained.text).toMatch(/name="cash-AZN"[^>]* value="150"/);
    const closed = await client.post('/teller/shift/close', {
      ...again,
      ...{ key: hidden(unexplained.text, 'key'), do: 'close', reason: 'counted twice' },
    });
    expect(closed.text).toContain('The shift is closed.');
    expect(closed.text).toContain('Z report · № ');
    // What is counted for the next shift is no part of the report above it.
    expect(closed.text).toMatch(/Z report, A4[^]*<h3[^>]*>The next shift<\/h3>[^]*name="cash-AZN"/);
    expect(panel.text).not.toContain('The next shift');
    expect(closed.text).toMatch(/<dt>Counted<\/dt><dd>[^]*150\.00[^]*<dt>Short<\/dt><dd>[^]*8\.10/);
    const right = await client.get('/teller?panel=shift');
    expect(right.text).toContain('/teller/shift/open');
    const other = await atDesk();
    expect((await other.get(`/teller/shifts/${shift}.pdf`)).status).toBe(404);
  });

  test('a citizen is registered with the card, gets the sheet, and accounts are linked and unlinked', async () => {
    const client = await atDesk();
    await client.get('/teller?panel=register');
    const person = {
      ...{
        cardSeries: 'AZE',
        cardNumber: '31415926',
        fin: '2B3C4D5',
        fullName: 'Nərgiz Əliyeva',
        phone: '+994501110077',
      },
      ...{ language: 'az', consent: 'yes' },
    };
    const wrong = await client.post('/teller/register', { ...person, fin: 'x' });
    expect([wrong.status, wrong.text.includes('field-fin')]).toEqual([400, true]);
    const done = await client.post('/teller/register', person);
    expect(done.text).toContain('The registration is done.');
    const link = { provider: 'azersu', account: water.account, label: '' };
    const linked = await client.post('/teller/link', link);
    expect(linked.text).toContain('••••');
    const pdf = await client.post('/teller/sheet.pdf', { sheet: hidden(done.text, 'sheet') });
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const stranger = await atDesk('g-102');
    expect((await stranger.post('/teller/sheet.pdf', { sheet: hidden(done.text, 'sheet') })).status).toBe(404);
    const panel = await client.get('/teller?panel=link');
    const linkId = hidden(panel.text, 'link');
    await client.post('/teller/unlink', { link: linkId });
    expect((await client.get('/teller')).text).not.toContain('desk-row');
    await client.post('/teller/next', {});
  });
});
