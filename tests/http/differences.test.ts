import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPdf } from '../documents/pdf.ts';
import { apiFixture, codeOf, type ApiFixture } from './api-fixture.ts';
import { newKey } from './counter.ts';
import { addTeller, drawerOf } from './drawer-desk.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
  for (const counter of [api.counters.bank, api.counters.other]) await api.tokenOf(counter);
});
afterAll(() => api.close());

interface Shown {
  readonly differences: readonly {
    readonly amount: { readonly amount: string };
    readonly open: { readonly amount: string };
    readonly entry: string;
    readonly transfer: { readonly number: string } | null;
    readonly acceptedBy: string;
    readonly corrections: readonly { readonly transfer: unknown; readonly correctedBy: string }[];
  }[];
}

const newDrawer = async (role: 'teller' | 'supervisor' = 'teller', at = api.counters.bank) =>
  drawerOf(api, await addTeller(api, at, { role }));
type Drawer = Awaited<ReturnType<typeof newDrawer>>;
const correct = (by: Drawer, [shiftId, amount]: readonly [string, string], key = newKey()) =>
  by.post(
    `/v1/cash-shifts/${shiftId}/corrections`,
    { amount: { amount, currency: 'AZN' }, reason: 'found behind the drawer' },
    key,
  );
const differencesOf = async (by: Drawer, shiftId: string) => {
  const answer = await api.get(`/v1/cash-shifts/${shiftId}/differences`, { as: by.at });
  expect(answer.statusCode).toBe(200);
  return answer.json<Shown>().differences;
};
const position = async () => (await api.get('/v1/position', { as: api.counters.bank })).json<unknown>();

test('a difference is shown with who accepted it, and with its transfer once it is posted', async () => {
  const drawer = await newDrawer();
  const shiftId = await drawer.opened('100.00');
  const before = await position();
  const closed = (await drawer.close(shiftId, '99.80', { reason: 'change given twice' })).json();
  const entry = `cash-difference:${shiftId}:AZN`;
  expect(closed).toMatchObject({ lines: [{ difference: { amount: '-0.20' }, entry }] });
  const same = { amount: { amount: '-0.20' }, open: { amount: '-0.20' }, entry, acceptedBy: drawer.at.teller.code };
  expect(await differencesOf(drawer, shiftId)).toMatchObject([{ ...same, transfer: null, corrections: [] }]);
  await api.hub.drawers.workOff();
  const [posted] = await differencesOf(drawer, shiftId);
  expect(posted).toMatchObject({ ...same, transfer: { number: expect.stringMatching(/^[0-9]+$/) as string } });
  expect(await drawer.report(shiftId)).toEqual(closed);
  expect(await position()).toEqual(before);
});

test('the paper of the Z-report names the entry and who accepted it; that of an even drawer has none', async () => {
  const drawer = await newDrawer();
  const paperOf = async (shiftId: string) => {
    const answer = await api.get(`/v1/cash-shifts/${shiftId}/report.pdf?language=en&layout=roll80`, { as: drawer.at });
    return readPdf(answer.rawPayload).pages.join('\n').replace(/\s+/g, '');
  };
  const short = await drawer.opened('10.00');
  await drawer.close(short, '9.00', { reason: 'a manat is missing' });
  expect(await paperOf(short)).toContain(`cash-difference:${short}:AZN`);
  expect(await paperOf(short)).toContain(`Differenceacceptedby${drawer.at.teller.code}`);
  const even = await drawer.opened('9.00');
  await drawer.close(even, '9.00');
  expect(await paperOf(even)).not.toContain('cash-difference');
});

test('a supervisor corrects it once for a key, up to what is left, and the Z-report stays', async () => {
  const [drawer, head] = [await newDrawer(), await newDrawer('supervisor')];
  const shiftId = await drawer.opened('50.00');
  const closed = await drawer.close(shiftId, '48.00', { reason: 'miscounted' });
  const key = newKey();
  const first = await correct(head, [shiftId, '1.50'], key);
  expect([first.statusCode, first.json<Shown>().differences[0]?.open.amount]).toEqual([201, '-0.50']);
  const again = await correct(head, [shiftId, '1.50'], key);
  expect([again.statusCode, again.headers['idempotency-replayed'], again.body]).toEqual([201, 'true', first.body]);
  const tooMuch = await correct(head, [shiftId, '0.51']);
  expect([tooMuch.statusCode, codeOf(tooMuch)]).toEqual([422, 'correction_exceeds_difference']);
  await api.hub.drawers.workOff();
  const [shown] = await differencesOf(head, shiftId);
  expect(shown?.corrections).toMatchObject([{ correctedBy: head.at.teller.code, transfer: { lane: 1 } }]);
  expect((await api.get(`/v1/cash-shifts/${shiftId}/report`, { as: drawer.at })).body).toBe(closed.body);
});

test('nobody else corrects it: no teller, no supervisor of an own shift, of another agent, or without a reason', async () => {
  const [drawer, head] = [await newDrawer(), await newDrawer('supervisor')];
  const stranger = await newDrawer('supervisor', api.counters.other);
  const shiftId = await drawer.opened('50.00');
  await drawer.close(shiftId, '48.00', { reason: 'miscounted' });
  const own = await head.opened('50.00');
  await head.close(own, '48.00', { reason: 'miscounted' });
  const answers = [
    await correct(drawer, [shiftId, '1.00']),
    await correct(head, [own, '1.00']),
    await correct(stranger, [shiftId, '1.00']),
    await head.post(`/v1/cash-shifts/${shiftId}/corrections`, {
      ...{ amount: { amount: '1.00', currency: 'AZN' }, reason: ' ' },
    }),
  ];
  expect(answers.map((answer) => [answer.statusCode, codeOf(answer)])).toEqual([
    [403, 'supervisor_required'],
    [403, 'another_supervisor_required'],
    [404, 'not_found'],
    [400, 'invalid_request'],
  ]);
  const stolen = await api.get(`/v1/cash-shifts/${shiftId}/differences`, { as: stranger.at });
  expect(stolen.statusCode).toBe(404);
});
