import { Type, type Static, type TSchema } from 'typebox';
import type { Evidence, HttpPort } from '../../src/kernel/adapter.ts';
import { fits } from './compiled-check.ts';
import { evidence } from './evidence.ts';
import { exchangeText } from './exchange.ts';
import { parseStrictJson } from './strict-json.ts';

/** One call of JSON-RPC 2.0 over HTTP POST. */
export interface JsonRpcCall {
  readonly url: string;
  readonly authorization: string;
  readonly method: string;
  readonly params: object;
  /** What the answer has to repeat: for these protocols the only tie between an answer and its request. */
  readonly id: number;
  /** `bare`: an answer may leave out version and id; others than ours are never taken. */
  readonly envelope?: 'whole' | 'bare';
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export type JsonRpcAnswer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'not-sent'; readonly evidence: Evidence }
  | { readonly kind: 'broken'; readonly evidence: Evidence };

/** Messages and data of errors are left unread: they are text in any form, and may name people. */
const answerSchema = Type.Object({
  jsonrpc: Type.Optional(Type.Literal('2.0')),
  id: Type.Optional(Type.Union([Type.Number(), Type.String(), Type.Null()])),
  result: Type.Optional(Type.Unknown()),
  error: Type.Optional(
    Type.Union([Type.Null(), Type.Object({ code: Type.Integer({ minimum: -99_999, maximum: 99_999 }) })]),
  ),
});

/**
 * Sends a call and reads its answer: exactly one of result and error, where null counts as absent, under our id.
 * Everything else is broken.
 */
export async function callJsonRpc(http: HttpPort, call: JsonRpcCall): Promise<JsonRpcAnswer> {
  const { method, params, id } = call;
  const exchange = await exchangeText(
    http,
    {
      method: 'POST',
      url: call.url,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        authorization: call.authorization,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({ jsonrpc: '2.0', method, params, id }),
      timeoutMs: call.timeoutMs,
      maxBytes: call.maxBytes,
    },
    [200],
  );
  return exchange.kind === 'text' ? readAnswer(exchange.text, call) : exchange;
}

function readAnswer(text: string, { id, envelope }: JsonRpcCall): JsonRpcAnswer {
  const parsed = parseStrictJson(text);
  if (!parsed.ok || !fits(answerSchema, parsed.value)) return broken('malformed');
  const answer = parsed.value;
  const named = answer.id ?? undefined;
  if (named !== undefined && named !== id) return broken('reference_mismatch');
  if (envelope !== 'bare' && answer.jsonrpc === undefined) return broken('malformed');
  if (envelope !== 'bare' && named === undefined) return broken('reference_missing');
  const result = answer.result ?? null;
  const error = answer.error ?? null;
  if ((result === null) === (error === null)) return broken('malformed');
  return error === null ? { kind: 'result', result } : { kind: 'error', code: String(error.code) };
}

function broken(reason: 'malformed' | 'reference_missing' | 'reference_mismatch'): JsonRpcAnswer {
  return { kind: 'broken', evidence: evidence(reason) };
}

/** The id of a question: new each time, and smaller than any reference of a payment. */
export function questionId(bytes: (length: number) => Uint8Array): number {
  return 1 + Buffer.from(bytes(6)).readUIntBE(0, 6);
}

/** A result of the form a method has, or undefined. */
export function resultAs<T extends TSchema>(schema: T, result: unknown): Static<T> | undefined {
  return fits(schema, result) ? result : undefined;
}
