import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { minor } from '../../src/kernel/money.ts';
import { newKey } from './counter.ts';
import { addTeller, drawerOf, idOf } from './drawer-desk.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
  // Fifty who ask for their first token at once are turned away at that door.
  for (const counter of [api.counters.bank, api.counters.other]) await api.tokenOf(counter);
});
afterAll(() => api.close());

const newDrawer = async () => drawerOf(api, await addTeller(api, api.counters.bank));
type Drawer = Awaited<ReturnType<typeof newDrawer>>;
const statusAndCode = (answer: Awaited<ReturnType<Drawer['open']>>) => [answer.statusCode, codeOf(answer)];

describe('a shift', () => {
  test('is opened once, also by fifty at once; each of them hears which it is', async () => {
    const drawer = await newDrawer();
    const answers = await Promise.all(Array.from({ length: 50 }, () => drawer.open()));
    const opened = answers.filter((answer) => answer.statusCode === 201);
    expect(opened).toHaveLength(1);
    const shiftId = opened[0]?.json<{ shiftId: string }>().shiftId;
    for (const answer of answers.filter((one) => one.statusCode !== 201)) {
      expect(statusAndCode(answer)).toEqual([409, 'shift_already_open']);
      expect(answer.json()).toMatchObject({ details: { shiftId } });
    }
    const current = await api.get('/v1/cash-shifts/current', { as: drawer.at });
    expect(current.json()).toMatchObject({
      shiftId,
      number: 1,
      float: [{ amount: { amount: '100.00', currency: 'AZN' } }],
    });
  });

  test('is opened once under one key: fifty get the same answer, and another float is another request', async () => {
    const drawer = await newDrawer();
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 50 }, () => drawer.open('70.00', key)));
    expect(new Set(answers.map((answer) => `${answer.statusCode} ${answer.body}`)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect(statusAndCode(await drawer.open('70.01', key))).toEqual([422, 'idempotency_key_reused']);
  });

  test('of another agent, or of another teller, does not exist', async () => {
    const drawer = await newDrawer();
    const colleague = await newDrawer();
    const stranger = drawerOf(api, api.counters.other);
    const shiftId = await drawer.opened();
    for (const other of [colleague, stranger]) {
      expect(statusAndCode(await other.close(shiftId, '100.00'))).toEqual([404, 'not_found']);
      expect(statusAndCode(await other.move(shiftId, ['to_vault', '1.00']))).toEqual([404, 'not_found']);
      const counted = { counted: [{ currency: 'AZN', amount: '1.00' }] };
      expect(statusAndCode(await other.post(`/v1/cash-shifts/${shiftId}/counts`, counted))).toEqual([404, 'not_found']);
    }
    for (const address of ['report', 'report.pdf']) {
      const answer = await api.get(`/v1/cash-shifts/${shiftId}/${address}`, { as: stranger.at });
      expect(statusAndCode(answer)).toEqual([404, 'not_found']);
    }
    expect((await api.get('/v1/cash-shifts/current', { as: colleague.at })).statusCode).toBe(404);
  });

  test('needs a float whose notes and coins add up, and each currency once', async () => {
    const drawer = await newDrawer();
    const denominations = [
      { value: '5', pieces: 3 },
      { value: '0.20', pieces: 2 },
    ];
    const float = (amount: string) => ({ float: [{ currency: 'AZN', amount, denominations }] });
    const wrong = await drawer.post('/v1/cash-shifts', float('15.41'));
    expect([statusAndCode(wrong), fieldsOf(wrong)]).toEqual([[422, 'count_mismatch'], ['/float/0/denominations']]);
    const twice = {
      float: [
        { currency: 'AZN', amount: '1.00' },
        { currency: 'AZN', amount: '2.00' },
      ],
    };
    const answer = await drawer.post('/v1/cash-shifts', twice);
    expect([statusAndCode(answer), fieldsOf(answer)]).toEqual([[400, 'invalid_request'], ['/float/1/currency']]);
    expect((await drawer.post('/v1/cash-shifts', float('15.40'))).statusCode).toBe(201);
  });
});

describe('the cash of a shift', () => {
  test('is the float with what was paid, fees included, less what was given back', async () => {
    const drawer = await newDrawer();
    const shiftId = await drawer.opened('100.00');
    await drawer.counter.paid('20.00', 'gas');
    const water = await drawer.counter.paid('23.15', 'water');
    expect(await drawer.expected(shiftId)).toBe('143.62');
    expect((await drawer.reverse(water.id)).statusCode).toBe(200);
    expect(await drawer.report(shiftId)).toMatchObject({
      kind: 'X',
      zNumber: null,
      lines: [
        {
          currency: 'AZN',
          float: { amount: '100.00' },
          payments: { count: 2, amount: { amount: '43.15' }, fees: { amount: '0.47' } },
          reversals: { count: 1, amount: { amount: '23.15' }, fees: { amount: '0.47' } },
          expected: { amount: '120.00' },
          difference: null,
        },
      ],
    });
  });

  test('is not what another teller takes, and not what comes in bulk', async () => {
    const drawer = await newDrawer();
    const colleague = await newDrawer();
    const shiftId = await drawer.opened('10.00');
    await colleague.counter.paid('5.00');
    const quoteId = await drawer.counter.quote();
    const { agent, outlet, teller } = drawer.at;
    const accepted = await api.hub.payments.accept(
      { agentId: agent.id, outletId: outlet.id, tellerId: teller.id, channel: 'bulk' },
      {
        key: newKey(),
        currency: 'AZN',
        lines: [{ quoteId, amount: minor(900n) }],
        paymentCode: null,
      },
    );
    expect(accepted.ok).toBe(true);
    expect(await drawer.expected(shiftId)).toBe('10.00');
  });

  test('given back by the supervisor is the supervisor’s', async () => {
    const drawer = await newDrawer();
    const colleague = drawerOf(api, await addTeller(api, api.counters.bank, { role: 'supervisor' }));
    const [own, others] = [await drawer.opened('10.00'), await colleague.opened('50.00')];
    const payment = await drawer.counter.paid('20.00');
    expect((await colleague.reverse(payment.id)).statusCode).toBe(200);
    expect([await drawer.expected(own), await colleague.expected(others)]).toEqual(['30.00', '30.00']);
  });

  test('goes to the vault and comes back as change', async () => {
    const drawer = await newDrawer();
    const shiftId = await drawer.opened('500.00');
    expect((await drawer.move(shiftId, ['to_vault', '300.00'])).json()).toMatchObject({ state: 'done' });
    await drawer.move(shiftId, ['change', '40.00']);
    expect(await drawer.expected(shiftId)).toBe('240.00');
  });

  test('is counted in between without posting anything', async () => {
    const drawer = await newDrawer();
    const shiftId = await drawer.opened('100.00');
    const counted = [{ currency: 'AZN', amount: '99.50' }];
    const key = newKey();
    const first = await drawer.post(`/v1/cash-shifts/${shiftId}/counts`, { counted }, key);
    await drawer.counter.paid('20.00');
    const again = await drawer.post(`/v1/cash-shifts/${shiftId}/counts`, { counted }, key);
    expect([first.statusCode, again.body]).toEqual([201, first.body]);
    expect(first.json()).toMatchObject({
      lines: [{ expected: { amount: '100.00' }, difference: { amount: '-0.50' } }],
    });
    expect(await drawer.expected(shiftId)).toBe('120.00');
  });
});

describe('a hand-over between two tellers', () => {
  test('moves the cash when the receiver confirms it, once', async () => {
    const giver = await newDrawer();
    const receiver = await newDrawer();
    const [from, to] = [await giver.opened('200.00'), await receiver.opened('10.00')];
    const movementId = idOf(await giver.move(from, ['to_teller', '150.00'], receiver.at.teller.code), 'movementId');
    expect([await giver.expected(from), await receiver.expected(to)]).toEqual(['200.00', '10.00']);
    const answers = await Promise.all(Array.from({ length: 10 }, () => receiver.confirm(movementId)));
    expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1);
    const others = answers.filter((answer) => answer.statusCode !== 200);
    expect(new Set(others.map(codeOf))).toEqual(new Set(['handover_decided']));
    expect([await giver.expected(from), await receiver.expected(to)]).toEqual(['50.00', '160.00']);
    expect(statusAndCode(await giver.withdraw(movementId))).toEqual([409, 'handover_decided']);
  });

  test('is confirmed by nobody but the receiver, in an open shift', async () => {
    const giver = await newDrawer();
    const receiver = await newDrawer();
    const from = await giver.opened('200.00');
    const movementId = idOf(await giver.move(from, ['to_teller', '150.00'], receiver.at.teller.code), 'movementId');
    expect(statusAndCode(await giver.confirm(movementId))).toEqual([404, 'not_found']);
    expect(statusAndCode(await receiver.withdraw(movementId))).toEqual([404, 'not_found']);
    expect(statusAndCode(await receiver.confirm(movementId))).toEqual([409, 'shift_not_open']);
    await receiver.opened('0.00');
    expect((await receiver.confirm(movementId)).json()).toMatchObject({ state: 'done' });
  });

  test('keeps the shift open until it is confirmed or withdrawn', async () => {
    const giver = await newDrawer();
    const receiver = await newDrawer();
    const from = await giver.opened('200.00');
    const movementId = idOf(await giver.move(from, ['to_teller', '150.00'], receiver.at.teller.code), 'movementId');
    const refused = await giver.close(from, '50.00');
    expect([statusAndCode(refused), refused.json()]).toMatchObject([
      [409, 'handover_pending'],
      { details: { movementId } },
    ]);
    expect((await giver.withdraw(movementId)).json()).toMatchObject({ state: 'withdrawn' });
    expect((await giver.close(from, '200.00')).statusCode).toBe(200);
  });

  test('goes to another teller of the same outlet, who is named with it', async () => {
    const giver = await newDrawer();
    const shiftId = await giver.opened();
    const wrong = [
      await giver.move(shiftId, ['to_teller', '1.00']),
      await giver.move(shiftId, ['to_teller', '1.00'], 'NOBODY'),
      await giver.move(shiftId, ['to_teller', '1.00'], giver.at.teller.code),
      await giver.move(shiftId, ['to_vault', '1.00'], giver.at.teller.code),
    ];
    for (const answer of wrong) expect([codeOf(answer), fieldsOf(answer)]).toEqual(['invalid_request', ['/toTeller']]);
    expect(await giver.expected(shiftId)).toBe('100.00');
  });

  test('in both directions at once neither waits for ever nor loses a qəpik', async () => {
    const one = await newDrawer();
    const two = await newDrawer();
    const [first, second] = [await one.opened('100.00'), await two.opened('100.00')];
    const offers = await Promise.all(
      Array.from({ length: 8 }, async () => [
        idOf(await one.move(first, ['to_teller', '5.00'], two.at.teller.code), 'movementId'),
        idOf(await two.move(second, ['to_teller', '3.00'], one.at.teller.code), 'movementId'),
      ]),
    );
    const answers = await Promise.all(
      offers.flatMap(([toTwo = '', toOne = '']) => [two.confirm(toTwo), one.confirm(toOne)]),
    );
    expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([200]));
    expect([await one.expected(first), await two.expected(second)]).toEqual(['84.00', '116.00']);
  });
});
