import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPdf } from '../documents/pdf.ts';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { newKey } from './counter.ts';
import { addTeller, drawerOf, type ShownReport } from './drawer-desk.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
  for (const counter of [api.counters.bank, api.counters.other]) await api.tokenOf(counter);
});
afterAll(() => api.close());

const newDrawer = async (at = api.counters.bank) => drawerOf(api, await addTeller(api, at));
type Drawer = Awaited<ReturnType<typeof newDrawer>>;
const statusAndCode = (answer: Awaited<ReturnType<Drawer['open']>>) => [answer.statusCode, codeOf(answer)];
const deliver = () => api.hub.deliverer.run(api.providers.get('gas')?.id ?? '');
const countOf = (report: ShownReport) =>
  report.lines.reduce((sum, line) => sum + line.payments.count + line.before.payments.count, 0);

describe('closing a shift', () => {
  test('makes a Z-report that stays as it is, whatever the teller does afterwards', async () => {
    const drawer = await newDrawer();
    const shiftId = await drawer.opened('100.00');
    const payment = await drawer.counter.paid('20.00');
    const key = newKey();
    const closed = await drawer.close(shiftId, '120.00', { key, reason: 'nothing differs' });
    expect(closed.json()).toMatchObject({
      kind: 'Z',
      shiftId,
      reason: null,
      lines: [{ difference: { amount: '0.00' } }],
    });
    await drawer.opened('120.00');
    await drawer.counter.paid('7.00');
    await drawer.reverse(payment.id);
    expect(await drawer.report(shiftId)).toEqual(closed.json());
    const again = await drawer.close(shiftId, '120.00', { key, reason: 'nothing differs' });
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([closed.body, 'true']);
  });

  test('ends it: nothing is moved, counted or closed in it any more', async () => {
    const drawer = await newDrawer();
    const shiftId = await drawer.opened('10.00');
    await drawer.close(shiftId, '10.00');
    const counted = { counted: [{ currency: 'AZN', amount: '10.00' }] };
    const answers = [
      await drawer.close(shiftId, '10.00'),
      await drawer.move(shiftId, ['to_vault', '1.00']),
      await drawer.post(`/v1/cash-shifts/${shiftId}/counts`, counted),
    ];
    for (const answer of answers) expect(statusAndCode(answer)).toEqual([409, 'shift_closed']);
    await expect(
      api.database.db.sql.run(`UPDATE cash_shift SET reason = 'changed' WHERE id = $1`, [shiftId]),
    ).rejects.toThrow();
  });

  test('wants a reason for a difference, and records it as the teller’s', async () => {
    const drawer = await newDrawer();
    const shiftId = await drawer.opened('100.00');
    const silent = await drawer.close(shiftId, '99.30');
    expect([statusAndCode(silent), fieldsOf(silent)]).toEqual([[422, 'difference_unexplained'], ['/reason']]);
    const told = await drawer.close(shiftId, '99.30', { reason: 'change given twice' });
    expect(told.json()).toMatchObject({ reason: 'change given twice', lines: [{ difference: { amount: '-0.70' } }] });
    const posted = await api.database.db.sql.rows(
      'SELECT currency, amount, reason FROM cash_difference WHERE teller_id = $1',
      [drawer.at.teller.id],
    );
    expect(posted).toEqual([{ currency: 'AZN', amount: -70n, reason: 'change given twice' }]);
  });

  test('wants every currency counted of which the drawer should hold some', async () => {
    const drawer = await newDrawer();
    const shiftId = await drawer.opened('100.00');
    const answer = await drawer.post(`/v1/cash-shifts/${shiftId}/close`, { counted: [], reason: 'left the drawer' });
    expect([statusAndCode(answer), fieldsOf(answer)]).toEqual([[422, 'count_incomplete'], ['/counted']]);
  });

  test('numbers the Z-reports of an outlet without gaps, also at once and after refusals', async () => {
    const at = await api.addCounter('bank-z', 'bank');
    await api.tokenOf(at);
    const drawers = await Promise.all(Array.from({ length: 12 }, () => newDrawer(at)));
    const shifts = await Promise.all(drawers.map((drawer) => drawer.opened('10.00')));
    await Promise.all(drawers.map((drawer, index) => drawer.close(shifts[index] ?? '', '9.00')));
    const closed = await Promise.all(drawers.map((drawer, index) => drawer.close(shifts[index] ?? '', '10.00')));
    const numbers = closed.map((answer) => answer.json<ShownReport>().zNumber ?? 0);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  test('happens once, also when it is asked for twenty times', async () => {
    const drawer = await newDrawer();
    const shiftId = await drawer.opened('10.00');
    const answers = await Promise.all(Array.from({ length: 20 }, () => drawer.close(shiftId, '10.00')));
    expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1);
    const others = answers.filter((answer) => answer.statusCode !== 200);
    expect(new Set(others.map(codeOf))).toEqual(new Set(['shift_closed']));
  });
});

describe('what belongs to which shift', () => {
  test('a reversal after the shift that took the payment was closed is of the shift in which the cash was given back', async () => {
    const drawer = await newDrawer();
    const first = await drawer.opened('100.00');
    const payment = await drawer.counter.paid('20.00');
    await drawer.close(first, '120.00');
    const second = await drawer.opened('120.00');
    expect((await drawer.reverse(payment.id)).statusCode).toBe(200);
    expect(await drawer.report(first)).toMatchObject({ lines: [{ payments: { count: 1 }, reversals: { count: 0 } }] });
    expect(await drawer.report(second)).toMatchObject({
      lines: [{ payments: { count: 0 }, reversals: { count: 1 }, expected: { amount: '100.00' } }],
    });
  });

  test('a reversal that waited for the provider is of the shift in which it came about', async () => {
    const drawer = await newDrawer();
    const first = await drawer.opened('100.00');
    const payment = await drawer.counter.paid('20.00');
    await deliver();
    expect((await drawer.reverse(payment.id)).statusCode).toBe(202);
    expect(await drawer.expected(first)).toBe('120.00');
    await drawer.close(first, '120.00');
    const second = await drawer.opened('120.00');
    await deliver();
    expect([await drawer.expected(first), await drawer.expected(second)]).toEqual(['120.00', '100.00']);
  });

  test('a payment while no shift is open is taken, and named by the next; its cash is in the counted float', async () => {
    const drawer = await newDrawer();
    await drawer.counter.paid('3.00');
    const first = await drawer.opened('103.00');
    expect((await drawer.report(first)).lines[0]?.before.payments.count).toBe(0);
    await drawer.close(first, '103.00');
    await drawer.counter.paid('4.00');
    const second = await drawer.opened('107.00');
    expect(await drawer.report(second)).toMatchObject({
      lines: [{ before: { payments: { count: 1 } }, payments: { count: 0 }, expected: { amount: '107.00' } }],
    });
  });

  test('the cut-off inside a shift parts days, not the shift', async () => {
    const drawer = await newDrawer();
    const shiftId = await drawer.opened('100.00');
    await drawer.counter.paid('20.00');
    api.clock.advanceMs(24 * 3_600_000);
    await drawer.counter.paid('5.00');
    await drawer.counter.paid('6.00');
    const { lines } = await drawer.closedEven(shiftId);
    expect(lines).toMatchObject([{ payments: { count: 3 }, expected: { amount: '131.00' } }]);
    expect(lines[0]?.days.map((day) => day.payments.count)).toEqual([1, 2]);
    const [before, after] = lines[0]?.days.map((day) => day.settlementDay) ?? [];
    expect(String(before) < String(after)).toBe(true);
  });

  test('a payment that is accepted while the shift is being closed is of exactly one shift', async () => {
    const drawer = await newDrawer();
    const shifts = [await drawer.opened('0.00')];
    const keys = Array.from({ length: 40 }, newKey);
    const baskets = await Promise.all(keys.map(() => drawer.counter.basket('2.00')));
    let isPaying = true;
    const paying = Promise.all(keys.map((key, index) => drawer.counter.pay(key, baskets[index]))).finally(() => {
      isPaying = false;
    });
    while (isPaying && shifts.length < 30) {
      const last = shifts.at(-1) ?? '';
      const closed = await drawer.close(last, '1.00', { reason: 'counted in a hurry' });
      expect(closed.statusCode).toBe(200);
      shifts.push(await drawer.opened('0.00'));
    }
    const paid = await paying;
    expect(new Set(paid.map((answer) => answer.statusCode))).toEqual(new Set([201]));
    const reports = await Promise.all(shifts.map((shiftId) => drawer.report(shiftId)));
    expect(shifts.length).toBeGreaterThan(2);
    expect(reports.reduce((sum, report) => sum + countOf(report), 0)).toBe(keys.length);
  });
});

describe('the report on paper', () => {
  test.each([
    ['az', 'Z-hesabat № 1', 'Əskik', 'Növbə bağlanıb'],
    ['ru', 'Z-отчёт № 1', 'Недостача', 'Смена закрыта'],
    ['en', 'Z-report No. 1', 'Short', 'The shift is closed'],
  ])('in %s says what the report says, on A4 and on the roll, and the same bytes again', async (language, ...words) => {
    const drawer = await newDrawer(await api.addCounter(`bank-${language}`, 'bank'));
    const shiftId = await drawer.opened('1000.00');
    await drawer.counter.paid('134.50');
    await drawer.close(shiftId, '1134.00', { reason: 'Əskik qəpik' });
    for (const layout of ['a4', 'roll80']) {
      const url = `/v1/cash-shifts/${shiftId}/report.pdf?language=${language}&layout=${layout}`;
      const [one, two] = [await api.get(url, { as: drawer.at }), await api.get(url, { as: drawer.at })];
      expect([one.statusCode, one.headers['content-type']]).toEqual([200, 'application/pdf']);
      expect(two.rawPayload.equals(one.rawPayload)).toBe(true);
      const { pages } = readPdf(one.rawPayload);
      expect(pages).toHaveLength(1);
      const text = pages
        .join('\n')
        .replaceAll('\u00a0', ' ')
        .replace(/ *\n */g, ' ');
      for (const word of [...words, drawer.at.teller.code, 'Əskik qəpik', 'AZN']) expect(text).toContain(word);
      expect(text.replace(/[^0-9]/g, '')).toContain('113450');
    }
  });

  test('of an open shift says that it is open', async () => {
    const drawer = await newDrawer();
    const shiftId = await drawer.opened('10.00');
    const answer = await api.get(`/v1/cash-shifts/${shiftId}/report.pdf?language=en`, { as: drawer.at });
    const text = readPdf(answer.rawPayload).pages.join('\n');
    expect(text).toContain('X-report');
    expect(text).toContain('the shift is open');
    expect(text).not.toContain('Counted');
  });
});

describe('the shift of a teller who was suspended', () => {
  const suspend = (drawer: Drawer, state: 'active' | 'suspended' = 'suspended') =>
    api.hub.agents.changeTellerState(drawer.at.agent.id, drawer.at.teller.id, state);

  test('is seen to its end by a colleague of the outlet, and the difference stays the teller’s', async () => {
    const [gone, colleague] = [await newDrawer(), await newDrawer()];
    const shiftId = await gone.opened('100.00');
    const offered = await gone.move(shiftId, ['to_teller', '30.00'], colleague.at.teller.code);
    await suspend(gone);
    const listed = await api.get('/v1/cash-shifts', { as: colleague.at });
    expect(listed.json<{ shifts: unknown[] }>().shifts).toContainEqual(
      expect.objectContaining({ shiftId, teller: gone.at.teller.code }),
    );
    expect((await colleague.withdraw(offered.json<{ movementId: string }>().movementId)).statusCode).toBe(200);
    const closed = await colleague.close(shiftId, '99.00', { reason: 'a manat is missing' });
    expect(closed.json()).toMatchObject({
      ...{ kind: 'Z', teller: gone.at.teller.code, closedBy: colleague.at.teller.code },
      lines: [{ difference: { amount: '-1.00' } }],
    });
    const posted = await api.database.db.sql.rows('SELECT teller_id, amount FROM cash_difference WHERE shift_id = $1', [
      shiftId,
    ]);
    expect(posted).toEqual([{ teller_id: gone.at.teller.id, amount: -100n }]);
    const pdf = await api.get(`/v1/cash-shifts/${shiftId}/report.pdf?language=en`, { as: colleague.at });
    expect(readPdf(pdf.rawPayload).pages.join('\n')).toMatch(new RegExp(`Closed by\\s+${colleague.at.teller.code}`));
  });

  test('is nobody else’s while its teller may work, nor at another outlet or agent', async () => {
    const [own, colleague] = [await newDrawer(), await newDrawer()];
    const shiftId = await own.opened('10.00');
    expect(statusAndCode(await colleague.close(shiftId, '10.00'))).toEqual([404, 'not_found']);
    await suspend(own);
    const stranger = await newDrawer(api.counters.other);
    expect(statusAndCode(await stranger.close(shiftId, '10.00'))).toEqual([404, 'not_found']);
    await suspend(own, 'active');
    expect((await own.close(shiftId, '10.00')).json()).toMatchObject({ closedBy: own.at.teller.code });
  });
});
