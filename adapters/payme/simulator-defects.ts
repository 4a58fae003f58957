import { jsonRpcSpoilers, resultMember, type TextSpoiler } from '../kit/simulated-json-rpc.ts';

/** Defects in what the biller does; `simulator.ts` acts on them by name. */
export const paymeBehaviours: readonly string[] = [
  'answers-pending',
  'refuses-payments',
  'refuses-cancel',
  'double-credit',
  'status-denies',
  'confirm-is-refused',
];

/** Defects in what the biller says, worked into an answer that was right. */
export const paymeSpoilers: Readonly<Record<string, TextSpoiler>> = {
  ...jsonRpcSpoilers,
  'wrong-amount': line('amount', (amount) => Number(amount) * 10 + 1),
  'amount-text': line('amount', String),
  'amount-fraction': line('amount', (amount) => Number(amount) + 0.5),
  'no-amount': line('amount', () => undefined),
  'wrong-account': line('account', () => ({ account: '90000042' })),
  'number-account': line('account', (account) => ({ account: Number((account as { account: string }).account) })),
  'no-account': line('account', () => ({})),
  'account-null': line('account', () => null),
  'line-of-another': line('id', () => 'ffffffff7700000000000042'),
  'line-without-id': line('id', () => undefined),
  'line-not-performed': line('state', () => 1),
  'empty-statement': resultMember('transactions', () => []),
  'wrong-transaction': (text) => line('transaction', () => '42')(resultMember('transaction', () => '42')(text)),
  'transaction-null': resultMember('transaction', () => null),
  'transaction-list': resultMember('transaction', (value) => [value]),
  'no-transaction': resultMember('transaction', () => undefined),
  'number-transaction': resultMember('transaction', Number),
  'state-text': resultMember('state', String),
  'state-null': resultMember('state', () => null),
  'state-true': resultMember('state', () => true),
  'state-list': resultMember('state', (value) => [value]),
  'no-state': resultMember('state', () => undefined),
  'unknown-state': resultMember('state', () => 3),
  'no-perform-time': resultMember('perform_time', () => undefined),
  'perform-time-text': resultMember('perform_time', (value) => new Date(Number(value)).toISOString()),
  'performed-long-ago': resultMember('perform_time', () => Date.parse('2001-09-10T00:00:00Z')),
  'performed-in-the-future': resultMember('perform_time', () => Date.parse('2099-01-01T00:00:00Z')),
  'performed-in-seconds': resultMember('perform_time', (value) => Math.floor(Number(value) / 1_000)),
  'allow-false': resultMember('allow', () => false),
  'allow-text': resultMember('allow', () => 'true'),
  'allow-number': resultMember('allow', () => 1),
  'no-allow': resultMember('allow', () => undefined),
  'balance-decimal': additional('balance', (value) => `${String(value)}.00`),
  'balance-exponent': additional('balance', () => '1e3'),
  'no-balance': additional('balance', () => undefined),
  'bare-envelope': (text) => {
    const { jsonrpc: _version, id: _id, ...answer } = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify(answer);
  },
  'personal-detail': (text) => text.replace('"result":{', '"result":{"detail":{"name":"CANARY Əliyeva 0501234567"},'),
};

/** Writes over a member of every line of a statement. */
function line(name: string, change: (value: unknown) => unknown): TextSpoiler {
  return resultMember('transactions', (lines) =>
    (lines as Record<string, unknown>[]).map((one) => ({ ...one, [name]: change(one[name]) })),
  );
}

function additional(name: string, change: (value: unknown) => unknown): TextSpoiler {
  return resultMember('additional', (value) => {
    const fields = value as Record<string, unknown>;
    return { ...fields, [name]: change(fields[name]) };
  });
}
