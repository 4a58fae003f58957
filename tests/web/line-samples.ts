import { noMaintenance } from '../../src/availability/model.ts';
import type { LastKnownDebt, Quote } from '../../src/debts/model.ts';
import { minor } from '../../src/kernel/money.ts';
import { noHistory } from '../../src/payments/guards.ts';
import type { AccountLine, ShownDebt } from '../../src/web/debts/account-line.ts';

const at = new Date('2026-11-20T06:42:00Z');

/** An answer of a provider that takes any amount and to which nothing is owed. */
export function aQuote(more: Partial<Quote> = {}): Quote {
  return {
    id: '01a1f7b0-c6c0-7cc3-8010-adf5f8def1f4',
    asker: { kind: 'citizen', citizenId: 'c' },
    providerId: 'p',
    account: '01234567',
    fields: {},
    currency: 'AZN',
    balance: minor(0n),
    balanceTold: true,
    bills: [],
    line: null,
    rule: { exactness: 'any', multipleOf: null, minAmount: null, maxAmount: null },
    history: noHistory,
    holderNameMasked: null,
    obtainedAt: at,
    expiresAt: new Date(at.getTime() + 900_000),
    standIn: false,
    ...more,
  };
}

export function told(more: Partial<Quote> = {}): ShownDebt {
  return { kind: 'told', quote: aQuote(more), holder: { name: null, address: null, masked: true }, notice: null };
}

/** What is left of an answer of earlier. */
export function aSilence(balance: bigint, obtainedAt: Date = at): LastKnownDebt {
  return { currency: 'AZN', balance: minor(balance), bills: [], obtainedAt };
}

export function aLine(more: Partial<AccountLine> = {}): AccountLine {
  return {
    linkId: '01a1f7b0-c6c0-7cc3-8010-adf79fcf93a3',
    providerId: 'p',
    providerName: 'Azersu',
    service: 'water',
    currency: 'AZN',
    accountMasked: '••••4567',
    label: null,
    debt: told(),
    paid: null,
    maintenance: noMaintenance,
    channel: 'cabinet',
    ...more,
  };
}
