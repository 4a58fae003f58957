import { afterAll, beforeAll, expect, test } from 'vitest';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, type ApiFixture, codeOf } from './api-fixture.ts';
import { counterOf } from './counter.ts';

const day = '2026-11-20';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

test('days of providers are shown to operators, page by page and line by line', async () => {
  const { secret } = valueOf(await api.hub.operators.add('anna'));
  const asked = { grant_type: 'client_credentials', client_id: 'anna', client_secret: secret };
  const { access_token: token } = (await api.post('/v1/operator/token', { body: asked })).json<{
    access_token: string;
  }>();
  const paid = await counterOf(api, api.counters.bank).paid('10.00');
  const gas = api.providers.get('gas')?.id ?? '';
  await api.hub.deliverer.run(gas);
  api.simulator.books('gas').cancel(paid.receiptNumber);
  api.clock.set(new Date(`${day}T20:00:00Z`));
  await api.hub.settlement.closeDue();
  api.clock.set(new Date(`${day}T20:31:00Z`));
  const runs = await api.hub.reconciliation.compareDue();
  const list = async (query: string) =>
    (await api.get(`/v1/operator/reconciliations${query}`, { token })).json<{
      reconciliations: { runId: string; provider: string; outcome: string }[];
      next: string | null;
    }>();
  const all = await list('');
  expect([all.reconciliations.length, all.next]).toEqual([4, null]);
  const page = await list('?limit=2');
  expect(page.reconciliations).toEqual(all.reconciliations.slice(0, 2));
  expect((await list(`?limit=2&before=${page.next ?? ''}`)).reconciliations).toEqual(all.reconciliations.slice(2));
  const differing = await list('?outcome=differs');
  expect(differing.reconciliations).toEqual([expect.objectContaining({ provider: 'gas', outcome: 'differs' })]);
  expect(await list(`?provider=gas&day=${day}`)).toEqual(differing);
  expect(codeOf(await api.get('/v1/operator/reconciliations?provider=nobody', { token }))).toBe('not_found');
  const id = runs.find(({ providerId }) => providerId === gas)?.id ?? '';
  const shown = (await api.get(`/v1/operator/reconciliations/${id}`, { token })).json<Record<string, unknown>>();
  const amount = { amount: '10.00', currency: 'AZN' };
  expect(shown).toMatchObject({
    ...{ runId: id, provider: 'gas', day, outcome: 'differs', breakCount: 1, reason: null },
    breaks: [
      {
        ...{ kind: 'other_state', reference: paid.receiptNumber },
        here: { amount, state: 'credited' },
        there: { amount, state: 'cancelled' },
      },
    ],
  });
  const unknown = '00000000-0000-7000-8000-000000000000';
  expect(codeOf(await api.get(`/v1/operator/reconciliations/${unknown}`, { token }))).toBe('not_found');
});
