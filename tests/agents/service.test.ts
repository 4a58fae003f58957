import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { minor } from '../../src/kernel/money.ts';
import { createPasswordHasher } from '../../src/platform/crypto/password-hasher.ts';
import type { NewAgent } from '../../src/agents/api.ts';
import { type Agent, cabinetAgentCode } from '../../src/agents/model.ts';
import { createAgentService } from '../../src/agents/service.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const name = { az: 'Sınaq bankı', ru: 'Пробный банк', en: 'Test bank' };
const nobody = '00000000-0000-7000-8000-000000000000';
const refusedWith = (code: string) => ({ ok: false, error: { code } });

function service(verified: (string | undefined)[] = []) {
  const clock = simulatedClock(new Date('2026-11-22T08:00:00Z'));
  // The work of argon2 stays real, at the smallest cost the library allows.
  const real = createPasswordHasher({ cost: { memoryKib: 1024, passes: 2, lanes: 1 } });
  const passwords: typeof real = {
    ...real,
    verify: (digest, password) => {
      verified.push(digest);
      return real.verify(digest, password);
    },
  };
  return createAgentService({ database: database.db, clock, ids: systemIds(clock), passwords });
}

async function added(
  agents: ReturnType<typeof service>,
  code: string,
  changes: Partial<NewAgent> = {},
): Promise<Agent> {
  const outcome = await agents.add({ code, kind: 'bank', name, clientId: `${code}-client`, ...changes });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

async function secretOf(agents: ReturnType<typeof service>, agentId: string): Promise<string> {
  const secret = await agents.renewSecret(agentId);
  if (!secret.ok) throw new Error(JSON.stringify(secret.error));
  return secret.value;
}

async function withTeller(agents: ReturnType<typeof service>, agentId: string) {
  const outlet = await agents.addOutlet(agentId, {
    code: 'main',
    name: 'Mərkəz filialı',
    address: 'Bakı, Nizami küç. 1',
  });
  if (!outlet.ok) throw new Error('no outlet');
  const entry = { outletId: outlet.value.id, code: 't-1', name: 'Aygün', dailyLimit: minor(500_000n) };
  const teller = await agents.addTeller(agentId, entry);
  if (!teller.ok) throw new Error('no teller');
  return { outlet: outlet.value, teller: teller.value };
}

describe('client credentials', () => {
  test('the right secret opens, and only for its own client', async () => {
    const agents = service();
    const one = await added(agents, 'bank-one');
    const two = await added(agents, 'bank-two');
    const secret = await secretOf(agents, one.id);
    expect(await agents.verifyClient('bank-one-client', secret)).toMatchObject({ ok: true, value: { id: one.id } });
    await secretOf(agents, two.id);
    expect(await agents.verifyClient('bank-two-client', secret)).toEqual(refusedWith('invalid_credentials'));
  });

  test.each(['bank-who', '', "' OR 1=1 --", 'bank\u0000', 'x'.repeat(10_000)])(
    'an unknown client gets the answer of a wrong secret, after the same work: %j',
    async (clientId) => {
      const verified: (string | undefined)[] = [];
      const agents = service(verified);
      expect(await agents.verifyClient(clientId, 'some-secret')).toEqual(refusedWith('invalid_credentials'));
      // The hasher was asked; without a digest it checks against one that nobody has.
      expect(verified).toEqual([undefined]);
    },
  );

  test('a secret is stored as an argon2id hash alone', async () => {
    const agents = service();
    const agent = await added(agents, 'bank-hash');
    const secret = await secretOf(agents, agent.id);
    const [row] = await database.owner.sql.rows<{ row: string }>('SELECT agent::text AS row FROM agent WHERE id = $1', [
      agent.id,
    ]);
    expect(row?.row).toContain('$argon2id$');
    expect(row?.row).not.toContain(secret);
  });

  test('before an agent was given a secret, nothing opens', async () => {
    const agents = service();
    await added(agents, 'bank-new');
    for (const guess of ['', 'null', 'undefined']) {
      expect(await agents.verifyClient('bank-new-client', guess)).toEqual(refusedWith('invalid_credentials'));
    }
  });

  test('a renewed secret ends the old one and every token of it', async () => {
    const agents = service();
    const agent = await added(agents, 'bank-renew');
    const old = await secretOf(agents, agent.id);
    const token = await agents.verifyClient('bank-renew-client', old);
    if (!token.ok) throw new Error('the secret did not open');
    await secretOf(agents, agent.id);
    expect(await agents.verifyClient('bank-renew-client', old)).toEqual(refusedWith('invalid_credentials'));
    const held = { agentId: agent.id, tokenVersion: token.value.tokenVersion };
    expect(await agents.authorize(held)).toEqual(refusedWith('invalid_token'));
  });
});

describe('a suspension works at once', () => {
  test('for tokens, for credentials, and it is told only to the right secret', async () => {
    const agents = service();
    const agent = await added(agents, 'bank-stop');
    const secret = await secretOf(agents, agent.id);
    const before = await agents.find(agent.id);
    const held = { agentId: agent.id, tokenVersion: before?.tokenVersion ?? 0 };
    expect((await agents.authorize(held)).ok).toBe(true);
    await agents.changeState(agent.id, 'suspended');
    expect(await agents.authorize(held)).toEqual(refusedWith('agent_suspended'));
    expect(await agents.verifyClient('bank-stop-client', secret)).toEqual(refusedWith('agent_suspended'));
    expect(await agents.verifyClient('bank-stop-client', 'wrong')).toEqual(refusedWith('invalid_credentials'));
  });

  test('readmission brings the secret back, not the tokens; the same state again ends nothing', async () => {
    const agents = service();
    const agent = await added(agents, 'bank-back');
    const secret = await secretOf(agents, agent.id);
    const held = { agentId: agent.id, tokenVersion: (await agents.find(agent.id))?.tokenVersion ?? 0 };
    await agents.changeState(agent.id, 'active');
    expect((await agents.authorize(held)).ok).toBe(true);
    await agents.changeState(agent.id, 'suspended');
    await agents.changeState(agent.id, 'active');
    expect(await agents.authorize(held)).toEqual(refusedWith('invalid_token'));
    expect((await agents.verifyClient('bank-back-client', secret)).ok).toBe(true);
  });

  test('a token of nobody opens nothing', async () => {
    const held = { agentId: nobody, tokenVersion: 1 };
    expect(await service().authorize(held)).toEqual(refusedWith('invalid_token'));
    expect(await service().authorizeAtCounter(held, 't-1')).toEqual(refusedWith('invalid_token'));
  });

  test('many who ask at once get each the answer to their own question', async () => {
    const agents = service();
    const one = await added(agents, 'bank-crowd-1');
    const two = await added(agents, 'bank-crowd-2');
    await withTeller(agents, one.id);
    await agents.changeState(two.id, 'suspended');
    const held = (agentId: string, tokenVersion: number) => ({ agentId, tokenVersion });
    const answers = await Promise.all([
      agents.authorize(held(one.id, 1)),
      agents.authorizeAtCounter(held(one.id, 1), 't-1'),
      agents.authorizeAtCounter(held(one.id, 1), 't-9'),
      agents.authorize(held(one.id, 2)),
      agents.authorize(held(two.id, 1)),
      agents.authorizeAtCounter(held(nobody, 1), 't-1'),
    ]);
    expect(answers).toMatchObject([
      { ok: true, value: { code: 'bank-crowd-1' } },
      { ok: true, value: { counter: { ok: true, value: { teller: { code: 't-1' } } } } },
      { ok: true, value: { counter: refusedWith('not_found') } },
      refusedWith('invalid_token'),
      refusedWith('agent_suspended'),
      refusedWith('invalid_token'),
    ]);
  });
});

describe('outlets and tellers', () => {
  /** What a valid token of the agent meets at the counter of a teller's code. */
  async function counterAt(agents: ReturnType<typeof service>, agentId: string, tellerCode: string) {
    const tokenVersion = (await agents.find(agentId))?.tokenVersion ?? 0;
    const known = await agents.authorizeAtCounter({ agentId, tokenVersion }, tellerCode);
    if (!known.ok) throw new Error(known.error.code);
    return known.value.counter;
  }

  test('a teller is found with its outlet and agent', async () => {
    const agents = service();
    const agent = await added(agents, 'post-one', { kind: 'post' });
    const { outlet, teller } = await withTeller(agents, agent.id);
    expect(await counterAt(agents, agent.id, 't-1')).toEqual({ ok: true, value: { agent, outlet, teller } });
    expect(await agents.listOutlets(agent.id)).toEqual([outlet]);
    expect(await agents.listTellers(agent.id)).toEqual([teller]);
    expect(await agents.findOutlet(outlet.id)).toEqual(outlet);
  });

  test("nobody finds or suspends another agent's teller", async () => {
    const agents = service();
    const mine = await added(agents, 'bank-mine');
    const other = await added(agents, 'bank-other');
    const { teller } = await withTeller(agents, mine.id);
    expect(await counterAt(agents, other.id, 't-1')).toEqual(refusedWith('not_found'));
    expect(await agents.findTeller(database.db.sql, other.id, teller.id)).toBeUndefined();
    expect(await agents.changeTellerState(other.id, teller.id, 'suspended')).toEqual(refusedWith('not_found'));
    expect((await agents.findTeller(database.db.sql, mine.id, teller.id))?.state).toBe('active');
  });

  test("a teller cannot work at another agent's outlet, not even by hand in the database", async () => {
    const agents = service();
    const mine = await added(agents, 'bank-here');
    const other = await added(agents, 'bank-there');
    const { outlet } = await withTeller(agents, mine.id);
    const entry = { outletId: outlet.id, code: 't-9', name: 'Kənar', dailyLimit: null };
    expect(await agents.addTeller(other.id, entry)).toEqual(refusedWith('not_found'));
    await expect(
      database.owner.sql.run(
        `INSERT INTO teller (id, agent_id, outlet_id, code, name, state) VALUES ($1, $2, $3, 't-9', 'Kənar', 'active')`,
        [nobody, other.id, outlet.id],
      ),
    ).rejects.toMatchObject({ code: '23503' });
  });

  test('a suspended teller is refused, its colleagues are not', async () => {
    const agents = service();
    const agent = await added(agents, 'bank-tellers');
    const { outlet, teller } = await withTeller(agents, agent.id);
    await agents.addTeller(agent.id, { outletId: outlet.id, code: 't-2', name: 'Nigar', dailyLimit: null });
    await agents.changeTellerState(agent.id, teller.id, 'suspended');
    expect(await counterAt(agents, agent.id, 't-1')).toEqual(refusedWith('forbidden'));
    expect((await counterAt(agents, agent.id, 't-2')).ok).toBe(true);
    expect(await counterAt(agents, agent.id, 't\u00002')).toEqual(refusedWith('not_found'));
  });

  test('codes are unique where they must be, and free where they may be', async () => {
    const agents = service();
    const one = await added(agents, 'bank-codes');
    const two = await added(agents, 'bank-codes-two');
    const { outlet } = await withTeller(agents, one.id);
    await withTeller(agents, two.id);
    const entry = { outletId: outlet.id, code: 't-1', name: 'Aygün', dailyLimit: null };
    const taken = { ok: false, error: { code: 'invalid_request', fields: [{ field: '/code', rule: 'taken' }] } };
    expect(await agents.addTeller(one.id, entry)).toMatchObject(taken);
    expect(await agents.addOutlet(one.id, { code: 'main', name: 'x', address: 'y' })).toMatchObject(taken);
    expect(await agents.add({ code: 'bank-codes', kind: 'bank', name, clientId: 'free-client' })).toMatchObject(taken);
    expect(await agents.add({ code: 'free-code', kind: 'bank', name, clientId: 'bank-codes-client' })).toMatchObject(
      taken,
    );
  });
});

describe('what is written down wrongly is refused by field', () => {
  test.each<[string, Partial<NewAgent>, string]>([
    ['capital letters in a code', { code: 'Bank' }, '/code'],
    ['an agent without credentials', { clientId: null }, '/clientId'],
    ['a cabinet with credentials', { kind: 'cabinet' }, '/clientId'],
    ['a name that is missing in one language', { name: { ...name, ru: ' ' } }, '/name/ru'],
    ['a secret that can be guessed', { secret: 'bank123' }, '/secret'],
  ])('%s', async (_, changes, pointer) => {
    const outcome = await service().add({ code: 'bank-wrong', kind: 'bank', name, clientId: 'bank-wrong', ...changes });
    expect(outcome.ok ? [] : outcome.error.fields?.map((problem) => problem.field)).toEqual([pointer]);
  });

  test('a limit of nothing and a teller without a name', async () => {
    const agents = service();
    const agent = await added(agents, 'bank-fields');
    const { outlet } = await withTeller(agents, agent.id);
    const entry = { outletId: outlet.id, code: 't 3', name: '', dailyLimit: minor(0n) };
    const outcome = await agents.addTeller(agent.id, entry);
    expect(outcome.ok ? [] : outcome.error.fields?.map((problem) => problem.field)).toEqual([
      '/code',
      '/name',
      '/dailyLimit',
    ]);
  });
});

test('the cabinet is an agent without credentials', async () => {
  const agents = service();
  await expect(agents.getCabinet()).rejects.toThrow('the agent of the cabinet');
  const cabinet = await added(agents, cabinetAgentCode, { kind: 'cabinet', clientId: null });
  expect(await agents.getCabinet()).toEqual(cabinet);
  expect(await agents.renewSecret(cabinet.id)).toEqual(refusedWith('forbidden'));
});

test('the hub may not take an agent away or change who it is', async () => {
  await expect(database.db.sql.run('DELETE FROM agent')).rejects.toMatchObject({ code: '42501' });
  await expect(database.db.sql.run("UPDATE agent SET code = 'other'")).rejects.toMatchObject({ code: '42501' });
  await expect(database.db.sql.run("UPDATE teller SET code = 'other'")).rejects.toMatchObject({ code: '42501' });
});
