import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { refusal } from '../../src/kernel/errors/catalogue.ts';
import { err, ok } from '../../src/kernel/result.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { apiFixture, codeOf, type ApiFixture } from './api-fixture.ts';
import { basketDesk, shown, statuses, yes } from './basket-desk.ts';
import { azn, counterOf, newKey } from './counter.ts';
import { addTeller } from './drawer-desk.ts';

let api: ApiFixture;
let desk: ReturnType<typeof basketDesk>;
beforeAll(async () => {
  api = await apiFixture();
  desk = basketDesk(api);
});
afterAll(() => api.close());

type Payments = ApiFixture['hub']['payments'];
const modes = ['each_line', 'all_or_nothing'];
const byKey = (key: string) => `/v1/payments/by-key/${key}`;
const abandon = (key: string, as = api.counters.bank) => api.post(`${byKey(key)}/abandon`, { as });
/** Fees that rise: what the look says is more by one than the real one. */
const dearer: Partial<Payments> = {
  rehearse: async (collector, request) => {
    const real = await api.hub.payments.rehearse(collector, request);
    return real.ok ? ok({ ...real.value, total: minor(real.value.total + 100n) }) : real;
  },
};

describe('the key of a basket with cash', () => {
  test.each(modes)('answers the repeat that looked before the first was done as the first (%s)', async (mode) => {
    const lines = [await desk.line('5.00'), await desk.line('6.00')];
    const key = newKey();
    const sent: ReturnType<typeof desk.send>[] = [];
    const getByKey: Payments['getByKey'] = async (agentId, laneKey) => {
      const before = await api.hub.payments.getByKey(agentId, laneKey);
      if (laneKey !== key && sent.length === 0) sent.push(desk.send(key, mode, ['20.00', lines]));
      await Promise.all(sent);
      return before;
    };
    const repeat = await desk.sendTo({ getByKey })(key, mode, ['20.00', lines]);
    expect(shown(repeat)).toMatchObject({ settled: true, total: azn('11.00'), change: azn('9.00') });
    const [first] = await Promise.all(sent);
    expect(shown(repeat).lines).toEqual(first && shown(first).lines);
    expect(await desk.paidFor(lines)).toBe(2);
  });

  test('keeps a refusal that leaves no trace in the books, with its details', async () => {
    const each = [await desk.line('23.15', 'power'), await desk.line('23.15', 'water')];
    const all = [await desk.line('23.15', 'water'), await desk.line('23.15', 'power')];
    const keys = [newKey(), newKey()] as const;
    const sendEach = () => desk.send(keys[0], 'each_line', ['60.00', each]);
    const sendAll = () => desk.send(keys[1], 'all_or_nothing', ['60.00', all]);
    const refused = await desk.atWork(async () => ({ each: await sendEach(), all: await sendAll() }));
    for (const answer of [refused.each, await sendEach()]) {
      expect(statuses(answer)).toEqual(['provider_disabled', 'accepted']);
      expect(shown(answer).lines[0]?.problem).toMatchObject({
        errors: [{ field: '/lines/0' }],
        details: { state: 'maintenance' },
      });
    }
    for (const answer of [refused.all, await sendAll()]) {
      expect([answer.statusCode, codeOf(answer)]).toEqual([503, 'provider_disabled']);
      expect(answer.json()).toMatchObject({ errors: [{ field: '/lines/1' }], details: { state: 'maintenance' } });
    }
    expect(codeOf(await desk.send(keys[1], 'all_or_nothing', ['61.00', all]))).toBe('idempotency_key_reused');
    expect([await desk.paidFor(each), await desk.paidFor(all)]).toEqual([1, 0]);
  });

  test('says why a line is refused also after a crash between its closing and the answer', async () => {
    const lines = [await desk.line('23.14', 'water'), await desk.line('5.00')];
    const key = newKey();
    const crashing: Payments['abandon'] = async (agentId, laneKey) => {
      await api.hub.payments.abandon(agentId, laneKey);
      throw new Error('gone');
    };
    const first = await desk.sendTo({ abandon: crashing })(key, 'each_line', ['60.00', lines]);
    expect(shown(first)).toMatchObject({ settled: false, lines: [{ status: 'unknown' }, { status: 'accepted' }] });
    expect(statuses(await desk.send(key, 'each_line', ['60.00', lines]))).toEqual(['amount_mismatch', 'accepted']);
  });

  test('takes no line of which the look said no, even where it could be paid a moment later', async () => {
    const lines = [await desk.line('5.00'), await desk.line('6.00')];
    const rehearse: Payments['rehearse'] = async (collector, request) =>
      request.lines[0]?.quoteId === lines[1]?.quoteId
        ? err(refusal('provider_disabled'))
        : api.hub.payments.rehearse(collector, request);
    const answer = await desk.sendTo({ rehearse })(newKey(), 'each_line', ['5.00', lines]);
    expect(statuses(answer)).toEqual(['accepted', 'provider_disabled']);
    expect(shown(answer)).toMatchObject({ settled: true, change: azn('0.00') });
    expect(await desk.paidFor(lines)).toBe(1);
  });

  test('counts an asked line with its fees, and refuses what is not covered by itself once a line is taken', async () => {
    const lines = [await desk.repeated(), await desk.line('5.00')];
    const short = await desk.sendTo(dearer)(newKey(), 'each_line', ['13.99', lines]);
    expect([short.statusCode, codeOf(short)]).toEqual([409, 'cash_short']);
    expect(short.json()).toMatchObject({ details: { due: '14.00' } });
    expect(await desk.paidFor(lines)).toBe(0);
    const key = newKey();
    expect(statuses(await desk.send(key, 'each_line', ['12.00', lines]))).toEqual(['possible_duplicate', 'accepted']);
    const meant = lines.map((line, index) => (index === 0 ? { ...line, ...yes } : line));
    const answer = await desk.sendTo(dearer)(key, 'each_line', ['12.00', meant]);
    expect(statuses(answer)).toEqual(['cash_short', 'accepted']);
    expect(shown(answer)).toMatchObject({ settled: true, total: azn('5.00'), change: azn('7.00') });
    expect(statuses(await desk.send(key, 'each_line', ['12.00', meant]))).toEqual(['cash_short', 'accepted']);
  });
});

describe('a key that is abandoned', () => {
  test.each(modes)('can never be that of a basket with cash (%s)', async (mode) => {
    const lines = [await desk.line('5.00')];
    const key = newKey();
    expect((await abandon(key)).json()).toMatchObject({ status: 'abandoned' });
    const answer = await desk.send(key, mode, ['10.00', lines]);
    expect([answer.statusCode, codeOf(answer)]).toEqual([409, 'key_abandoned']);
    expect(await desk.paidFor(lines)).toBe(0);
  });

  test.each(modes)('is not that of a basket with cash, taken or asked about (%s)', async (mode) => {
    for (const lines of [[await desk.line('5.00')], [await desk.line('6.00'), await desk.repeated()]]) {
      const key = newKey();
      const answer = await desk.send(key, mode, ['20.00', lines]);
      const isBound = answer.statusCode === 200;
      expect(codeOf(await api.get(byKey(key), { as: api.counters.bank }))).toBe(
        isBound ? 'key_of_cash_basket' : 'not_found',
      );
      const left = await abandon(key);
      if (isBound) expect([left.statusCode, codeOf(left)]).toEqual([409, 'key_of_cash_basket']);
      else expect(left.json()).toMatchObject({ status: 'abandoned' });
      const meant = lines.map((line) => ({ ...line, ...yes }));
      const again = await desk.send(key, mode, ['20.00', meant]);
      expect(again.statusCode).toBe(isBound ? 200 : 409);
      expect(await desk.paidFor(lines)).toBe(isBound ? lines.length : 0);
    }
  });

  test('abandoned and sent at once ends as one of the two, and both agree', async () => {
    for (let round = 0; round < 6; round += 1) {
      const lines = [await desk.line('5.00')];
      const key = newKey();
      const mode = modes[round % 2] ?? '';
      const [basket, left] = await Promise.all([desk.send(key, mode, ['5.00', lines]), abandon(key)]);
      expect([basket.statusCode, left.statusCode]).toEqual(basket.statusCode === 200 ? [200, 409] : [409, 200]);
      expect(await desk.paidFor(lines)).toBe(basket.statusCode === 200 ? 1 : 0);
    }
  });

  test('a key that a payment was made under is that of no basket', async () => {
    const payment = await counterOf(api, api.counters.bank).paid();
    const answer = await desk.send(payment.key, 'each_line', ['10.00', [await desk.line('5.00')]]);
    expect([answer.statusCode, codeOf(answer)]).toEqual([422, 'idempotency_key_reused']);
  });

  test.each(modes)('the key of a basket is that of no payment afterwards, alone or in a batch (%s)', async (mode) => {
    const key = newKey();
    const taken = [await desk.line('5.00')];
    expect(shown(await desk.send(key, mode, ['5.00', taken])).settled).toBe(true);
    const bank = counterOf(api, api.counters.bank);
    const other = [await desk.line('6.00')];
    const alone = await bank.pay(key, { lines: other });
    expect([alone.statusCode, codeOf(alone)]).toEqual([409, 'key_of_cash_basket']);
    const items = [{ key, lines: other }];
    const batch = await api.post('/v1/payments/batches', { as: bank.at, body: { items } });
    expect(batch.body).toContain('key_of_cash_basket');
    expect([await desk.paidFor(taken), await desk.paidFor(other)]).toEqual([1, 0]);
    // Whoever asks again for the basket gets the answer of the first time.
    expect(shown(await desk.send(key, mode, ['5.00', taken])).settled).toBe(true);
  });

  test('a basket and a payment under one key at once: one of them is made, whoever is first', async () => {
    const bank = counterOf(api, api.counters.bank);
    for (let round = 0; round < 8; round += 1) {
      const key = newKey();
      const [lines, other] = [[await desk.line('5.00')], [await desk.line('6.00')]];
      const send = () => desk.send(key, modes[round % 2] ?? '', ['5.00', lines]);
      const pay = () => bank.pay(key, { lines: other });
      const [basket, payment] =
        round % 4 < 2
          ? await Promise.all([send(), pay()])
          : await Promise.all([pay(), send()]).then(([paid, sent]) => [sent, paid] as const);
      const made = basket.statusCode === 200;
      expect(made ? codeOf(payment) : codeOf(basket)).toBe(made ? 'key_of_cash_basket' : 'idempotency_key_reused');
      expect([await desk.paidFor(lines), await desk.paidFor(other)]).toEqual(made ? [1, 0] : [0, 1]);
    }
  });

  test('a basket that looked before a payment was made under its key is refused, and takes nothing', async () => {
    const bank = counterOf(api, api.counters.bank);
    const key = newKey();
    const [lines, other] = [[await desk.line('5.00')], [await desk.line('6.00')]];
    let isPaid = false;
    const rehearse: Payments['rehearse'] = async (collector, request) => {
      const looked = await api.hub.payments.rehearse(collector, request);
      if (!isPaid) expect((await bank.pay(key, { lines: other })).statusCode).toBe(201);
      isPaid = true;
      return looked;
    };
    const answer = await desk.sendTo({ rehearse })(key, 'each_line', ['5.00', lines]);
    expect([answer.statusCode, codeOf(answer)]).toEqual([422, 'idempotency_key_reused']);
    expect([await desk.paidFor(lines), await desk.paidFor(other)]).toEqual([0, 1]);
  });

  test('a device is told of the key of a basket as of what is not there, and cannot abandon it', async () => {
    const device = await addTeller(api, api.counters.bank, { role: 'device' });
    const key = newKey();
    expect(shown(await desk.send(key, 'each_line', ['5.00', [await desk.line('5.00')]])).settled).toBe(true);
    expect(codeOf(await api.get(byKey(key), { as: device }))).toBe('not_found');
    expect(codeOf(await abandon(key, device))).toBe('not_found');
    expect((await verifyBooks({ db: api.database.db, clock: api.clock })).findings).toEqual([]);
  });
});
