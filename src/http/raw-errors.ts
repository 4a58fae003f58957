import type { Socket } from 'node:net';
import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import { refusal } from '../kernel/errors/catalogue.ts';
import { defaultLanguage } from '../platform/messages/language.ts';
import { problemOf } from './problem.ts';

const codes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** How long a broken connection may take to read its answer. */
const lingerMs = 1_000;

/** Answers what is not even a request: broken headers, too many of them, or too slow. The connection ends with it. */
export function answerRawError(newRequestId: () => string): (error: { readonly code: string }, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const code = codes[error.code] ?? 'invalid_request';
    const problem = problemOf(refusal(code), { language: defaultLanguage, requestId: newRequestId() });
    const body = JSON.stringify(problem);
    socket.end(
      `HTTP/1.1 ${problem.status} ${reasons[problem.status] ?? ''}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
        `Content-Language: ${defaultLanguage}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
        `Cache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
    );
    // Whatever is still coming is thrown away; closing at once would take the answer back with it.
    socket.resume();
    socket.setTimeout(lingerMs, () => socket.destroy());
  };
}
