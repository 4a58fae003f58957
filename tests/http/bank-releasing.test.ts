import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, camt, mt940, type Told } from '../bank-statements/bank-file.ts';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { bankDesk, countsOf, idOf, single, statementsOf } from './bank-desk.ts';

let api: ApiFixture;
let desk: Awaited<ReturnType<typeof bankDesk>>;
beforeAll(async () => {
  api = await apiFixture();
  desk = await bankDesk(api);
});
afterAll(() => api.close());

describe('a file of statements', () => {
  const held = () => desk.heldBy(api.counters.bank.agent.id);

  test('posts nothing before another operator has released it', async () => {
    const before = await held();
    const of = await desk.newAccount();
    const file = camt({
      ...{ account: of, opening: '1000000.00', closing: '1000950.00' },
      entries: [
        { ref: 'W1', amount: '900.00', text: 'VA-000017' },
        { ref: 'W2', amount: '100.00', text: 'salary' },
        { ref: 'W3', amount: '50.00', side: 'DBIT' },
      ],
    });
    const waiting = await desk.upload(file);
    expect(waiting.json()).toMatchObject({
      statements: [
        {
          ...{ state: 'waiting', receivedBy: 'anna', decidedBy: null },
          named: { amount: '900.00' },
          unnamed: { amount: '100.00' },
          debits: { amount: '50.00' },
        },
      ],
    });
    expect(await desk.entryOf('W1', 'waiting')).toMatchObject({ agent: 'bank-a' });
    await api.hub.bankStatements.workOff();
    const own = await desk.release(idOf(waiting), desk.anna);
    expect([own.statusCode, codeOf(own), await held()]).toEqual([403, 'same_actor', before]);
    const done = await desk.release(idOf(waiting));
    expect(statementsOf(done)).toMatchObject([{ state: 'released', decidedBy: 'bahar' }]);
    expect(await held()).toBe(before + 90_000n);
    expect([codeOf(await desk.release(idOf(waiting))), codeOf(await desk.reject(idOf(waiting)))]).toEqual([
      'invalid_state',
      'invalid_state',
    ]);
    expect(codeOf(await desk.release('0190a000-0000-7000-8000-000000000000'))).toBe('not_found');
  });

  test('that is rejected posts nothing, and may be handed in again', async () => {
    const before = await held();
    const file = single('J1', '5.00', { text: 'VA-000017', of: await desk.newAccount() });
    const id = idOf(await desk.upload(file));
    expect((await desk.reject(id, desk.anna)).json()).toMatchObject({
      statements: [{ state: 'rejected', answer: 'not of our bank' }],
    });
    expect([codeOf(await desk.release(id)), await held()]).toEqual(['invalid_state', before]);
    expect(await desk.entryOf('J1', 'rejected')).toMatchObject({ agent: 'bank-a' });
    const again = await desk.post(file);
    expect([idOf(again) === id, again.headers['idempotency-replayed'], await held()]).toEqual([
      false,
      undefined,
      before + 500n,
    ]);
    expect(await desk.findings()).toEqual([]);
  });

  test('waits for the ones that came before it', async () => {
    const of = await desk.newAccount();
    const first = idOf(await desk.upload(single('O1', '5.00', { of })));
    const next = { account: of, opening: '5.00', closing: '6.00', day: '2026-11-21' };
    const second = idOf(await desk.upload(camt({ ...next, entries: [{ ref: 'O2', amount: '1.00' }] })));
    expect([codeOf(await desk.release(second)), codeOf(await desk.reject(first))]).toEqual([
      'invalid_state',
      'invalid_state',
    ]);
    expect([(await desk.release(first)).statusCode, (await desk.release(second)).statusCode]).toEqual([200, 200]);
  });

  test('leads on from where the account has got to', async () => {
    const of = await desk.newAccount();
    const day = (date: string, [opening, closing]: readonly [string, string], told: readonly Told[]) =>
      camt({ account: of, opening, closing, day: date, entries: told });
    await desk.post(day('2026-11-19', ['100.00', '110.00'], [{ ref: 'C1', amount: '10.00' }]));
    const placeOf = async (file: string) => fieldsOf(await desk.upload(file))[0];
    const one = (ref: string) => [{ ref, amount: '7.00', text: 'VA-000017' }];
    // A day between is missing, or the opening balance was invented.
    expect(await placeOf(day('2026-11-21', ['150.00', '157.00'], one('C2')))).toBe('/statements/1/opening');
    // The day was closed with another balance.
    expect(await placeOf(day('2026-11-19', ['110.00', '117.00'], one('C2')))).toBe('/statements/1/closing');
    // It was closed with this one, and nothing more happened; nor before the first.
    const undone = [...one('C2'), { ref: 'C3', amount: '7.00', side: 'DBIT' as const }];
    expect(await placeOf(day('2026-11-19', ['110.00', '110.00'], undone))).toBe('/statements/1/entries');
    expect(await placeOf(day('2026-11-18', ['93.00', '100.00'], one('C2')))).toBe('/statements/1/entries');
    expect(countsOf(await desk.upload(day('2026-11-20', ['110.00', '117.00'], one('C2'))))).toEqual([[1, 0, 0]]);
  });

  test('is of the one format that the bank of the account sends', async () => {
    const file = mt940([['2611201120C7,00NTRFNONREF//M1', 'VA-000017']], { opening: '0,00', closing: '7,00' });
    const refused = await desk.upload(file, 'text/plain');
    expect(fieldsOf(refused)[0]).toMatch(/\/format$/);
    const number = await desk.addAccount('TESTMT940', 'mt940');
    expect(countsOf(await desk.post(file.replace(account, number), 'text/plain'))).toEqual([[1, 0, 0]]);
  });

  test('may take a credit back under its own reference, for operators to see', async () => {
    const of = await desk.newAccount();
    await desk.post(single('T1', '5.00', { text: 'VA-000017', of }));
    const undone = { ref: 'T1', amount: '5.00', side: 'DBIT' as const, more: '<RvslInd>true</RvslInd>' };
    const entriesOfDay = [{ ...undone }, { ref: 'T2', amount: '1.00', side: 'DBIT' as const }];
    const next = { account: of, opening: '5.00', closing: '-1.00', day: '2026-11-21' };
    expect(countsOf(await desk.post(camt({ ...next, entries: entriesOfDay })))).toEqual([[2, 0, 0]]);
    const listed = await api.get('/v1/operator/bank-entries?state=debit&reason=returned', { token: desk.anna });
    expect(listed.json()).toMatchObject({ entries: [{ reference: 'T1', side: 'debit', reason: 'returned' }] });
    expect(await desk.findings()).toEqual([]);
  });
});
