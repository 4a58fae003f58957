import { eripAdapter } from '../erip/adapter.ts';
import { eripSimulatorSettings, startEripSimulator } from '../erip/simulator.ts';
import type { Operation } from '../kit/fault-script.ts';
import { defectsOf } from './defects-of.ts';
import { twentyDigits } from './references.ts';
import type { Defect, Subject } from './subject.ts';

const salt = 'conformance-salt-0123456789';

const everywhere: readonly Operation[] = ['validate', 'debt', 'pay', 'confirm'];
const money: readonly Operation[] = ['pay', 'confirm'];

const defects: readonly Defect[] = defectsOf(everywhere, [
  ['P1', 'no signature', 'no-signature'],
  ['P1', 'signature with another salt', 'wrong-salt'],
  ['P1', 'signature without its scheme', 'no-scheme'],
  ['P1', 'signature cut off', 'cut-signature'],
  ['P1', 'a blank added after signing', 'changed-after-signing'],
  ['P3', 'DOCTYPE', 'doctype'],
  ['P3', 'entity that nothing declares', 'undeclared-entity'],
  ['P4', 'granted and refused at once', 'refused-as-well'],
  ['P4', 'granted twice', 'granted-twice', money],
  ['P4', 'two documents', 'two-documents'],
  ['P5', 'root in capitals', 'upper-case'],
  ['P5', 'another default namespace', 'default-namespace'],
  ['P6', 'answer without content', 'says-nothing'],
  ['P6', 'answer to another type of request', 'another-type'],
  ['P7', 'refusal in words of nobody', 'refused-in-other-words'],
  ['P7', 'refusal without words', 'refused-without-words'],
  ['P8', 'another amount', 'wrong-amount', money],
  ['P7', 'refusal that names another account', 'refused-for-another'],
  ['P8', 'two amounts, one of them ours', 'wrong-and-right-amount', money],
  ['P8', 'another account', 'wrong-account'],
  ['P8', 'another currency', 'wrong-currency'],
  ['P8', 'debt with a comma', 'amount-comma', ['debt']],
  ['P8', 'debt with an exponent', 'amount-exponent', ['debt']],
  ['P8', 'debt inside another element', 'amount-nested', ['debt']],
  ['P9', 'another reference', 'wrong-reference', money],
  ['P9', 'another request', 'wrong-request'],
  ['P9', 'no number of the reservation', 'no-transaction', ['pay']],
  ['P9', 'another number than was reserved', 'wrong-transaction', ['confirm']],
  ['P10', 'UTF-8 declared', 'says-utf-8'],
  ['P10', 'KOI8-R declared', 'says-koi8-r'],
  ['P10', 'a byte that is no character', 'unassigned-byte'],
  ['F28', 'temporary error', 'answers-temporary', ['validate', 'debt', 'pay']],
  ['F28', 'accepted, not finished', 'answers-pending', ['pay']],
  ['F28', 'booked, then refused', 'apply-then-refuse', ['confirm']],
]);

/** These point to a listener that nobody may call. */
const baits: readonly Defect[] = defectsOf(everywhere, [
  ['P3', 'external entity', 'external-entity'],
  ['P3', 'external DTD', 'external-dtd'],
]).map((defect) => ({ ...defect, baits: true }));

/** iPay and ERIP: two steps, no bills, no status. It has no dates in its answers (P16). */
export const eripSubject: Subject = {
  adapter: eripAdapter,
  startSimulator: startEripSimulator,
  settings: { ...eripSimulatorSettings, salt },
  wrongSettings: { ...eripSimulatorSettings, salt: 'another-salt-9876543210' },
  secret: salt,
  references: twentyDigits,
  statement: null,
  proof: null,
  lacks: ['bills'],
  steps: 2,
  chatter: 'personal-text',
  tolerances: [
    { title: 'content type text/html', fault: 'text-html', settings: {}, tellsTransaction: true },
    { title: 'prolog without encoding', fault: 'plain-prolog', settings: {}, tellsTransaction: true },
    { title: 'signature in capitals', fault: 'capital-signature', settings: {}, tellsTransaction: true },
  ],
  defects: [...defects, ...baits],
};
