import type { SimulatedExchange } from '../kit/simulated-protocol.ts';
import type { SimulatedReply } from '../kit/simulated-reply.ts';

/** Defects in what the provider does; `simulator.ts` acts on them by name. */
export const nativeRestBehaviours: readonly string[] = [
  'answers-pending',
  'refuses-payments',
  'refuses-cancel',
  'apply-then-refuse',
  'repeat-is-refused',
  'double-credit',
  'status-denies',
];

type Spoiler = (reply: SimulatedReply, exchange: SimulatedExchange) => SimulatedReply;

/** Defects in what the provider says, worked into an answer that was right. */
export const nativeRestSpoilers: Readonly<Record<string, Spoiler>> = {
  'wrong-amount': edit((text) => text.replace(/"amount":"(\d+)/, '"amount":"$11')),
  'number-amount': edit((text) => text.replace(/"amount":"([^"]+)"/, '"amount":$1')),
  'amount-exponent': edit((text) => text.replace(/"amount":"[^"]+"/, '"amount":"1e1"')),
  'wrong-account': member('account', '90000042'),
  'wrong-currency': member('currency', 'USD'),
  'wrong-reference': member('reference', '7700000000000042'),
  'empty-reference': member('reference', ''),
  'number-reference': edit((text) => text.replace(/"reference":"(\d+)"/, '"reference":$1')),
  'no-reference': edit((text) => text.replace(/"reference":"[^"]*",/, '')),
  'no-transaction': member('transaction', null),
  'duplicate-key': edit((text) => text.replace('"state":', '"state":"rejected","state":')),
  'escaped-duplicate-key': edit((text) => text.replace('"state":', '"\\u0073tate":"rejected","state":')),
  'upper-case': edit((text) => text.replaceAll('"state"', '"State"')),
  'extra-field': edit((text) => text.replace(/}$/, ',"final":true}')),
  'prototype-key': edit((text) => text.replace(/}$/, ',"__proto__":{"state":"confirmed"}}')),
  'state-upper': member('state', 'CONFIRMED'),
  'state-blank': member('state', 'confirmed '),
  'state-null': member('state', null),
  'state-number': member('state', 0),
  'state-true': member('state', true),
  'state-list': member('state', ['confirmed']),
  'no-state': edit((text) => text.replace(/"state":"[^"]*",/, '')),
  'unknown-state': member('state', 'settled'),
  'unknown-code': (reply, exchange) => refusal(reply, exchange, 'mercury_in_retrograde'),
  'refusal-of-another': (reply) => ({
    ...reply,
    status: 422,
    body: JSON.stringify({ reference: '7700000000000042', code: 'account_not_found' }),
  }),
  'bare-refusal': (reply) => ({ ...reply, status: 422, body: JSON.stringify({ code: 'account_not_found' }) }),
  'proxy-not-found': (reply) => ({ ...reply, status: 404, contentType: 'text/html', body: '<h1>404 Not Found</h1>' }),
  'json-not-found': (reply) => ({ ...reply, status: 404, body: '{"message":"Route not found","statusCode":404}' }),
  'booked-long-ago': member('bookedAt', '2001-01-01T00:00:00Z'),
  'booked-in-the-future': member('bookedAt', '2099-01-01T00:00:00Z'),
  'booked-never': member('bookedAt', null),
  'two-documents': edit((text) => `${text}${text}`),
  'nested-bomb': edit((text) => text.replace(/}$/, `,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)),
  'xml-instead': (reply) => ({
    ...reply,
    contentType: 'text/xml',
    body: '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r><state>confirmed</state><x>&x;</x></r>',
  }),
};

function edit(change: (text: string) => string): Spoiler {
  return (reply) => ({ ...reply, body: change(String(reply.body)) });
}

/** Writes over one member of the answer, where it has it. */
function member(name: string, value: unknown): Spoiler {
  return edit((text) => {
    const body = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify(name in body ? { ...body, [name]: value } : body);
  });
}

function refusal(reply: SimulatedReply, exchange: SimulatedExchange, code: string): SimulatedReply {
  const [, reference] = /^\/payments\/([0-9]+)/.exec(exchange.request.path) ?? [];
  return { ...reply, status: 422, body: JSON.stringify({ reference, code }) };
}
