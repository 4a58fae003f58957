import { assert } from '../../src/kernel/assert.ts';

const length = 24;
const filler = 'f';

/** The 24 hexadecimal characters under which a provider hears of a payment: the reference, and `f` before it. */
export function transactionIdOf(reference: string): string {
  assert(/^[0-9]{1,20}$/.test(reference), 'a Payme reference is at most twenty digits');
  return reference.padStart(length, filler);
}

/** The reference in such an id; undefined for one that is not the hub's. */
export function referenceOf(id: string): string | undefined {
  return id.length === length ? /^f+([0-9]{1,20})$/.exec(id)?.[1] : undefined;
}
