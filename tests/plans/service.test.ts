import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LineState } from '../../src/kernel/adapter.ts';
import { createPlanService } from '../../src/plans/service.ts';
import { termsOn } from '../../src/plans/catalogue.ts';
import { azercellPlans, azercellReplacements } from '../../src/world/seed/sample-plans.ts';
import { seedPlans } from '../../src/world/seed/seed-plans.ts';
import { fakeAdapter } from '../providers/fake-adapter.ts';
import { providerData, providerFixture } from '../providers/provider-fixture.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** A mobile provider with the plans of the announcement of 16 November; the change comes on 1 December. */
async function announced(code: string) {
  const services = providerFixture(database.db, fakeAdapter({}));
  const provider = await services.providers.add(providerData(code, { service: 'mobile', invoiceDays: [5, 25] }));
  if (!provider.ok) throw new Error(JSON.stringify(provider.error));
  const plans = createPlanService({ database: database.db, ...services });
  const providerId = provider.value.id;
  const seed = () => seedPlans({ plans }, providerId, { plans: azercellPlans, replacements: azercellReplacements });
  await seed();
  const notice = (line: Partial<LineState>) =>
    plans.findNotice(providerId, { kind: 'prepaid', plan: 'Sərbəst 6', renewsOn: '2026-12-17', ...line });
  return { ...services, plans, providerId, seed, notice };
}

describe('six packages are replaced', () => {
  test.each([
    { plan: 'Sərbəst 6', next: 'SuperSən 1 GB', price: 600n, internetMb: 1024, domesticMinutes: 100 },
    { plan: 'Sərbəst 10', next: 'SuperSən 3 GB', price: 1000n, internetMb: 3 * 1024, domesticMinutes: 300 },
    { plan: 'Sərbəst 15', next: 'SuperSən 6 GB', price: 1500n, internetMb: 6 * 1024, domesticMinutes: 400 },
    { plan: 'Sərbəst 25', next: 'SuperSən 20 GB', price: 2900n, internetMb: 20 * 1024, domesticMinutes: 600 },
    { plan: 'Sərbəst 50', next: 'Premium 50 GB', price: null, internetMb: null, domesticMinutes: null },
    { plan: 'Sərbəst 75', next: 'Premium 75 GB', price: null, internetMb: null, domesticMinutes: null },
  ])(
    '$plan becomes $next, and the change costs nothing',
    async ({ plan, next, price, internetMb, domesticMinutes }) => {
      const { notice } = await announced(`six-${plan.slice(8)}`);
      const messengersMb = internetMb === null ? null : 1024;
      expect(await notice({ plan })).toMatchObject({
        withdrawn: { name: plan },
        replacement: { name: next },
        terms: { price, allowances: { internetMb, domesticMinutes, messengersMb } },
        charge: 0n,
        changesOn: '2026-12-01',
        effectiveOn: '2026-12-17',
      });
    },
  );

  test('each line by its own date: prepaid at its renewal, postpaid with the invoice after the cycle', async () => {
    const { notice } = await announced('each-line');
    const dates = await Promise.all([
      notice({ kind: 'prepaid', renewsOn: '2026-11-28' }),
      notice({ kind: 'postpaid', renewsOn: '2026-12-05' }),
      notice({ kind: 'postpaid', renewsOn: '2026-11-25' }),
      notice({ kind: 'prepaid', renewsOn: null }),
    ]);
    expect(dates.map((found) => found?.effectiveOn)).toEqual(['2026-12-28', '2026-12-05', '2026-12-25', null]);
  });

  test('nobody is told before the announcement, nor about a plan that stays or is not known', async () => {
    const { notice, clock } = await announced('nobody');
    expect(await notice({ plan: 'Bölgə' })).toBeNull();
    expect(await notice({ plan: 'SuperSən 1 GB' })).toBeNull();
    expect(await notice({ plan: 'Nə isə' })).toBeNull();
    expect(await notice({ plan: null })).toBeNull();
    clock.set(new Date('2026-11-15T19:59:59Z'));
    expect(await notice({})).toBeNull();
    clock.set(new Date('2026-11-15T20:00:00Z'));
    expect(await notice({})).not.toBeNull();
  });

  test('a line tells its plan by code or by name', async () => {
    const { notice } = await announced('by-code');
    expect((await notice({ plan: 'serbest-10' }))?.replacement.code).toBe('supersen-3gb');
    expect((await notice({ plan: 'Sərbəst 10'.normalize('NFD') }))?.replacement.code).toBe('supersen-3gb');
  });

  test('until then the holder can choose among what is offered, withdrawn packages no longer', async () => {
    const { plans, providerId } = await announced('choose');
    const prepaid = (await plans.listOffered(providerId, 'prepaid')).map((plan) => plan.code);
    const postpaid = (await plans.listOffered(providerId, 'postpaid')).map((plan) => plan.code);
    expect(prepaid).toContain('supersen-1gb');
    expect(prepaid).toContain('bolge');
    expect(postpaid).not.toContain('bolge');
    expect([...prepaid, ...postpaid].filter((code) => code.startsWith('serbest'))).toEqual([]);
  });
});

describe('a tariff is dated', () => {
  test('prices beyond the allowance change on the day and not before', async () => {
    const { plans, providerId } = await announced('tariff');
    const all = await plans.list(providerId);
    const charging = (code: string, day: string) => {
      const plan = all.find((candidate) => candidate.code === code);
      return plan && termsOn(plan, day).charging;
    };
    expect(charging('istesen-6', '2026-11-30')).toMatchObject({ domesticMinute: 6n, internetMb: 10n });
    expect(charging('istesen-6', '2026-12-01')).toMatchObject({ domesticMinute: 8n, internetMb: 5n });
    expect(charging('bolge', '2026-11-30')).toMatchObject({ regionMinute: 5n, freeOnNetMinutes: 15 });
    expect(charging('bolge', '2026-12-01')).toMatchObject({ regionMinute: 6n, freeOnNetMinutes: 20 });
    expect(charging('supersen-1gb', '2026-12-01')).toMatchObject({ callStepS: 60, internetStepKb: 51 });
  });

  test('dates are data: a moved day moves every line, and a second seeding moves nothing back', async () => {
    const { plans, providerId, notice, seed } = await announced('moved');
    const withdrawn = (await plans.list(providerId)).find((plan) => plan.code === 'serbest-6');
    const dates = { announcedOn: '2026-11-16', changesOn: '2027-01-10' };
    expect(await plans.reschedule(withdrawn?.id ?? '', dates)).toEqual({ ok: true, value: undefined });
    await seed();
    expect((await plans.list(providerId)).length).toBe(azercellPlans.length);
    expect(await notice({})).toMatchObject({ changesOn: '2027-01-10', effectiveOn: '2027-01-17' });
    expect(await plans.reschedule(withdrawn?.id ?? '', { ...dates, changesOn: '2026-11-15' })).toMatchObject({
      ok: false,
      error: { code: 'invalid_request' },
    });
    expect(await plans.reschedule(providerId, dates)).toEqual({ ok: false, error: { code: 'not_found' } });
  });

  test("no plan is replaced by another provider's plan", async () => {
    const one = await announced('own-plans');
    const other = await announced('other-plans');
    const [mine] = await one.plans.list(one.providerId);
    const [theirs] = await other.plans.list(other.providerId);
    await expect(
      database.owner.sql.run(
        `INSERT INTO plan_replacement (provider_id, withdrawn_plan_id, replacement_plan_id, announced_on, changes_on)
         VALUES ($1, $2, $3, '2026-01-01', '2026-01-02')`,
        [one.providerId, mine?.id ?? '', theirs?.id ?? ''],
      ),
    ).rejects.toMatchObject({ code: '23503' });
  });
});
