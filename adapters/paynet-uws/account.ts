import type { QueryOutcome } from '../../src/kernel/adapter.ts';
import { evidence, type Reason } from '../kit/evidence.ts';
import { meaningOf } from './codes.ts';
import type { PaynetSettings } from './settings.ts';

export function informationRefusal(code: string, settings: PaynetSettings): QueryOutcome<never> {
  if (settings.proofRefusedCode !== undefined && code === settings.proofRefusedCode) {
    return { kind: 'proof-refused', evidence: evidence('proof_refused', code) };
  }
  const meaning = meaningOf(code, settings.codes);
  return { kind: meaning.query, evidence: evidence(meaning.reason, code) };
}

export function unavailable(reason: Reason): QueryOutcome<never> {
  return { kind: 'unavailable', evidence: evidence(reason) };
}
