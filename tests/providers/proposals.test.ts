import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { createOperatorService } from '../../src/operators/service.ts';
import { completeEntry, entryOf, readEntry } from '../../src/providers/entry.ts';
import { createProposalService } from '../../src/providers/proposals.ts';
import { minor } from '../../src/kernel/money.ts';
import { exactnesses } from '../../src/providers/model.ts';
import { createPasswordHasher } from '../../src/platform/crypto/password-hasher.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { fakeAdapter } from './fake-adapter.ts';
import { providerData, providerFixture } from './provider-fixture.ts';

let database: TestDatabase;
let hub: Awaited<ReturnType<typeof fixture>>;

beforeAll(async () => {
  database = await testDatabase();
  hub = await fixture();
});
afterAll(() => database.close());

const plain = fakeAdapter({});
const adapter = {
  ...plain,
  metadata: {
    ...plain.metadata,
    settings: [
      { name: 'user', secret: false, required: true, pattern: '^[a-z]{2,10}$', description: 'User' },
      { name: 'mode', secret: false, required: false, pattern: '^(?:a|b)$', description: 'Mode' },
      { name: 'password', secret: true, required: true, pattern: '^.{8,50}$', description: 'Password' },
    ],
  },
};

async function fixture() {
  const services = providerFixture(database.db, adapter);
  const { clock, ids, cipher } = services;
  const passwords = createPasswordHasher({ cost: { memoryKib: 64, passes: 1, lanes: 1 } });
  const operators = createOperatorService({ database: database.db, clock, ids, passwords });
  const findAdapter = (protocol: string) => (protocol === 'fake' ? adapter : undefined);
  const proposals = createProposalService({ database: database.db, clock, ids, cipher, findAdapter });
  const [anna, bahar] = [valueOf(await operators.add('anna')), valueOf(await operators.add('bahar'))];
  return { ...services, operators, proposals, anna: anna.operator.id, bahar: bahar.operator.id };
}

const canary = `secret-${randomBytes(6).toString('hex')}`;

function entryFor(code: string, changes: Record<string, unknown> = {}) {
  const { secrets: _, ...data } = providerData(code, { settings: { user: 'vahid' } });
  return { ...entryOf(data), secrets: { password: canary }, ...changes };
}

async function made(code: string, changes: Record<string, unknown> = {}) {
  const proposal = valueOf(await hub.proposals.propose(hub.anna, { entry: entryFor(code, changes), reason: 'new' }));
  valueOf(await hub.proposals.approve(hub.bahar, proposal.id));
  return valueOf(await hub.providers.getByCode(code));
}

const change = (code: string, entry: Record<string, unknown>) =>
  hub.proposals.propose(hub.anna, { entry: { code, ...entry }, reason: 'change' });

describe('a provider is made by two operators', () => {
  test('the proposal makes nothing, the approval of another makes it', async () => {
    const proposal = valueOf(await hub.proposals.propose(hub.anna, { entry: entryFor('gas-a'), reason: 'contract 7' }));
    expect(await hub.providers.findByCode('gas-a')).toBeUndefined();
    expect(await hub.proposals.approve(hub.anna, proposal.id)).toMatchObject({ error: { code: 'same_actor' } });
    expect(await hub.providers.findByCode('gas-a')).toBeUndefined();
    const approved = valueOf(await hub.proposals.approve(hub.bahar, proposal.id));
    expect(approved).toMatchObject({ state: 'approved', proposedBy: hub.anna, decidedBy: hub.bahar });
    const provider = valueOf(await hub.providers.getByCode('gas-a'));
    expect([provider.id, provider.version, provider.settings]).toEqual([proposal.providerId, 1, { user: 'vahid' }]);
    expect((await hub.providers.connectTo(provider)).provider.code).toBe('gas-a');
  });

  test('even the table refuses an approval by whoever proposed', async () => {
    const proposal = valueOf(await hub.proposals.propose(hub.anna, { entry: entryFor('gas-b'), reason: 'new' }));
    const forged = database.owner.sql.run(
      `UPDATE provider_proposal SET state = 'approved', decided_by = proposed_by, decided_at = now() WHERE id = $1`,
      [proposal.id],
    );
    await expect(forged).rejects.toThrow('provider_proposal');
  });

  test('two decisions at once are one decision', async () => {
    const proposal = valueOf(await hub.proposals.propose(hub.anna, { entry: entryFor('gas-c'), reason: 'new' }));
    const both = await Promise.all([
      hub.proposals.approve(hub.bahar, proposal.id),
      hub.proposals.approve(hub.bahar, proposal.id),
    ]);
    expect(both.map((one) => (one.ok ? 'ok' : one.error.code)).toSorted()).toEqual(['ok', 'proposal_decided']);
  });

  test('a new provider whose code was taken meanwhile is stale', async () => {
    const late = valueOf(await hub.proposals.propose(hub.anna, { entry: entryFor('gas-d'), reason: 'new' }));
    await made('gas-d');
    expect(await hub.proposals.approve(hub.bahar, late.id)).toMatchObject({ error: { code: 'proposal_stale' } });
  });
});

describe('a change', () => {
  test('touches what it names and leaves the rest, credentials too', async () => {
    const before = await made('water-a', { settings: { user: 'vahid', mode: 'a' } });
    const proposal = valueOf(
      await change('water-a', {
        settings: { mode: null },
        rule: { maximum: '20.00' },
        endpoint: 'https://other.example',
      }),
    );
    expect(proposal.changes).toEqual(['endpoint', 'rule', 'settings']);
    valueOf(await hub.proposals.approve(hub.bahar, proposal.id));
    const after = valueOf(await hub.providers.get(before.id));
    expect(after).toMatchObject({ version: 2, settings: { user: 'vahid' }, endpoint: 'https://other.example' });
    expect(after.rule).toEqual({ ...before.rule, maxAmount: 2_000n });
    expect(await hub.proposals.listSecretNames(before.id)).toEqual(['password']);
  });

  test('made for another version is refused and changes nothing', async () => {
    const before = await made('water-b');
    const first = valueOf(await change('water-b', { maxConcurrency: 3 }));
    const second = valueOf(await change('water-b', { maxConcurrency: 4 }));
    valueOf(await hub.proposals.approve(hub.bahar, second.id));
    expect(await hub.proposals.approve(hub.bahar, first.id)).toMatchObject({ error: { code: 'proposal_stale' } });
    expect(valueOf(await hub.providers.get(before.id)).maxConcurrency).toBe(4);
    expect(valueOf(await hub.proposals.reject(hub.anna, first.id)).state).toBe('rejected');
  });

  test('that changes nothing is none', async () => {
    await made('water-c');
    const same = await change('water-c', { settings: { user: 'vahid' }, secrets: { password: canary } });
    expect(same).toMatchObject({ error: { fields: [{ field: '/provider', rule: 'no_change' }] } });
  });

  test('adds a name from a later day and keeps those of the past', async () => {
    const before = await made('water-d');
    const later = { validFrom: '2027-01-01', name: { az: 'Yeni', ru: 'Новая', en: 'New' } };
    valueOf(await hub.proposals.approve(hub.bahar, valueOf(await change('water-d', { names: [later] })).id));
    expect(valueOf(await hub.providers.get(before.id)).names).toEqual([...before.names, later]);
    const rewritten = await change('water-d', { names: [{ ...later, name: { az: 'x', ru: 'x', en: 'x' } }] });
    expect(rewritten).toMatchObject({ error: { fields: [{ rule: 'fixed' }] } });
  });

  test('is history with who, when, why and what, for ever', async () => {
    await made('water-e');
    valueOf(await change('water-e', { queryTimeoutMs: 900 }));
    const [newest, oldest] = await hub.proposals.list({ code: 'water-e' });
    expect([newest?.state, newest?.changes, newest?.reason]).toEqual(['open', ['queryTimeoutMs'], 'change']);
    expect([oldest?.state, oldest?.baseVersion, oldest?.decidedBy]).toEqual(['approved', 0, hub.bahar]);
    await expect(database.db.sql.run('DELETE FROM provider_proposal')).rejects.toThrow('permission denied');
    const events = await database.owner.sql.rows<{ action: string }>(
      'SELECT action FROM audit_event WHERE target_id = $1 ORDER BY at, id',
      [oldest?.providerId ?? ''],
    );
    expect(events.map((event) => event.action)).toEqual([
      'provider.proposed',
      'provider.approved',
      'provider.proposed',
    ]);
  });
});

describe('credentials', () => {
  test('are in no table in the clear, and with a decision the proposal forgets them', async () => {
    await made('power-a');
    const open = valueOf(await hub.proposals.propose(hub.anna, { entry: entryFor('power-b'), reason: 'new' }));
    const rows = await database.owner.sql.rows<{ id: string; content: string; sealed: boolean }>(
      `SELECT id::text, provider_proposal::text AS content, secrets IS NOT NULL AS sealed FROM provider_proposal`,
    );
    const providers = await database.owner.sql.rows<{ content: string }>(
      'SELECT provider::text AS content FROM provider',
    );
    const audit = await database.owner.sql.rows<{ content: string }>(
      'SELECT details::text AS content FROM audit_event',
    );
    const everything = [...rows, ...providers, ...audit].map((row) => row.content).join('\n');
    expect(everything).not.toContain(canary);
    expect(everything).not.toContain(Buffer.from(canary).toString('hex'));
    expect(rows.find((row) => row.id === open.id)?.sealed).toBe(true);
    expect(valueOf(await hub.proposals.readDraft(open.id)).secrets).toEqual({ password: canary });
    valueOf(await hub.proposals.reject(hub.bahar, open.id));
    expect(await hub.proposals.readDraft(open.id)).toMatchObject({ error: { code: 'proposal_decided' } });
  });

  test('of one provider do not open as those of another', async () => {
    const one = await made('power-c');
    const other = await made('power-d');
    await database.owner.sql.run(
      'UPDATE provider SET secrets = (SELECT secrets FROM provider WHERE id = $1) WHERE id = $2',
      [one.id, other.id],
    );
    await expect(hub.proposals.listSecretNames(other.id)).rejects.toThrow();
  });
});

describe('what is wrong is said with its field and rule, all at once', () => {
  test('types, forms, settings, credentials and rules together', async () => {
    const refused = await hub.proposals.propose(hub.anna, {
      reason: ' ',
      entry: entryFor('fixed-a', {
        ...{ service: 'steam', endpoint: 'ftp://x', queryTimeoutMs: '900', payTimeoutMs: 1, colour: 'red' },
        settings: { user: 'X', mode: 'c', what: '1' },
        secrets: { pin: '1234' },
        rule: { exactness: 'range', multipleOf: null, minimum: '0', maximum: null },
        names: [{ validFrom: 'yesterday', name: { az: '', ru: 'а', en: 'a' } }],
      }),
    });
    expect(refused.ok).toBe(false);
    const told = refused.ok ? [] : (refused.error.fields ?? []).map(({ field, rule }) => `${field} ${rule}`);
    expect(told.toSorted()).toEqual([
      '/provider/colour unknown_field',
      '/provider/endpoint address',
      '/provider/names/0/name/az length',
      '/provider/names/0/validFrom date',
      '/provider/payTimeoutMs range',
      '/provider/queryTimeoutMs type',
      '/provider/rule/minimum amount',
      '/provider/secrets/password required',
      '/provider/secrets/pin not_secret',
      '/provider/service type',
      '/provider/settings/mode pattern',
      '/provider/settings/user pattern',
      '/provider/settings/what unknown_setting',
      '/reason required',
    ]);
    expect(
      JSON.stringify(refused, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('1234');
  });

  test('code, service and currency of a provider stay', async () => {
    await made('fixed-b');
    const refused = await change('fixed-b', { service: 'gas', currency: 'BYN' });
    expect(refused).toMatchObject({
      error: {
        fields: [
          { field: '/provider/service', rule: 'fixed' },
          { field: '/provider/currency', rule: 'fixed' },
        ],
      },
    });
  });

  test('whatever JSON comes, it is read without a fall and named in problems or read whole', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('code', 'names', 'rule', 'fields', 'settings', 'x'), fc.jsonValue()),
        (given) => {
          const { data, problems } = readEntry(completeEntry(given));
          expect(problems.length > 0 || data.code === given['code']).toBe(true);
        },
      ),
    );
  });

  test('an entry that was shown reads as the same data', () => {
    const amount = fc.option(fc.bigInt(1n, 1_000_000n).map(minor), { nil: null });
    fc.assert(
      fc.property(fc.constantFrom(...exactnesses), amount, amount, (exactness, minAmount, maxAmount) => {
        const data = providerData('same', { rule: { exactness, multipleOf: null, minAmount, maxAmount } });
        expect(readEntry({ ...entryOf(data), secrets: {} })).toEqual({ data, problems: [] });
      }),
    );
  });
});

test('a suspended operator may do nothing at the hub’s own machine', async () => {
  valueOf(await hub.operators.add('chingiz'));
  valueOf(await hub.operators.changeState('chingiz', 'suspended'));
  expect(await hub.operators.getActive('chingiz')).toMatchObject({ error: { code: 'forbidden' } });
  expect(await hub.operators.getActive('nobody')).toMatchObject({ error: { code: 'not_found' } });
});
