import { add, type Currency, type Minor, minor, negate, subtract, zero } from '../kernel/money.ts';
import type { AccountKind, AccountRef } from '../ledger/chart.ts';
import { cashTransferOf } from '../ledger/transfers.ts';
import type { Entry } from '../payments/commands.ts';
import type { Keeper, ShiftLine, Turnover } from './model.ts';

type Sums = Pick<
  ShiftLine,
  'payments' | 'reversals' | 'before' | 'fromTellers' | 'toTellers' | 'toPayers' | 'expected'
>;

/** One currency of a closed shift. */
export interface ClosedCash extends Sums {
  readonly currency: Currency;
  /** Counted when the shift before was closed: what the drawer holds in the books. */
  readonly left: Minor;
  readonly counted: Minor;
}

type Closed = Keeper & { readonly id: string };

export const entryKeys = {
  closed: (shiftId: string, currency: Currency) => `shift-closed:${shiftId}:${currency}`,
  difference: (shiftId: string, currency: Currency) => `cash-difference:${shiftId}:${currency}`,
  correction: (correctionId: string, currency: Currency) => `difference-corrected:${correctionId}:${currency}`,
};

/**
 * What is posted for a closed shift. All cash is an asset, so that an account of cash is below nought by what lies there. The first
 * entry brings the drawer from what was left in it to what was expected: against takings, other drawers, and the vault, where also
 * lies what was put in or taken out between two shifts. The second brings it to what was counted.
 */
export function entriesOf(shift: Closed, cash: readonly ClosedCash[]): Entry[] {
  return cash.flatMap((one) => {
    const account = (kind: AccountKind): AccountRef => accountOf(shift, kind, one.currency);
    const taken = subtract(
      add(charged(one.payments), charged(one.before.payments)),
      add(charged(one.reversals), charged(one.before.reversals), one.toPayers.amount),
    );
    const handed = subtract(one.fromTellers.amount, one.toTellers.amount);
    const grown = subtract(one.expected, one.left);
    const closed = [
      { account: account('teller_drawer'), amount: negate(grown) },
      { account: account('agent_takings'), amount: taken },
      { account: account('cash_in_hand_over'), amount: handed },
      { account: account('agent_vault'), amount: subtract(grown, add(taken, handed)) },
    ].filter(({ amount }) => amount !== zero);
    const difference = subtract(one.counted, one.expected);
    return [
      ...(closed.length === 0
        ? []
        : [{ key: entryKeys.closed(shift.id, one.currency), transfer: cashTransferOf('shift_closed', closed) }]),
      ...(difference === zero ? [] : [differenceOf(shift, one.currency, difference)]),
    ];
  });
}

function differenceOf(shift: Closed, currency: Currency, difference: Minor): Entry {
  return {
    key: entryKeys.difference(shift.id, currency),
    transfer: cashTransferOf('cash_difference', [
      { account: accountOf(shift, 'teller_drawer', currency), amount: negate(difference) },
      { account: accountOf(shift, 'cash_over_short', currency), amount: difference },
    ]),
  };
}

/** Found money goes into the vault, and what is given to whom it was owed comes out of it: the closed drawer stays as it was counted. */
export function correctionEntry(
  shift: Closed,
  correction: { readonly id: string; readonly currency: Currency; readonly amount: bigint },
  reverses: bigint,
): Entry {
  const { id, currency } = correction;
  const amount = minor(correction.amount);
  const postings = [
    { account: accountOf(shift, 'agent_vault', currency), amount: negate(amount) },
    { account: accountOf(shift, 'cash_over_short', currency), amount },
  ];
  return {
    key: entryKeys.correction(id, currency),
    transfer: cashTransferOf('difference_corrected', postings, reverses),
  };
}

function accountOf({ agentId, tellerId }: Keeper, kind: AccountKind, currency: Currency): AccountRef {
  const isOfTeller = kind === 'teller_drawer' || kind === 'cash_over_short';
  return { kind, ownerId: isOfTeller ? tellerId : agentId, currency };
}

function charged({ amount, fees }: Turnover): Minor {
  return add(amount, fees);
}
