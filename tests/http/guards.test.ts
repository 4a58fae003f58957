import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { type Answer, apiFixture, type ApiFixture, codeOf, fieldsOf } from './api-fixture.ts';
import { azn, counterOf, freshAccount, newKey, type ShownBasket } from './counter.ts';
import { accountNumber } from './providers.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
});
afterAll(() => api.close());

const said = (answer: Answer) => [answer.statusCode, codeOf(answer)];
const idOf = (answer: Answer) => answer.json<ShownBasket>().payments[0]?.id ?? '';
const readBack = async (answer: Answer) => {
  const payment = await api.get(`/v1/payments/${idOf(answer)}`, { as: api.counters.bank });
  return payment.json<{ confirmed: { question: string; by: string; at: string }[] }>().confirmed;
};

describe('before unusual money moves the payer is asked', () => {
  test('where the amount is ten times the usual; the yes is kept with the payment, by whom it was heard and when', async () => {
    const account = freshAccount(api);
    for (const amount of ['2.00', '2.10', '2.20']) await bank.paid(amount, 'gas', account);
    const body = { lines: [{ quoteId: await bank.quote('gas', account), amount: azn('400.00') }] };
    const key = newKey();
    expect(said(await bank.pay(key, body))).toEqual([409, 'unusual_amount']);
    expect(said(await bank.pay(key, { ...body, confirm: ['similar_account'] }))).toEqual([409, 'unusual_amount']);
    const taken = await bank.pay(key, { ...body, confirm: ['unusual_amount'] });
    expect(taken.statusCode).toBe(201);
    const by = `teller:${api.counters.bank.teller.id}`;
    expect(await readBack(taken)).toEqual([{ question: 'unusual_amount', by, at: api.clock.now().toISOString() }]);
    const again = await bank.pay(key, { ...body, confirm: ['unusual_amount'] });
    expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
    expect(await readBack(again)).toHaveLength(1);
  });

  test('nothing, where the payment is like the others', async () => {
    const taken = await bank.pay(newKey(), await bank.basket('23.15'));
    expect(await readBack(taken)).toEqual([]);
  });

  test('line by line: a yes to one line says nothing of another, and is kept with the line that was asked about', async () => {
    const accounts = [freshAccount(api), freshAccount(api), freshAccount(api)];
    for (const account of accounts.slice(0, 2)) await bank.paid('7.00', 'gas', account);
    const lines = [];
    for (const account of accounts) lines.push({ quoteId: await bank.quote('gas', account), amount: azn('7.00') });
    const [first, second, third] = lines;
    const key = newKey();
    const confirm = ['possible_duplicate'];
    const asked = await bank.pay(key, { lines: [{ ...first, confirm }, second, third] });
    expect([...said(asked), fieldsOf(asked)]).toEqual([409, 'possible_duplicate', ['/lines/1']]);
    const taken = await bank.pay(key, { lines: [{ ...first, confirm }, { ...second, confirm }, third] });
    expect(taken.statusCode).toBe(201);
    const kept = [];
    for (const { id } of taken.json<ShownBasket>().payments) {
      const payment = await api.get(`/v1/payments/${id}`, { as: api.counters.bank });
      kept.push(payment.json<{ confirmed: { question: string }[] }>().confirmed.map(({ question }) => question));
    }
    expect(kept).toEqual([confirm, confirm, []]);
  });

  test('and a yes for a whole basket of several lines is refused, since nobody knows what was asked', async () => {
    const lines = [];
    for (const amount of ['7.00', '8.00']) lines.push({ quoteId: await bank.quote(), amount: azn(amount) });
    const all = await bank.pay(newKey(), { lines, confirm: ['unusual_amount'] });
    expect([...said(all), fieldsOf(all)]).toEqual([400, 'invalid_request', ['/confirm']]);
    const twice = await bank.pay(newKey(), { lines, confirmDuplicate: true });
    expect([...said(twice), fieldsOf(twice)]).toEqual([400, 'invalid_request', ['/confirmDuplicate']]);
  });

  test('and a kiosk, which has the notes already, is not', async () => {
    const kiosk = counterOf(api, api.counters.kiosk);
    const account = freshAccount(api);
    for (const amount of ['2.00', '2.10', '2.20']) await bank.paid(amount, 'gas', account);
    const body = { lines: [{ quoteId: await kiosk.quote('gas', account), amount: azn('400.00') }] };
    expect((await kiosk.pay(newKey(), body)).statusCode).toBe(201);
  });
});

test('an account one digit away from one that the citizen has raises a question, with its last digits', async () => {
  const actor = { tellerId: api.counters.bank.teller.id, agentId: api.counters.bank.agent.id };
  const person = {
    ...{ cardSeries: 'AZE', cardNumber: '87654321', fin: '1Z2Y3X4', fullName: 'Nərgiz Əliyeva' },
    ...{ phone: '+994501110099', language: 'az', consent: true },
  };
  const { sheet } = valueOf(await api.hub.citizens.counter.register(actor, person));
  const gas = api.providers.get('gas')?.id ?? '';
  const own = accountNumber(20);
  const wish = { providerId: gas, account: own, fields: {}, label: undefined };
  valueOf(await api.hub.accounts.link(sheet.citizenId, wish, { kind: 'teller', ...actor }));
  const slipped = accountNumber(21);
  const asker = { kind: 'agent', agentId: actor.agentId, forCitizenId: sheet.citizenId } as const;
  const line = valueOf(await api.hub.debts.lookUpAccount(asker, gas, { account: slipped, fields: {} }));
  if (line.kind !== 'quoted') throw new Error(line.kind);
  const body = { lines: [{ quoteId: line.quote.id, amount: azn('5.00') }] };
  const key = newKey();
  const asked = await bank.pay(key, body);
  expect(said(asked)).toEqual([409, 'similar_account']);
  expect(JSON.stringify(asked.json())).toContain(own.slice(-4));
  expect(JSON.stringify(asked.json())).not.toContain(own);
  const taken = await bank.pay(key, { ...body, confirm: ['similar_account'] });
  expect(taken.statusCode).toBe(201);
  const again = valueOf(await api.hub.debts.lookUpAccount(asker, gas, { account: slipped, fields: {} }));
  expect(again.kind === 'quoted' && again.quote.history.similarAccount).toBeNull();
});
