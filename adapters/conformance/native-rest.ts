import type { Operation } from '../kit/fault-script.ts';
import { nativeRestAdapter } from '../native-rest/adapter.ts';
import { nativeRestNotifier } from '../native-rest/simulator-notifications.ts';
import { nativeRestProofField, startNativeRestSimulator } from '../native-rest/simulator.ts';
import { defectsOf } from './defects-of.ts';
import { twentyDigits } from './references.ts';
import type { Defect, NotifyingSubject, Subject } from './subject.ts';

const key = 'conformance-key-0123456789';

const money: readonly Operation[] = ['pay', 'status', 'cancel', 'card'];
const questions: readonly Operation[] = ['validate', 'debt'];
const dated: readonly Operation[] = ['pay', 'status'];

const defects: readonly Defect[] = defectsOf(money, [
  ['P3', 'XML with an entity instead of JSON', 'xml-instead', [...questions, ...money, 'statement', 'reading']],
  ['P3', 'twenty thousand levels deep', 'nested-bomb', [...questions, ...money, 'statement']],
  ['P3', '__proto__ as a key', 'prototype-key', [...questions, ...money, 'statement']],
  ['P4', 'state twice', 'duplicate-key'],
  ['P4', 'state twice, once escaped', 'escaped-duplicate-key'],
  ['P4', 'two documents', 'two-documents', [...questions, ...money, 'statement']],
  ['P5', 'state with a capital', 'upper-case'],
  ['P5', 'a member too many', 'extra-field', [...questions, ...money, 'statement', 'reading']],
  ['P6', 'state in capitals', 'state-upper'],
  ['P6', 'state and a blank', 'state-blank'],
  ['P6', 'state null', 'state-null'],
  ['P6', 'state a number', 'state-number'],
  ['P6', 'state true', 'state-true'],
  ['P6', 'state in a list', 'state-list'],
  ['P6', 'no state', 'no-state', [...money, 'reading']],
  ['P7', 'state that is not in the list', 'unknown-state'],
  ['P7', 'refusal with another code', 'unknown-code'],
  ['P7', 'refusal that names another payment', 'refusal-of-another'],
  ['P7', 'refusal that names no payment', 'bare-refusal', [...questions, ...money]],
  ['P7', '404 of a proxy', 'proxy-not-found', [...questions, ...money, 'reading']],
  ['P7', '404 of a router', 'json-not-found', [...questions, ...money, 'reading']],
  ['P8', 'another amount', 'wrong-amount', [...money]],
  ['P8', 'amount as a number', 'number-amount', ['debt', ...money]],
  ['P8', 'amount with an exponent', 'amount-exponent', ['debt', ...money]],
  ['P8', 'another currency', 'wrong-currency', ['debt', ...money]],
  ['P8', 'another account', 'wrong-account', [...questions, ...money, 'reading']],
  ['P9', 'another reference', 'wrong-reference'],
  ['P9', 'empty reference', 'empty-reference'],
  ['P9', 'reference as a number', 'number-reference'],
  ['P9', 'no reference', 'no-reference'],
  ['P16', 'booked twenty years ago', 'booked-long-ago', dated],
  ['P16', 'booked in the far future', 'booked-in-the-future', dated],
  ['P16', 'confirmed without a date', 'booked-never', dated],
  ['F28', 'accepted, not finished', 'answers-pending', ['pay']],
]);

const states = { confirmed: 'confirmed', rejected: 'rejected', reversed: 'cancelled' } as const;

const notifications: NotifyingSubject = {
  makeNotifier(options) {
    const notifier = nativeRestNotifier(options);
    return {
      payment: (reference, outcome, id) =>
        notifier.tell({ type: 'payment', reference, state: states[outcome] }, id === undefined ? {} : { id }),
      debt: (account) => notifier.tell({ type: 'debt', account }),
    };
  },
  defects: [
    { title: 'a member too many', fault: 'notice-extra-field' },
    { title: 'no id', fault: 'notice-no-id' },
    { title: 'no instant', fault: 'notice-no-instant' },
    { title: 'an instant of some other clock', fault: 'notice-local-time' },
    { title: 'of an unknown type', fault: 'notice-unknown-type' },
    { title: 'a state that is not in the list', fault: 'notice-unknown-state' },
    { title: 'state in a list', fault: 'notice-state-list' },
    { title: 'reference as a number', fault: 'notice-number-reference' },
    { title: 'state twice', fault: 'notice-duplicate-key' },
    { title: 'a key into the prototype', fault: 'notice-prototype-key' },
    { title: 'two thousand levels', fault: 'notice-nested' },
    { title: 'longer than the door takes', fault: 'notice-too-long' },
    { title: 'a page of HTML', fault: 'notice-html' },
  ],
};

export const nativeRestSubject: Subject = {
  adapter: nativeRestAdapter,
  startSimulator: startNativeRestSimulator,
  settings: { key },
  wrongSettings: { key: 'another-key-9876543210' },
  authorization: `Bearer ${key}`,
  references: twentyDigits,
  statement: { tellsAccount: true, tellsCancelled: true },
  proof: { field: nativeRestProofField, settings: {} },
  chatter: null,
  notifications,
  tolerances: [{ title: 'no transaction number', fault: 'no-transaction', settings: {}, tellsTransaction: false }],
  defects,
};
