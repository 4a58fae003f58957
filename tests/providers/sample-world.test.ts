import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findAdapter } from '../../adapters/index.ts';
import { osmpSimulatorSettings } from '../../adapters/osmp/simulator-dialects.ts';
import { simulatedClock } from '../../src/kernel/clock.ts';
import { systemIds } from '../../src/kernel/ids.ts';
import { createFieldCipher } from '../../src/platform/crypto/field-cipher.ts';
import { createPasswordHasher } from '../../src/platform/crypto/password-hasher.ts';
import { createAgentService } from '../../src/agents/service.ts';
import { parseAccountInput } from '../../src/providers/account-input.ts';
import { printAccount } from '../../src/providers/model.ts';
import { createProviderService } from '../../src/providers/service.ts';
import type { ProviderSeed } from '../../src/world/seed/provider-seed.ts';
import { sampleAgents } from '../../src/world/seed/sample-agents.ts';
import { sampleProviders } from '../../src/world/seed/sample-providers.ts';
import { seedAgents } from '../../src/world/seed/seed-agents.ts';
import { seedProviders } from '../../src/world/seed/seed-providers.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { noHttp } from './fake-adapter.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const secretsOf = (seed: ProviderSeed): Record<string, string> =>
  seed.protocol === 'osmp-xml' ? { password: 'sample' } : { key: `sample-key-of-${seed.code}` };

function services() {
  const clock = simulatedClock(new Date('2026-11-22T08:00:00Z'));
  const ids = systemIds(clock);
  const key = { id: 'test', bytes: randomBytes(32) };
  const cipher = createFieldCipher({ current: key, all: [key] });
  const passwords = createPasswordHasher({ cost: { memoryKib: 1024, passes: 2, lanes: 1 } });
  return {
    providers: createProviderService({ database: database.db, clock, ids, cipher, http: noHttp, findAdapter }),
    agents: createAgentService({ database: database.db, clock, ids, passwords }),
  };
}

describe('the providers of the sample world', () => {
  test('ten, in three currencies, over two protocols, in every service', () => {
    expect(sampleProviders.length).toBe(10);
    expect(new Set(sampleProviders.map((seed) => seed.code)).size).toBe(10);
    expect(new Set(sampleProviders.map((seed) => seed.currency))).toEqual(new Set(['AZN', 'EUR', 'RUB']));
    expect(new Set(sampleProviders.map((seed) => seed.service))).toEqual(
      new Set(['gas', 'water', 'power', 'fixed', 'mobile']),
    );
    const spoken = sampleProviders.map((seed) => seed.protocol);
    expect(spoken.filter((one) => one === 'osmp-xml').length).toBe(4);
    expect(spoken.filter((one) => one === 'native-rest').length).toBe(6);
  });

  test('are seeded once, follow a moved address, and keep what an operator changed', async () => {
    const { providers } = services();
    const seedAt = (port: number) =>
      seedProviders(
        { providers, secretsOf, endpointOf: (code) => `http://127.0.0.1:${port}/${code}` },
        sampleProviders,
      );
    const first = await seedAt(4001);
    const gas = first.get('azerigas');
    await providers.changeState(gas?.id ?? '', 'maintenance');
    const again = await seedAt(4001);
    expect(again.get('azersu')).toEqual(first.get('azersu'));
    const moved = await seedAt(4002);
    expect(moved.get('azerigas')).toMatchObject({
      id: gas?.id,
      state: 'maintenance',
      endpoint: 'http://127.0.0.1:4002/azerigas',
    });
    expect((await providers.list()).length).toBe(10);
    for (const provider of moved.values()) {
      // The credentials are still there: an adapter that needs them would not connect.
      expect((await providers.connect(provider.id)).ok).toBe(true);
    }
  });

  test('one of them was renamed in 2015 by a dated row', async () => {
    const { providers } = services();
    const provider = await providers.findByCode('azerishiq');
    expect(provider?.name.az).toBe('Azərişıq');
    expect(provider?.names.map((dated) => dated.name.az)).toEqual(['Bakıelektrikşəbəkə', 'Azərişıq']);
    expect(provider?.names[1]?.validFrom.slice(0, 4)).toBe('2015');
  });

  test.each(sampleProviders.map((seed) => [seed.code, seed] as const))(
    '%s takes its own sample accounts, and reads its printed form back',
    (_, seed) => {
      for (const shape of seed.accountShapes) {
        for (const digit of ['0', '5', '9']) {
          const account = shape.replaceAll('#', digit);
          const others = seed.fields.filter((field) => field.name !== 'account');
          const fields = Object.fromEntries(others.map((field) => [field.name, field.example]));
          const read = parseAccountInput(seed, { account: printAccount(seed, account), fields }, 'link');
          expect(read).toEqual({ ok: true, value: { account, fields } });
        }
      }
    },
  );

  test('every field is named and explained in three languages', () => {
    for (const field of sampleProviders.flatMap((seed) => seed.fields)) {
      for (const text of [field.label, field.help]) {
        expect(text.az).not.toBe('');
        expect(text.ru).toMatch(/\p{Script=Cyrillic}/u);
        expect(text.en).not.toMatch(/[əğışçöü]/i);
      }
    }
  });

  test('those that speak OSMP name commands and fields as the simulator has them', () => {
    const { lineField, planField, renewsOnField, ...utility } = osmpSimulatorSettings;
    expect([lineField, planField, renewsOnField].every((name) => name !== undefined)).toBe(true);
    for (const seed of sampleProviders.filter((candidate) => candidate.protocol === 'osmp-xml')) {
      expect(seed.settings).toMatchObject(utility);
    }
  });
});

describe('the agents of the sample world', () => {
  test('two banks, the post and the cabinet, seeded once', async () => {
    const { agents } = services();
    const secretOf = (code: string) => `sample-secret-of-${code}`;
    const first = await seedAgents({ agents, secretOf }, sampleAgents);
    const second = await seedAgents({ agents, secretOf }, sampleAgents);
    expect([...second.values()]).toEqual([...first.values()]);
    expect([...first.values()].map((agent) => agent.kind).toSorted()).toEqual(['bank', 'bank', 'cabinet', 'post']);
    expect((await agents.list()).length).toBe(4);
    for (const seed of sampleAgents) {
      const agentId = first.get(seed.code)?.id ?? '';
      expect((await agents.listOutlets(agentId)).length).toBe(seed.outlets.length);
      for (const teller of seed.outlets.flatMap((outlet) => outlet.tellers)) {
        expect(await agents.listTellers(agentId)).toContainEqual(
          expect.objectContaining({ code: teller.code, name: teller.name, dailyLimit: teller.dailyLimit }),
        );
      }
      if (seed.clientId !== null) {
        expect((await agents.verifyClient(seed.clientId, secretOf(seed.code))).ok).toBe(true);
      }
    }
    expect((await agents.getCabinet()).code).toBe('cabinet');
  });
});
