import { Type, type Static } from 'typebox';
import { fits } from './compiled-check.ts';
import type { SimulatedReply } from './simulated-reply.ts';
import { parseStrictJson } from './strict-json.ts';

const requestSchema = Type.Object({
  jsonrpc: Type.Literal('2.0'),
  method: Type.String(),
  params: Type.Record(Type.String(), Type.Unknown()),
  id: Type.Number(),
});

export type SimulatedRpcRequest = Static<typeof requestSchema>;

/** A call as it arrived; undefined when it is none. */
export function readRpcRequest(body: string): SimulatedRpcRequest | undefined {
  const parsed = parseStrictJson(body);
  return parsed.ok && fits(requestSchema, parsed.value) ? parsed.value : undefined;
}

export function rpcResult(id: number, result: object): SimulatedReply {
  return rpcReply({ jsonrpc: '2.0', id, result });
}

/** The message is in three languages and names nobody; an adapter has no use for it. */
export function rpcError(id: number | null, code: number): SimulatedReply {
  const message = { uz: 'Amaliyot bajarilmadi', ru: 'Операция не выполнена', en: 'Not done' };
  return rpcReply({ jsonrpc: '2.0', id, error: { code, message } });
}

function rpcReply(body: object): SimulatedReply {
  return { status: 200, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

export type TextSpoiler = (text: string) => string;

/** Defects in what a JSON-RPC server says, whatever its methods are. */
export const jsonRpcSpoilers: Readonly<Record<string, TextSpoiler>> = {
  'xml-instead': () => '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r><state>1</state><x>&x;</x></r>',
  'nested-bomb': (text) => text.replace(/}$/, `,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  'prototype-key': (text) => text.replace(/}$/, ',"__proto__":{"result":{}}}'),
  'duplicate-key': (text) => text.replace('"result":', '"result":{"transactionState":2},"result":'),
  'escaped-duplicate-key': (text) => text.replace('"result":', '"\\u0072esult":null,"result":'),
  'two-documents': (text) => `${text}${text}`,
  'upper-case': (text) => text.replace('"result":', '"Result":'),
  'other-version': answerMember('jsonrpc', '1.0'),
  'no-version': answerMember('jsonrpc', undefined),
  'result-null': answerMember('result', null),
  'result-true': answerMember('result', true),
  'result-list': answerMember('result', []),
  'result-text': answerMember('result', 'ok'),
  'result-empty': answerMember('result', {}),
  'no-result': answerMember('result', undefined),
  'error-beside-result': answerMember('error', { code: -32603, message: 'internal' }),
  'null-error': answerMember('error', null),
  'unknown-code': asError({ code: 777, message: 'Mercury' }),
  'internal-error': asError({ code: -32603, message: 'internal' }),
  'code-text': asError({ code: '301', message: 'no such number' }),
  'code-null': asError({ code: null, message: 'no such number' }),
  'no-code': asError({ message: 'no such number' }),
  'wrong-reference': answerMember('id', 7_700_000_000_000_042),
  'empty-reference': answerMember('id', ''),
  'null-reference': answerMember('id', null),
  'no-reference': answerMember('id', undefined),
};

/** Writes over a member of the answer itself; `undefined` takes it away. */
function answerMember(name: string, value: unknown): TextSpoiler {
  return (text) => JSON.stringify({ ...(JSON.parse(text) as object), [name]: value });
}

function asError(error: object): TextSpoiler {
  return (text) => JSON.stringify({ ...(JSON.parse(text) as object), result: undefined, error });
}

/** Writes over a member of the result, where the result has it; `undefined` takes it away. */
export function resultMember(name: string, change: (value: unknown) => unknown): TextSpoiler {
  return (text) => {
    const answer = JSON.parse(text) as { result?: Record<string, unknown> };
    if (!answer.result || !(name in answer.result)) return text;
    return JSON.stringify({ ...answer, result: { ...answer.result, [name]: change(answer.result[name]) } });
  };
}
