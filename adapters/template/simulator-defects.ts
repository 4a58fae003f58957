/** Defects in what the provider does; `simulator.ts` acts on them by name. */
export const templateBehaviours: readonly string[] = [
  'answers-temporary',
  'answers-pending',
  'refuses-payments',
  'double-credit',
  'status-denies',
];

type Spoiler = (body: string) => string;

const replace =
  (pattern: RegExp, by: string): Spoiler =>
  (body) =>
    body.replace(pattern, by);

/** Takes a member away. */
const without = (name: string): Spoiler => replace(new RegExp(`"${name}":"[^"]*",?`), '');

/** Defects in how an answer is written. Each must end as unknown or unavailable, never as success. */
export const templateSpoilers: Readonly<Record<string, Spoiler>> = {
  'xml-instead': () => '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
  'nested-bomb': (body) => `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)},${body.slice(1)}`,
  'prototype-key': replace(/^\{/, '{"__proto__":{"code":"ok"},'),
  'duplicate-code': replace(/^\{/, '{"code":"ok",'),
  'escaped-duplicate-code': replace(/^\{/, '{"c\\u006fde":"ok",'),
  'two-documents': (body) => `${body}${body}`,
  'upper-case': replace(/"code"/, '"Code"'),
  'extra-field': replace(/^\{/, '{"more":"1",'),
  'in-a-list': (body) => `[${body}]`,
  'code-upper': replace(/"code":"ok"/, '"code":"OK"'),
  'code-blank': replace(/"code":"ok"/, '"code":"ok "'),
  'code-null': replace(/"code":"ok"/, '"code":null'),
  'code-true': replace(/"code":"ok"/, '"code":true'),
  'code-zero': replace(/"code":"ok"/, '"code":0'),
  'code-list': replace(/"code":"ok"/, '"code":["ok"]'),
  'no-code': without('code'),
  'unknown-code': replace(/"code":"ok"/, '"code":"fine"'),
  'wrong-amount': replace(/"amount":"[^"]*"/, '"amount":"10.46"'),
  'number-amount': replace(/"(amount|owed)":"([^"]*)"/, '"$1":$2'),
  'amount-exponent': replace(/"(amount|owed)":"[^"]*"/, '"$1":"1045e-2"'),
  'no-amount': replace(/"(?:amount|owed)":"[^"]*",?/, ''),
  'wrong-currency': replace(/"currency":"[^"]*"/, '"currency":"USD"'),
  'wrong-account': replace(/"account":"[^"]*"/, '"account":"100200301"'),
  'wrong-reference': replace(/"reference":"[^"]*"/, '"reference":"1"'),
  'empty-reference': replace(/"reference":"[^"]*"/, '"reference":""'),
  'number-reference': replace(/"reference":"([^"]*)"/, '"reference":$1'),
  'no-reference': without('reference'),
  'no-number': replace(/,"number":"[^"]*"/, ''),
};
