import type { Operation } from '../kit/fault-script.ts';
import { paymeAdapter } from '../payme/adapter.ts';
import { paymeAuthorization } from '../payme/settings.ts';
import { paymeSimulatorProofSettings, paymeSimulatorSettings, startPaymeSimulator } from '../payme/simulator.ts';
import { defectsOf } from './defects-of.ts';
import { jsonRpcDefects } from './json-rpc-defects.ts';
import { twentyDigits } from './references.ts';
import type { Defect, Subject } from './subject.ts';
import { wireDefects } from './wire-defects.ts';

const key = 'conformance-ə-0123';

const questions: readonly Operation[] = ['validate', 'debt'];
const money: readonly Operation[] = ['pay', 'confirm', 'status', 'cancel'];
const proven: readonly Operation[] = ['pay', 'status'];

const defects: readonly Defect[] = defectsOf(money, [
  ['P9', 'neither version nor id', 'bare-envelope', [...questions, ...money, 'statement']],
  ['P6', 'state in quotes', 'state-text'],
  ['P6', 'state null', 'state-null'],
  ['P6', 'state true', 'state-true'],
  ['P6', 'state in a list', 'state-list'],
  ['P6', 'no state', 'no-state'],
  ['P7', 'state that the protocol has not', 'unknown-state'],
  ['P6', 'allow false', 'allow-false', questions],
  ['P6', 'allow in quotes', 'allow-text', questions],
  ['P6', 'allow a number', 'allow-number', questions],
  ['P6', 'no allow', 'no-allow', questions],
  ['P6', 'number of the provider null', 'transaction-null'],
  ['P6', 'number of the provider in a list', 'transaction-list'],
  ['P6', 'no number of the provider', 'no-transaction'],
  ['P8', 'another amount in the statement', 'wrong-amount', proven],
  ['P8', 'amount in quotes in the statement', 'amount-text', proven],
  ['P8', 'half a minor unit in the statement', 'amount-fraction', proven],
  ['P8', 'no amount in the statement', 'no-amount', proven],
  ['P8', 'another account in the statement', 'wrong-account', proven],
  ['P8', 'account as a number in the statement', 'number-account', proven],
  ['P8', 'no account in the statement', 'no-account', proven],
  ['P8', 'account null in the statement', 'account-null', proven],
  ['P8', 'balance with decimals', 'balance-decimal', ['debt']],
  ['P8', 'balance with an exponent', 'balance-exponent', ['debt']],
  ['P8', 'no balance', 'no-balance', ['debt']],
  ['P9', 'another payment’s line in the statement', 'line-of-another', proven],
  ['P9', 'a line without id in the statement', 'line-without-id', proven],
  ['P9', 'not in the statement', 'empty-statement', proven],
  ['P9', 'created only, by the statement', 'line-not-performed', proven],
  ['P9', 'another number of the provider', 'wrong-transaction', ['confirm', 'status', 'cancel']],
  ['P16', 'performed twenty years ago', 'performed-long-ago', proven],
  ['P16', 'performed in the far future', 'performed-in-the-future', proven],
  ['P16', 'time in seconds', 'performed-in-seconds', proven],
  ['P16', 'time as text', 'perform-time-text', proven],
  ['P16', 'no time', 'no-perform-time', proven],
  ['F28', 'performed, then a system error', 'answers-pending', ['confirm']],
  ['F33', 'expired before it was performed', 'confirm-is-refused', ['confirm']],
]);

/** What only the statement of a payment meets, which proves it once it is performed. */
const proving: readonly Defect[] = [
  ...wireDefects,
  ...jsonRpcDefects,
  ...defectsOf(['pay'], [['P9', 'another number of the provider', 'wrong-transaction']]),
].map((defect) => ({
  ...defect,
  title: `${defect.title}, when it is proven`,
  rule: { ...defect.rule, operations: ['statement'] },
  operations: ['pay'],
}));

/** Payme. Two steps to a payment, and a statement that proves what they booked. */
export const paymeSubject: Subject = {
  adapter: paymeAdapter,
  startSimulator: startPaymeSimulator,
  settings: { ...paymeSimulatorSettings, key },
  wrongSettings: { ...paymeSimulatorSettings, key: 'another-9876543210' },
  authorization: paymeAuthorization(key),
  references: twentyDigits,
  statement: { tellsAccount: true, tellsCancelled: true },
  steps: 2,
  proof: { field: 'authorizationCode', settings: paymeSimulatorProofSettings },
  chatter: 'personal-detail',
  tolerances: [
    { title: 'error null beside the result', fault: 'null-error', settings: {}, tellsTransaction: true },
    { title: 'no version and no id', fault: 'bare-envelope', settings: { envelope: 'bare' }, tellsTransaction: true },
    { title: 'number of the provider as a number', fault: 'number-transaction', settings: {}, tellsTransaction: true },
  ],
  defects: [...jsonRpcDefects, ...defects, ...proving],
};
