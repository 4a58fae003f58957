import type { Operation } from '../kit/fault-script.ts';
import { defectsOf } from './defects-of.ts';
import type { Defect } from './subject.ts';

const everywhere: readonly Operation[] = ['validate', 'debt', 'pay', 'confirm', 'status', 'cancel', 'statement'];

/** Defects of every protocol that speaks JSON-RPC 2.0, by the names of `kit/simulated-json-rpc.ts`. */
export const jsonRpcDefects: readonly Defect[] = defectsOf(everywhere, [
  ['P3', 'XML with an entity instead of JSON', 'xml-instead'],
  ['P3', 'twenty thousand levels deep', 'nested-bomb'],
  ['P3', '__proto__ as a key', 'prototype-key'],
  ['P4', 'result twice', 'duplicate-key'],
  ['P4', 'result twice, once escaped', 'escaped-duplicate-key'],
  ['P4', 'two documents', 'two-documents'],
  ['P4', 'an error beside the result', 'error-beside-result'],
  ['P5', 'result with a capital', 'upper-case'],
  ['P5', 'another version', 'other-version'],
  ['P5', 'no version', 'no-version'],
  ['P6', 'result null', 'result-null'],
  ['P6', 'result true', 'result-true'],
  ['P6', 'result a list', 'result-list'],
  ['P6', 'result a text', 'result-text'],
  ['P6', 'result empty', 'result-empty'],
  ['P6', 'no result', 'no-result'],
  ['P6', 'code of an error in quotes', 'code-text'],
  ['P6', 'code of an error null', 'code-null'],
  ['P6', 'error without a code', 'no-code'],
  ['P7', 'error that no table has', 'unknown-code'],
  ['P7', 'internal error', 'internal-error'],
  ['P9', 'id of another call', 'wrong-reference'],
  ['P9', 'empty id', 'empty-reference'],
  ['P9', 'id null', 'null-reference'],
  ['P9', 'no id', 'no-reference'],
]);
