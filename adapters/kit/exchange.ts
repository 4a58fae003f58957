import type { Evidence, HttpPort, HttpRequest } from '../../src/kernel/adapter.ts';
import { evidence } from './evidence.ts';

/** An exchange that brought nothing to read: why there is no answer, or why nobody can believe it. */
type Failure =
  { readonly kind: 'not-sent'; readonly evidence: Evidence } | { readonly kind: 'broken'; readonly evidence: Evidence };

/** An HTTP exchange as far as all protocols read it alike: a text with its status, or why there is none. */
export type Exchange = { readonly kind: 'text'; readonly status: number; readonly text: string } | Failure;

/** The same before anything is decoded, for protocols that sign bytes. */
export type RawExchange =
  | {
      readonly kind: 'bytes';
      readonly status: number;
      readonly bytes: Uint8Array;
      /** The header that the request asked for. */
      readonly header: string | undefined;
    }
  | Failure;

/**
 * Sends a request and takes the answer as it comes. An answer whose status the protocol does not know or that is empty
 * is broken: whoever wrote it, it says nothing about money.
 */
export async function exchangeBytes(
  http: HttpPort,
  request: HttpRequest,
  statuses: readonly number[],
): Promise<RawExchange> {
  const outcome = await http.request(request);
  if (outcome.kind !== 'answered') {
    return { kind: outcome.kind, evidence: { reason: outcome.reason, providerCode: null } };
  }
  if (!statuses.includes(outcome.status)) {
    return { kind: 'broken', evidence: { reason: `http_${outcome.status}`, providerCode: null } };
  }
  if (outcome.body.length === 0) return { kind: 'broken', evidence: evidence('empty_body') };
  return { kind: 'bytes', status: outcome.status, bytes: outcome.body, header: outcome.header };
}

/** As `exchangeBytes`, and reads the answer as UTF-8: one that is not is broken. */
export async function exchangeText(
  http: HttpPort,
  request: HttpRequest,
  statuses: readonly number[],
): Promise<Exchange> {
  const exchange = await exchangeBytes(http, request, statuses);
  if (exchange.kind !== 'bytes') return exchange;
  const text = decodeUtf8(exchange.bytes);
  if (text === undefined) return { kind: 'broken', evidence: evidence('encoding') };
  return { kind: 'text', status: exchange.status, text };
}

/** A byte order mark is dropped; a byte that is not UTF-8 spoils the whole text. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
