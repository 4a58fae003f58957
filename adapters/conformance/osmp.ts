import { basicAuthorization } from '../kit/basic-authorization.ts';
import type { Operation } from '../kit/fault-script.ts';
import { osmpAdapter } from '../osmp/adapter.ts';
import { osmpSimulatorProofSettings, osmpSimulatorSettings, startOsmpSimulator } from '../osmp/simulator-dialects.ts';
import { defectsOf } from './defects-of.ts';
import { twentyDigits } from './references.ts';
import type { Defect, Subject } from './subject.ts';

export const credentials = { user: 'vahid', password: 'conformance-ə' };

const everywhere: readonly Operation[] = ['validate', 'debt', 'pay', 'status', 'cancel'];
const money: readonly Operation[] = ['pay', 'status', 'cancel'];

/** Defects of an answer in XML, whatever the dialect calls its elements. */
export const xmlDefects: readonly Defect[] = defectsOf(everywhere, [
  ['P3', 'DOCTYPE', 'doctype'],
  ['P3', 'external entity of a file', 'external-entity'],
  ['P3', 'entity bomb', 'entity-bomb'],
  ['P3', 'entity that nothing declares', 'undeclared-entity'],
  ['P4', 'result twice, success last', 'duplicate-result'],
  ['P4', 'result twice, failure first', 'duplicate-result-first'],
  ['P4', 'two documents', 'two-responses'],
  ['P5', 'element names in capitals', 'upper-case'],
  ['P5', 'result in another case', 'other-case-result'],
  ['P5', 'another default namespace', 'default-namespace'],
  ['P5', 'prefixed root', 'prefixed-namespace'],
  ['P6', 'result 00', 'result-00'],
  ['P6', 'result 0 and a blank', 'result-blank'],
  ['P6', 'result 0x0', 'result-hex'],
  ['P6', 'result null', 'result-null'],
  ['P6', 'result in quotes', 'result-quoted'],
  ['P6', 'result empty', 'result-empty'],
  ['P6', 'result inside another element', 'result-nested'],
  ['P6', 'no result', 'no-result'],
  ['P7', 'code that no table has', 'unknown-code'],
  ['P8', 'another sum', 'wrong-amount', money],
  ['P8', 'no sum', 'no-amount', ['pay', 'status']],
  ['P8', 'sum with a comma', 'amount-comma', money],
  ['P10', 'another encoding declared', 'other-encoding'],
  ['F28', 'temporary error', 'answers-temporary', ['pay']],
  ['F28', 'accepted, not finished', 'answers-pending', ['pay']],
]);

/** Defects of the echo of our reference, where the dialect has one. */
export const referenceDefects: readonly Defect[] = defectsOf(everywhere, [
  ['P9', 'another txn_id', 'wrong-reference', money],
  ['P9', 'empty txn_id', 'empty-reference', money],
  ['P9', 'no txn_id', 'no-reference', money],
]);

/** OSMP names a transaction in a check as well. */
const checkDefects: readonly Defect[] = defectsOf(['validate', 'debt'], [['P9', 'another txn_id', 'wrong-reference']]);

/** These point to a listener that nobody may call. */
export const xmlBaits: readonly Defect[] = defectsOf(everywhere, [
  ['P3', 'external entity', 'external-entity'],
  ['P3', 'external DTD', 'external-dtd'],
  ['P3', 'parameter entity', 'parameter-entity'],
]).map((defect) => ({ ...defect, baits: true }));

/** OSMP XML. It has no dates in its answers (P16) and no statement. */
export const osmpSubject: Subject = {
  adapter: osmpAdapter,
  startSimulator: startOsmpSimulator,
  settings: { ...osmpSimulatorSettings, ...credentials },
  wrongSettings: { ...osmpSimulatorSettings, ...credentials, password: 'another' },
  authorization: basicAuthorization(credentials.user, credentials.password),
  references: twentyDigits,
  statement: null,
  proof: { field: 'authorizationCode', settings: osmpSimulatorProofSettings },
  chatter: 'personal-comment',
  tolerances: [
    { title: 'content type text/html', fault: 'text-html', settings: {}, tellsTransaction: true },
    { title: 'prolog without encoding', fault: 'plain-prolog', settings: {}, tellsTransaction: true },
    { title: 'no prv_txn', fault: 'no-transaction', settings: {}, tellsTransaction: false },
    { title: 'white space in values', fault: 'whitespace', settings: { whitespace: 'trim' }, tellsTransaction: true },
    {
      title: 'empty osmp_txn_id',
      fault: 'empty-reference',
      settings: { referenceEcho: 'optional' },
      tellsTransaction: true,
    },
    { title: 'no sum', fault: 'no-amount', settings: { sumEcho: 'optional' }, tellsTransaction: true },
  ],
  defects: [...xmlDefects, ...referenceDefects, ...checkDefects, ...xmlBaits],
};
