import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import type { AmountRule, BillRule } from '../../src/providers/model.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { azn, counterOf, freshAccount, newKey, type ShownLine } from './counter.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
let kiosk: ReturnType<typeof counterOf>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
  kiosk = counterOf(api, await api.addCounter('terminals', 'kiosk'));
});
afterAll(() => api.close());

interface BilledQuote {
  readonly quoteId: string;
  readonly balance: unknown;
  readonly suggested: unknown;
  readonly chosenBills: readonly string[];
  readonly mustChooseBills: boolean;
  readonly rule: { readonly bills: BillRule };
}

/** The gas provider takes money by this rule from now on. */
async function ruleIs(rule: Partial<AmountRule>) {
  const gas = valueOf(await api.hub.providers.getByCode('gas'));
  const whole = { exactness: 'exact', multipleOf: null, minAmount: null, maxAmount: null, ...rule } as const;
  valueOf(await api.hub.providers.change(gas.id, { ...gas, secrets: { key: 'sample-key-of-gas' }, rule: whole }));
}

/** An account with three open bills: 23.15, 10.00 and 5.00. */
function accountWithBills(): string {
  const account = freshAccount(api);
  const books = api.simulator.books('gas');
  books.addBill(account, { number: 'B-second', period: '2026-11', dueOn: '2026-12-05', amount: minor(1_000n) });
  books.addBill(account, { number: 'B-third', period: '2026-12', dueOn: '2026-12-25', amount: minor(500n) });
  return account;
}

const quoteOf = (line: ShownLine | undefined) => line?.quote as unknown as BilledQuote;

async function askAbout(account: string): Promise<BilledQuote> {
  const lines = bank.linesOf(
    await api.post('/v1/debts', { as: api.counters.bank, body: { provider: 'gas', account } }),
  );
  return quoteOf(lines[0]);
}

const choose = (quoteId: string, ...bills: readonly string[]) =>
  api.post(`/v1/quotes/${quoteId}/bills`, { as: api.counters.bank, body: { bills } });

const chosen = async (quoteId: string, ...bills: readonly string[]) => {
  const answer = await choose(quoteId, ...bills);
  expect(answer.statusCode).toBe(201);
  return quoteOf(answer.json<ShownLine>());
};

const pay = (quoteId: string, amount: string) => bank.pay(newKey(), { lines: [{ quoteId, amount: azn(amount) }] });

async function deliver() {
  for (const providerId of await api.hub.deliverer.listDue()) await api.hub.deliverer.run(providerId);
}

const openBills = (account: string) =>
  api.simulator
    .books('gas')
    .findAccount(account)
    ?.bills.map((bill) => bill.number);

describe('a provider that takes one bill at a time', () => {
  test('is paid nothing before one of several is chosen', async () => {
    await ruleIs({ bills: 'one' });
    const quote = await askAbout(accountWithBills());
    expect(quote).toMatchObject({ mustChooseBills: true, chosenBills: [], suggested: null, rule: { bills: 'one' } });
    const answer = await pay(quote.quoteId, '38.15');
    expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([422, 'bill_choice_required', ['/lines/0']]);
  });

  test('gets the one that was chosen, though it is not the oldest', async () => {
    await ruleIs({ bills: 'one' });
    const account = accountWithBills();
    const second = await chosen((await askAbout(account)).quoteId, 'B-second');
    expect(second).toMatchObject({ balance: azn('10.00'), suggested: azn('10.00'), chosenBills: ['B-second'] });
    expect(codeOf(await pay(second.quoteId, '10.01'))).toBe('amount_mismatch');
    const paid = await pay((await chosen((await askAbout(account)).quoteId, 'B-second')).quoteId, '10.00');
    expect(paid.statusCode).toBe(201);
    await deliver();
    expect(openBills(account)).toEqual([expect.stringMatching(/^B-[0-9]+$/), 'B-third']);
    const { id } = paid.json<{ payments: { id: string }[] }>().payments[0] ?? { id: '' };
    const bills = [{ number: 'B-second', period: '2026-11', dueOn: '2026-12-05' }];
    expect((await api.get(`/v1/payments/${id}`, { as: api.counters.bank })).json()).toMatchObject({
      state: 'confirmed',
      bills,
    });
    expect((await api.get(`/v1/payments/${id}/receipt`, { as: api.counters.bank })).json()).toMatchObject({ bills });
  });

  test('does not ask where there is one bill only', async () => {
    await ruleIs({ bills: 'one' });
    const quote = await askAbout(freshAccount(api));
    expect(quote).toMatchObject({ mustChooseBills: false, chosenBills: [expect.stringMatching(/^B-/)] });
    expect((await pay(quote.quoteId, '23.15')).statusCode).toBe(201);
  });

  test('refuses two at once, naming field and rule', async () => {
    await ruleIs({ bills: 'one' });
    const answer = await choose((await askAbout(accountWithBills())).quoteId, 'B-second', 'B-third');
    expect([answer.statusCode, codeOf(answer)]).toEqual([422, 'bill_choice_refused']);
    expect(answer.json()).toMatchObject({ errors: [{ field: '/bills', rule: 'one' }] });
  });
});

describe('a provider that takes several bills', () => {
  test('takes all of them where nobody chose, or those that were chosen', async () => {
    await ruleIs({ bills: 'several' });
    const account = accountWithBills();
    const all = await askAbout(account);
    expect([all.chosenBills.length, all.suggested]).toEqual([3, azn('38.15')]);
    const two = await chosen(all.quoteId, 'B-third', 'B-second');
    expect([two.chosenBills, two.suggested]).toEqual([['B-second', 'B-third'], azn('15.00')]);
    expect((await pay(two.quoteId, '15.00')).statusCode).toBe(201);
    await deliver();
    expect(openBills(account)).toEqual([expect.stringMatching(/^B-[0-9]+$/)]);
  });

  test('takes no bill twice: neither by the quote it was chosen from, nor by another choice of it', async () => {
    await ruleIs({ bills: 'several' });
    const all = await askAbout(accountWithBills());
    const two = await chosen(all.quoteId, 'B-third', 'B-second');
    const third = await chosen(all.quoteId, 'B-third');
    expect((await pay(two.quoteId, '15.00')).statusCode).toBe(201);
    for (const [quoteId, amount] of [
      [all.quoteId, '38.15'],
      [third.quoteId, '5.00'],
    ] as const) {
      const again = await pay(quoteId, amount);
      expect([again.statusCode, codeOf(again), fieldsOf(again)]).toEqual([409, 'quote_used', ['/lines/0']]);
    }
  });

  test('refuses a bill that is not open, naming which', async () => {
    await ruleIs({ bills: 'several' });
    const answer = await choose((await askAbout(accountWithBills())).quoteId, 'B-second', 'B-none');
    expect([answer.statusCode, codeOf(answer)]).toEqual([422, 'bill_not_open']);
    expect(answer.json()).toMatchObject({ errors: [{ field: '/bills/1', rule: 'open' }] });
  });

  test('lets nobody choose by the quote of another agent, or by one that has expired', async () => {
    await ruleIs({ bills: 'several' });
    const { quoteId } = await askAbout(accountWithBills());
    const body = { bills: ['B-second'] };
    const foreign = await api.post(`/v1/quotes/${quoteId}/bills`, { as: api.counters.other, body });
    expect([foreign.statusCode, codeOf(foreign)]).toEqual([404, 'not_found']);
    api.clock.advanceMs(15 * 60_000);
    expect(codeOf(await choose(quoteId, 'B-second'))).toBe('quote_expired');
  });
});

describe('a provider that takes all bills together, or money for the account', () => {
  test.each([
    ['all', 'all'],
    ['free', 'free'],
  ] as const)('lets nobody choose some of them: %s', async (bills, rule) => {
    await ruleIs({ bills });
    const answer = await choose((await askAbout(accountWithBills())).quoteId, 'B-second');
    expect([codeOf(answer), answer.json<{ errors: unknown[] }>().errors]).toEqual([
      'bill_choice_refused',
      [expect.objectContaining({ field: '/bills', rule })],
    ]);
  });

  test('is told all of them where it takes all, and none where the money is for the account', async () => {
    await ruleIs({ bills: 'all' });
    expect((await askAbout(accountWithBills())).chosenBills).toHaveLength(3);
    await ruleIs({ bills: 'free' });
    expect((await askAbout(accountWithBills())).chosenBills).toEqual([]);
  });
});

describe('limits of a channel', () => {
  const rule: Partial<AmountRule> = {
    ...{ exactness: 'range', minAmount: minor(100n), maxAmount: minor(50_000n) },
    channels: { kiosk: { minAmount: minor(200n), maxAmount: minor(10_000n) } },
  };

  test('hold there and nowhere else, beside the general ones', async () => {
    await ruleIs(rule);
    const atKiosk = async (amount: string) => kiosk.pay(newKey(), await kiosk.basket(amount));
    const over = await atKiosk('100.01');
    expect([codeOf(over), fieldsOf(over)]).toEqual(['amount_above_maximum', ['/lines/0']]);
    expect(over.json()).toMatchObject({ details: { maximum: '100.00', channel: 'kiosk' } });
    expect(codeOf(await atKiosk('1.99'))).toBe('amount_below_minimum');
    expect((await atKiosk('100.00')).statusCode).toBe(201);
    expect((await bank.pay(newKey(), await bank.basket('100.01'))).statusCode).toBe(201);
    expect(codeOf(await bank.pay(newKey(), await bank.basket('500.01')))).toBe('amount_above_maximum');
  });

  test('are listed with the provider and with the quote', async () => {
    await ruleIs(rule);
    const listed = await api.get('/v1/providers', { as: api.counters.bank });
    const gas = listed
      .json<{ providers: { code: string; rule: unknown }[] }>()
      .providers.find(({ code }) => code === 'gas');
    const channels = [{ channel: 'kiosk', minimum: azn('2.00'), maximum: azn('100.00') }];
    expect(gas?.rule).toMatchObject({ channels });
    expect((await askAbout(freshAccount(api))).rule).toMatchObject({ channels });
  });
});
