import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiFixture, codeOf, type ApiFixture } from './api-fixture.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { azn, counterOf } from './counter.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
let payment: Awaited<ReturnType<ReturnType<typeof counterOf>['paid']>>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
  payment = await bank.paid('23.15', 'water', '10000042');
});
afterAll(() => api.close());

const receipt = (suffix = '', headers = {}) =>
  api.get(`/v1/payments/${payment.id}/receipt${suffix}`, { as: bank.at, headers });

describe('a receipt', () => {
  test('says who took how much for whom, and where it can be checked', async () => {
    const answer = await receipt();
    expect(answer.json()).toEqual({
      paymentId: payment.id,
      receiptNumber: payment.receiptNumber,
      state: 'accepted',
      acceptedAt: '2026-11-20T06:00:00.000Z',
      settlementDay: '2026-11-20',
      providerTransaction: null,
      decidedAt: null,
      provider: 'water',
      service: 'water',
      account: '10000042',
      bills: [],
      known: {
        ...{ at: '2026-11-20T06:00:00.000Z', plan: null, validUntil: null, asOf: null },
        meter: { unit: 'm3', lastReading: { value: 1_200, readOn: '2026-10-31' }, block: null },
      },
      amount: azn('23.15'),
      fee: azn('0.40'),
      vat: azn('0.07'),
      total: azn('23.62'),
      agent: 'bank-a',
      outlet: 'Nizami filialı',
      outletAddress: 'Bakı, Nizami küç. 1',
      teller: 'T1',
      verifyUrl: `https://vahid.example${payment.verifyPath}`,
    });
  });

  test.each(['', '?layout=a4', '?layout=roll80', '?language=ru', '?layout=roll80&language=en'])(
    'is printed as a PDF: %s',
    async (query) => {
      const answer = await receipt(`.pdf${query}`);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/pdf']);
      expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
      expect(answer.headers['content-disposition']).toBe(`inline; filename="receipt-${payment.receiptNumber}.pdf"`);
    },
  );

  test('is the same however often it is printed, and another in another language', async () => {
    const [first, second, russian] = [
      await receipt('.pdf'),
      await receipt('.pdf'),
      await receipt('.pdf', { 'accept-language': 'ru' }),
    ];
    expect(first.rawPayload.equals(second.rawPayload)).toBe(true);
    expect(first.rawPayload.equals(russian.rawPayload)).toBe(false);
  });

  test.each(['?layout=a5', '?language=fr', '?layout=a4&layout=roll80', '?x=1'])(
    'is not printed for %s',
    async (query) => {
      expect((await receipt(`.pdf${query}`)).statusCode).toBe(400);
    },
  );

  test('of another agent does not exist', async () => {
    for (const suffix of ['', '.pdf']) {
      const answer = await api.get(`/v1/payments/${payment.id}/receipt${suffix}`, { as: api.counters.other });
      expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'not_found']);
    }
  });
});

describe('whoever holds the paper', () => {
  test('can check it without a token, and sees nothing that the paper does not say', async () => {
    const answer = await api.get(payment.verifyPath, { headers: { 'accept-language': 'en' } });
    expect(answer.json()).toEqual({
      receiptNumber: payment.receiptNumber,
      state: 'accepted',
      acceptedAt: '2026-11-20T06:00:00.000Z',
      settlementDay: '2026-11-20',
      providerTransaction: null,
      decidedAt: null,
      provider: 'water',
      service: 'water',
      accountMasked: '••••0042',
      amount: azn('23.15'),
      fee: azn('0.40'),
      vat: azn('0.07'),
      total: azn('23.62'),
      agent: 'bank-a',
    });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('sees both legs once the provider has confirmed', async () => {
    await api.hub.deliverer.run(api.providers.get('water')?.id ?? '');
    const booked = api.simulator.books('water').findPayment(payment.receiptNumber);
    expect((await api.get(payment.verifyPath)).json()).toMatchObject({
      state: 'confirmed',
      providerTransaction: booked?.transaction,
      decidedAt: '2026-11-20T06:00:00.000Z',
    });
  });

  test('needs the right number and the right token together', async () => {
    const [, number = '', token = ''] = /^\/r\/(\d+)\?t=(\w+)$/.exec(payment.verifyPath) ?? [];
    const second = await bank.paid();
    const [, otherNumber = ''] = /^\/r\/(\d+)/.exec(second.verifyPath) ?? [];
    const wrongToken = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
    for (const path of [
      `/r/${otherNumber}?t=${token}`,
      `/r/${number}?t=${wrongToken}`,
      `/r/2611201999999990?t=${token}`,
    ]) {
      expect([path, codeOf(await api.get(path))]).toEqual([path, 'not_found']);
    }
    for (const path of [
      `/r/${number}`,
      `/r/${number}?t=${token.toUpperCase()}x`,
      `/r/abc?t=${token}`,
      `/r/${number}?t=${token}&t=${token}`,
    ]) {
      expect([path, codeOf(await api.get(path))]).toEqual([path, 'invalid_request']);
    }
  });
});

describe('what a receipt says of a meter', () => {
  test('is where it stood in the tariff of the day of the quote, whatever tariff comes later', async () => {
    const providerId = api.providers.get('gas')?.id ?? '';
    const blocks = [
      { upTo: 1_200, priceMilli: 10_000n },
      { upTo: null, priceMilli: 20_500n },
    ];
    valueOf(await api.hub.meters.setTariff({ providerId, validFrom: '2026-01-01', period: 'year', blocks }));
    const later = [{ upTo: null, priceMilli: 30_000n }];
    valueOf(await api.hub.meters.setTariff({ providerId, validFrom: '2026-11-21', period: 'year', blocks: later }));
    const { id } = await bank.paid('23.15', 'gas', '10000043');
    const answer = await api.get(`/v1/payments/${id}/receipt`, { as: bank.at });
    expect(answer.json()).toMatchObject({
      known: {
        meter: {
          block: { period: 'year', block: 1, usedInBlock: 900, leftInBlock: 300, price: '10000', nextPrice: '20500' },
        },
      },
    });
    api.clock.advanceMs(48 * 3_600_000);
    // Entered after the receipt was given, for days before it and for the same day as the tariff that it went by.
    for (const validFrom of ['2026-11-01', '2026-01-01']) {
      valueOf(await api.hub.meters.setTariff({ providerId, validFrom, period: 'year', blocks: later }));
    }
    const stored = valueOf(await api.hub.payments.getForAgent(api.counters.bank.agent.id, id));
    expect((await api.hub.receipts.view(stored, 'az')).known?.block).toMatchObject({ leftInBlock: 300 });
  });
});
