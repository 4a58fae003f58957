import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { azn, counterOf } from './counter.ts';

let api: ApiFixture;
const day = '2026-11-20';
beforeAll(async () => {
  api = await apiFixture();
  const counter = counterOf(api, api.counters.bank);
  for (const amount of ['10.00', '20.00', '30.00']) await counter.paid(amount);
  const { id } = await counter.paid('40.00');
  await api.post(`/v1/payments/${id}/reversal`, { as: api.counters.bank, body: { reason: 'wrong account' } });
});
afterAll(() => api.close());

const get = async (as = api.counters.bank) => (await api.get(`/v1/days/${day}/payments`, { as })).body;
const compare = (file: string, as = api.counters.bank) =>
  api.post(`/v1/days/${day}/comparison`, { as, raw: file, headers: { 'content-type': 'text/csv' } });

describe('the day of an agent', () => {
  test('is given with its totals, and agrees with itself', async () => {
    const file = await get();
    const lines = file.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect([lines[0], lines.at(-1)]).toEqual(['receiptNumber;amount;currency;state', '#total;4;100.00;AZN']);
    expect(lines[4]).toMatch(/;40\.00;AZN;reversed$/);
    expect((await compare(file)).json()).toEqual({ day, matched: 4, differenceCount: 0, differences: [] });
  });

  test('is held against the hub’s in both directions', async () => {
    const [head, first = '', second = '', third = '', last = ''] = (await get()).split('\n');
    const foreign = '2611201000999990;7.00;AZN;paid';
    const other = second.replace(';20.00;', ';21.00;');
    const undone = third.replace(';paid', ';reversed');
    const file = [head, other, undone, last, foreign, '#total;4;98.00;AZN'].join('\n');
    const numberOf = (line: string) => line.split(';')[0] ?? '';
    expect((await compare(file)).json()).toEqual({
      day,
      matched: 1,
      differenceCount: 4,
      differences: [
        {
          kind: 'missing_there',
          receiptNumber: numberOf(first),
          here: { amount: azn('10.00'), state: 'paid' },
          there: null,
        },
        {
          ...{ kind: 'other_amount', receiptNumber: numberOf(second) },
          ...{ here: { amount: azn('20.00'), state: 'paid' }, there: { amount: azn('21.00'), state: 'paid' } },
        },
        {
          ...{ kind: 'other_state', receiptNumber: numberOf(third) },
          ...{ here: { amount: azn('30.00'), state: 'paid' }, there: { amount: azn('30.00'), state: 'reversed' } },
        },
        {
          kind: 'missing_here',
          receiptNumber: numberOf(foreign),
          here: null,
          there: { amount: azn('7.00'), state: 'paid' },
        },
      ],
    });
  });

  test('shows nothing of another agent', async () => {
    expect(await get(api.counters.other)).toBe('receiptNumber;amount;currency;state\n');
    const report = (await compare(await get(), api.counters.other)).json<{ differences: { kind: string }[] }>();
    expect(new Set(report.differences.map(({ kind }) => kind))).toEqual(new Set(['missing_here']));
  });

  test('is refused where the file is not whole: lines, repeats, totals', async () => {
    const file = await get();
    const lines = file.trimEnd().split('\n');
    const wrongs: [string, string[]][] = [
      [file.replace('#total;4;100.00', '#total;4;100.01'), ['/6']],
      [lines.slice(0, -1).join('\n'), ['']],
      [[...lines.slice(0, 2), lines[1], ...lines.slice(2)].join('\n'), ['/3']],
      [file.replace(';10.00;', ';10,00;'), ['/2']],
      [file.replace('receiptNumber', 'receipt'), ['/1']],
    ];
    for (const [wrong, fields] of wrongs) {
      const answer = await compare(wrong);
      expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([422, 'file_rejected', fields]);
    }
  });
});
