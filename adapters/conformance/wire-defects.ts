import type { Operation } from '../kit/fault-script.ts';
import type { Defect } from './subject.ts';

const all: readonly Operation[] = ['validate', 'debt', 'pay', 'confirm', 'status', 'cancel', 'statement'];

/** Defects of networks, proxies and servers, tried on every operation of every protocol. */
export const wireDefects: readonly Defect[] = [
  { id: 'P1', title: 'answer cut off', rule: { fault: 'truncate' }, operations: all },
  { id: 'P1', title: 'answer of random bytes', rule: { fault: 'garbage' }, operations: all },
  { id: 'P1', title: 'HTTP 200 with an empty body', rule: { fault: 'empty-body' }, operations: all },
  { id: 'P2', title: 'HTTP 200 with a page of HTML', rule: { fault: 'html' }, operations: all },
  { id: 'P10', title: 'windows-1251 that calls itself UTF-8', rule: { fault: 'cp1251' }, operations: all },
  { id: 'P11', title: 'ten megabytes behind the answer', rule: { fault: 'huge' }, operations: all },
  { id: 'P12', title: 'gzip bomb', rule: { fault: 'gzip-bomb' }, operations: all },
  { id: 'P13', title: 'redirect to another host', rule: { fault: 'redirect' }, operations: all, baits: true },
  { id: 'P17', title: '204 instead of an answer', rule: { fault: 'no-content' }, operations: all },
  { id: 'P17', title: '103 and then nothing', rule: { fault: 'early-hints-then-reset' }, operations: all },
  { id: 'P18', title: 'reset behind the headers', rule: { fault: 'reset-after-headers' }, operations: all },
  { id: 'F27', title: 'no answer, nothing done', rule: { fault: 'hang' }, operations: all, waits: true },
  { id: 'F27', title: 'done, but no answer', rule: { fault: 'apply-then-hang' }, operations: all, waits: true },
  { id: 'F27', title: 'reset, nothing done', rule: { fault: 'reset' }, operations: all },
  { id: 'F27', title: 'done, then reset', rule: { fault: 'apply-then-reset' }, operations: all },
  { id: 'F28', title: '503, nothing done', rule: { fault: 'down' }, operations: all },
  { id: 'F28', title: 'done, then 500', rule: { fault: 'apply-then-500' }, operations: all },
  { id: 'F28', title: 'done, then 502', rule: { fault: 'apply-then-502' }, operations: all },
  { id: 'F28', title: 'done, then 504', rule: { fault: 'apply-then-504' }, operations: all },
  { id: 'F29', title: 'slower than the time-out', rule: { fault: 'slow', ms: 2_000 }, operations: all, waits: true },
  { id: 'F29', title: 'one byte at a time', rule: { fault: 'drip', ms: 50 }, operations: all, waits: true },
];
