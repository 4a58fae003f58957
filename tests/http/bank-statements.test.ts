import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyBooks } from '../../src/verification/service.ts';
import { account, camt } from '../bank-statements/bank-file.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';
import { bankDesk, countsOf, single } from './bank-desk.ts';

let api: ApiFixture;
let desk: Awaited<ReturnType<typeof bankDesk>>;
beforeAll(async () => {
  api = await apiFixture();
  desk = await bankDesk(api);
});
afterAll(() => api.close());

const unidentified = async () =>
  Number(
    (
      await api.database.db.sql.first<{ sum: bigint | null }>(
        `SELECT sum(p.amount)::bigint AS sum FROM posting p JOIN ledger_account a ON a.id = p.account_id
          WHERE a.kind = 'unidentified_deposits'`,
      )
    )?.sum ?? 0n,
  );
const propose = (id: string, agent: string, token = desk.anna) =>
  api.post(`/v1/operator/bank-entries/${id}/assignment`, { token, body: { agent, reason: 'letter of 20 November' } });
const approve = (id: string, token = desk.bahar) =>
  api.post(`/v1/operator/bank-entries/${id}/assignment/approve`, { token });
const refuse = (id: string, token = desk.bahar) =>
  api.post(`/v1/operator/bank-entries/${id}/assignment/refuse`, { token, body: { reason: 'not theirs' } });

describe('a statement of the hub’s bank', () => {
  test('credits whom its entries name, keeps what nobody is found for, and posts no debit', async () => {
    const { bank, other } = api.counters;
    const before = [await desk.heldBy(bank.agent.id), await desk.heldBy(other.agent.id)];
    const answer = await desk.post(
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
    expect([await desk.heldBy(bank.agent.id), await desk.heldBy(other.agent.id)]).toEqual([
      (before[0] ?? 0n) + 10_000n,
      (before[1] ?? 0n) + 15_000n,
    ]);
    expect(await unidentified()).toBe(3_000);
    expect(await desk.entryOf('R1', 'deposited')).toMatchObject({ agent: 'bank-a', amount: { amount: '100.00' } });
    expect(await desk.entryOf('R3')).toMatchObject({ agent: null, reason: 'no_reference', details: 'thank you' });
    expect(await desk.entryOf('R4', 'debit')).toMatchObject({ side: 'debit', agent: null });
    expect(await desk.findings()).toEqual([]);
  });

  test('posts nothing for what an earlier file had brought', async () => {
    const { agent } = api.counters.bank;
    const of = await desk.newAccount();
    const file = single('D1', '40.00', { text: 'VA-000017', of });
    expect(countsOf(await desk.post(file))).toEqual([[1, 0, 0]]);
    const held = await desk.heldBy(agent.id);
    const again = await desk.upload(file);
    expect([countsOf(again), again.headers['idempotency-replayed']]).toEqual([[[1, 0, 0]], 'true']);
    const overlapping = camt({
      ...{ account: of, opening: '0.00', closing: '47.00', day: '2026-11-21' },
      entries: [
        { ref: 'D1', amount: '40.00', text: 'VA-000017', on: '2026-11-20' },
        { ref: 'D2', amount: '7.00', text: 'VA-000017' },
      ],
    });
    expect(countsOf(await desk.post(overlapping))).toEqual([[1, 1, 0]]);
    expect(await desk.heldBy(agent.id)).toBe(held + 700n);
  });

  test('handed in by many at once is posted once', async () => {
    const { agent } = api.counters.bank;
    const before = await desk.heldBy(agent.id);
    const of = await desk.newAccount();
    const file = (id: string) => single('P1', '9.00', { text: 'VA-000017', of }).replace('<MsgId>M', `<MsgId>${id}`);
    const taken = await Promise.all(
      ['a', 'b', 'c', 'a'].map(async (id) =>
        api.hub.bankStatements.take(
          desk.annaId,
          (async function* () {
            yield Buffer.from(file(id));
          })(),
        ),
      ),
    );
    const ids = [...new Set(taken.map((one) => valueOf(one)[0]?.statement.id ?? ''))].toSorted();
    for (const id of ids) await Promise.all([desk.release(id), desk.release(id)]);
    expect(ids).toHaveLength(3);
    expect(await desk.heldBy(agent.id)).toBe(before + 900n);
  });

  test('whose posting was broken off is posted by the next round of the worker', async () => {
    const { agent } = api.counters.bank;
    const before = await desk.heldBy(agent.id);
    const entryId = '0190a000-0000-7000-8000-00000000bb01';
    await api.database.db.sql.run(
      `INSERT INTO bank_entry (id, account_id, reference, statement_id, position, side, amount, currency, booked_on, details, state, agent_id)
       SELECT $1, account_id, 'BROKEN', id, 9, 'credit', 100, 'AZN', '2026-11-20', '', 'due', $2 FROM bank_statement WHERE state = 'released' LIMIT 1`,
      [entryId, agent.id],
    );
    expect(await api.hub.bankStatements.workOff()).toBe(1);
    expect(await api.hub.bankStatements.workOff()).toBe(0);
    expect(await desk.heldBy(agent.id)).toBe(before + 100n);
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
    const before = await desk.heldBy(api.counters.bank.agent.id);
    // A sound statement beside it is not taken either.
    const refused = await desk.upload(file.replace('</BkToCstmrStmt>', `${second}</BkToCstmrStmt>`));
    expect([refused.statusCode, codeOf(refused), fieldsOf(refused)[0]]).toEqual([422, 'file_rejected', field]);
    expect(await desk.heldBy(api.counters.bank.agent.id)).toBe(before);
    expect(await desk.entryOf('X0', 'deposited')).toBeUndefined();
  });

  test('is for operators, in its own content types, and of a bounded size', async () => {
    expect(codeOf(await desk.upload('{}', 'application/json'))).toBe('unsupported_media_type');
    const asAgent = { as: api.counters.bank, raw: '<a/>', headers: { 'content-type': 'application/xml' } };
    expect(codeOf(await api.post('/v1/operator/bank-statements', asAgent))).toBe('invalid_token');
    expect(codeOf(await desk.upload(`<a>${'x'.repeat(8 * 1024 ** 2)}</a>`))).toBe('payload_too_large');
  });
});

describe('money that nobody was found for', () => {
  const arrived = async (ref: string) => {
    await desk.post(single(ref, '12.00', { of: await desk.newAccount() }));
    return (await desk.entryOf(ref))?.entryId ?? '';
  };

  test('goes to the agent that two operators agree on, and leaves the unidentified', async () => {
    const id = await arrived('U1');
    const [held, before] = [await unidentified(), await desk.heldBy(api.counters.other.agent.id)];
    expect((await propose(id, 'bank-b')).json()).toMatchObject({
      state: 'unassigned',
      assignment: { proposedBy: 'anna', state: 'proposed' },
    });
    expect(await desk.heldBy(api.counters.other.agent.id)).toBe(before);
    const own = await approve(id, desk.anna);
    expect([own.statusCode, codeOf(own)]).toEqual([403, 'same_actor']);
    const done = await approve(id);
    expect(done.json()).toMatchObject({
      state: 'assigned',
      agent: 'bank-b',
      assignment: { decidedBy: 'bahar', state: 'approved' },
    });
    expect([await unidentified(), await desk.heldBy(api.counters.other.agent.id)]).toEqual([
      held - 1_200,
      before + 1_200n,
    ]);
    expect([codeOf(await approve(id)), codeOf(await propose(id, 'bank-a'))]).toEqual([
      'invalid_state',
      'invalid_state',
    ]);
    expect(await desk.findings()).toEqual([]);
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
    expect((await propose(id, 'bank-a', desk.bahar)).statusCode).toBe(200);
    expect((await approve(id, desk.anna)).json()).toMatchObject({ state: 'assigned', agent: 'bank-a' });
  });

  test('approved by many at once is posted once', async () => {
    const id = await arrived('U3');
    const before = await desk.heldBy(api.counters.other.agent.id);
    await propose(id, 'bank-b');
    await Promise.all([1, 2, 3, 4].map(() => approve(id)));
    expect(await desk.heldBy(api.counters.other.agent.id)).toBe(before + 1_200n);
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
