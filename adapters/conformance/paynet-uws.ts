import { basicAuthorization } from '../kit/basic-authorization.ts';
import type { Operation } from '../kit/fault-script.ts';
import { paynetAdapter } from '../paynet-uws/adapter.ts';
import {
  paynetSimulatorProofSettings,
  paynetSimulatorSettings,
  startPaynetSimulator,
} from '../paynet-uws/simulator.ts';
import { defectsOf } from './defects-of.ts';
import { jsonRpcDefects } from './json-rpc-defects.ts';
import type { Defect, Subject } from './subject.ts';

const credentials = { user: 'vahid', password: 'conformance-ə' };

const questions: readonly Operation[] = ['validate', 'debt'];
const states: readonly Operation[] = ['status', 'cancel'];
const dated: readonly Operation[] = ['pay', 'status'];

const defects: readonly Defect[] = defectsOf(states, [
  ['P6', 'state in quotes', 'state-text'],
  ['P6', 'state null', 'state-null'],
  ['P6', 'state true', 'state-true'],
  ['P6', 'state in a list', 'state-list'],
  ['P6', 'no state', 'no-state'],
  ['P7', 'state that the protocol has not', 'unknown-state'],
  ['P6', 'status 00', 'status-00', questions],
  ['P6', 'status 0 and a blank', 'status-blank', questions],
  ['P6', 'status 0x0', 'status-hex', questions],
  ['P6', 'status null', 'status-null', questions],
  ['P6', 'status false', 'status-false', questions],
  ['P6', 'no status', 'no-status', questions],
  ['P7', 'another status', 'unknown-status', questions],
  ['P6', 'number of the provider null', 'transaction-null', ['pay', 'cancel', 'statement']],
  ['P6', 'number of the provider in a list', 'transaction-list', ['pay', ...states]],
  ['P6', 'no number of the provider', 'no-transaction', ['pay', 'cancel']],
  ['P8', 'there already, with another amount', 'books-another-amount', ['pay']],
  ['P8', 'another amount in the statement', 'wrong-amount', ['status']],
  ['P8', 'amount with decimals in the statement', 'amount-decimal', ['status']],
  ['P8', 'amount with an exponent in the statement', 'amount-exponent', ['status']],
  ['P8', 'amount below nought in the statement', 'negative-amount', ['status']],
  ['P8', 'no amount in the statement', 'no-amount', ['status']],
  ['P8', 'balance with decimals', 'balance-decimal', ['debt']],
  ['P8', 'balance with an exponent', 'balance-exponent', ['debt']],
  ['P8', 'no balance', 'no-balance', ['debt']],
  ['P9', 'done, but another payment’s line in the statement', 'line-of-another', ['status']],
  ['P9', 'done, but a line without reference in the statement', 'line-without-reference', ['status']],
  ['P9', 'done, but not in the statement', 'empty-statement', ['status']],
  ['P9', 'another number of the provider', 'wrong-transaction'],
  ['P16', 'booked twenty years ago', 'booked-long-ago', dated],
  ['P16', 'booked in the far future', 'booked-in-the-future', dated],
  ['P16', 'booked on a day that is none', 'booked-on-no-day', dated],
  ['P16', 'no time', 'no-timestamp', ['pay', 'status', 'cancel']],
  ['P16', 'time of another form', 'timestamp-with-zone', ['pay', 'status', 'cancel']],
  ['F28', 'system error', 'answers-temporary', ['pay']],
  ['F28', 'booked, then a system error', 'answers-pending', ['pay']],
]);

/** Paynet UWS. Its answers repeat neither account nor amount; only a statement tells amounts. */
export const paynetSubject: Subject = {
  adapter: paynetAdapter,
  startSimulator: startPaynetSimulator,
  settings: { ...paynetSimulatorSettings, ...credentials },
  wrongSettings: { ...paynetSimulatorSettings, ...credentials, password: 'another' },
  authorization: basicAuthorization(credentials.user, credentials.password),
  references: ['9007199254740991', '1'],
  statement: { tellsAccount: false, tellsCancelled: false },
  proof: { field: 'authorizationCode', settings: paynetSimulatorProofSettings },
  chatter: 'fields-beside-result',
  tolerances: [
    { title: 'fields beside the result', fault: 'fields-beside-result', settings: {}, tellsTransaction: true },
    { title: 'error null beside the result', fault: 'null-error', settings: {}, tellsTransaction: true },
    { title: 'number of the provider as text', fault: 'text-transaction', settings: {}, tellsTransaction: true },
  ],
  defects: [...jsonRpcDefects, ...defects],
};
