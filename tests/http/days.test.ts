import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { type Answer, apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { azn, counterOf } from './counter.ts';

interface Shown {
  readonly comparisonId: string;
  readonly outcome: string;
  readonly failure: string | null;
  readonly dayEnded: boolean;
  readonly differences: readonly { readonly kind: string; readonly receiptNumber: string }[];
}

let api: ApiFixture;
let operator: string;
const day = '2026-11-20';
beforeAll(async () => {
  api = await apiFixture();
  const counter = counterOf(api, api.counters.bank);
  for (const amount of ['10.00', '20.00', '30.00']) await counter.paid(amount);
  const { id } = await counter.paid('40.00');
  await api.post(`/v1/payments/${id}/reversal`, { as: api.counters.bank, body: { reason: 'wrong account' } });
  const { secret } = valueOf(await api.hub.operators.add('anna'));
  const asked = { grant_type: 'client_credentials', client_id: 'anna', client_secret: secret };
  operator = (await api.post('/v1/operator/token', { body: asked })).json<{ access_token: string }>().access_token;
});
afterAll(() => api.close());

const get = async (as = api.counters.bank) => (await api.get(`/v1/days/${day}/payments`, { as })).body;
const compare = (file: string | Buffer, as = api.counters.bank, of = day) =>
  api.post(`/v1/days/${of}/comparison`, { as, raw: file, headers: { 'content-type': 'text/csv' } });
const idOf = (answer: Answer) => answer.json<{ details: { comparisonId: string } }>().details.comparisonId;
const kept = async (answer: Answer, as = api.counters.bank) =>
  (await api.get(`/v1/day-comparisons/${idOf(answer)}`, { as })).json<Shown>();
const listed = async (query = '', as = api.counters.bank) =>
  (await api.get(`/v1/day-comparisons${query}`, { as })).json<{ comparisons: Shown[]; next: string | null }>();
const uncompared = async (query = '') =>
  (await api.get(`/v1/operator/uncompared-days${query}`, { token: operator })).json<{
    days: { agent: string; day: string; payments: number; comparisonId: string | null }[];
    next: string | null;
  }>();

/** What the comparing may not touch. */
async function books(): Promise<unknown> {
  const { rows } = api.database.db.sql;
  return rows(`SELECT (SELECT count(*) FROM transfer) AS transfers, (SELECT count(*) FROM payment) AS payments,
    (SELECT string_agg(concat_ws(':', account_id, debits, credits), ',' ORDER BY account_id) FROM ledger_balance) AS balances,
    (SELECT string_agg(state, ',' ORDER BY payment_id) FROM delivery) AS deliveries`);
}

describe('the day of an agent', () => {
  test('is given with its totals; a file that agrees is kept as matched, once however often it is sent', async () => {
    const file = await get();
    const lines = file.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect([lines[0], lines.at(-1)]).toEqual(['receiptNumber;amount;currency;state', '#total;4;100.00;AZN']);
    expect(lines[4]).toMatch(/;40\.00;AZN;reversed$/);
    const answer = await compare(file);
    const shown = answer.json<Shown>();
    expect(shown).toMatchObject({ day, outcome: 'matched', failure: null, matched: 4, differenceCount: 0 });
    const again = (await compare(file)).json<Shown>();
    expect(again).toEqual(shown);
    const found = await api.get(`/v1/day-comparisons/${shown.comparisonId}`, { as: api.counters.bank });
    expect(found.json()).toEqual(shown);
  });

  test('that differs is refused with the lines, kept as failed with every difference, and changes nothing else', async () => {
    const [head, first = '', second = '', third = '', last = ''] = (await get()).split('\n');
    const foreign = '2611201000999990;7.00;AZN;paid';
    const other = second.replace(';20.00;', ';21.00;');
    const undone = third.replace(';paid', ';reversed');
    const file = [head, other, undone, last, foreign, '#total;4;98.00;AZN'].join('\n');
    const numberOf = (line: string) => line.split(';')[0] ?? '';
    const before = await books();
    const answer = await compare(file);
    expect(await books()).toEqual(before);
    expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([422, 'day_differs', ['', '/2', '/3', '/5']]);
    expect(await kept(answer)).toMatchObject({
      ...{ day, outcome: 'failed', failure: 'day_differs', matched: 1, differenceCount: 4, problems: [] },
      differences: [
        {
          kind: 'missing_there',
          receiptNumber: numberOf(first),
          here: { amount: azn('10.00'), state: 'paid' },
          there: null,
        },
        {
          ...{ kind: 'other_amount', receiptNumber: numberOf(second) },
          ...{ here: { amount: azn('20.00') }, there: { line: 2, amount: azn('21.00'), state: 'paid' } },
        },
        {
          ...{ kind: 'other_state', receiptNumber: numberOf(third) },
          ...{ here: { state: 'paid' }, there: { line: 3, amount: azn('30.00'), state: 'reversed' } },
        },
        {
          kind: 'missing_here',
          receiptNumber: numberOf(foreign),
          here: null,
          there: { line: 5, amount: azn('7.00'), state: 'paid' },
        },
      ],
    });
  });

  test('that was sent for another day says so of each line', async () => {
    const answer = await compare(await get(), api.counters.bank, '2026-11-19');
    expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([
      422,
      'day_differs',
      ['/2', '/3', '/4', '/5'],
    ]);
    const { differences } = await kept(answer);
    expect(new Set(differences.map(({ kind }) => kind))).toEqual(new Set(['other_day']));
  });

  test('that is not whole is refused with the lines and kept as failed: lines, repeats, totals, bytes', async () => {
    const file = await get();
    const lines = file.trimEnd().split('\n');
    const wrongs: [string | Buffer, string[]][] = [
      [file.replace('#total;4;100.00', '#total;4;100.01'), ['/6']],
      [lines.slice(0, -1).join('\n'), ['']],
      [[...lines.slice(0, 2), lines[1], ...lines.slice(2)].join('\n'), ['/3']],
      [file.replace(';10.00;', ';10,00;'), ['/2']],
      [file.replace('receiptNumber', 'receipt'), ['/1']],
      [Buffer.from([0x61, 0x0a, 0xff, 0x0a]), ['/2']],
    ];
    for (const [wrong, fields] of wrongs) {
      const answer = await compare(wrong);
      expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([422, 'file_rejected', fields]);
      const report = await kept(answer);
      expect(report).toMatchObject({ outcome: 'failed', failure: 'file_rejected', problemCount: 1, matched: 0 });
      expect(report).toMatchObject({ problems: [{ field: fields[0] }], differences: [] });
    }
  });

  test('shows nothing of another agent, neither the day nor its comparisons', async () => {
    const { other } = api.counters;
    expect(await get(other)).toBe('receiptNumber;amount;currency;state\n');
    const answer = await compare(await get(), other);
    const { differences } = await kept(answer, other);
    expect(new Set(differences.map(({ kind }) => kind))).toEqual(new Set(['missing_here']));
    const foreign = await api.get(`/v1/day-comparisons/${idOf(answer)}`, { as: api.counters.bank });
    expect([foreign.statusCode, codeOf(foreign)]).toEqual([404, 'not_found']);
    expect((await listed('', other)).comparisons.map(({ comparisonId }) => comparisonId)).toEqual([idOf(answer)]);
  });

  test('has its comparisons listed, the newest first, page by page', async () => {
    const all = await listed();
    const ids = all.comparisons.map(({ comparisonId }) => comparisonId);
    expect([ids.length, all.next]).toEqual([9, null]);
    expect(ids).toEqual(ids.toSorted().toReversed());
    const first = await listed('?limit=5');
    const rest = await listed(`?limit=5&before=${first.next}`);
    expect([...first.comparisons, ...rest.comparisons]).toEqual(all.comparisons);
    expect((await listed('?outcome=matched')).comparisons).toHaveLength(1);
    expect((await listed('?outcome=failed&day=2026-11-19')).comparisons).toHaveLength(1);
  });
});

describe('the operators', () => {
  test('see the comparisons of every agent, or of one', async () => {
    const at = '/v1/operator/day-comparisons';
    const page = await api.get(at, { token: operator });
    const { comparisons } = page.json<{ comparisons: { agent: string; comparison: Shown }[] }>();
    expect(new Set(comparisons.map(({ agent }) => agent))).toEqual(new Set(['bank-a', 'bank-b']));
    const ofOther = (await api.get(`${at}?agent=bank-b`, { token: operator })).json<{
      comparisons: typeof comparisons;
    }>();
    const [only] = ofOther.comparisons;
    expect([ofOther.comparisons.length, only?.agent]).toEqual([1, 'bank-b']);
    const one = await api.get(`${at}/${only?.comparison.comparisonId}`, { token: operator });
    expect(one.json()).toMatchObject({ agent: 'bank-b', comparison: { failure: 'day_differs', differenceCount: 4 } });
    const unknown = await api.get(`${at}?agent=nobody`, { token: operator });
    expect([unknown.statusCode, codeOf(unknown), fieldsOf(unknown)]).toEqual([400, 'invalid_request', ['agent']]);
    const nowhere = await api.get('/v1/operator/uncompared-days?before=2026-13-01.bank-a', { token: operator });
    expect([nowhere.statusCode, fieldsOf(nowhere)]).toEqual([400, ['before']]);
  });

  test('see which days nobody has compared after their end', async () => {
    expect((await uncompared()).days).toEqual([]);
    api.clock.set(new Date('2026-11-20T20:30:00Z'));
    await api.hub.settlement.closeDue();
    const { days } = await uncompared('?agent=bank-a');
    const newest = (await listed(`?day=${day}`)).comparisons[0]?.comparisonId;
    expect(days).toEqual([{ agent: 'bank-a', day, payments: 4, comparisonId: newest }]);
    const shown = (await compare(await get())).json<Shown>();
    expect(shown).toMatchObject({ outcome: 'matched', dayEnded: true });
    expect((await uncompared()).days).toEqual([]);
  });
});
