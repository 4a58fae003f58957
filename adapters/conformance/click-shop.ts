import { clickAdapter } from '../click-shop/adapter.ts';
import { clickSimulatorSettings, startClickSimulator } from '../click-shop/simulator.ts';
import { defectsOf } from './defects-of.ts';
import { twentyDigits } from './references.ts';
import type { Defect, Subject } from './subject.ts';

const secret = 'conformance-ə-0123';

const defects: readonly Defect[] = defectsOf(
  ['pay', 'confirm'],
  [
    ['P3', 'XML with an entity instead of JSON', 'xml-instead'],
    ['P3', 'twenty thousand levels deep', 'nested-bomb'],
    ['P3', '__proto__ as a key', 'prototype-key'],
    ['P4', 'error twice', 'duplicate-key'],
    ['P4', 'error twice, once escaped', 'escaped-duplicate-key'],
    ['P4', 'two documents', 'two-documents'],
    ['P4', 'an answer in a list', 'in-a-list'],
    ['P5', 'error with a capital', 'upper-case'],
    ['P6', 'error 00', 'code-00'],
    ['P6', 'error 0 and a blank', 'code-blank'],
    ['P6', 'error 0x0', 'code-hex'],
    ['P6', 'error −0', 'code-minus-nought'],
    ['P6', 'error empty', 'code-empty'],
    ['P6', 'error null', 'code-null'],
    ['P6', 'error false', 'code-false'],
    ['P6', 'error in a list', 'code-list'],
    ['P6', 'no error', 'no-code'],
    ['P7', 'code that no table has', 'unknown-code'],
    ['P7', 'code above nought', 'positive-code'],
    ['P7', 'wrong signature', 'code-of-signature'],
    ['P7', 'cancelled', 'code-of-cancelled'],
    ['P8', 'another account', 'wrong-account'],
    ['P8', 'account as another number', 'account-without-zeros'],
    ['P8', 'no account', 'no-account'],
    ['P8', 'account null', 'account-null'],
    ['P9', 'another click_trans_id', 'wrong-reference'],
    ['P9', 'another click_trans_id as a number', 'number-reference'],
    ['P9', 'click_trans_id in a list', 'reference-list'],
    ['P9', 'empty click_trans_id', 'empty-reference'],
    ['P9', 'no click_trans_id', 'no-reference'],
    ['P9', 'number of the preparation in a list', 'prepare-id-list'],
    ['F28', 'temporary error', 'answers-temporary'],
    ['F28', 'booked, then an error', 'answers-pending'],
    ['P7', 'already paid, by nobody knows which payment', 'code-already-paid', ['pay']],
    ['P9', 'no number of the preparation', 'no-prepare-id', ['pay']],
    ['P9', 'another preparation', 'wrong-prepare-id', ['confirm']],
    ['P9', 'number of the confirmation null', 'confirm-id-null', ['confirm']],
    ['P9', 'number of the confirmation in a list', 'confirm-id-list', ['confirm']],
    ['P9', 'no number of the confirmation', 'no-confirm-id', ['confirm']],
  ],
);

/** Click SHOP. It only pays: nothing can be asked of an account or of a payment, and nothing taken back. */
export const clickSubject: Subject = {
  adapter: clickAdapter,
  startSimulator: startClickSimulator,
  settings: { ...clickSimulatorSettings, secret },
  wrongSettings: { ...clickSimulatorSettings, secret: 'another-9876543210' },
  secret,
  references: twentyDigits,
  statement: null,
  proof: null,
  lacks: ['accounts', 'bills'],
  steps: 2,
  chatter: 'personal-note',
  tolerances: [
    { title: 'codes as text', fault: 'code-as-text', settings: {}, tellsTransaction: true },
    { title: 'no echo', fault: 'no-echo', settings: { echo: 'optional' }, tellsTransaction: true },
  ],
  defects,
};
