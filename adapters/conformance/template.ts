import type { Operation } from '../kit/fault-script.ts';
import { templateAdapter } from '../template/adapter.ts';
import { startTemplateSimulator } from '../template/simulator.ts';
import { defectsOf } from './defects-of.ts';
import { twentyDigits } from './references.ts';
import type { Defect, Subject } from './subject.ts';

const key = 'conformance-key-0123456789';

const everywhere: readonly Operation[] = ['validate', 'debt', 'pay', 'status'];
const money: readonly Operation[] = ['pay', 'status'];

const defects: readonly Defect[] = defectsOf(everywhere, [
  ['P3', 'XML with an entity instead of JSON', 'xml-instead'],
  ['P3', 'twenty thousand levels deep', 'nested-bomb'],
  ['P3', '__proto__ as a key', 'prototype-key'],
  ['P4', 'code twice', 'duplicate-code'],
  ['P4', 'code twice, once escaped', 'escaped-duplicate-code'],
  ['P4', 'two documents', 'two-documents'],
  ['P5', 'code with a capital', 'upper-case'],
  ['P5', 'a member too many', 'extra-field'],
  ['P5', 'an answer in a list', 'in-a-list'],
  ['P6', 'code in capitals', 'code-upper'],
  ['P6', 'code and a blank', 'code-blank'],
  ['P6', 'code null', 'code-null'],
  ['P6', 'code true', 'code-true'],
  ['P6', 'code 0', 'code-zero'],
  ['P6', 'code in a list', 'code-list'],
  ['P6', 'no code', 'no-code'],
  ['P7', 'code that no table has', 'unknown-code'],
  ['P8', 'another amount', 'wrong-amount', money],
  ['P8', 'amount as a number', 'number-amount'],
  ['P8', 'amount with an exponent', 'amount-exponent'],
  ['P8', 'no amount', 'no-amount'],
  ['P8', 'another currency', 'wrong-currency'],
  ['P8', 'another account', 'wrong-account'],
  ['P9', 'another reference', 'wrong-reference', money],
  ['P9', 'empty reference', 'empty-reference', money],
  ['P9', 'reference as a number', 'number-reference', money],
  ['P9', 'no reference', 'no-reference', money],
  ['P9', 'no number of the provider', 'no-number', money],
  ['F28', 'temporary error', 'answers-temporary', ['pay']],
  ['F28', 'accepted, not finished', 'answers-pending', ['pay']],
]);

export const templateSubject: Subject = {
  adapter: templateAdapter,
  startSimulator: startTemplateSimulator,
  settings: { key },
  wrongSettings: { key: 'another-key-9876543210' },
  authorization: `Bearer ${key}`,
  references: twentyDigits,
  statement: null,
  proof: null,
  lacks: ['bills'],
  chatter: null,
  tolerances: [],
  defects,
};
