import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAgentService } from '../../src/agents/service.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { createPasswordHasher } from '../../src/platform/crypto/password-hasher.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const name = { az: 'Sınaq bankı', ru: 'Пробный банк', en: 'Test bank' };
const refusedWith = (code: string) => ({ ok: false, error: { code } });

function agentsOf(isSandbox: boolean) {
  const clock = simulatedClock(new Date('2026-11-22T08:00:00Z'));
  const passwords = createPasswordHasher({ cost: { memoryKib: 1024, passes: 2, lanes: 1 } });
  return createAgentService({ database: database.db, clock, ids: systemIds(clock), passwords, isSandbox });
}

test('a secret says of which kind of hub it is, and opens no hub of the other kind', async () => {
  const sandbox = agentsOf(true);
  const live = agentsOf(false);
  const clientId = 'two-hubs-client';
  const { id } = valueOf(await sandbox.add({ code: 'two-hubs', kind: 'bank', name, clientId }));
  const ofSandbox = valueOf(await sandbox.renewSecret(id));
  expect(ofSandbox).toMatch(/^sandbox_[\w-]{43}$/);
  expect(await sandbox.verifyClient(clientId, ofSandbox)).toMatchObject({ ok: true });
  expect(await live.verifyClient(clientId, ofSandbox)).toEqual(refusedWith('key_of_other_hub'));
  expect(await live.verifyClient('nobody', ofSandbox)).toEqual(refusedWith('key_of_other_hub'));
  const ofLive = valueOf(await live.renewSecret(id));
  expect(ofLive).toMatch(/^live_[\w-]{43}$/);
  expect(await live.verifyClient(clientId, ofLive)).toMatchObject({ ok: true });
  expect(await sandbox.verifyClient(clientId, ofLive)).toEqual(refusedWith('key_of_other_hub'));
});
