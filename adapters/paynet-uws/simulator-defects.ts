import { jsonRpcSpoilers, resultMember, type TextSpoiler } from '../kit/simulated-json-rpc.ts';

/** Defects in what the biller does; `simulator.ts` acts on them by name. */
export const paynetBehaviours: readonly string[] = [
  'answers-temporary',
  'answers-pending',
  'refuses-payments',
  'refuses-cancel',
  'books-another-amount',
  'double-credit',
  'status-denies',
];

/** Defects in what the biller says, worked into an answer that was right. */
export const paynetSpoilers: Readonly<Record<string, TextSpoiler>> = {
  ...jsonRpcSpoilers,
  'wrong-amount': line('amount', (amount) => Number(amount) * 10 + 1),
  'amount-decimal': line('amount', (amount) => `${String(amount)}.00`),
  'amount-exponent': line('amount', () => '1e3'),
  'negative-amount': line('amount', (amount) => -Number(amount)),
  'no-amount': line('amount', () => undefined),
  'line-of-another': line('transactionId', () => 7_700_000_000_000_042),
  'line-without-reference': line('transactionId', () => null),
  'empty-statement': resultMember('statements', () => []),
  'wrong-transaction': (text) => line('providerTrnId', () => 42)(resultMember('providerTrnId', () => 42)(text)),
  'transaction-null': resultMember('providerTrnId', () => null),
  'transaction-list': resultMember('providerTrnId', (value) => [value]),
  'no-transaction': resultMember('providerTrnId', () => undefined),
  'no-timestamp': resultMember('timestamp', () => undefined),
  'timestamp-with-zone': resultMember('timestamp', (value) => `${String(value).replace(' ', 'T')}Z`),
  'booked-long-ago': resultMember('timestamp', () => '2001-01-01 00:00:00'),
  'booked-in-the-future': resultMember('timestamp', () => '2099-01-01 00:00:00'),
  'booked-on-no-day': resultMember('timestamp', () => '2026-13-45 00:00:00'),
  'state-text': resultMember('transactionState', (value) => String(value)),
  'state-null': resultMember('transactionState', () => null),
  'state-true': resultMember('transactionState', () => true),
  'state-list': resultMember('transactionState', (value) => [value]),
  'no-state': resultMember('transactionState', () => undefined),
  'unknown-state': resultMember('transactionState', () => 4),
  'status-00': resultMember('status', () => '00'),
  'status-blank': resultMember('status', (value) => `${String(value)} `),
  'status-hex': resultMember('status', () => '0x0'),
  'status-null': resultMember('status', () => null),
  'status-false': resultMember('status', () => false),
  'no-status': resultMember('status', () => undefined),
  'unknown-status': resultMember('status', () => '7'),
  'balance-decimal': field('balance', (value) => `${String(value)}.00`),
  'balance-exponent': field('balance', () => '1e3'),
  'no-balance': field('balance', () => undefined),
  'text-transaction': resultMember('providerTrnId', (value) => String(value)),
  'fields-beside-result': (text) => text.replace(/}$/, ',"fields":{"note":"CANARY Əliyeva Günay 0501234567"}}'),
};

/** Writes over a member of every line of a statement. */
function line(name: string, change: (value: unknown) => unknown): TextSpoiler {
  return resultMember('statements', (statements) =>
    (statements as Record<string, unknown>[]).map((one) => ({ ...one, [name]: change(one[name]) })),
  );
}

/** Writes over one of the fields of GetInformation. */
function field(name: string, change: (value: unknown) => unknown): TextSpoiler {
  return resultMember('fields', (value) => {
    const fields = value as Record<string, unknown>;
    return name in fields ? { ...fields, [name]: change(fields[name]) } : fields;
  });
}
