import { nativeRestNotifier } from '../../adapters/native-rest/simulator-notifications.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, listen, type ApiFixture, type ApiOptions } from './api-fixture.ts';
import { counterOf } from './counter.ts';

const by = { kind: 'system', id: null } as const;

/** A hub at a real port, and a simulated gas company that shares a secret with it and calls it. */
export async function notifyingFixture(options: ApiOptions = {}) {
  const api = await apiFixture(options);
  const port = await listen(api.app);
  const { key, secret } = valueOf(await api.hub.providerNotifications.addKey(by, { providerCode: 'gas' }));
  const gas = api.simulator.provider('gas');
  const path = '/v1/provider-notifications/gas';
  const door = { url: `http://127.0.0.1:${port}${path}`, keyId: key.id, secret: Buffer.from(secret, 'base64') };
  const gasId = api.providers.get('gas')?.id ?? '';
  const makeNotifier = (change: Partial<typeof door> = {}) =>
    nativeRestNotifier({ provider: gas, door: { ...door, ...change }, now: () => api.clock.now() });
  const notifier = makeNotifier();

  return {
    ...{ api, gas, door, path, gasId, notifier, makeNotifier },
    bank: counterOf(api, api.counters.bank),
    /** Says what became of a payment; returns the hub's HTTP status. */
    say: (reference: string, state: 'confirmed' | 'rejected' | 'cancelled', as?: { id?: string; happenedAt?: Date }) =>
      notifier.tell({ type: 'payment', reference, state }, as),
    deliver: () => api.hub.deliverer.run(gasId),
    /** A payment that the provider has booked and whose answer was lost. */
    async unknown() {
      const payment = await counterOf(api, api.counters.bank).paid();
      gas.faults.set([{ fault: 'apply-then-500', operations: ['pay'] }]);
      await api.hub.deliverer.run(gasId);
      gas.faults.clear();
      return payment;
    },
    stateOf: async (id: string) =>
      (await api.get(`/v1/payments/${id}`, { as: api.counters.bank })).json<{ state: string }>().state,
    async quarantined(): Promise<string[]> {
      const open = valueOf(await api.hub.providerNotifications.listQuarantined({ state: 'open', limit: 100 }));
      return open.map(({ reason, subject, claim, paymentState, times }) =>
        [reason, subject, claim, paymentState ?? '-', times].join(' '),
      );
    },
  };
}

export type NotifyingFixture = Awaited<ReturnType<typeof notifyingFixture>> & { readonly api: ApiFixture };
