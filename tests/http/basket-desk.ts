import { expect } from 'vitest';
import { createBasketService } from '../../src/baskets/service.ts';
import { type Answer, type ApiFixture, withServer } from './api-fixture.ts';
import { azn, counterOf, freshAccount } from './counter.ts';

export interface ShownCash {
  readonly total: { amount: string };
  readonly change: { amount: string };
  readonly settled: boolean;
  readonly lines: readonly {
    readonly quoteId: string;
    readonly status: string;
    readonly payment?: { readonly id: string };
    readonly problem?: { readonly code: string; readonly errors: { field: string }[]; readonly details?: object };
  }[];
}

interface CashLine {
  readonly quoteId: string;
  readonly amount: object;
  readonly confirm?: readonly string[];
}

type Cash = readonly [tendered: string, lines: readonly CashLine[]];
type Payments = ApiFixture['hub']['payments'];

export const shown = (answer: Answer) => {
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<ShownCash>();
};
export const statuses = (answer: Answer) => shown(answer).lines.map(({ status, problem }) => problem?.code ?? status);
export const yes = { confirm: ['possible_duplicate'] } as const;

/** The counter of a bank where several bills are paid with one handful of cash. */
export function basketDesk(api: ApiFixture) {
  const bank = counterOf(api, api.counters.bank);
  const line = async (amount = '23.15', provider = 'gas', account?: string): Promise<CashLine> => ({
    quoteId: await bank.quote(provider, account),
    amount: azn(amount),
  });
  const setState = (provider: string, state: string) =>
    api.database.owner.sql.run('UPDATE provider SET state = $2, version = version + 1 WHERE code = $1', [
      provider,
      state,
    ]);
  return {
    line,
    send: (key: string, mode: string, [tendered, lines]: Cash) =>
      api.post('/v1/baskets', {
        as: bank.at,
        body: { mode, tendered: azn(tendered), lines },
        headers: { 'idempotency-key': key },
      }),
    /** The same at a hub whose payments behave as told. */
    sendTo:
      (changed: Partial<Payments>) =>
      (key: string, mode: string, [tendered, lines]: Cash) => {
        const payments = { ...api.hub.payments, ...changed };
        const baskets = createBasketService({ db: api.database.db, clock: api.clock, payments });
        return withServer(api, { deps: { baskets } }, async (app) => {
          const headers = {
            authorization: `Bearer ${await api.tokenOf(bank.at)}`,
            'vahid-teller': bank.at.teller.code,
            'idempotency-key': key,
          };
          const payload = { mode, tendered: azn(tendered), lines };
          return app.inject({ method: 'POST', url: '/v1/baskets', headers, payload });
        });
      },
    async paidFor(lines: readonly CashLine[]) {
      const rows = await api.database.db.sql.rows<{ quote_id: string }>(
        'SELECT quote_id FROM payment WHERE quote_id = ANY ($1::uuid[])',
        [lines.map(({ quoteId }) => quoteId)],
      );
      return rows.length;
    },
    /** A line for an account that was paid the same a moment ago. */
    async repeated() {
      const account = freshAccount(api);
      await bank.paid('7.00', 'gas', account);
      return line('7.00', 'gas', account);
    },
    /** While the power company is at work, and then no more; no debt is asked for in between. */
    async atWork<T>(work: () => Promise<T>) {
      await setState('power', 'maintenance');
      const answer = await work();
      await setState('power', 'active');
      return answer;
    },
  };
}
