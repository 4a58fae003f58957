import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LaneUnavailable } from '../../src/engine/lane.ts';
import { createRegistryService } from '../../src/registries/service.ts';
import { apiFixture, type ApiFixture } from './api-fixture.ts';
import { counterOf } from './counter.ts';
import { fileOf, header, newName, registryDesk, rowOf } from './registry-desk.ts';

let api: ApiFixture;
let bank: ReturnType<typeof counterOf>;
let desk: ReturnType<typeof registryDesk>;
beforeAll(async () => {
  api = await apiFixture();
  bank = counterOf(api, api.counters.bank);
  desk = registryDesk(api);
});
afterAll(() => api.close());

describe('work on a file', () => {
  test('that was interrupted goes on, and pays nothing twice', async () => {
    const lines = [desk.line(), desk.line(), desk.line({ provider: 'water', amount: '23.15' })];
    const id = desk.idOf(await desk.send(fileOf(lines)));
    const before = (await desk.countOf('payments')) ?? 0;
    const { payments } = api.hub;
    let isLosing = true;
    const losing = createRegistryService({
      ...api.hub,
      payments: {
        acceptMany: async (collector, requests) => {
          const outcomes = await payments.acceptMany(collector, requests);
          if (!isLosing) return outcomes;
          return outcomes.map(() => ({ status: 'rejected' as const, reason: new LaneUnavailable('lost') }));
        },
      },
    });
    expect(await losing.workOff()).toBe(0);
    expect(await desk.countOf('payments')).toBe(before + 3);
    expect(await desk.progress(id)).toMatchObject({ status: 'processing', waiting: 3 });
    isLosing = false;
    expect(await losing.workOff()).toBe(3);
    expect(await desk.progress(id)).toMatchObject({ status: 'finished', accepted: 3 });
    expect(await desk.countOf('payments')).toBe(before + 3);
  });

  test('that a dead worker holds is taken over after a minute, and not before', async () => {
    const id = desk.idOf(await desk.send(fileOf([desk.line()])));
    const dying = createRegistryService({
      ...api.hub,
      payments: { acceptMany: () => new Promise(() => {}) },
    });
    void dying.workOff();
    while (!(await isHeld(id)));
    expect(await api.hub.registries.workOff()).toBe(0);
    api.clock.advanceMs(61_000);
    expect(await api.hub.registries.workOff()).toBe(1);
    expect(await desk.progress(id)).toMatchObject({ status: 'finished' });
  });

  test('of two workers at once makes each payment once', async () => {
    const lines = Array.from({ length: 20 }, () => desk.line());
    const id = desk.idOf(await desk.send(fileOf(lines)));
    const before = (await desk.countOf('payments')) ?? 0;
    await Promise.all([api.hub.registries.workOff(), api.hub.registries.workOff()]);
    expect(await desk.progress(id)).toMatchObject({ status: 'finished', accepted: 20 });
    expect(await desk.countOf('payments')).toBe(before + 20);
  });

  test('a provider that is switched off costs only its own lines, whose keys stay free', async () => {
    const closed = desk.line({ provider: 'power' });
    const power = api.providers.get('power')?.id ?? '';
    const id = desk.idOf(await desk.send(fileOf([closed, desk.line()])));
    await api.hub.providers.changeState(power, 'maintenance');
    await desk.workOff();
    await api.hub.providers.changeState(power, 'active');
    expect((await desk.resultOf(id)).map((one) => one['code'])).toEqual(['provider_disabled', '']);
    const again = desk.idOf(await desk.send(fileOf([closed])));
    await desk.workOff();
    expect(await desk.progress(again)).toMatchObject({ accepted: 1 });
  });

  test('what is left of a file whose end never came is removed', async () => {
    const stopped = api.hub.registries.receive(
      { agentId: bank.at.agent.id, outletId: bank.at.outlet.id, tellerId: bank.at.teller.id },
      newName(),
      brokenOff(),
    );
    await expect(stopped).rejects.toThrow('reset');
    const rows = await api.database.db.sql.rows(`SELECT id FROM payment_registry WHERE state = 'receiving'`);
    expect(rows).toEqual([]);
    await api.database.db.sql.run(
      `INSERT INTO payment_registry (id, agent_id, outlet_id, teller_id, name, state, received_at)
       VALUES ('0190a000-0000-7000-8000-00000000000a', $1, $2, $3, 'lost.csv', 'receiving', $4)`,
      [bank.at.agent.id, bank.at.outlet.id, bank.at.teller.id, api.clock.now()],
    );
    expect(await api.hub.registries.sweep()).toBe(0);
    api.clock.advanceMs(3_600_001);
    expect(await api.hub.registries.sweep()).toBe(1);
  });

  async function isHeld(id: string): Promise<boolean> {
    const row = await api.database.db.sql.first<{ held: boolean }>(
      'SELECT lease_until IS NOT NULL AS held FROM payment_registry WHERE id = $1',
      [id],
    );
    return row?.held === true;
  }

  async function* brokenOff(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${header}\n${rowOf(desk.line())}\n`);
    throw new Error('reset');
  }
});
