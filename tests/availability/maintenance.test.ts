import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMaintenanceService } from '../../src/availability/maintenance.ts';
import type { MaintenancePlan } from '../../src/availability/windows.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { answered, debtAnswer, fakeAdapter } from '../providers/fake-adapter.ts';
import { account, citizen, debtFixture, target } from '../debts/debt-fixture.ts';
import { providerData, providerFixture } from '../providers/provider-fixture.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const tonight: MaintenancePlan = {
  ...{ rhythm: 'once', weekdays: [], monthDays: [], firstOn: '2026-11-22', lastOn: '2026-11-22' },
  // 23:00 in Baku is 19:00Z; the clock of the fixture stands at 08:00Z.
  ...{ startMinute: 23 * 60, lastsMinutes: 60, timeZone: 'Asia/Baku' },
};
const window = { startsAt: new Date('2026-11-22T19:00:00Z'), endsAt: new Date('2026-11-22T20:00:00Z') };

async function fixture(code: string) {
  const services = providerFixture(database.db, fakeAdapter({}));
  const { id } = valueOf(await services.providers.add(providerData(code)));
  const compose = () => createMaintenanceService({ database: database.db, ...services });
  return { ...services, id, maintenance: compose(), compose };
}

describe('planned work', () => {
  test('is announced, goes on, and is over', async () => {
    const { id, maintenance, clock } = await fixture('announced');
    valueOf(await maintenance.plan(id, tonight, 'leyla'));
    const outlook = async () => (await maintenance.outlook([id])).get(id);
    expect(await outlook()).toEqual({ now: null, next: window });
    clock.advanceMs(11 * 3_600_000);
    expect(await outlook()).toEqual({ now: window, next: null });
    clock.advanceMs(3_600_000);
    expect(await outlook()).toBeUndefined();
  });

  test('is announced a week ahead and not earlier', async () => {
    const { id, maintenance, clock } = await fixture('far');
    valueOf(await maintenance.plan(id, { ...tonight, firstOn: '2026-12-22', lastOn: '2026-12-22' }, 'leyla'));
    expect(await maintenance.outlook([id])).toEqual(new Map());
    clock.advanceMs(24 * 24 * 3_600_000);
    expect((await maintenance.outlook([id])).get(id)?.next?.startsAt).toEqual(new Date('2026-12-22T19:00:00Z'));
  });

  test('of another process is known some seconds later', async () => {
    const { id, maintenance, clock, compose } = await fixture('elsewhere');
    expect(await maintenance.outlook([id])).toEqual(new Map());
    valueOf(await compose().plan(id, tonight, 'leyla'));
    clock.advanceMs(5_000);
    expect((await maintenance.outlook([id])).get(id)?.next).toEqual(window);
  });

  test('that is taken back is over at once, once', async () => {
    const { id, maintenance, clock } = await fixture('cancelled');
    const plan = valueOf(await maintenance.plan(id, tonight, 'leyla'));
    clock.advanceMs(11 * 3_600_000);
    expect((await maintenance.outlook([id])).get(id)?.now).toEqual(window);
    expect(await maintenance.cancel(plan.id)).toEqual({ ok: true, value: undefined });
    expect(await maintenance.outlook([id])).toEqual(new Map());
    expect(await maintenance.cancel(plan.id)).toMatchObject({ error: { code: 'not_found' } });
    expect(await maintenance.list(id)).toMatchObject([{ id: plan.id, plannedBy: 'leyla', cancelledAt: clock.now() }]);
  });

  test('that comes round is written down ahead, again and again, and never twice', async () => {
    const { id, maintenance, clock } = await fixture('nightly');
    valueOf(await maintenance.plan(id, { ...tonight, rhythm: 'daily', lastOn: null }, 'leyla'));
    const count = async () =>
      (await database.owner.sql.rows('SELECT 1 FROM maintenance_window WHERE provider_id = $1', [id])).length;
    const first = await count();
    await maintenance.keepUp();
    expect(await count()).toBe(first);
    clock.advanceMs(10 * 24 * 3_600_000);
    await Promise.all([maintenance.keepUp(), maintenance.keepUp()]);
    expect(await count()).toBe(first + 10);
    clock.advanceMs(150 * 24 * 3_600_000);
    await maintenance.keepUp();
    const [old] = await database.owner.sql.rows<{ ends_at: Date }>(
      'SELECT min(ends_at) AS ends_at FROM maintenance_window WHERE provider_id = $1',
      [id],
    );
    expect(old?.ends_at.getTime()).toBeGreaterThan(clock.now().getTime() - 91 * 24 * 3_600_000);
  });

  test('that lies behind, that cannot be, or of nobody is refused', async () => {
    const { id, maintenance } = await fixture('refused');
    const past = { ...tonight, firstOn: '2026-11-21', lastOn: '2026-11-21' };
    expect(await maintenance.plan(id, past, 'leyla')).toMatchObject({ error: { fields: [{ field: '/lastOn' }] } });
    expect(await maintenance.plan(id, { ...tonight, lastsMinutes: 0 }, 'leyla')).toMatchObject({
      error: { code: 'invalid_request', fields: [{ field: '/lastsMinutes' }] },
    });
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect(await maintenance.plan(nobody, tonight, 'leyla')).toMatchObject({ error: { code: 'not_found' } });
  });
});

describe('a provider whose planned work is under way', () => {
  test('is asked nothing, neither for a debt nor for an account, and its neighbours are', async () => {
    const asked: string[] = [];
    const port = (code: string) => ({
      debt: async () => {
        asked.push(code);
        return answered(debtAnswer(account));
      },
    });
    const { debts, accountCheck, provider, maintenance, clock } = debtFixture(database.db, {
      'at-work': port('at-work'),
      'at-rest': port('at-rest'),
    });
    const [one, other] = [await provider('at-work'), await provider('at-rest')];
    valueOf(await maintenance.plan(one.id, tonight, 'leyla'));
    const before = await debts.queryDebts(citizen, [target(one)]);
    expect(before).toMatchObject([{ kind: 'quoted', maintenance: { now: null, next: window } }]);
    clock.advanceMs(11 * 3_600_000 + 1);
    asked.length = 0;
    const lines = await debts.queryDebts(citizen, [target(one), target(other)]);
    expect(lines).toMatchObject([
      { kind: 'unavailable', reason: 'maintenance', maintenance: { now: window }, lastKnown: { balance: 2315n } },
      { kind: 'quoted', maintenance: { now: null, next: null } },
    ]);
    expect(asked).toEqual(['at-rest']);
    expect(await accountCheck.check(one.id, { account, fields: {} })).toMatchObject({
      error: { code: 'provider_disabled' },
    });
  });
});
