import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertRule } from '../../src/fees/store.ts';
import { minor } from '../../src/kernel/money.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { azn, freshAccount, newKey, type ShownBasket } from './counter.ts';
import { preparationDesk, said, type PreparationDesk, type Shown } from './preparation-desk.ts';

let desk: PreparationDesk;
beforeAll(async () => {
  desk = await preparationDesk();
});
afterAll(() => desk.api.close());

describe('what is prepared', () => {
  test('names total, fees and its end, holds so much, and has paid nothing', async () => {
    const { api, bank, prepare, confirm, shown, paidTo, heldNow } = desk;
    const before = await heldNow();
    const account = freshAccount(api);
    const lines = [
      { quoteId: await bank.quote('gas'), amount: azn('10.00') },
      { quoteId: await bank.quote('water', account), amount: azn('23.15') },
    ];
    const made = (await prepare({ lines })).json<Shown>();
    const until = new Date(api.clock.now().getTime() + 15 * 60_000).toISOString();
    expect(made).toMatchObject({
      ...{ state: 'prepared', total: azn('33.62'), expiresAt: until, endedAt: null, basket: null },
      lines: [
        { provider: 'gas', amount: azn('10.00'), fee: azn('0.00'), vat: azn('0.00') },
        { provider: 'water', account, amount: azn('23.15'), fee: azn('0.40'), vat: azn('0.07') },
      ],
    });
    expect((await heldNow()) - before).toBe(3_362);
    expect(await shown(made.id)).toEqual(made);
    expect(await paidTo(account)).toEqual([]);
    const paid = (await confirm(made.id)).json<ShownBasket>();
    expect(paid.total).toEqual(azn('33.62'));
    expect((await heldNow()) - before).toBe(0);
    expect(await shown(made.id)).toMatchObject({ state: 'confirmed', basket: paid });
  });

  test('ends with the first of its quotes', async () => {
    const { api, bank, prepare, withdraw } = desk;
    const first = await bank.quote('gas');
    api.clock.advanceMs(10 * 60_000);
    const lines = [
      { quoteId: await bank.quote('gas'), amount: azn('1.00') },
      { quoteId: first, amount: azn('2.00') },
    ];
    const made = (await prepare({ lines })).json<Shown>();
    expect(Date.parse(made.expiresAt) - Date.parse(made.preparedAt)).toBe(5 * 60_000);
    expect(said(await withdraw(made.id))).toBe('200 ok');
  });

  test('ends with the settlement day, and begins on the next one, whose fees it bears', async () => {
    const { api, bank, prepare, confirm } = desk;
    const [providerId, agentId] = [api.providers.get('power')?.id ?? null, bank.at.agent.id];
    await insertRule(api.database.db.sql, {
      ...{ id: api.hub.ids.uuid(), version: 1, bearer: 'payer', providerId, agentId, channel: null, currency: 'AZN' },
      ...{ slabs: [{ upTo: null, flat: minor(25n), ratePpm: 0 }], minFee: minor(0n), maxFee: null, vatRatePpm: 0 },
      ...{ validFrom: '2026-11-21', validTo: null },
    });
    const midnight = Date.parse('2026-11-20T20:00:00Z');
    api.clock.advanceMs(midnight - 60_000 - api.clock.now().getTime());
    const before = (await prepare(await bank.basket('23.15', 'power'))).json<Shown>();
    expect([before.total, Date.parse(before.expiresAt)]).toEqual([azn('23.15'), midnight]);
    api.clock.advanceMs(60_000);
    expect(said(await confirm(before.id))).toBe('410 preparation_expired');
    const after = (await prepare(await bank.basket('23.15', 'power'))).json<Shown>();
    expect(after.total).toEqual(azn('23.40'));
    expect((await confirm(after.id)).json<ShownBasket>().total).toEqual(azn('23.40'));
  });

  test('is the same under the same key, at once and later, and holds its money once', async () => {
    const { bank, prepare, confirm, heldNow } = desk;
    const before = await heldNow();
    const key = newKey();
    const body = await bank.basket('3.00');
    const answers = await Promise.all(Array.from({ length: 8 }, () => prepare(body, key)));
    expect(new Set(answers.map(said))).toEqual(new Set(['201 ok']));
    const [id] = new Set(answers.map((answer) => answer.json<Shown>().id));
    expect(new Set(answers.map(({ body: text }) => text)).size).toBe(1);
    expect((await heldNow()) - before).toBe(300);
    const again = await prepare(body, key);
    expect([again.headers['idempotency-replayed'], again.json<Shown>().id]).toEqual(['true', id]);
    expect(said(await prepare(await bank.basket(), key))).toBe('422 idempotency_key_reused');
    await confirm(id ?? '');
    expect((await prepare(body, key)).json<Shown>()).toMatchObject({ id, state: 'confirmed' });
    expect((await heldNow()) - before).toBe(0);
  });

  test('has gone by the rules of a payment: amount, quote, duplicate, provider, position', async () => {
    const { api, bank, other, prepare, confirm, heldNow } = desk;
    const before = await heldNow();
    expect(said(await prepare(await other.basket()))).toBe('404 not_found');
    const { quoteId } = await bank.paid();
    expect(said(await prepare({ lines: [{ quoteId, amount: azn('1.00') }] }))).toBe('409 quote_used');
    const account = freshAccount(api);
    await bank.paid('7.00', 'gas', account);
    const twice = { lines: [{ quoteId: await bank.quote('gas', account), amount: azn('7.00') }] };
    const key = newKey();
    expect(said(await prepare(twice, key))).toBe('409 possible_duplicate');
    const meant = await prepare({ ...twice, confirmDuplicate: true }, key);
    expect([said(meant), said(await confirm(meant.json<Shown>().id))]).toEqual(['201 ok', '201 ok']);
    const gas = api.providers.get('gas')?.id ?? '';
    const body = await bank.basket();
    valueOf(await api.hub.providers.changeState(gas, 'maintenance'));
    expect(said(await prepare(body))).toBe('503 provider_disabled');
    valueOf(await api.hub.providers.changeState(gas, 'active'));
    expect(said(await prepare(await bank.basket('9999.00')))).toBe('422 amount_above_maximum');
    api.clock.advanceMs(15 * 60_000);
    expect(said(await prepare(body))).toBe('410 quote_expired');
    expect(await heldNow()).toBe(before);
  });

  test('keeps its money from other payments, and is paid by just that money', async () => {
    const { bank, prepare, confirm, heldNow, setFloor, balanceNow, prepared } = desk;
    const { balance, cap } = await balanceNow();
    await setFloor(balance - BigInt(await heldNow()) - 1_500n);
    const made = await prepared('10.00');
    expect(said(await bank.pay(newKey(), await bank.basket('10.00')))).toBe('409 insufficient_position');
    expect(said(await prepare(await bank.basket('10.00')))).toBe('409 insufficient_position');
    expect(said(await confirm(made.id))).toBe('201 ok');
    await setFloor(-cap);
  });

  test('is nobody’s business but its agent’s, and is confirmed by its teller', async () => {
    const { api, bank, other, confirm, withdraw, prepared } = desk;
    const made = await prepared();
    for (const answer of [
      await api.get(`/v1/preparations/${made.id}`, { as: other.at }),
      await confirm(made.id, other.at),
      await withdraw(made.id, other.at),
    ])
      expect(said(answer)).toBe('404 not_found');
    const person = { outletId: bank.at.outlet.id, code: 'T2', name: 'Rauf', dailyLimit: null };
    const colleague = { ...bank.at, teller: valueOf(await api.hub.agents.addTeller(bank.at.agent.id, person)) };
    expect(said(await confirm(made.id, colleague))).toBe('403 forbidden');
    expect(said(await withdraw(made.id, colleague))).toBe('200 ok');
  });
});

test('the books hold together afterwards', async () => {
  expect((await verifyBooks(desk.api.hub)).findings).toEqual([]);
});
