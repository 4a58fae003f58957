import { basicAuthorization } from '../kit/basic-authorization.ts';
import type { Operation } from '../kit/fault-script.ts';
import { kaspiAdapter, kassa24Adapter, sberbankAdapter } from '../osmp/adapter.ts';
import {
  kaspiSimulatorSettings,
  kassa24SimulatorSettings,
  osmpSimulatorProofSettings,
  sberbankSimulatorSettings,
  startKaspiSimulator,
  startKassa24Simulator,
  startSberbankSimulator,
} from '../osmp/simulator-dialects.ts';
import { defectsOf } from './defects-of.ts';
import { credentials, referenceDefects, xmlBaits, xmlDefects } from './osmp.ts';
import { twentyDigits } from './references.ts';
import type { Defect, Subject, Tolerance } from './subject.ts';

const everywhere: readonly Operation[] = ['validate', 'debt', 'pay', 'status', 'cancel'];
const money: readonly Operation[] = ['pay', 'status', 'cancel'];

const jsonDefects: readonly Defect[] = defectsOf(everywhere, [
  ['P3', 'XML instead of JSON', 'xml-instead'],
  ['P3', 'twenty thousand levels deep', 'nested-bomb'],
  ['P3', '__proto__ as a key', 'prototype-key'],
  ['P4', 'result twice', 'duplicate-result'],
  ['P4', 'result twice, once escaped', 'escaped-duplicate-result'],
  ['P4', 'two documents', 'two-documents'],
  ['P5', 'result with a capital', 'upper-case-result'],
  ['P6', 'result 00', 'result-00'],
  ['P6', 'result in quotes', 'result-text'],
  ['P6', 'result 0 and a blank', 'result-blank'],
  ['P6', 'result 0x0', 'result-hex'],
  ['P6', 'result null', 'result-null'],
  ['P6', 'result false', 'result-false'],
  ['P6', 'result in a list', 'result-list'],
  ['P6', 'no result', 'no-result'],
  ['P7', 'code that no table has', 'unknown-code'],
  ['P8', 'another sum', 'wrong-amount', money],
  ['P8', 'no sum', 'no-amount', ['pay', 'status']],
  ['P8', 'sum with a comma', 'amount-comma', money],
  ['P8', 'sum as a number', 'number-amount', money],
  ['P9', 'another txn_id', 'wrong-reference'],
  ['P9', 'empty txn_id', 'empty-reference', money],
  ['P9', 'txn_id as a number', 'number-reference'],
  ['P9', 'no txn_id', 'no-reference', money],
  ['F28', 'temporary error', 'answers-temporary', ['pay']],
  ['F28', 'accepted, not finished', 'answers-pending', ['pay']],
]);

/** What the dialects with elements side by side can repeat of a request. */
const echoDefects: readonly Defect[] = defectsOf(money, [
  ['P8', 'another account', 'wrong-account', ['validate', 'debt', 'pay']],
  ['P9', 'another reference', 'wrong-reference'],
]);

/** Of the instant of booking, where the contract says its form. */
const dateDefects: readonly Defect[] = defectsOf(
  ['pay'],
  [
    ['P16', 'booked twenty years ago', 'booked-long-ago'],
    ['P16', 'booked in the far future', 'booked-in-the-future'],
    ['P16', 'booked on a day that is none', 'booked-on-no-day'],
    ['P16', 'time of another form', 'booked-in-another-form'],
    ['P16', 'confirmed without a date', 'booked-never'],
  ],
);

const textHtml: Tolerance = {
  title: 'content type text/html',
  fault: 'text-html',
  settings: {},
  tellsTransaction: true,
};
const noSum: Tolerance = {
  title: 'no sum',
  fault: 'no-amount',
  settings: { sumEcho: 'optional' },
  tellsTransaction: true,
};

/** What all dialects have in common with OSMP: credentials, proof, and a free text that may say too much. */
function subjectOf(
  parts: Pick<Subject, 'adapter' | 'startSimulator' | 'settings' | 'tolerances' | 'defects'>,
): Subject {
  return {
    ...parts,
    settings: { ...parts.settings, ...credentials },
    wrongSettings: { ...parts.settings, ...credentials, password: 'another' },
    authorization: basicAuthorization(credentials.user, credentials.password),
    references: twentyDigits,
    statement: null,
    proof: { field: 'authorizationCode', settings: { ...osmpSimulatorProofSettings, proofRefusedCode: '26' } },
    chatter: 'personal-comment',
  };
}

export const kaspiSubject: Subject = subjectOf({
  adapter: kaspiAdapter,
  startSimulator: startKaspiSimulator,
  settings: kaspiSimulatorSettings,
  tolerances: [
    textHtml,
    noSum,
    { title: 'no prv_txn_id', fault: 'no-transaction', settings: {}, tellsTransaction: false },
    {
      title: 'empty txn_id',
      fault: 'empty-reference',
      settings: { referenceEcho: 'optional' },
      tellsTransaction: true,
    },
  ],
  defects: jsonDefects,
});

/** It need not repeat our reference, so an answer without it is as good as any. */
export const sberbankSubject: Subject = subjectOf({
  adapter: sberbankAdapter,
  startSimulator: startSberbankSimulator,
  settings: sberbankSimulatorSettings,
  tolerances: [
    textHtml,
    noSum,
    { title: 'no EXT_ID', fault: 'no-transaction', settings: {}, tellsTransaction: false },
    { title: 'white space in values', fault: 'whitespace', settings: { whitespace: 'trim' }, tellsTransaction: true },
  ],
  defects: [...xmlDefects, ...echoDefects, ...dateDefects, ...xmlBaits],
});

export const kassa24Subject: Subject = subjectOf({
  adapter: kassa24Adapter,
  startSimulator: startKassa24Simulator,
  settings: kassa24SimulatorSettings,
  tolerances: [
    textHtml,
    noSum,
    { title: 'no number', fault: 'no-transaction', settings: {}, tellsTransaction: false },
    { title: 'white space in values', fault: 'whitespace', settings: { whitespace: 'trim' }, tellsTransaction: true },
  ],
  defects: [...xmlDefects, ...referenceDefects, ...echoDefects, ...xmlBaits],
});
