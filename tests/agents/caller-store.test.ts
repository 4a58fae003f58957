import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Caller, type CallerKey, nameOfCaller, selectUnlike } from '../../src/agents/caller-store.ts';
import { createAgentService } from '../../src/agents/service.ts';
import { present } from '../../src/kernel/assert.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { createPasswordHasher } from '../../src/platform/crypto/password-hasher.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let known: { readonly key: CallerKey; readonly value: Caller }[];
let next = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const hub = { kind: 'hub', actor: { kind: 'system', id: null } } as const;
const passwords = createPasswordHasher({ cost: { memoryKib: 1024, passes: 2, lanes: 1 } });

/** A bank as a whole, a teller of it who is not there, and a device with a credential: as they are read. */
beforeEach(async () => {
  const clock = simulatedClock(new Date('2026-11-22T08:00:00Z'));
  const agents = createAgentService({ database: database.db, clock, ids: systemIds(clock), passwords });
  const code = `known-${(next += 1)}`;
  const name = { az: 'Bank', ru: 'Банк', en: 'Bank' };
  const agent = valueOf(await agents.add({ code, kind: 'bank', name, clientId: `${code}-client` }));
  const outlet = valueOf(await agents.addOutlet(agent.id, { code: 'main', name: 'Mərkəz', address: 'Bakı' }));
  const device = { outletId: outlet.id, code: 'd-1', name: 'Terminal', role: 'device', dailyLimit: null } as const;
  valueOf(await agents.addTeller(agent.id, device));
  const { credential } = valueOf(await agents.issueCredential(hub, agent.id, { deviceCode: 'd-1' }));
  const keys: CallerKey[] = [
    { agentId: agent.id, tellerCode: '' },
    { agentId: agent.id, tellerCode: 'd-2' },
    { agentId: agent.id, tellerCode: 'd-1', credentialId: credential.id },
  ];
  const found = await read(keys);
  known = keys.map((key) => ({ key, value: present(found.get(nameOfCaller(key)) ?? undefined, 'a caller') }));
});

const read = (keys: readonly CallerKey[]) =>
  selectUnlike(
    database.db.sql,
    keys.map((key) => ({ key, value: undefined })),
  );
const changed = () => selectUnlike(database.db.sql, known);
const agentId = () => present(known[0], 'the first').key.agentId;
const run = (text: string) => database.owner.sql.run(text, [agentId()]);
const device = () => nameOfCaller(present(known[2], 'the device').key);

describe('of known callers', () => {
  test('none is read again while nothing has changed', async () => {
    expect([...(await changed())]).toEqual([]);
  });

  test.each([
    ['the teller', `UPDATE teller SET state = 'suspended' WHERE agent_id = $1`],
    ['its certificates', `UPDATE teller SET client_certificates = ARRAY[repeat('a', 64)] WHERE agent_id = $1`],
    ['the outlet', `UPDATE outlet SET state = 'suspended' WHERE agent_id = $1`],
    [
      'the credential',
      `UPDATE device_credential SET revoked_at = now() WHERE teller_id IN (SELECT id FROM teller WHERE agent_id = $1)`,
    ],
  ])('the device is read again, and nobody else, when %s has changed', async (_what, text) => {
    expect(await run(text)).toBe(1);
    const again = await changed();
    expect([...again.keys()]).toEqual([device()]);
    expect(again.get(device())).toEqual((await read([present(known[2], 'device').key])).get(device()));
    expect(again.get(device())).not.toEqual(known[2]?.value);
  });

  test('all of an agent are read again when it has changed', async () => {
    expect(await run(`UPDATE agent SET state = 'suspended' WHERE id = $1`)).toBe(1);
    const again = await changed();
    expect([...again.values()].map((caller) => caller?.agent.state)).toEqual(['suspended', 'suspended', 'suspended']);
  });

  test('a teller who was not there is, once the agent has it', async () => {
    await run(
      `INSERT INTO teller (id, agent_id, outlet_id, code, name, role, state)
       SELECT gen_random_uuid(), agent_id, outlet_id, 'd-2', name, role, state FROM teller WHERE agent_id = $1`,
    );
    const again = await changed();
    expect([...again.values()].map((caller) => caller?.place?.teller.code)).toEqual(['d-2']);
  });

  test('one whose agent is not there is gone', async () => {
    const stranger = { agentId: '01900000-0000-7000-8000-000000000000', tellerCode: '' };
    known = [{ key: stranger, value: present(known[0], 'the first').value }];
    expect([...(await changed())]).toEqual([[nameOfCaller(stranger), null]]);
  });
});
