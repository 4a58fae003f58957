import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import { type Client, enterBy, linkFields, openClient, registerBy } from './client.ts';
import { household } from './sample-accounts.ts';
import { deliver, payAtTeller } from './teller.ts';

const { gas, power, water, phone, mobile, abroad } = household;

let fixture: CabinetFixture;
let leyla: Client;
let stranger: Client;

/** Two neighbours who linked the same gas account; only one of them the rest. */
beforeAll(async () => {
  fixture = await cabinetFixture();
  leyla = openClient(fixture);
  await enterBy(leyla, await registerBy(fixture, leyla, { links: [gas, power, water, phone, mobile, abroad] }));
  stranger = openClient(fixture);
  const person = { fin: '7X6Y5Z4', cardNumber: '22223333', phone: '+994509990011' };
  await enterBy(stranger, await registerBy(fixture, stranger, { person, links: [gas] }));
});

afterAll(() => fixture.close());

/** What a person reads, tags taken away. */
const words = (html: string) =>
  html
    .replace(/<style.*?<\/style>|<head.*?<\/head>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/[\s\u00a0]+/g, ' ');

const idsOf = (html: string) => [...html.matchAll(/id="line-([0-9a-f-]{36})"/g)].map(([, id]) => id ?? '');

/** The quotes and amounts of the form of one currency, as a browser would send them. */
async function payForm(client: Client, currency: string) {
  const page = await client.get('/pay?complete=yes');
  const form = page.text.split('<form').find((part) => part.includes(`name="currency" value="${currency}"`)) ?? '';
  const values = [...form.matchAll(/<input [^>]*>/g)].flatMap(([input]) => {
    const name = /name="((?:amount|quote)-[^"]+)"/.exec(input)?.[1];
    return name === undefined ? [] : [[name, /value="([^"]*)"/.exec(input)?.[1] ?? ''] as const];
  });
  return { fields: { currency, ...Object.fromEntries(values) }, ids: idsOf(form) };
}

const heading = (html: string) => /<h1[^>]*>([^<]+)/.exec(html)?.[1];

describe('the home page', () => {
  test('comes at once, with every account still being asked for', async () => {
    fixture.simulators.faults('azersu').set([{ fault: 'hang', operations: ['debt'] }]);
    const page = await leyla.get('/home');
    fixture.simulators.faults('azersu').clear();
    expect(idsOf(page.text)).toHaveLength(6);
    expect(words(page.text)).toContain('Asking the providers: 0 of 6 ready');
    expect(page.text).toContain('hx-get="/home/lines"');
    expect(page.text).toContain('content="0; url=/home?complete=yes"');
  });

  test('fills in line by line, each with the sum so far, until all are there', async () => {
    const stream = await leyla.get('/home/lines');
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const events = stream.text.trim().split('\n\n');
    expect(events).toHaveLength(6);
    for (const event of events) {
      expect(event.split('\n').every((line) => line.startsWith('data: '))).toBe(true);
      expect(idsOf(event)).toHaveLength(1);
    }
    expect(words(events.at(0) ?? '')).toContain('1 of 6 ready');
    expect(words(events.at(-1) ?? '')).toContain('All accounts are ready. To pay: 128.40 ₼ + 31.99 €');
  });

  test('says of each account what it owes, how urgent it is and how fresh that is', async () => {
    const text = words((await leyla.get('/home?complete=yes')).text);
    expect(text).toContain('To pay 128.40 ₼ 31.99 € 6 accounts · 1 overdue · next due 25 November');
    expect(text).toMatch(/Azerigas ••••2367 12 days overdue 46\.20 ₼ 10:42/);
    expect(text).toMatch(/Azerishig ••••8901 Due 25 November 58\.10 ₼ 10:42/);
    expect(text).toMatch(/Aztelekom ••••1234 Nothing to pay 0\.00 ₼ 10:42/);
    expect(text).toMatch(/Azercell ••••4567 · prepaid Balance 3\.80 ₼ Top up/);
    expect(text).toContain('The plan Sərbəst 10 is replaced by SuperSən 3 GB on 5 December 2026. New price: 10.00 ₼.');
  });

  test('masks the holder until a counter has seen the card', async () => {
    const text = words((await leyla.get('/home?complete=yes')).text);
    expect(text).toContain('Holder: L•••• M••••••••');
    expect(text).not.toContain('Nizami');
  });

  test('loses one line to a silent provider, and shows what was last known', async () => {
    fixture.simulators.faults('azersu').set([{ fault: 'down', operations: ['debt'] }]);
    const text = words((await leyla.get('/home?complete=yes')).text);
    fixture.simulators.faults('azersu').clear();
    expect(text).toContain('To pay 128.40 ₼');
    expect(text).toContain('For 1 account without an answer the last known amount is counted.');
    expect(text).toMatch(/Azersu ••••4567 Not answering now 24\.10 ₼ 10:42/);
  });
});

describe('choosing what to pay', () => {
  test('offers what is owed, one form for each currency', async () => {
    const azn = await payForm(leyla, 'AZN');
    const amounts = Object.entries(azn.fields).filter(([name]) => name.startsWith('amount-'));
    expect(amounts.map(([, value]) => value)).toEqual(['46.20', '58.10', '24.10', '', '']);
    expect((await payForm(leyla, 'EUR')).ids).toHaveLength(1);
  });

  test('takes over what the home page has learnt already', async () => {
    const home = await leyla.get('/home?complete=yes');
    const quotes = [...home.text.matchAll(/name="quote" value="([^"]+)"/g)].map(([, id]) => `quote=${id}`);
    expect(quotes).toHaveLength(6);
    fixture.simulators.faults('azerigas').set([{ fault: 'down' }]);
    const page = await leyla.get(`/pay?choose=all&${quotes.join('&')}`);
    fixture.simulators.faults('azerigas').clear();
    expect(page.text).not.toContain('/pay/lines');
    expect(page.text.match(/ checked/g)).toHaveLength(4);
    const chooser = await leyla.get(`/pay?choose=some&${quotes.join('&')}`);
    expect(chooser.text).not.toContain(' checked');
  });

  test('asks anew for quotes that have expired, and for those of another', async () => {
    const home = await stranger.get('/home?complete=yes');
    const [, quote = ''] = /name="quote" value="([^"]+)"/.exec(home.text) ?? [];
    expect((await leyla.get(`/pay?quote=${quote}`)).text).toContain('hx-get="/pay/lines?"');
    const own = await stranger.get(`/pay?quote=${quote}`);
    expect(own.text).not.toContain('/pay/lines');
  });

  test('adds up what is chosen, with the fee', async () => {
    const { fields, ids } = await payForm(leyla, 'AZN');
    const [first = '', second = ''] = ids;
    const total = await leyla.post('/pay/total', { ...fields, pay: first, [`amount-${second}`]: 'x' });
    expect(words(total.text)).toContain('1 account chosen 46.20 ₼ Fee 0.00 ₼ Total 46.20 ₼');
  });

  test('refuses an amount that the provider does not take, and says which would be right', async () => {
    const { fields, ids } = await payForm(leyla, 'EUR');
    const [only = ''] = ids;
    const refused = await leyla.post('/pay', { ...fields, pay: only, [`amount-${only}`]: '5' });
    expect(refused.status).toBe(422);
    expect(words(refused.text)).toContain('Amount for CEZ ••••6789: This provider takes only the full debt: 31.99 €');
    expect(refused.text).toContain(`href="#field-amount-${only}"`);
    expect(refused.text).toContain('value="5"');
  });

  test('makes no code of nothing', async () => {
    const { fields } = await payForm(leyla, 'AZN');
    const refused = await leyla.post('/pay', fields);
    expect([refused.status, words(refused.text).includes('Choose at least one account')]).toEqual([422, true]);
  });

  test('chooses no account of another citizen', async () => {
    const { fields, ids } = await payForm(leyla, 'AZN');
    const [first = ''] = ids;
    const refused = await stranger.post('/pay', { ...fields, pay: first });
    expect(refused.status).toBe(422);
  });
});

describe('a payment code', () => {
  test('names accounts and amounts, and carries no proof of ownership', async () => {
    const { fields, ids } = await payForm(leyla, 'EUR');
    const made = await leyla.post('/pay', { ...fields, pay: ids[0] ?? '' });
    expect(made.status).toBe(303);
    const code = /^\/codes\/([0-9]{10})$/.exec(made.location ?? '')?.[1] ?? '';
    const payable = await fixture.hub.paymentCodes.getPayable(code);
    expect(payable).toMatchObject({
      ok: true,
      value: { lines: [{ account: abroad.account, fields: {}, amount: 3199n }] },
    });
    const page = await leyla.get(`/codes/${code}`);
    expect(words(page.text)).toContain('Waiting for payment 31.99 €');
    expect(page.text).toContain(`aria-label="QR code: payment code ${code.replace(/(\d{4})(?=\d)/g, '$1\u00a0')}"`);
    expect((await stranger.get(`/codes/${code}`)).status).toBe(404);
  });

  test('is paid by any teller; the payment is in the history with both legs, and its bill is silent at once', async () => {
    const { fields, ids } = await payForm(leyla, 'AZN');
    const [first = '', , third = ''] = ids;
    const body = new URLSearchParams({ ...fields });
    for (const id of [first, third]) body.append('pay', id);
    const made = await leyla.post('/pay', { ...fields, pay: third });
    const code = made.location?.split('/').at(-1) ?? '';
    await payAtTeller(fixture, code);
    const before = words((await leyla.get('/home?complete=yes')).text);
    expect(before).toMatch(
      /Azersu ••••4567 Paid 0\.00 ₼ 10:42 24\.10 ₼ was paid today at 10:42:00: do not pay it again\./,
    );
    expect(words((await leyla.get('/history')).text)).toMatch(/Azersu 01 234 567 today at 10:42:00 Accepted 24\.10 ₼/);
    fixture.clock.advanceMs(2_000);
    await deliver(fixture);
    const list = await leyla.get('/history');
    const [path = ''] = /\/history\/[0-9a-f-]{36}/.exec(list.text) ?? [];
    const page = await leyla.get(path);
    const text = words(page.text);
    expect(text).toContain('The provider has credited the payment to the account.');
    expect(text).toMatch(/Accepted today at 10:42:00 · Goyazan Bank, Mərkəz filialı/);
    expect(text).toMatch(/Confirmed by Azersu at 10:42:02 · No\. \w+/);
    expect(words((await leyla.get(`/codes/${code}`)).text)).toContain(
      'Paid 24.10 ₼ The money was taken: today at 10:42:00',
    );
    for (const layout of ['a4', 'roll80']) {
      const pdf = await leyla.get(`${path}/receipt.pdf?layout=${layout}`);
      expect([pdf.headers.get('content-type'), pdf.text.startsWith('%PDF')]).toEqual(['application/pdf', true]);
    }
    for (const foreign of [path, `${path}/receipt.pdf`]) expect((await stranger.get(foreign)).status).toBe(404);
  });

  test('that nobody has leads nowhere', async () => {
    for (const code of ['0000000000', '12', 'x'.repeat(500)]) {
      expect((await leyla.get(`/codes/${code}`)).status).toBe(404);
    }
  });
});

describe('the check of a receipt', () => {
  test('shows people what the paper says and less, and programs the same as data', async () => {
    const [payment] = await paymentsOf(leyla);
    const path = `/r/${payment?.receiptNumber}?t=${payment?.receiptToken}`;
    const page = await openClient(fixture).get(path);
    expect(page.status).toBe(200);
    expect(words(page.text)).toContain('This receipt is genuine');
    expect(page.text).toContain('••••4567');
    for (const secret of [water.account, '01 234 567', 'Leyla']) expect(page.text).not.toContain(secret);
    const data = await openClient(fixture).get(path, { accept: 'application/json' });
    expect(data.headers.get('content-type')).toContain('application/json');
    expect(data.text).toContain(payment?.receiptNumber ?? 'a receipt number');
  });

  test('finds nothing by the number alone', async () => {
    const [payment] = await paymentsOf(leyla);
    for (const query of ['', '?t=', `?t=${'0'.repeat(32)}`]) {
      const page = await openClient(fixture).get(`/r/${payment?.receiptNumber}${query}`);
      expect([page.status, heading(page.text)]).toEqual([404, 'There is no such receipt']);
    }
  });
});

describe('accounts', () => {
  test('are linked, named and removed by their citizen alone', async () => {
    await stranger.get('/accounts/add?provider=azerishiq');
    const linked = await stranger.post('/accounts/add', linkFields(power, 'Mənzil'));
    expect(linked.location).toBe('/accounts?done=linked');
    const list = await stranger.get('/accounts');
    const ids = [...list.text.matchAll(/\/accounts\/([0-9a-f-]{36})/g)].map(([, id]) => id ?? '');
    const id = ids.at(-1) ?? '';
    for (const path of [`/accounts/${id}`, `/accounts/${id}/unlink`]) {
      expect((await leyla.get(path)).status).toBe(404);
      expect((await leyla.post(path, { label: 'Mənim' })).status).toBe(404);
    }
    expect((await stranger.post(`/accounts/${id}`, { label: 'x'.repeat(61) })).status).toBe(400);
    expect((await stranger.post(`/accounts/${id}`, { label: 'Bağ' })).location).toBe('/accounts?done=renamed');
    expect(words((await stranger.get('/accounts')).text)).toContain('Azerishig Bağ · 010 512 345 678 901');
    expect((await stranger.post(`/accounts/${id}/unlink`)).location).toBe('/accounts?done=removed');
    expect(words((await stranger.get('/accounts')).text)).not.toContain('Bağ');
    expect((await stranger.get(`/accounts/${id}`)).status).toBe(404);
  });

  test('that do not exist and proofs that do not fit are answered alike', async () => {
    await stranger.get('/accounts/add?provider=cez');
    const attempt = async (link: Parameters<typeof linkFields>[0]) => {
      const page = await stranger.post('/accounts/add', linkFields(link));
      return [page.status, words(page.text).replace(/[0-9]{12}/g, '')];
    };
    const wrongProof = await attempt({ ...abroad, authorizationCode: '00000000' });
    expect(wrongProof[0]).toBe(422);
    expect(await attempt({ ...abroad, account: '300000000000' })).toEqual(wrongProof);
  });

  test('no id is answered like an id of nothing', async () => {
    for (const path of ['/accounts/1', "/accounts/'", '/history/1', '/history/x/receipt.pdf']) {
      expect((await leyla.get(path)).status).toBe(404);
    }
  });
});

async function paymentsOf(client: Client) {
  const page = await client.get('/history');
  const [, id = ''] = /\/history\/([0-9a-f-]{36})/.exec(page.text) ?? [];
  const profile = await fixture.hub.citizens.sessions.authenticate(client.cookies.get('session') ?? '');
  if (!profile.ok) throw new Error('nobody is signed in');
  const payment = await fixture.hub.payments.getForCitizen(profile.value.citizen.citizenId, id);
  return payment.ok ? [payment.value] : [];
}
