import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { account, camt, mt940, type Told } from '../bank-statements/bank-file.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, fieldsOf, type Answer, type ApiFixture } from './api-fixture.ts';

let api: ApiFixture;
let anna: string;
let bahar: string;
let annaId: string;
beforeAll(async () => {
  api = await apiFixture();
  [anna, bahar] = [await operatorToken('anna'), await operatorToken('bahar')];
  annaId = valueOf(await api.hub.operators.getActive('anna')).id;
  await addAccount(account);
  const reference = { reference: 'VA-000017', agentCode: 'bank-a' };
  valueOf(await api.hub.bankStatements.addReference(annaId, reference));
});
afterAll(() => api.close());

async function operatorToken(login: string): Promise<string> {
  const { secret } = valueOf(await api.hub.operators.add(login));
  const body = { grant_type: 'client_credentials', client_id: login, client_secret: secret };
  return (await api.post('/v1/operator/token', { body })).json<{ access_token: string }>().access_token;
}

const addAccount = async (number: string, format: 'camt.053' | 'mt940' = 'camt.053') =>
  valueOf(await api.hub.bankStatements.addAccount(annaId, { number, currency: 'AZN', format })).number;
let accounts = 0;
/** An account that no statement was taken of. */
const newAccount = () => addAccount(`TEST${++accounts}`);

interface Entry {
  readonly entryId: string;
  readonly reference: string;
  readonly state: string;
}

const upload = (raw: string, type = 'application/xml') =>
  api.post('/v1/operator/bank-statements', { token: anna, raw, headers: { 'content-type': type } });
type Shown = { statementId: string; state: string; decidedBy: string | null };
const statementsOf = (answer: Answer) => answer.json<{ statements: Shown[] }>().statements;
const idOf = (answer: Answer) => statementsOf(answer)[0]?.statementId ?? '';
const release = (id: string, token = bahar) => api.post(`/v1/operator/bank-statements/${id}/release`, { token });
const reject = (id: string, token = bahar) =>
  api.post(`/v1/operator/bank-statements/${id}/reject`, { token, body: { reason: 'not of our bank' } });
/** Anna hands it in, Bahar releases it. */
const post = async (raw: string, type?: string) => {
  const answer = await upload(raw, type);
  expect(answer.statusCode, answer.body).toBe(200);
  expect((await release(idOf(answer))).statusCode).toBe(200);
  return answer;
};
const countsOf = (answer: Answer) => {
  expect(answer.statusCode, answer.body).toBe(200);
  return answer
    .json<{ statements: { added: number; known: number; pending: number }[] }>()
    .statements.map(({ added, known, pending }) => [added, known, pending]);
};
const entries = async (state: string) =>
  (await api.get(`/v1/operator/bank-entries?state=${state}`, { token: anna })).json<{ entries: Entry[] }>().entries;
const entryOf = async (reference: string, state = 'unassigned') =>
  (await entries(state)).find((entry) => entry.reference === reference);
const heldBy = async (agentId: string) =>
  (await api.hub.listPositions(agentId)).find(({ currency }) => currency === 'AZN')?.balance ?? 0n;
const unidentified = async () =>
  Number(
    (
      await api.database.db.sql.first<{ sum: bigint | null }>(
        `SELECT sum(p.amount)::bigint AS sum FROM posting p JOIN ledger_account a ON a.id = p.account_id
          WHERE a.kind = 'unidentified_deposits'`,
      )
    )?.sum ?? 0n,
  );
const propose = (id: string, agent: string, token = anna) =>
  api.post(`/v1/operator/bank-entries/${id}/assignment`, { token, body: { agent, reason: 'letter of 20 November' } });
const approve = (id: string, token = bahar) =>
  api.post(`/v1/operator/bank-entries/${id}/assignment/approve`, { token });
const refuse = (id: string, token = bahar) =>
  api.post(`/v1/operator/bank-entries/${id}/assignment/refuse`, { token, body: { reason: 'not theirs' } });

const findings = async () => (await verifyBooks({ db: api.database.db, clock: api.clock })).findings;
/** One credit under a reference, to nobody unless said. */
const single = (ref: string, amount: string, { of = account, ...more }: Partial<Told> & { of?: string } = {}) =>
  camt({ account: of, opening: '0.00', closing: amount, entries: [{ ref, amount, text: 'salary', ...more }] });

describe('a statement of the hub’s bank', () => {
  test('credits whom its entries name, keeps what nobody is found for, and posts no debit', async () => {
    const { bank, other } = api.counters;
    const before = [await heldBy(bank.agent.id), await heldBy(other.agent.id)];
    const answer = await post(
      camt({
        ...{ opening: '1000.00', closing: '1260.00' },
        entries: [
          { ref: 'R1', amount: '100.00', text: 'prefund VA-000017' },
          { ref: 'R2', amount: '150.00', text: 'bank-b' },
          { ref: 'R3', amount: '30.00', text: 'thank you' },
          { ref: 'R4', amount: '20.00', side: 'DBIT', text: 'charges, bank-a' },
          { ref: 'R5', amount: '5.00', status: 'PDNG', text: 'bank-a' },
        ],
      }),
    );
    expect(countsOf(answer)).toEqual([[4, 0, 1]]);
    expect([await heldBy(bank.agent.id), await heldBy(other.agent.id)]).toEqual([
      (before[0] ?? 0n) + 10_000n,
      (before[1] ?? 0n) + 15_000n,
    ]);
    expect(await unidentified()).toBe(3_000);
    expect(await entryOf('R1', 'deposited')).toMatchObject({ agent: 'bank-a', amount: { amount: '100.00' } });
    expect(await entryOf('R3')).toMatchObject({ agent: null, reason: 'no_reference', details: 'thank you' });
    expect(await entryOf('R4', 'debit')).toMatchObject({ side: 'debit', agent: null });
    expect(await findings()).toEqual([]);
  });

  test('posts nothing for what an earlier file had brought', async () => {
    const { agent } = api.counters.bank;
    const of = await newAccount();
    const file = single('D1', '40.00', { text: 'VA-000017', of });
    expect(countsOf(await post(file))).toEqual([[1, 0, 0]]);
    const held = await heldBy(agent.id);
    const again = await upload(file);
    expect([countsOf(again), again.headers['idempotency-replayed']]).toEqual([[[1, 0, 0]], 'true']);
    const overlapping = camt({
      ...{ account: of, opening: '0.00', closing: '47.00', day: '2026-11-21' },
      entries: [
        { ref: 'D1', amount: '40.00', text: 'VA-000017', on: '2026-11-20' },
        { ref: 'D2', amount: '7.00', text: 'VA-000017' },
      ],
    });
    expect(countsOf(await post(overlapping))).toEqual([[1, 1, 0]]);
    expect(await heldBy(agent.id)).toBe(held + 700n);
  });

  test('handed in by many at once is posted once', async () => {
    const { agent } = api.counters.bank;
    const before = await heldBy(agent.id);
    const of = await newAccount();
    const file = (id: string) => single('P1', '9.00', { text: 'VA-000017', of }).replace('<MsgId>M', `<MsgId>${id}`);
    const taken = await Promise.all(
      ['a', 'b', 'c', 'a'].map(async (id) =>
        api.hub.bankStatements.take(
          annaId,
          (async function* () {
            yield Buffer.from(file(id));
          })(),
        ),
      ),
    );
    const ids = [...new Set(taken.map((one) => valueOf(one)[0]?.statement.id ?? ''))].toSorted();
    for (const id of ids) await Promise.all([release(id), release(id)]);
    expect(ids).toHaveLength(3);
    expect(await heldBy(agent.id)).toBe(before + 900n);
  });

  test('whose posting was broken off is posted by the next round of the worker', async () => {
    const { agent } = api.counters.bank;
    const before = await heldBy(agent.id);
    const entryId = '0190a000-0000-7000-8000-00000000bb01';
    await api.database.db.sql.run(
      `INSERT INTO bank_entry (id, account_id, reference, statement_id, position, side, amount, currency, booked_on, details, state, agent_id)
       SELECT $1, account_id, 'BROKEN', id, 9, 'credit', 100, 'AZN', '2026-11-20', '', 'due', $2 FROM bank_statement WHERE state = 'released' LIMIT 1`,
      [entryId, agent.id],
    );
    expect(await api.hub.bankStatements.workOff()).toBe(1);
    expect(await api.hub.bankStatements.workOff()).toBe(0);
    expect(await heldBy(agent.id)).toBe(before + 100n);
  });

  test.each([
    [
      'does not add up',
      camt({ opening: '0.00', closing: '2.00', entries: [{ ref: 'X1', amount: '1.00' }] }),
      '/statements/1/closing',
    ],
    ['is of another account', single('X1', '1.00').replace(account, 'AZ00OTHER'), '/statements/1/account'],
    [
      'has a reference twice',
      camt({ opening: '0.00', closing: '2.00', entries: [1, 2].map(() => ({ ref: 'X1', amount: '1.00' })) }),
      '/statements/1/entries/2/reference',
    ],
    ['says otherwise of an entry than an earlier one', single('R1', '99.00'), '/statements/1/entries/1/reference'],
    [
      'has an entry without a reference',
      camt({ opening: '0.00', closing: '1.00', entries: [{ amount: '1.00' }] }),
      '/statements/1/entries/1/reference',
    ],
    ['is cut off', single('X1', '1.00').slice(0, -30), '/2'],
  ])('that %s is refused whole, with the place', async (_what, file, field) => {
    const sound = single('X0', '3.00', { text: 'VA-000017' });
    const second = /<Stmt>.*<\/Stmt>/s.exec(sound)?.[0] ?? '';
    const before = await heldBy(api.counters.bank.agent.id);
    // A sound statement beside it is not taken either.
    const refused = await upload(file.replace('</BkToCstmrStmt>', `${second}</BkToCstmrStmt>`));
    expect([refused.statusCode, codeOf(refused), fieldsOf(refused)[0]]).toEqual([422, 'file_rejected', field]);
    expect(await heldBy(api.counters.bank.agent.id)).toBe(before);
    expect(await entryOf('X0', 'deposited')).toBeUndefined();
  });

  test('is for operators, in its own content types, and of a bounded size', async () => {
    expect(codeOf(await upload('{}', 'application/json'))).toBe('unsupported_media_type');
    const asAgent = { as: api.counters.bank, raw: '<a/>', headers: { 'content-type': 'application/xml' } };
    expect(codeOf(await api.post('/v1/operator/bank-statements', asAgent))).toBe('invalid_token');
    expect(codeOf(await upload(`<a>${'x'.repeat(8 * 1024 ** 2)}</a>`))).toBe('payload_too_large');
  });
});

describe('a file of statements', () => {
  const held = () => heldBy(api.counters.bank.agent.id);

  test('posts nothing before another operator has released it', async () => {
    const before = await held();
    const of = await newAccount();
    const file = camt({
      ...{ account: of, opening: '1000000.00', closing: '1000950.00' },
      entries: [
        { ref: 'W1', amount: '900.00', text: 'VA-000017' },
        { ref: 'W2', amount: '100.00', text: 'salary' },
        { ref: 'W3', amount: '50.00', side: 'DBIT' },
      ],
    });
    const waiting = await upload(file);
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
    expect(await entryOf('W1', 'waiting')).toMatchObject({ agent: 'bank-a' });
    await api.hub.bankStatements.workOff();
    const own = await release(idOf(waiting), anna);
    expect([own.statusCode, codeOf(own), await held()]).toEqual([403, 'same_actor', before]);
    const done = await release(idOf(waiting));
    expect(statementsOf(done)).toMatchObject([{ state: 'released', decidedBy: 'bahar' }]);
    expect(await held()).toBe(before + 90_000n);
    expect([codeOf(await release(idOf(waiting))), codeOf(await reject(idOf(waiting)))]).toEqual([
      'invalid_state',
      'invalid_state',
    ]);
    expect(codeOf(await release('0190a000-0000-7000-8000-000000000000'))).toBe('not_found');
  });

  test('that is rejected posts nothing, and may be handed in again', async () => {
    const before = await held();
    const file = single('J1', '5.00', { text: 'VA-000017', of: await newAccount() });
    const id = idOf(await upload(file));
    expect((await reject(id, anna)).json()).toMatchObject({
      statements: [{ state: 'rejected', answer: 'not of our bank' }],
    });
    expect([codeOf(await release(id)), await held()]).toEqual(['invalid_state', before]);
    expect(await entryOf('J1', 'rejected')).toMatchObject({ agent: 'bank-a' });
    const again = await post(file);
    expect([idOf(again) === id, again.headers['idempotency-replayed'], await held()]).toEqual([
      false,
      undefined,
      before + 500n,
    ]);
    expect(await findings()).toEqual([]);
  });

  test('waits for the ones that came before it', async () => {
    const of = await newAccount();
    const first = idOf(await upload(single('O1', '5.00', { of })));
    const next = { account: of, opening: '5.00', closing: '6.00', day: '2026-11-21' };
    const second = idOf(await upload(camt({ ...next, entries: [{ ref: 'O2', amount: '1.00' }] })));
    expect([codeOf(await release(second)), codeOf(await reject(first))]).toEqual(['invalid_state', 'invalid_state']);
    expect([(await release(first)).statusCode, (await release(second)).statusCode]).toEqual([200, 200]);
  });

  test('leads on from where the account has got to', async () => {
    const of = await newAccount();
    const day = (date: string, opening: string, closing: string, entries: readonly Told[]) =>
      camt({ account: of, opening, closing, day: date, entries });
    await post(day('2026-11-19', '100.00', '110.00', [{ ref: 'C1', amount: '10.00' }]));
    const placeOf = async (file: string) => fieldsOf(await upload(file))[0];
    const one = (ref: string) => [{ ref, amount: '7.00', text: 'VA-000017' }];
    // A day between is missing, or the opening balance was invented.
    expect(await placeOf(day('2026-11-21', '150.00', '157.00', one('C2')))).toBe('/statements/1/opening');
    // The day was closed with another balance.
    expect(await placeOf(day('2026-11-19', '110.00', '117.00', one('C2')))).toBe('/statements/1/closing');
    // It was closed with this one, and nothing more happened; nor before the first.
    const undone = [...one('C2'), { ref: 'C3', amount: '7.00', side: 'DBIT' as const }];
    expect(await placeOf(day('2026-11-19', '110.00', '110.00', undone))).toBe('/statements/1/entries');
    expect(await placeOf(day('2026-11-18', '93.00', '100.00', one('C2')))).toBe('/statements/1/entries');
    expect(countsOf(await upload(day('2026-11-20', '110.00', '117.00', one('C2'))))).toEqual([[1, 0, 0]]);
  });

  test('is of the one format that the bank of the account sends', async () => {
    const file = mt940([['2611201120C7,00NTRFNONREF//M1', 'VA-000017']], { opening: '0,00', closing: '7,00' });
    const refused = await upload(file, 'text/plain');
    expect(fieldsOf(refused)[0]).toMatch(/\/format$/);
    const number = await addAccount('TESTMT940', 'mt940');
    expect(countsOf(await post(file.replace(account, number), 'text/plain'))).toEqual([[1, 0, 0]]);
  });

  test('may take a credit back under its own reference, for operators to see', async () => {
    const of = await newAccount();
    await post(single('T1', '5.00', { text: 'VA-000017', of }));
    const undone = { ref: 'T1', amount: '5.00', side: 'DBIT' as const, more: '<RvslInd>true</RvslInd>' };
    const entriesOfDay = [{ ...undone }, { ref: 'T2', amount: '1.00', side: 'DBIT' as const }];
    const next = { account: of, opening: '5.00', closing: '-1.00', day: '2026-11-21' };
    expect(countsOf(await post(camt({ ...next, entries: entriesOfDay })))).toEqual([[2, 0, 0]]);
    const listed = await api.get('/v1/operator/bank-entries?state=debit&reason=returned', { token: anna });
    expect(listed.json()).toMatchObject({ entries: [{ reference: 'T1', side: 'debit', reason: 'returned' }] });
    expect(await findings()).toEqual([]);
  });
});

describe('money that nobody was found for', () => {
  const arrived = async (ref: string) => {
    await post(single(ref, '12.00', { of: await newAccount() }));
    return (await entryOf(ref))?.entryId ?? '';
  };

  test('goes to the agent that two operators agree on, and leaves the unidentified', async () => {
    const id = await arrived('U1');
    const [held, before] = [await unidentified(), await heldBy(api.counters.other.agent.id)];
    expect((await propose(id, 'bank-b')).json()).toMatchObject({
      state: 'unassigned',
      assignment: { proposedBy: 'anna', state: 'proposed' },
    });
    expect(await heldBy(api.counters.other.agent.id)).toBe(before);
    const own = await approve(id, anna);
    expect([own.statusCode, codeOf(own)]).toEqual([403, 'same_actor']);
    const done = await approve(id);
    expect(done.json()).toMatchObject({
      state: 'assigned',
      agent: 'bank-b',
      assignment: { decidedBy: 'bahar', state: 'approved' },
    });
    expect([await unidentified(), await heldBy(api.counters.other.agent.id)]).toEqual([held - 1_200, before + 1_200n]);
    expect([codeOf(await approve(id)), codeOf(await propose(id, 'bank-a'))]).toEqual([
      'invalid_state',
      'invalid_state',
    ]);
    expect(await findings()).toEqual([]);
  });

  test('stays where it is when the second person refuses, and another word may be said', async () => {
    const id = await arrived('U2');
    await propose(id, 'bank-b');
    expect(codeOf(await propose(id, 'bank-a'))).toBe('invalid_state');
    expect((await refuse(id)).json()).toMatchObject({
      state: 'unassigned',
      assignment: { state: 'refused', answer: 'not theirs' },
    });
    expect(codeOf(await approve(id))).toBe('invalid_state');
    expect((await propose(id, 'bank-a', bahar)).statusCode).toBe(200);
    expect((await approve(id, anna)).json()).toMatchObject({ state: 'assigned', agent: 'bank-a' });
  });

  test('approved by many at once is posted once', async () => {
    const id = await arrived('U3');
    const before = await heldBy(api.counters.other.agent.id);
    await propose(id, 'bank-b');
    await Promise.all([1, 2, 3, 4].map(() => approve(id)));
    expect(await heldBy(api.counters.other.agent.id)).toBe(before + 1_200n);
  });

  test('is assigned to an agent that there is, never to the cabinet', async () => {
    const id = await arrived('U4');
    expect(codeOf(await propose(id, 'nobody-here'))).toBe('invalid_request');
    expect(codeOf(await propose('0190a000-0000-7000-8000-000000000000', 'bank-a'))).toBe('not_found');
    expect(codeOf(await approve(id))).toBe('invalid_state');
  });
});

describe('the verifier', () => {
  test.each([
    ['an entry whose amount was changed', `UPDATE bank_entry SET amount = amount + 1 WHERE reference = 'R1'`],
    [
      'an entry that is another agent’s',
      `UPDATE bank_entry SET agent_id = (SELECT id FROM agent WHERE code = 'kiosks') WHERE reference = 'R2'`,
    ],
    ['an entry that says posted and is not', `UPDATE entry_key SET key = key || 'x' WHERE key LIKE 'bank-entry:%'`],
    [
      'an unassigned entry that was called assigned',
      `UPDATE bank_entry SET state = 'assigned', agent_id = (SELECT id FROM agent WHERE code = 'kiosks') WHERE reference = 'R3'`,
    ],
    [
      'an assignment by one person',
      `UPDATE bank_entry_assignment SET decided_by = proposed_by WHERE state = 'approved'`,
    ],
    [
      'a statement that one person released',
      `UPDATE bank_statement SET decided_by = received_by WHERE state = 'released'`,
    ],
    [
      'a statement that waits and is posted',
      `UPDATE bank_statement SET state = 'waiting', decided_by = NULL, decided_at = NULL WHERE state = 'released'`,
    ],
    ['an entry that was removed', `DELETE FROM bank_entry WHERE reference = 'R1'`],
  ])('finds %s', async (_what, text) => {
    const undo = new Error('undo');
    let found: readonly string[] = [];
    const attempt = api.database.owner.transaction(async (sql) => {
      await sql.run('SET LOCAL session_replication_role = replica');
      await sql.run('ALTER TABLE bank_entry_assignment DROP CONSTRAINT bank_entry_assignment_check3');
      await sql.run('ALTER TABLE bank_statement DROP CONSTRAINT bank_statement_check3');
      expect(await sql.run(text)).toBeGreaterThan(0);
      const db = {
        sql,
        transaction: <T>(work: (s: typeof sql) => Promise<T>) => work(sql),
        close: async () => undefined,
      };
      found = (await verifyBooks({ db, clock: api.clock, mode: 'full', connections: 1 })).findings.map(
        ({ check }) => check,
      );
      throw undo;
    });
    await expect(attempt).rejects.toBe(undo);
    expect(found).toContain('deposits_match_statements');
  });
});
