import { createMaintenanceService } from '../../src/availability/maintenance.ts';
import type { Database } from '../../src/platform/database/sql.ts';
import { createProviderCalls, type ProviderCallsOptions } from '../../src/providers/calls.ts';
import type { Provider } from '../../src/providers/model.ts';
import type { ProviderData } from '../../src/providers/provider-data.ts';
import { createAccountCheck } from '../../src/debts/account-check.ts';
import type { Asker, DebtTarget } from '../../src/debts/model.ts';
import { createDebtService } from '../../src/debts/service.ts';
import { fakeAdapter, type FakePort } from '../providers/fake-adapter.ts';
import { providerData, providerFixture } from '../providers/provider-fixture.ts';

export const account = '012345678901234';

export const citizen: Asker = { kind: 'citizen', citizenId: '0190a000-0000-7000-8000-000000000001' };

/** Debt services over a real database; the providers are the outside world, and answer as `ports` says. */
export function debtFixture(
  database: Database,
  ports: Record<string, FakePort>,
  options: ProviderCallsOptions & { readonly answerHoldsMs?: number } = {},
) {
  const services = providerFixture(database, fakeAdapter(ports));
  const faults: string[] = [];
  const badAnswers: string[] = [];
  const calls = createProviderCalls({ onFault: (fault) => faults.push(fault.providerCode), ...options });
  const maintenance = createMaintenanceService({ database, ...services });
  const deps = { database, ...services, calls, maintenance };
  const debts = createDebtService({
    ...deps,
    ...(options.answerHoldsMs === undefined ? {} : { answerHoldsMs: options.answerHoldsMs }),
    onBadAnswer: (event) => badAnswers.push(`${event.providerCode} ${event.reason}`),
  });
  const accountCheck = createAccountCheck(deps);

  async function provider(code: string, changes: Partial<ProviderData> = {}): Promise<Provider> {
    const outcome = await services.providers.add(providerData(code, changes));
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
    return outcome.value;
  }
  return { ...services, maintenance, debts, accountCheck, provider, faults, badAnswers };
}

export function target(provider: Provider, changes: Partial<DebtTarget> = {}): DebtTarget {
  return { key: provider.code, providerId: provider.id, input: { account, fields: {} }, unmasked: false, ...changes };
}

/** Answers after a while. */
export function after<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms));
}

/** Never answers: what an adapter that forgets its time-out would do. */
export function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
