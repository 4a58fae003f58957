import { epayAdapter } from '../epay/adapter.ts';
import { transactionId } from '../epay/requests.ts';
import { epaySimulatorSettings, startEpaySimulator } from '../epay/simulator.ts';
import type { Operation } from '../kit/fault-script.ts';
import { defectsOf } from './defects-of.ts';
import type { Defect, Subject } from './subject.ts';

const secret = 'conformance-secret-0123456789';

const everywhere: readonly Operation[] = ['validate', 'debt', 'pay'];

const defects: readonly Defect[] = defectsOf(everywhere, [
  ['P3', 'XML instead of JSON', 'xml-instead'],
  ['P3', 'twenty thousand levels deep', 'nested-bomb'],
  ['P3', '__proto__ as a key', 'prototype-key'],
  ['P4', 'status twice', 'duplicate-status'],
  ['P4', 'status twice, once escaped', 'escaped-duplicate-status'],
  ['P4', 'two documents', 'two-documents'],
  ['P5', 'status in small letters', 'lower-case'],
  ['P5', 'answer in a list', 'in-a-list'],
  ['P6', 'status 0', 'status-zero'],
  ['P6', 'status 000', 'status-triple'],
  ['P6', 'status a number', 'status-number'],
  ['P6', 'status 00 without quotes', 'status-bare'],
  ['P6', 'status and a blank', 'status-blank'],
  ['P6', 'status 0x0', 'status-hex'],
  ['P6', 'status null', 'status-null'],
  ['P6', 'status false', 'status-false'],
  ['P6', 'status in a list', 'status-list'],
  ['P6', 'no status', 'no-status'],
  ['P7', 'code that no table has', 'unknown-code'],
  ['P8', 'another amount', 'wrong-amount', ['pay']],
  ['P8', 'another total', 'wrong-total', ['pay']],
  ['P8', 'amount as a text', 'text-amount'],
  ['P8', 'amount with a fraction', 'fraction-amount'],
  ['P8', 'amount below zero', 'negative-amount'],
  ['P8', 'amount that no number holds', 'huge-amount'],
  ['P8', 'no amount', 'no-amount', ['debt']],
  ['P8', 'another customer', 'wrong-account'],
  ['P8', 'another merchant', 'wrong-merchant'],
  ['P9', 'another TID', 'wrong-reference', ['pay']],
  ['P9', 'empty TID', 'empty-reference', ['pay']],
  ['P9', 'TID as a number', 'number-reference'],
  ['F28', 'temporary error', 'answers-temporary'],
  ['F28', 'accepted, not finished', 'answers-pending', ['pay']],
  ['F28', 'booked, then an error', 'apply-then-refuse', ['pay']],
]);

/** ePay.bg billing: one sum, no number of the provider's, no status. It has no dates of booking (P16). */
export const epaySubject: Subject = {
  adapter: epayAdapter,
  startSimulator: startEpaySimulator,
  settings: { ...epaySimulatorSettings, secret },
  wrongSettings: { ...epaySimulatorSettings, secret: 'another-secret-9876543210' },
  secret,
  references: ['2611319999999999', '2611010000000001'],
  statement: null,
  proof: null,
  lacks: ['bills', 'credit', 'number'],
  nameOf: (request) => transactionId(request, 'Europe/Sofia'),
  chatter: 'personal-text',
  tolerances: [{ title: 'content type text/html', fault: 'text-html', settings: {}, tellsTransaction: false }],
  defects,
};
