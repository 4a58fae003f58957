/** Defects in what the provider does; `simulator.ts` acts on them by name. */
export const epayBehaviours: readonly string[] = [
  'answers-temporary',
  'answers-pending',
  'refuses-payments',
  'apply-then-refuse',
  'repeat-says-booked',
  'double-credit',
  'text-html',
];

type Spoiler = (json: string) => string;

/** Defects in what the provider says, worked into an answer that was right. */
export const epaySpoilers: Readonly<Record<string, Spoiler>> = {
  'wrong-amount': set({ AMOUNT: 99_999 }),
  'wrong-total': set({ TOTAL: 99_999 }),
  'text-amount': change((body) => ({ ...body, AMOUNT: String(body['AMOUNT'] ?? 1_045) })),
  'fraction-amount': set({ AMOUNT: 10.45 }),
  'negative-amount': set({ AMOUNT: -1 }),
  'huge-amount': (json) => json.replace(/,"AMOUNT":\d+/, '').replace(/}$/, ',"AMOUNT":99999999999999999999}'),
  'no-amount': set({ AMOUNT: undefined }),
  'wrong-account': set({ IDN: '90000042' }),
  'wrong-merchant': set({ MERCHANTID: '42' }),
  'wrong-reference': set({ TID: '20260101000000000000000042' }),
  'empty-reference': set({ TID: '' }),
  'number-reference': set({ TID: 42 }),
  'duplicate-status': (json) => json.replace('"STATUS":', '"STATUS":"96","STATUS":'),
  'escaped-duplicate-status': (json) => json.replace('"STATUS":', '"\\u0053TATUS":"96","STATUS":'),
  'two-documents': (json) => `${json}${json}`,
  'lower-case': (json) => json.replace('"STATUS"', '"status"'),
  'status-zero': set({ STATUS: '0' }),
  'status-triple': set({ STATUS: '000' }),
  'status-number': set({ STATUS: 0 }),
  'status-bare': (json) => json.replace(/"STATUS":"\d+"/, '"STATUS":00'),
  'status-blank': set({ STATUS: '00 ' }),
  'status-hex': set({ STATUS: '0x0' }),
  'status-null': set({ STATUS: null }),
  'status-false': set({ STATUS: false }),
  'status-list': set({ STATUS: ['00'] }),
  'no-status': set({ STATUS: undefined }),
  'unknown-code': set({ STATUS: '77' }),
  'in-a-list': (json) => `[${json}]`,
  'prototype-key': (json) => json.replace(/}$/, ',"__proto__":{"STATUS":"00"}}'),
  'nested-bomb': (json) => json.replace(/}$/, `,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  'xml-instead': () => '<response><STATUS>00</STATUS></response>',
  'personal-text': set({ LONGDESC: 'CANARY Əliyeva Günay 0501234567 AZE12345678' }),
};

function set(members: Readonly<Record<string, unknown>>): Spoiler {
  return change((body) => ({ ...body, ...members }));
}

function change(edit: (body: Record<string, unknown>) => object): Spoiler {
  return (json) => JSON.stringify(edit(JSON.parse(json) as Record<string, unknown>));
}
