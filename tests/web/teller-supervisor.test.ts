import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { type CabinetFixture, cabinetFixture } from './cabinet-fixture.ts';
import type { Client } from './client.ts';
import { find, hidden, keysOf, openDesk, payFields, settleHousehold } from './desk-client.ts';
import { countPayments } from './desk-people.ts';

let fixture: CabinetFixture;
let uniqueCode: string;
const hub = { kind: 'hub', actor: { kind: 'system', id: null } } as const;

beforeAll(async () => {
  fixture = await cabinetFixture();
  uniqueCode = await settleHousehold(fixture);
});
afterAll(() => fixture.close());

const bankId = () => fixture.parties.agents.get('goyezen-bank')?.id ?? '';
const shiftPanel = async (client: Client) => (await client.get('/teller?panel=shift')).text;

describe('a limit', () => {
  test('stands under the total before cash is taken, and is refused in words when it is reached', async () => {
    const change = { tellerCode: 'g-102', paymentLimit: minor(1_000n), dailyLimit: minor(5_000n) };
    valueOf(await fixture.hub.agents.changeTeller(hub, bankId(), change));
    const client = await openDesk(fixture, 'g-102');
    const page = await find(client, uniqueCode);
    expect(page.text).toContain('Limit of one payment');
    expect(page.text).toContain('Left of today’s limit');
    const [first = ''] = keysOf(page.text);
    const before = await countPayments(fixture);
    await client.post('/teller/pay', payFields(page.text, { pay: first, cash: '50' }));
    const refused = (await client.get('/teller')).text;
    expect(refused).toContain('A limit is exceeded');
    expect(refused).toMatch(/You take at most 10\.00\s₼ in one payment\./);
    expect(await countPayments(fixture)).toBe(before);
  });
});

describe('the shift of a teller', () => {
  test('that differs by too much is left to the supervisor, who finds it among those of the outlet', async () => {
    const client = await openDesk(fixture);
    await client.post('/teller/shift/open', { key: hidden(await shiftPanel(client), 'key'), 'cash-AZN': '100,00' });
    const shift = hidden(await shiftPanel(client), 'shift');
    const ending = { shift, 'cash-AZN': '70,00', reason: 'thirty manats are missing', do: 'close' };
    const refused = await client.post('/teller/shift/close', {
      ...ending,
      key: hidden(await shiftPanel(client), 'key'),
    });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('The difference is more than is allowed.');

    const colleague = await openDesk(fixture, 'g-102');
    expect(await shiftPanel(colleague)).not.toContain('Open shifts of the outlet');
    const peeping = await colleague.post('/teller/shift/look', { shift });
    expect(peeping.text).not.toContain('Shift of g-101');

    const supervisor = await openDesk(fixture, 'g-110');
    expect(await shiftPanel(supervisor)).toContain('Open shifts of the outlet');
    const looked = (await supervisor.post('/teller/shift/look', { shift })).text;
    expect(looked).toContain('Shift of g-101');
    const closed = await supervisor.post('/teller/shift/close', { ...ending, key: hidden(looked, 'key') });
    expect(closed.text).toContain('The shift is closed.');
    // The supervisor has no shift to open in its place: the next one is the teller's.
    expect(closed.text).toContain('Shift of g-101');
    expect(closed.text).not.toContain('The next shift');
    const path = new RegExp(`/teller/shifts/${shift}\\.pdf\\?layout=a4`).exec(closed.text)?.[0] ?? '';
    expect((await supervisor.get(path)).status).toBe(200);
    expect((await colleague.get(path)).status).toBe(404);
  });
});
