import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertRule } from '../../src/fees/store.ts';
import { present } from '../../src/kernel/assert.ts';
import { minor } from '../../src/kernel/money.ts';
import { CommitUnknown } from '../../src/platform/database/sql.ts';
import { createPreparationService, type PreparationDeps } from '../../src/preparations/service.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, withServer, type Answer, type ApiFixture } from './api-fixture.ts';
import { azn, counterOf, freshAccount, newKey, type ShownBasket } from './counter.ts';
import type { TestCounter } from './hub-fixture.ts';

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly total: { readonly amount: string };
  readonly lines: readonly object[];
  readonly preparedAt: string;
  readonly expiresAt: string;
  readonly endedAt: string | null;
  readonly basket: ShownBasket | null;
}

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
let other: ReturnType<typeof counterOf>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
  other = counterOf(api, api.counters.other);
});
afterAll(() => api.close());

const said = (answer: Answer) => `${answer.statusCode} ${answer.statusCode < 300 ? 'ok' : codeOf(answer)}`;
const prepare = (body: unknown, key = newKey(), as: TestCounter = bank.at) =>
  api.post('/v1/preparations', { as, body, headers: { 'idempotency-key': key } });
const confirm = (id: string, as: TestCounter = bank.at) => api.post(`/v1/preparations/${id}/confirm`, { as });
const withdraw = (id: string, as: TestCounter = bank.at) => api.post(`/v1/preparations/${id}/withdraw`, { as });
const shown = async (id: string) => (await api.get(`/v1/preparations/${id}`, { as: bank.at })).json<Shown>();

async function prepared(amount = '10.00', account = freshAccount(api)) {
  const answer = await prepare({ lines: [{ quoteId: await bank.quote('gas', account), amount: azn(amount) }] });
  expect(said(answer)).toBe('201 ok');
  return { ...answer.json<Shown>(), account };
}

const paidTo = async (account: string) => {
  const rows = await api.database.db.sql.rows<{ amount: bigint }>('SELECT amount FROM payment WHERE account = $1', [
    account,
  ]);
  return rows.map(({ amount }) => amount);
};

/** What is held of the bank's position, minor units. */
const heldNow = async () => {
  const row = await api.database.db.sql.first<{ sum: string }>(
    `SELECT coalesce(sum(h.amount), 0)::text AS sum FROM hold_open o JOIN hold h ON h.id = o.hold_id
       JOIN ledger_account f ON f.id = h.from_account WHERE f.owner_id = $1`,
    [bank.at.agent.id],
  );
  return Number(row?.sum);
};
const setFloor = (floor: bigint) =>
  api.hub.lane.setFloor({ agentId: bank.at.agent.id, currency: 'AZN', floor: minor(floor) });
const balanceNow = async () => {
  const positions = await api.hub.listPositions(bank.at.agent.id);
  return present(
    positions.find(({ currency }) => currency === 'AZN'),
    'a position',
  );
};

describe('what is prepared', () => {
  test('names total, fees and its end, holds so much, and has paid nothing', async () => {
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
    const { balance, cap } = await balanceNow();
    await setFloor(balance - BigInt(await heldNow()) - 1_500n);
    const made = await prepared('10.00');
    expect(said(await bank.pay(newKey(), await bank.basket('10.00')))).toBe('409 insufficient_position');
    expect(said(await prepare(await bank.basket('10.00')))).toBe('409 insufficient_position');
    expect(said(await confirm(made.id))).toBe('201 ok');
    await setFloor(-cap);
  });

  test('is nobody’s business but its agent’s, and is confirmed by its teller', async () => {
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

describe('confirming', () => {
  test('pays once, however many at once ask for it', async () => {
    const before = await heldNow();
    const made = await prepared();
    const answers = await Promise.all(Array.from({ length: 12 }, () => confirm(made.id)));
    expect(new Set(answers.map(said))).toEqual(new Set(['201 ok']));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect(await paidTo(made.account)).toEqual([1_000n]);
    const again = await confirm(made.id);
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([answers[0]?.body, 'true']);
    expect(said(await withdraw(made.id))).toBe('409 invalid_state');
    expect(await heldNow()).toBe(before);
  });

  test('that is refused leaves it prepared, and its money held once', async () => {
    const before = await heldNow();
    const made = await prepared();
    const gas = api.providers.get('gas')?.id ?? '';
    valueOf(await api.hub.providers.changeState(gas, 'maintenance'));
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all([confirm(made.id), confirm(made.id)]);
      expect(answers.map(said)).toEqual(['503 provider_disabled', '503 provider_disabled']);
      expect((await heldNow()) - before).toBe(1_000);
    }
    valueOf(await api.hub.providers.changeState(gas, 'active'));
    expect(said(await confirm(made.id))).toBe('201 ok');
    expect(await paidTo(made.account)).toEqual([1_000n]);
    expect(await heldNow()).toBe(before);
  });

  test('and withdrawing at once is exactly one of the two', async () => {
    const before = await heldNow();
    for (let round = 0; round < 8; round += 1) {
      const made = await prepared();
      const both = [() => confirm(made.id), () => withdraw(made.id)];
      const wishes = round % 2 === 0 ? both : both.toReversed();
      const answers = (await Promise.all(wishes.map((wish) => wish()))).map(said);
      const { state } = await shown(made.id);
      const isPaid = state === 'confirmed';
      expect(answers.toSorted()).toEqual(isPaid ? ['201 ok', '409 invalid_state'] : ['200 ok', '409 invalid_state']);
      expect([state, await paidTo(made.account)]).toEqual(isPaid ? ['confirmed', [1_000n]] : ['withdrawn', []]);
    }
    expect(await heldNow()).toBe(before);
  });

  test('whose answer from the lane is lost is found again: paid once, or withdrawn and never paid', async () => {
    const before = await heldNow();
    const { hub } = api;
    const losing = (happens: boolean): PreparationDeps['payments'] => ({
      ...hub.payments,
      accept: async (collector, request) => {
        if (happens) await hub.payments.accept(collector, request);
        throw new CommitUnknown('the answer is lost');
      },
    });
    for (const [happens, next] of [
      [true, 'confirm'],
      [false, 'confirm'],
      [true, 'withdraw'],
      [false, 'withdraw'],
    ] as const) {
      const made = await prepared();
      const preparations = createPreparationService({ ...hub, payments: losing(happens) });
      await withServer(api, { deps: { preparations } }, async (app) => {
        const headers = { authorization: `Bearer ${await api.tokenOf(bank.at)}`, 'vahid-teller': 'T1' };
        const lost = await app.inject({ method: 'POST', url: `/v1/preparations/${made.id}/confirm`, headers });
        expect(lost.statusCode).toBe(503);
      });
      const answer = said(await (next === 'confirm' ? confirm(made.id) : withdraw(made.id)));
      const isPaid = happens || next === 'confirm';
      expect(answer).toBe(next === 'confirm' ? '201 ok' : isPaid ? '409 invalid_state' : '200 ok');
      expect(await shown(made.id)).toMatchObject({ state: isPaid ? 'confirmed' : 'withdrawn' });
      expect(await paidTo(made.account)).toEqual(isPaid ? [1_000n] : []);
    }
    expect(await heldNow()).toBe(before);
  });

  test('after a crash between payment and note finds the payment, even when its time is over', async () => {
    const made = await prepared();
    const { hub } = api;
    const crashing = createPreparationService({
      ...hub,
      payments: {
        ...hub.payments,
        accept: async (collector, request) => {
          await hub.payments.accept(collector, request);
          throw new Error('the process is gone');
        },
      },
    });
    const teller = {
      ...{ agentId: bank.at.agent.id, outletId: bank.at.outlet.id, tellerId: bank.at.teller.id },
      channel: 'counter' as const,
    };
    await expect(crashing.confirm(teller, made.id)).rejects.toThrow('the process is gone');
    api.clock.advanceMs(15 * 60_000);
    expect(await hub.preparations.expireDue()).toBe(0);
    expect(await shown(made.id)).toMatchObject({ state: 'confirmed' });
    expect(said(await confirm(made.id))).toBe('201 ok');
    expect(await paidTo(made.account)).toEqual([1_000n]);
  });
});

describe('the end', () => {
  test('comes after its time: nothing is paid and nothing is held', async () => {
    const before = await heldNow();
    const made = await prepared();
    api.clock.advanceMs(15 * 60_000 - 1);
    expect(await shown(made.id)).toMatchObject({ state: 'prepared' });
    api.clock.advanceMs(1);
    expect(said(await confirm(made.id))).toBe('410 preparation_expired');
    expect(said(await confirm(made.id))).toBe('410 preparation_expired');
    expect(await shown(made.id)).toMatchObject({ state: 'expired', endedAt: api.clock.now().toISOString() });
    expect((await withdraw(made.id)).json<Shown>()).toMatchObject({ state: 'expired' });
    expect(await paidTo(made.account)).toEqual([]);
    expect(await heldNow()).toBe(before);
  });

  test('comes by itself for what nobody asks after', async () => {
    const before = await heldNow();
    const made = [await prepared(), await prepared()];
    const kept = await prepared();
    await confirm(kept.id);
    expect(await api.hub.preparations.expireDue()).toBe(0);
    api.clock.advanceMs(15 * 60_000);
    expect(await api.hub.preparations.expireDue()).toBe(2);
    expect(await api.hub.preparations.expireDue()).toBe(0);
    expect(await heldNow()).toBe(before);
    for (const { id } of made) expect(said(await confirm(id))).toBe('410 preparation_expired');
    expect(said(await confirm(kept.id))).toBe('201 ok');
  });

  test('comes by withdrawal, for good', async () => {
    const before = await heldNow();
    const made = await prepared();
    const withdrawn = await withdraw(made.id);
    expect(withdrawn.json<Shown>()).toMatchObject({ state: 'withdrawn', basket: null });
    expect(await withdraw(made.id).then(({ body }) => body)).toBe(withdrawn.body);
    const late = await confirm(made.id);
    expect([said(late), late.json<{ details: object }>().details]).toEqual([
      '409 invalid_state',
      { state: 'withdrawn' },
    ]);
    expect(await paidTo(made.account)).toEqual([]);
    expect(await heldNow()).toBe(before);
  });
});

test('the books hold together afterwards', async () => {
  expect((await verifyBooks(api.hub)).findings).toEqual([]);
});
