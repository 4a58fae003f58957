import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { valueOf } from '../citizens/citizen-fixture.ts';
import type { PaymentService } from '../../src/payments/api.ts';
import { type CabinetFixture, cabinetFixture, passwordOf } from './cabinet-fixture.ts';
import { type Client, openClient } from './client.ts';
import { find, hidden, keysOf, openDesk, payFields } from './desk-client.ts';
import { deskAccounts, settlePerson } from './desk-people.ts';
import { deliver } from './teller.ts';

/** What happens to the next reversals on their way to the books and back. */
let mood: 'fine' | 'lost-before' | 'lost-after' = 'fine';
const moody = (payments: PaymentService): Pick<PaymentService, 'acceptMany' | 'reverse'> => ({
  acceptMany: payments.acceptMany,
  async reverse(by, paymentId, reason) {
    if (mood === 'lost-before') throw new Error('nobody answered');
    const answer = await payments.reverse(by, paymentId, reason);
    if (mood === 'lost-after') throw new Error('nobody answered');
    return answer;
  },
});

let fixture: CabinetFixture;
let nextPerson = 0;
beforeAll(async () => {
  fixture = await cabinetFixture({ accounts: deskAccounts, onTheWay: moody });
});
afterAll(() => fixture.close());

/** Takes one bill of a new customer and lets the customer go: the receipt number. */
async function take(client: Client, line = 0): Promise<string> {
  const person = await settlePerson(fixture, nextPerson++);
  const page = await find(client, person.uniqueCode);
  await client.post('/teller/pay', payFields(page.text, { pay: keysOf(page.text)[line] ?? '' }));
  const paid = await client.get('/teller');
  await client.post('/teller/next', {});
  return /<span class="number">([0-9]{16})<\/span>/.exec(paid.text)?.[1] ?? '';
}

async function openReceipt(client: Client, number: string): Promise<string> {
  const found = await client.post('/teller/find', { q: number });
  expect([found.status, found.location]).toEqual([303, '/teller']);
  return (await client.get('/teller')).text;
}

/** Says why, and gets the question. */
async function askBack(client: Client, reason = 'wrong account'): Promise<string> {
  const payment = hidden((await client.get('/teller')).text, 'payment');
  await client.post('/teller/undo', { payment, reason });
  return (await client.get('/teller')).text;
}

async function count(table: 'reversal' | 'refund'): Promise<number> {
  const [row] = await fixture.database.owner.sql.rows<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  return row?.count ?? 0;
}

/** A teller of another agent. */
async function atThePost(): Promise<Client> {
  const client = openClient(fixture);
  await client.get('/teller/sign-in');
  const codes = { agentCode: 'azerpoct', outletCode: 'az1000', tellerCode: 'p-1' };
  expect((await client.post('/teller/sign-in', { ...codes, password: passwordOf('p-1') })).location).toBe('/teller');
  await client.get('/teller');
  return client;
}

describe('a receipt', () => {
  test('finds its payment for every teller of the agent, spaces or not, and is printed again in both formats', async () => {
    const number = await take(await openDesk(fixture));
    const colleague = await openDesk(fixture, 'g-102');
    const page = await openReceipt(colleague, number.replace(/(.{4})(?=.)/g, '$1 '));
    expect(page).toContain('Accepted');
    for (const layout of ['roll80', 'a4']) {
      const path = new RegExp(`/teller/receipts/[0-9a-f-]+\\.pdf\\?layout=${layout}`).exec(page)?.[0] ?? '';
      const pdf = await colleague.get(path);
      expect([layout, pdf.status, pdf.headers.get('content-type')]).toEqual([layout, 200, 'application/pdf']);
    }
  });

  test('of another agent does not exist, and its payment cannot be given back', async () => {
    const number = await take(await openDesk(fixture));
    const stranger = await atThePost();
    const refused = await stranger.post('/teller/find', { q: number });
    expect(refused.status).toBe(404);
    const payment = valueOf(
      await fixture.hub.payments.getByReceipt(fixture.parties.agents.get('goyezen-bank')?.id ?? '', number),
    );
    const before = await count('reversal');
    await stranger.post('/teller/undo', { payment: payment.id, reason: 'mine' });
    await stranger.post('/teller/undo/yes', { key: 'desk-guessed' });
    expect((await stranger.get(`/teller/receipts/${payment.id}.pdf?layout=a4`)).status).toBe(404);
    expect(await count('reversal')).toBe(before);
  });

  test('stands on the list of the shift, newest first, and opens from there', async () => {
    const client = await openDesk(fixture, 'g-102');
    const panel = (await client.get('/teller?panel=shift')).text;
    expect(panel).not.toContain('Payments of the shift');
    await client.post('/teller/shift/open', { key: hidden(panel, 'key'), 'cash-AZN': '100' });
    const [first, second] = [await take(client), await take(client)];
    const listed = (await client.get('/teller?panel=shift')).text;
    expect([...listed.matchAll(/name="q" value="([0-9]{16})"/g)].map((match) => match[1])).toEqual([second, first]);
    expect(await openReceipt(client, first)).toContain('Reverse the payment');
    await client.post('/teller/next', {});
  });
});

describe('a reversal', () => {
  test('needs a reason and a yes, happens once however often it is pressed, and says what to hand back', async () => {
    const client = await openDesk(fixture);
    const page = await openReceipt(client, await take(client));
    const silent = await client.post('/teller/undo', { payment: hidden(page, 'payment'), reason: ' ' });
    expect([silent.status, silent.text.includes('Fill in this field')]).toEqual([422, true]);
    const before = await count('reversal');
    const question = await askBack(client);
    expect(question).toContain('Reason: wrong account');
    expect(await count('reversal')).toBe(before);
    const key = hidden(question, 'key');
    await Promise.all([client.post('/teller/undo/yes', { key }), client.post('/teller/undo/yes', { key })]);
    await client.post('/teller/undo/yes', { key });
    expect(await count('reversal')).toBe(before + 1);
    const done = (await client.get('/teller')).text;
    expect(done).toContain('Hand back');
    expect(done).not.toContain('name="reason"');
    await client.post('/teller/next', {});
  });

  test('that was thought better of leaves the payment as it is', async () => {
    const client = await openDesk(fixture);
    await openReceipt(client, await take(client));
    const before = await count('reversal');
    const key = hidden(await askBack(client), 'key');
    await client.post('/teller/undo/no', { key });
    await client.post('/teller/undo/yes', { key });
    expect((await client.get('/teller')).text).toContain('Reverse the payment');
    expect(await count('reversal')).toBe(before);
  });

  test('whose answer is lost is asked about again after any reload, and no cash is named before', async () => {
    const client = await openDesk(fixture);
    await openReceipt(client, await take(client));
    const before = await count('reversal');
    const key = hidden(await askBack(client), 'key');
    mood = 'lost-before';
    await client.post('/teller/undo/yes', { key });
    mood = 'fine';
    const open = (await client.get('/teller')).text;
    expect(open).toContain('No answer came');
    expect(open).not.toContain('Hand back');
    await client.post('/teller/undo/yes', { key: hidden(open, 'key') });
    expect((await client.get('/teller')).text).toContain('Hand back');
    expect(await count('reversal')).toBe(before + 1);
  });

  test('that was made and whose answer is lost is shown as made', async () => {
    const client = await openDesk(fixture);
    await openReceipt(client, await take(client));
    const key = hidden(await askBack(client), 'key');
    mood = 'lost-after';
    await client.post('/teller/undo/yes', { key });
    mood = 'fine';
    expect((await client.get('/teller')).text).toContain('Hand back');
  });

  test('of a colleague is left to the supervisor', async () => {
    const number = await take(await openDesk(fixture));
    const colleague = await openDesk(fixture, 'g-102');
    const page = await openReceipt(colleague, number);
    expect(page).toContain('Only a supervisor may do this');
    expect(page).toContain('Another teller took this payment.');
    expect(page).not.toContain('Reverse the payment');
    expect(await openReceipt(await openDesk(fixture, 'g-110'), number)).toContain('Reverse the payment');
  });

  test('that the supervisor was faster with names no cash here: it went out of the other drawer', async () => {
    const client = await openDesk(fixture);
    const number = await take(client);
    await openReceipt(client, number);
    const key = hidden(await askBack(client), 'key');
    const colleague = await openDesk(fixture, 'g-110');
    await openReceipt(colleague, number);
    await colleague.post('/teller/undo/yes', { key: hidden(await askBack(colleague), 'key') });
    await client.post('/teller/undo/yes', { key });
    const page = (await client.get('/teller')).text;
    expect(page).toContain('Reversed');
    expect(page).not.toContain('Hand back');
    expect(await openReceipt(colleague, number)).toContain('Given back from your drawer');
  });
});

test('after its day a payment is asked back as a refund, once for its key, with its state on the screen', async () => {
  const number = await take(await openDesk(fixture));
  await deliver(fixture);
  fixture.clock.advanceMs(24 * 3_600_000);
  const client = await openDesk(fixture);
  // The first payment of the new day turns the books' page.
  await take(client);
  const page = await openReceipt(client, number);
  expect(page).toContain('Confirmed');
  expect(page).toContain('Ask for a refund');
  const before = await count('refund');
  const key = hidden(await askBack(client), 'key');
  await Promise.all([client.post('/teller/undo/yes', { key }), client.post('/teller/undo/yes', { key })]);
  await client.post('/teller/undo/yes', { key });
  expect(await count('refund')).toBe(before + 1);
  const asked = (await client.get('/teller')).text;
  expect(asked).toContain('waits for a second person');
  expect(asked).not.toContain('Hand back');
  expect(asked).not.toContain('name="reason"');
});
