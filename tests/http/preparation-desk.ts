import { present } from '../../src/kernel/assert.ts';
import { minor } from '../../src/kernel/money.ts';
import { expect } from 'vitest';
import { apiFixture, codeOf, type Answer } from './api-fixture.ts';
import { azn, counterOf, freshAccount, newKey, type ShownBasket } from './counter.ts';
import type { TestCounter } from './hub-fixture.ts';

export interface Shown {
  readonly id: string;
  readonly state: string;
  readonly total: { readonly amount: string };
  readonly lines: readonly object[];
  readonly preparedAt: string;
  readonly expiresAt: string;
  readonly endedAt: string | null;
  readonly basket: ShownBasket | null;
}

export const said = (answer: Answer) => `${answer.statusCode} ${answer.statusCode < 300 ? 'ok' : codeOf(answer)}`;

/** A hub with two banks, of which one prepares payments. */
export async function preparationDesk(lane: 'reference' | 'writer' = 'reference') {
  const api = await apiFixture({ lane });
  const bank = counterOf(api, api.counters.bank);
  const other = counterOf(api, api.counters.other);
  const prepare = (body: unknown, key = newKey(), as: TestCounter = bank.at) =>
    api.post('/v1/preparations', { as, body, headers: { 'idempotency-key': key } });
  const confirm = (id: string, as: TestCounter = bank.at) => api.post(`/v1/preparations/${id}/confirm`, { as });
  const withdraw = (id: string, as: TestCounter = bank.at) => api.post(`/v1/preparations/${id}/withdraw`, { as });
  const shown = async (id: string) => (await api.get(`/v1/preparations/${id}`, { as: bank.at })).json<Shown>();

  async function prepared(amount = '10.00', account = freshAccount(api)) {
    const answer = await prepare({ lines: [{ quoteId: await bank.quote('gas', account), amount: azn(amount) }] });
    expect(said(answer)).toBe('201 ok');
    return { ...answer.json<Shown>(), account };
  }

  const paidTo = async (account: string) => {
    const rows = await api.database.db.sql.rows<{ amount: bigint }>('SELECT amount FROM payment WHERE account = $1', [
      account,
    ]);
    return rows.map(({ amount }) => amount);
  };

  /** What is held of the bank's position, minor units. */
  const heldNow = async () => {
    const row = await api.database.db.sql.first<{ sum: string }>(
      `SELECT coalesce(sum(h.amount), 0)::text AS sum FROM hold_open o JOIN hold h ON h.id = o.hold_id
         JOIN ledger_account f ON f.id = h.from_account WHERE f.owner_id = $1`,
      [bank.at.agent.id],
    );
    return Number(row?.sum);
  };
  const setFloor = (floor: bigint) =>
    api.hub.lane.setFloor({ agentId: bank.at.agent.id, currency: 'AZN', floor: minor(floor) });
  const balanceNow = async () => {
    const positions = await api.hub.listPositions(bank.at.agent.id);
    return present(
      positions.find(({ currency }) => currency === 'AZN'),
      'a position',
    );
  };

  return { api, bank, other, prepare, confirm, withdraw, shown, prepared, paidTo, heldNow, setFloor, balanceNow };
}

export type PreparationDesk = Awaited<ReturnType<typeof preparationDesk>>;
