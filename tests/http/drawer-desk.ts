import { expect } from 'vitest';
import { valueOf } from '../citizens/citizen-fixture.ts';
import type { NewTeller } from '../../src/agents/api.ts';
import type { Answer, ApiFixture } from './api-fixture.ts';
import { azn, counterOf, newKey } from './counter.ts';
import type { TestCounter } from './hub-fixture.ts';

export interface ShownReport {
  readonly kind: 'X' | 'Z';
  readonly zNumber: number | null;
  readonly shiftId: string;
  readonly reason: string | null;
  readonly lines: readonly {
    readonly currency: string;
    readonly payments: { readonly count: number; readonly amount: { readonly amount: string } };
    readonly reversals: { readonly count: number };
    readonly before: { readonly payments: { readonly count: number } };
    readonly days: readonly { readonly settlementDay: string; readonly payments: { readonly count: number } }[];
    readonly expected: { readonly amount: string };
    readonly difference: { readonly amount: string } | null;
  }[];
}

let lastTeller = 1;

/** A further teller, supervisor or device at the outlet of a counter. */
export async function addTeller(
  api: ApiFixture,
  at: TestCounter,
  more: Partial<Pick<NewTeller, 'role' | 'paymentLimit' | 'dailyLimit' | 'outletId'>> = {},
): Promise<TestCounter> {
  const code = `T${(lastTeller += 1)}`;
  const entry = { outletId: at.outlet.id, code, name: 'Günel', dailyLimit: null, ...more };
  return { ...at, teller: valueOf(await api.hub.agents.addTeller(at.agent.id, entry)) };
}

/** What a teller does with a drawer. */
export function drawerOf(api: ApiFixture, at: TestCounter) {
  const post = (url: string, body?: unknown, key = newKey()) =>
    api.post(url, { as: at, headers: { 'idempotency-key': key }, ...(body === undefined ? {} : { body }) });
  const open = (amount = '100.00', key?: string) =>
    post('/v1/cash-shifts', { float: [{ currency: 'AZN', amount }] }, key);
  const close = (shiftId: string, amount: string, more: { reason?: string; key?: string } = {}) =>
    post(
      `/v1/cash-shifts/${shiftId}/close`,
      { counted: [{ currency: 'AZN', amount }], ...(more.reason === undefined ? {} : { reason: more.reason }) },
      more.key,
    );
  const report = async (shiftId: string) => {
    const answer = await api.get(`/v1/cash-shifts/${shiftId}/report`, { as: at });
    expect(answer.statusCode).toBe(200);
    return answer.json<ShownReport>();
  };

  return {
    at,
    post,
    open,
    close,
    report,
    counter: counterOf(api, at),
    /** Opens a shift and returns its id. */
    async opened(amount?: string): Promise<string> {
      return idOf(await open(amount), 'shiftId');
    },
    /** Closes a shift with exactly what is expected in it. */
    async closedEven(shiftId: string): Promise<ShownReport> {
      const expected = (await report(shiftId)).lines[0]?.expected.amount ?? '0.00';
      const answer = await close(shiftId, expected);
      expect([answer.statusCode, answer.body]).toMatchObject([200, expect.any(String)]);
      return answer.json<ShownReport>();
    },
    move: (shiftId: string, [kind, amount]: readonly [kind: string, amount: string], toTeller?: string) =>
      post(`/v1/cash-shifts/${shiftId}/movements`, {
        ...{ kind, amount: azn(amount) },
        ...(toTeller === undefined ? {} : { toTeller }),
      }),
    confirm: (movementId: string) => post(`/v1/cash-movements/${movementId}/confirmation`),
    withdraw: (movementId: string) => post(`/v1/cash-movements/${movementId}/withdrawal`),
    reverse: (paymentId: string) =>
      api.post(`/v1/payments/${paymentId}/reversal`, { as: at, body: { reason: 'wrong account' } }),
    async expected(shiftId: string): Promise<string | undefined> {
      return (await report(shiftId)).lines[0]?.expected.amount;
    },
  };
}

/** An id of an answer that was not refused. */
export function idOf(answer: Answer, name: string): string {
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return String(answer.json<Record<string, unknown>>()[name]);
}
