/** Defects in what the provider does; `simulator.ts` acts on them by name. */
export const clickBehaviours: readonly string[] = [
  'answers-temporary',
  'answers-pending',
  'refuses-payments',
  'confirm-is-refused',
  'double-credit',
];

type Spoiler = (text: string) => string;

/** Defects in what the provider says, worked into an answer that was right. */
export const clickSpoilers: Readonly<Record<string, Spoiler>> = {
  'xml-instead': () => '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r><error>0</error><x>&x;</x></r>',
  'nested-bomb': (text) => text.replace(/}$/, `,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  'prototype-key': (text) => text.replace(/}$/, ',"__proto__":{"error":0}}'),
  'duplicate-key': (text) => text.replace('"error":', '"error":-9,"error":'),
  'escaped-duplicate-key': (text) => text.replace('"error":', '"\\u0065rror":-9,"error":'),
  'two-documents': (text) => `${text}${text}`,
  'in-a-list': (text) => `[${text}]`,
  'upper-case': (text) => text.replace('"error":', '"Error":'),
  'code-00': member('error', () => '00'),
  'code-blank': member('error', (code) => `${String(code)} `),
  'code-hex': member('error', () => '0x0'),
  'code-minus-nought': member('error', () => '-0'),
  'code-empty': member('error', () => ''),
  'code-null': member('error', () => null),
  'code-false': member('error', () => false),
  'code-list': member('error', (code) => [code]),
  'no-code': member('error', () => undefined),
  'unknown-code': member('error', () => -77),
  'positive-code': member('error', () => 1),
  'code-of-signature': member('error', () => -1),
  'code-of-cancelled': member('error', () => -9),
  'code-already-paid': member('error', () => -4),
  'wrong-reference': member('click_trans_id', () => '7700000000000042'),
  'number-reference': member('click_trans_id', () => 7_700_000_000_000_042),
  'reference-list': member('click_trans_id', (value) => [value]),
  'no-reference': member('click_trans_id', () => undefined),
  'empty-reference': member('click_trans_id', () => ''),
  'wrong-account': member('merchant_trans_id', () => '90000042'),
  'account-without-zeros': member('merchant_trans_id', (account) => Number(`1${String(account)}`)),
  'no-account': member('merchant_trans_id', () => undefined),
  'account-null': member('merchant_trans_id', () => null),
  'no-echo': (text) => member('click_trans_id', () => undefined)(member('merchant_trans_id', () => undefined)(text)),
  'wrong-prepare-id': member('merchant_prepare_id', () => 42),
  'prepare-id-list': member('merchant_prepare_id', (value) => [value]),
  'no-prepare-id': member('merchant_prepare_id', () => undefined),
  'confirm-id-null': member('merchant_confirm_id', () => null),
  'confirm-id-list': member('merchant_confirm_id', (value) => [value]),
  'no-confirm-id': member('merchant_confirm_id', () => undefined),
  'code-as-text': member('error', String),
  'personal-note': member('error_note', () => 'CANARY Əliyeva Günay 0501234567'),
};

/** Writes over one member of the answer, where it has it; `undefined` takes it away. */
function member(name: string, change: (value: unknown) => unknown): Spoiler {
  return (text) => {
    const answer = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify(name in answer ? { ...answer, [name]: change(answer[name]) } : answer);
  };
}
