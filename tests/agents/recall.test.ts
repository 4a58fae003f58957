import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
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
const passwords = createPasswordHasher({ cost: { memoryKib: 1024, passes: 2, lanes: 1 } });

function service() {
  const clock = simulatedClock(new Date('2026-11-22T08:00:00Z'));
  return createAgentService({ database: database.db, clock, ids: systemIds(clock), passwords });
}

describe('who was known less than a second ago', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A bank with a teller, and a second process over the same database. */
  async function twoProcesses(code: string) {
    vi.useFakeTimers({ toFake: ['performance'] });
    const [here, elsewhere] = [service(), service()];
    const agent = valueOf(await here.add({ code, kind: 'bank', name, clientId: `${code}-client` }));
    const outlet = valueOf(
      await here.addOutlet(agent.id, { code: 'main', name: 'Mərkəz', address: 'Bakı, Nizami küç. 1' }),
    );
    const person = { outletId: outlet.id, code: 't-1', name: 'Aygün', dailyLimit: null };
    const teller = valueOf(await here.addTeller(agent.id, person));
    const token = { agentId: agent.id, tokenVersion: agent.tokenVersion };
    const recall = () => here.recallAtCounter(token, teller.code);
    expect(await recall()).toMatchObject({ ok: true, value: { counter: { ok: true } } });
    return { here, elsewhere, agent, teller, recall };
  }

  test('is let through for that long, and not a moment longer, after another process suspended the agent', async () => {
    const { elsewhere, agent, recall } = await twoProcesses('recalled-agent');
    await elsewhere.changeState(agent.id, 'suspended');
    vi.advanceTimersByTime(999);
    expect((await recall()).ok).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await recall()).toMatchObject(refusedWith('agent_suspended'));
  });

  test('is stopped at once by this process', async () => {
    const { here, agent, teller, recall } = await twoProcesses('recalled-here');
    await here.changeTellerState(agent.id, teller.id, 'suspended');
    expect(await recall()).toMatchObject({ ok: true, value: { counter: refusedWith('forbidden') } });
    await here.changeState(agent.id, 'suspended');
    expect(await recall()).toMatchObject(refusedWith('agent_suspended'));
  });

  test('is never refused for what was true a moment ago', async () => {
    const { here, elsewhere, agent, teller, recall } = await twoProcesses('recalled-back');
    await here.changeTellerState(agent.id, teller.id, 'suspended');
    expect(await recall()).toMatchObject({ ok: true, value: { counter: refusedWith('forbidden') } });
    await elsewhere.changeTellerState(agent.id, teller.id, 'active');
    expect(await recall()).toMatchObject({ ok: true, value: { counter: { ok: true } } });
  });

  test('is let through for that long after another process revoked the credential of a device', async () => {
    const { here, elsewhere, agent, teller } = await twoProcesses('recalled-device');
    const hub = { kind: 'hub', actor: { kind: 'system', id: null } } as const;
    const wish = { deviceCode: 'd-1' };
    const entry = {
      outletId: teller.outletId,
      code: 'd-1',
      name: 'Terminal',
      role: 'device',
      dailyLimit: null,
    } as const;
    valueOf(await here.addTeller(agent.id, entry));
    const { credential } = valueOf(await here.issueCredential(hub, agent.id, wish));
    const holder = { agentId: agent.id, tokenVersion: agent.tokenVersion, ...wish, credentialId: credential.id };
    expect(await here.recallDevice(holder)).toMatchObject({ ok: true, value: { counter: { ok: true } } });
    await elsewhere.revokeCredential(hub, agent.id, { ...wish, clientId: credential.clientId });
    vi.advanceTimersByTime(999);
    expect((await here.recallDevice(holder)).ok).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await here.recallDevice(holder)).toMatchObject(refusedWith('invalid_token'));
  });

  test('is refused from the instant at which a payment asked the database about it', async () => {
    const { here, elsewhere, agent, teller, recall } = await twoProcesses('recalled-asked');
    expect(await recall()).toMatchObject({ ok: true, value: { counter: { ok: true } } });
    await elsewhere.changeTellerState(agent.id, teller.id, 'suspended');
    const token = { agentId: agent.id, tokenVersion: agent.tokenVersion };
    const asked = await here.authorizeAtCounter(token, teller.code);
    expect(asked).toMatchObject({ ok: true, value: { counter: refusedWith('forbidden') } });
    expect(await recall()).toMatchObject({ ok: true, value: { counter: refusedWith('forbidden') } });
  });

  test('is looked up each time where the agent has to sign', async () => {
    const { here, elsewhere, agent, recall } = await twoProcesses('recalled-signing');
    await here.requireSignatures(agent.id, true);
    expect((await recall()).ok).toBe(true);
    await elsewhere.changeState(agent.id, 'suspended');
    expect(await recall()).toMatchObject(refusedWith('agent_suspended'));
  });
});
