import { describe, expect, test } from 'vitest';
import { notifiedOutcomes } from '../../src/kernel/notification-contract.ts';
import { minor } from '../../src/kernel/money.ts';
import { paymentStates } from '../../src/payments/states.ts';
import {
  consequenceOf,
  digestOf,
  type PaymentStanding,
  replacementConsequence,
} from '../../src/provider-notifications/model.ts';

const happenedAt = new Date('2026-11-20T08:00:00Z');
const at = (change: Partial<PaymentStanding>): PaymentStanding => ({
  ...{ state: 'unknown', isUnderWay: false, reversalRequested: false, wasConfirmed: false, reversedAt: null },
  ...change,
});

describe('what follows from what a provider says of a payment', () => {
  test('is a question, or nothing, or a person’s to look at; by state and word', () => {
    const table = Object.fromEntries(
      paymentStates.map((state) => [
        state,
        notifiedOutcomes.map((outcome) => consequenceOf({ outcome, happenedAt }, at({ state }))),
      ]),
    );
    const [confirmed, rejected] = ['agrees', 'contradiction'];
    expect(table).toEqual({
      accepted: ['contradiction', 'contradiction', 'contradiction'],
      sending: ['wait', 'wait', 'wait'],
      unknown: ['ask', 'ask', 'ask'],
      confirmed: [confirmed, rejected, rejected],
      rejected: [rejected, confirmed, confirmed],
      reversed: [rejected, confirmed, confirmed],
    });
  });

  test('waits for the attempt that is under way', () => {
    expect(consequenceOf({ outcome: 'confirmed', happenedAt }, at({ isUnderWay: true }))).toBe('wait');
  });

  test('is nothing where a payment is being taken back, and the provider says that it was', () => {
    const standing = at({ state: 'confirmed', reversalRequested: true });
    expect(consequenceOf({ outcome: 'reversed', happenedAt }, standing)).toBe('agrees');
    expect(consequenceOf({ outcome: 'rejected', happenedAt }, standing)).toBe('contradiction');
  });

  test('is nothing where "confirmed" was true once, and a contradiction where it never was or is said after the end', () => {
    const later = new Date(happenedAt.getTime() + 1);
    const say = (standing: Partial<PaymentStanding>) =>
      consequenceOf({ outcome: 'confirmed', happenedAt }, at({ state: 'reversed', ...standing }));
    expect(say({ wasConfirmed: true, reversedAt: later })).toBe('outdated');
    expect(say({ wasConfirmed: true, reversedAt: happenedAt })).toBe('contradiction');
    expect(say({ wasConfirmed: false, reversedAt: later })).toBe('contradiction');
  });

  test('is a person’s to look at where the provider has no such payment', () => {
    expect(consequenceOf({ outcome: 'confirmed', happenedAt }, undefined)).toBe('unknown_payment');
  });
});

describe('a replacement of a plan', () => {
  const told = {
    kind: 'plan-replacement',
    ...{ withdrawnPlan: 'old', replacementPlan: 'new' },
    ...{ announcedOn: '2026-11-20', changesOn: '2026-12-20', charge: minor(0n) },
  } as const;
  const announced = { replacementPlan: 'new', announcedOn: '2026-11-20', changesOn: '2026-12-20', charge: 0n };

  test('is announced between plans of the catalogue, once, and never with other terms', () => {
    const codes = ['old', 'new'];
    expect(replacementConsequence(told, { codes, announced: undefined })).toBe('announce');
    expect(replacementConsequence(told, { codes, announced })).toBe('agrees');
    for (const other of [{ replacementPlan: 'x' }, { announcedOn: 'x' }, { changesOn: 'x' }, { charge: 1n }]) {
      expect(replacementConsequence(told, { codes, announced: { ...announced, ...other } })).toBe('contradiction');
    }
    for (const code of codes) {
      expect(replacementConsequence(told, { codes: [code], announced: undefined })).toBe('unknown_plan');
    }
  });
});

test('a repeat is known whatever the order of its members, and another thing under its name is not it', () => {
  const told = { kind: 'payment', reference: '1', outcome: 'confirmed' } as const;
  const same = digestOf({ outcome: 'confirmed', reference: '1', kind: 'payment' }, happenedAt);
  expect(digestOf(told, happenedAt).equals(same)).toBe(true);
  expect(digestOf({ ...told, outcome: 'rejected' }, happenedAt).equals(same)).toBe(false);
  expect(digestOf(told, new Date(0)).equals(same)).toBe(false);
});
