import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { somebody, valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, type ApiFixture } from './api-fixture.ts';
import { azn, counterOf, freshAccount, newKey } from './counter.ts';
import { proof } from './providers.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
});
afterAll(() => api.close());

const ask = (body: unknown) => api.post('/v1/debts', { as: api.counters.bank, body });
const linesOf = async (body: unknown) => bank.linesOf(await ask(body));

/** A citizen with an account at each of these providers. */
async function citizenWith(...providers: readonly string[]) {
  const accounts = providers.map((provider) => ({
    provider,
    account: freshAccount(api),
    ...(provider === 'power' ? { fields: { authorizationCode: proof } } : {}),
  }));
  const person = somebody();
  const answer = await api.post('/v1/citizens', { as: api.counters.bank, body: { ...person, accounts } });
  const { citizenId, uniqueCode } = answer.json<{ citizenId: string; uniqueCode: string }>();
  return { citizenId, uniqueCode, person, accounts };
}

describe('the debt of an account', () => {
  test('comes as a quote with all that a counter needs, and the holder masked', async () => {
    const account = freshAccount(api);
    const [line] = await linesOf({ provider: 'water', account });
    expect(line).toEqual({
      provider: 'water',
      account,
      linkId: null,
      label: null,
      status: 'quoted',
      code: null,
      title: null,
      reason: null,
      wanted: null,
      lastKnown: null,
      maintenance: { now: null, next: null },
      quote: {
        quoteId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        obtainedAt: '2026-11-20T06:00:00.000Z',
        expiresAt: '2026-11-20T06:15:00.000Z',
        standIn: false,
        ageSeconds: 0,
        asOf: null,
        balance: azn('23.15'),
        bills: [{ number: expect.any(String), period: '2026-10', dueOn: '2026-11-30', amount: azn('23.15') }],
        line: null,
        meter: {
          ...{ serial: expect.stringMatching(/^M-/), unit: 'm3', smartCard: expect.stringMatching(/^C-/), block: null },
          ...{ lastReading: { value: 1_200, readOn: '2026-10-31' }, usedInPeriod: 900 },
        },
        chosenBills: [],
        mustChooseBills: false,
        rule: { exactness: 'exact', multipleOf: null, minimum: null, maximum: null, bills: 'free', channels: [] },
        suggested: azn('23.15'),
        fees: { fee: azn('0.40'), vat: azn('0.07'), total: azn('23.62') },
        holder: { name: 'V•••• Ə•••••', address: expect.not.stringContaining('Nizami') },
      },
    });
  });

  test('below zero is a credit, and nothing is suggested', async () => {
    const account = freshAccount(api);
    await bank.paid('30.00', 'gas', account);
    await api.hub.deliverer.run(api.providers.get('gas')?.id ?? '');
    const [line] = await linesOf({ provider: 'gas', account });
    expect(line?.quote).toMatchObject({ balance: azn('-6.85'), bills: [], suggested: null, fees: null });
  });

  test('that the provider does not have is a line that says so', async () => {
    const [line] = await linesOf({ provider: 'gas', account: '99999999' });
    expect(line).toMatchObject({ status: 'no-such-account', code: 'account_not_found', quote: null });
  });

  test('of a silent provider is a line with the last that was known', async () => {
    const account = freshAccount(api);
    await linesOf({ provider: 'abroad', account });
    api.simulator.faults('abroad').set([{ fault: 'down' }]);
    const [line] = await linesOf({ provider: 'abroad', account });
    api.simulator.faults('abroad').set([]);
    expect(line).toMatchObject({
      status: 'unavailable',
      code: 'provider_unavailable',
      reason: 'not_answering',
      quote: null,
      lastKnown: { balance: { amount: '23.15', currency: 'EUR' }, obtainedAt: '2026-11-20T06:00:00.000Z' },
    });
  });

  test.each<readonly [string, unknown]>([
    ['nothing', {}],
    ['an account without its provider', { account: '10000001' }],
    ['a provider without an account', { provider: 'gas' }],
    ['fields alone', { fields: {} }],
    ['an account and a citizen', { provider: 'gas', account: '10000001', uniqueCode: '000000000000' }],
    ['a provider that does not exist', { provider: 'nobody', account: '1' }],
    ['an account that is none', { provider: 'gas', account: 'x' }],
  ])('is not asked for by %s', async (_what, body) => {
    const answer = await ask(body);
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'invalid_request']);
  });
});

describe('the debts of a citizen', () => {
  test('come for every linked account, by code and by card; a slow provider costs only its line', async () => {
    const { uniqueCode, person, accounts } = await citizenWith('gas', 'water', 'power');
    api.simulator.faults('water').set([{ fault: 'hang', operations: ['debt'] }]);
    const lines = await linesOf({ uniqueCode });
    api.simulator.faults('water').set([]);
    const seen = Object.fromEntries(lines.map(({ provider, account, status }) => [provider, [account, status]]));
    expect(seen).toEqual({
      gas: [accounts[0]?.account, 'quoted'],
      water: [accounts[1]?.account, 'unavailable'],
      power: [accounts[2]?.account, 'quoted'],
    });
    const { cardSeries, cardNumber } = person;
    const byCard = await linesOf({ cardSeries, cardNumber });
    expect(byCard.map((line) => line.status)).toEqual(['quoted', 'quoted', 'quoted']);
    expect(byCard.every((line) => line.linkId !== null && !line.quote?.holder.name?.includes('Vüqar'))).toBe(true);
  });

  test('are paid at any counter into the citizen’s own history', async () => {
    const { uniqueCode, citizenId } = await citizenWith('gas');
    const [line] = await linesOf({ uniqueCode });
    const lines = [{ quoteId: line?.quote?.quoteId, amount: azn('23.15') }];
    expect((await bank.pay(newKey(), { lines })).statusCode).toBe(201);
    await bank.paid('7.00', 'gas', line?.account);
    const history = valueOf(await api.hub.payments.listForCitizen(citizenId, { limit: 10, after: null }));
    expect(history.items.map((payment) => payment.amount)).toEqual([2_315n]);
  });

  test('of nobody do not exist', async () => {
    const { cardSeries, cardNumber } = somebody();
    const answer = await ask({ cardSeries, cardNumber });
    expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'not_found']);
  });
});

describe('a payment code', () => {
  const find = (code: unknown) => api.post('/v1/payment-codes/lookups', { as: api.counters.kiosk, body: { code } });

  async function codeFor(amount: bigint) {
    const { citizenId, accounts } = await citizenWith('gas', 'water');
    const lines = accounts.map(({ provider, account }, index) => ({
      providerId: api.providers.get(provider)?.id ?? '',
      account,
      fields: {},
      amount: minor(index === 0 ? amount : 2_315n),
    }));
    return { citizenId, code: valueOf(await api.hub.paymentCodes.create(citizenId, 'AZN', lines)).code };
  }

  test('opens its basket at any counter, and is paid once into the citizen’s history', async () => {
    const { citizenId, code } = await codeFor(1_000n);
    const kiosk = counterOf(api, api.counters.kiosk);
    const answer = await find(`${code.slice(0, 5)}-${code.slice(5)}`);
    expect(answer.json()).toMatchObject({ code, currency: 'AZN', expiresAt: '2026-11-21T06:00:00.000Z' });
    const lines = kiosk.linesOf(answer);
    expect(lines.map(({ provider, wanted, quote }) => [provider, wanted, quote?.suggested])).toEqual([
      ['gas', azn('10.00'), azn('10.00')],
      ['water', azn('23.15'), azn('23.15')],
    ]);
    const basket = {
      lines: lines.map(({ quote, wanted }) => ({ quoteId: quote?.quoteId, amount: wanted })),
      paymentCode: code,
    };
    expect((await kiosk.pay(newKey(), basket)).statusCode).toBe(201);
    const used = await find(code);
    expect([used.statusCode, codeOf(used)]).toEqual([409, 'basket_not_payable']);
    const meant = basket.lines.map((line) => ({ ...line, confirm: ['possible_duplicate'] }));
    const again = await kiosk.pay(newKey(), { ...basket, lines: meant });
    expect([again.statusCode, codeOf(again)]).toEqual([409, 'basket_not_payable']);
    const history = valueOf(await api.hub.payments.listForCitizen(citizenId, { limit: 10, after: null }));
    expect(history.items.map((payment) => [payment.channel, payment.amount])).toEqual([
      ['kiosk', 2_315n],
      ['kiosk', 1_000n],
    ]);
  });

  test('whose wish the provider no longer takes offers what it does take', async () => {
    const { code } = await codeFor(99_999n);
    const [gas] = bank.linesOf(await find(code));
    expect([gas?.wanted, gas?.quote?.suggested]).toEqual([azn('999.99'), azn('23.15')]);
  });

  test('that is over, or that nobody has, opens nothing', async () => {
    const { code } = await codeFor(1_000n);
    const wrong = `${code.slice(0, 9)}${(Number(code[9]) + 1) % 10}`;
    expect(codeOf(await find(wrong))).toBe('not_found');
    expect(codeOf(await find(''))).toBe('not_found');
    expect(codeOf(await find(7))).toBe('invalid_request');
    api.clock.advanceMs(24 * 3_600_000);
    expect(codeOf(await find(code))).toBe('basket_not_payable');
  });
});

describe('fees', () => {
  test('are told before money changes hands, for the amount the payer chooses', async () => {
    const lines = [
      { provider: 'water', amount: azn('100.00') },
      { provider: 'gas', amount: azn('5.00') },
    ];
    const answer = await api.post('/v1/fees/previews', { as: api.counters.bank, body: { lines } });
    expect(answer.json()).toEqual({
      lines: [
        { fee: azn('0.40'), vat: azn('0.07'), total: azn('100.47') },
        { fee: azn('0.00'), vat: azn('0.00'), total: azn('5.00') },
      ],
    });
  });

  test('of a provider that does not exist cannot be told', async () => {
    const body = { lines: [{ provider: 'nobody', amount: azn('1.00') }] };
    expect(codeOf(await api.post('/v1/fees/previews', { as: api.counters.bank, body }))).toBe('invalid_request');
  });
});

describe('the list of providers', () => {
  test('tells how accounts are written and which amounts are taken, and no secret', async () => {
    const answer = await api.get('/v1/providers', { as: api.counters.bank });
    const { providers } = answer.json<{ providers: Record<string, unknown>[] }>();
    expect(providers.map((provider) => provider['code'])).toEqual(['abroad', 'gas', 'power', 'water']);
    expect(providers[1]).toMatchObject({
      service: 'gas',
      state: 'active',
      currency: 'AZN',
      fields: [{ name: 'account', pattern: '^[0-9]{8}$', proof: false }],
      rule: {
        exactness: 'any',
        multipleOf: null,
        minimum: azn('1.00'),
        maximum: azn('500.00'),
        bills: 'free',
        channels: [],
      },
      answersWithinMs: 4_000,
      duplicateWindowSeconds: 600,
    });
    expect(answer.body).not.toMatch(/sample-key|127\.0\.0\.1|native-rest/);
    const water = await api.get('/v1/providers?service=water', { as: api.counters.bank });
    expect(water.json<{ providers: unknown[] }>().providers).toHaveLength(1);
  });
});
