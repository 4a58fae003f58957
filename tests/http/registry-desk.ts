import { expect } from 'vitest';
import type { Answer, ApiFixture } from './api-fixture.ts';
import { freshAccount, newKey } from './counter.ts';

export interface Line {
  readonly key: string;
  readonly provider: string;
  readonly account: string;
  readonly amount: string;
  readonly reference?: string;
  readonly quoteId?: string;
  readonly confirmDuplicate?: string;
}

let lastFile = 0;
export const newName = () => `file-${(lastFile += 1)}.csv`;
export const header = 'key;provider;account;amount;currency;quoteId;reference;confirmDuplicate';
export const rowOf = (one: Line) =>
  [one.key, one.provider, one.account, one.amount, 'AZN', one.quoteId, one.reference, one.confirmDuplicate].join(';');
const qepik = (amount: string) => BigInt(amount.replace('.', ''));
export const totalOf = (lines: readonly Line[]) => {
  const sum = String(lines.reduce((total, one) => total + qepik(one.amount), 0n)).padStart(3, '0');
  return `#total;${lines.length};${sum.slice(0, -2)}.${sum.slice(-2)};AZN`;
};
export const fileOf = (lines: readonly Line[]) => [header, ...lines.map(rowOf), totalOf(lines), ''].join('\r\n');

/** What a bank does with files of payments. */
export function registryDesk(api: ApiFixture) {
  const line = (change: Partial<Line> = {}): Line => {
    return { key: newKey(), provider: 'gas', account: freshAccount(api), amount: '5.00', ...change };
  };

  const send = (raw: string | Buffer, name = newName(), as = api.counters.bank) =>
    api.post('/v1/payment-registries', { as, raw, headers: { 'content-type': 'text/csv', 'vahid-file-name': name } });
  const idOf = (answer: Answer) => {
    expect(answer.statusCode).toBe(202);
    return answer.json<{ registryId: string }>().registryId;
  };
  const workOff = async () => {
    while ((await api.hub.registries.workOff()) > 0);
  };
  const progress = async (id: string) =>
    (await api.get(`/v1/payment-registries/${id}`, { as: api.counters.bank })).json<object>();
  /** Records of the result without header and total, cell by cell. */
  const resultOf = async (id: string) => {
    const answer = await api.get(`/v1/payment-registries/${id}/result`, { as: api.counters.bank });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    const [columns = '', ...records] = answer.body.trimEnd().split('\r\n');
    const names = columns.replace('\ufeff', '').split(',');
    expect(records.pop()).toMatch(/^total,\d+,/);
    return records.map((record) =>
      Object.fromEntries(record.split(',').map((cell, index) => [names[index] ?? '', cell])),
    );
  };
  const countOf = async (query: string) => {
    const row = await api.database.db.sql.first<{ count: number }>(
      query === 'payments'
        ? `SELECT count(*)::int AS count FROM payment WHERE channel = 'bulk'`
        : 'SELECT count(*)::int AS count FROM payment_registry_line',
    );
    return row?.count;
  };

  return { line, send, idOf, workOff, progress, resultOf, countOf };
}
