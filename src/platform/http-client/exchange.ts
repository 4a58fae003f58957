import type { Dispatcher } from 'undici';
import type { HttpOutcome, HttpRequest } from '../../kernel/adapter.ts';
import { reasonBroken, reasonNotSent } from './reasons.ts';

/** What of an answer has arrived so far. */
interface Arrived {
  readonly status: number;
  readonly contentType: string;
  readonly header: { readonly header?: string };
  readonly chunks: Buffer[];
  bytes: number;
}

/**
 * Watches one request and settles its outcome once. `not-sent` hangs on a single fact: undici calls `onRequestStart`
 * before it writes the first byte, and writes none when that call aborts. Whatever ends before it was never sent.
 */
export function watchExchange(
  request: Pick<HttpRequest, 'timeoutMs' | 'maxBytes' | 'answerHeader'>,
  settle: (outcome: HttpOutcome) => void,
): Dispatcher.DispatchHandler {
  let controller: Dispatcher.DispatchController | undefined;
  let arrived: Arrived | undefined;
  let settled = false;

  const finish = (outcome: HttpOutcome) => {
    if (settled) return;
    settled = true;
    clearTimeout(deadline);
    settle(outcome);
    if (outcome.kind !== 'answered') controller?.abort(new Error(outcome.reason));
  };
  const breakOff = (reason: string) => finish({ kind: 'broken', reason });
  const deadline = setTimeout(() => {
    if (controller) breakOff('timeout');
    else finish({ kind: 'not-sent', reason: 'timeout' });
  }, request.timeoutMs);

  return {
    onRequestStart(started) {
      if (settled) started.abort(new Error('the time was up before the connection stood'));
      else controller = started;
    },
    onResponseStart(_controller, status, headers) {
      if (status < 200) return;
      const contentType = textOf(headers['content-type']);
      arrived = { status, contentType, header: wanted(headers, request.answerHeader), chunks: [], bytes: 0 };
      if (Number(textOf(headers['content-length'])) > request.maxBytes) breakOff('too_large');
      // The hub asked for the plain bytes; what is packed may grow without bound.
      else if (!['', 'identity'].includes(textOf(headers['content-encoding']))) breakOff('packed');
    },
    onResponseData(_controller, chunk) {
      if (!arrived) return;
      arrived.bytes += chunk.length;
      if (arrived.bytes > request.maxBytes) breakOff('too_large');
      else arrived.chunks.push(chunk);
    },
    onResponseEnd() {
      if (!arrived) return breakOff('malformed');
      const { status, contentType, header, chunks } = arrived;
      finish({ kind: 'answered', status, contentType, body: Buffer.concat(chunks), ...header });
    },
    onResponseError(_controller, error) {
      if (controller) breakOff(reasonBroken(error, arrived !== undefined));
      else finish({ kind: 'not-sent', reason: reasonNotSent(error) });
    },
  };
}

function textOf(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? '';
}

/** A header that comes twice says two things, so it says nothing. */
function wanted(headers: Dispatcher.ResponseData['headers'], name: string | undefined): { readonly header?: string } {
  const value = name === undefined ? undefined : headers[name];
  return typeof value === 'string' ? { header: value } : {};
}
