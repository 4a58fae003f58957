import { maskAccount } from '../../accounts/masking.ts';
import type { AccountLink } from '../../accounts/api.ts';
import type { MaintenanceOutlook } from '../../availability/model.ts';
import type { DebtLine, DebtTarget, HolderView, LastKnownDebt, Quote, UnavailableReason } from '../../debts/model.ts';
import type { Channel } from '../../fees/model.ts';
import type { Bill } from '../../kernel/adapter.ts';
import type { BusinessDate } from '../../kernel/business-date.ts';
import type { MeterState } from '../../kernel/meter-contract.ts';
import { currencies, type Currency, type Minor } from '../../kernel/money.ts';
import type { PaymentView } from '../../payments/model.ts';
import { isInTransit } from '../../payments/states.ts';
import type { ReplacementNotice } from '../../plans/model.ts';
import { daysBetween } from '../../platform/messages/format-date.ts';
import type { Language } from '../../platform/messages/language.ts';
import type { Provider, Service } from '../../providers/model.ts';

/** An account of the citizen with what its provider says of it now, or that it has not answered yet. */
export interface AccountLine {
  readonly linkId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly service: Service;
  readonly currency: Currency;
  /** The last digits: enough to tell one's own accounts apart over somebody's shoulder. */
  readonly accountMasked: string;
  readonly label: string | null;
  readonly debt: ShownDebt;
  /** What was paid lately and is not in the provider's answer for certain; null where there is nothing of the kind. */
  readonly paid: PaidLately | null;
  /** Planned work of the provider: while it is under way nothing is paid. */
  readonly maintenance: MaintenanceOutlook;
  /** Where the payer stands: it has limits of its own. */
  readonly channel: Channel;
}

export interface PaidLately {
  readonly amount: bigint;
  /** When the last of it was accepted. */
  readonly at: Date;
}

/** What is shown of a debt. Amounts are minor units. */
export type ShownDebt =
  | { readonly kind: 'asking' }
  | {
      readonly kind: 'told';
      readonly quote: Quote;
      readonly holder: HolderView;
      readonly notice: ReplacementNotice | null;
      /** Told with the answer itself, not kept with its quote. */
      readonly meter?: MeterState | null;
    }
  | { readonly kind: 'silent'; readonly reason: UnavailableReason; readonly lastKnown: LastKnownDebt | null }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly reason: 'account' | 'proof' };

export function makeLine(
  link: Pick<AccountLink, 'linkId' | 'account' | 'label'>,
  provider: Provider,
  shown: { readonly language: Language } & Pick<AccountLine, 'debt' | 'paid' | 'maintenance' | 'channel'>,
): AccountLine {
  return {
    linkId: link.linkId,
    providerId: provider.id,
    providerName: provider.name[shown.language],
    service: provider.service,
    currency: provider.currency,
    accountMasked: maskAccount(link.account),
    label: link.label,
    debt: shown.debt,
    paid: shown.paid,
    maintenance: shown.maintenance,
    channel: shown.channel,
  };
}

export function targetOf(link: AccountLink): DebtTarget {
  return {
    key: link.linkId,
    providerId: link.providerId,
    input: { account: link.account, fields: link.fields },
    unmasked: link.showsProviderData,
  };
}

export function shownDebt(line: DebtLine, notice: ReplacementNotice | null): ShownDebt {
  switch (line.kind) {
    case 'quoted':
      return { kind: 'told', quote: line.quote, holder: line.holder, notice, meter: line.meter };
    case 'no-such-account':
      return { kind: 'gone' };
    case 'refused':
      return { kind: 'refused', reason: line.reason };
    case 'unavailable':
      return { kind: 'silent', reason: line.reason, lastKnown: line.lastKnown };
  }
}

/**
 * What of an account's payments its answer cannot know for certain: those still on their way, and those accepted after
 * the answer was given. Newest first; what was rejected or reversed pays nothing.
 */
export function paidLately(debt: ShownDebt, payments: readonly PaymentView[]): PaidLately | null {
  const answeredAt = obtainedAt(debt);
  const standing = payments.filter(({ state }) => state !== 'rejected' && state !== 'reversed');
  const counted = standing.filter(
    (payment) => isInTransit(payment.state) || (answeredAt !== null && payment.acceptedAt > answeredAt),
  );
  const [newest] = counted;
  if (!newest) return null;
  return { amount: counted.reduce((sum, payment) => sum + payment.amount, 0n), at: newest.acceptedAt };
}

/** When the provider gave the answer that is shown. */
export function obtainedAt(debt: ShownDebt): Date | null {
  if (debt.kind === 'told') return debt.quote.obtainedAt;
  return debt.kind === 'silent' && debt.lastKnown ? debt.lastKnown.obtainedAt : null;
}

/**
 * What counts as owed: never less than nothing; null where nobody knows. What was paid lately settles it as soon as it
 * covers the whole: nobody is asked for the same money twice. A part is only told beside it, since whether the provider
 * has it in its figure is not known.
 */
export function owedAmount({ debt, paid }: Pick<AccountLine, 'debt' | 'paid'>): bigint | null {
  const balance = toldBalance(debt);
  if (balance === null) return null;
  return balance <= 0n || (paid !== null && paid.amount >= balance) ? 0n : balance;
}

/** True where a debt is shown as nothing because it was paid a moment ago. */
export function isSettledByPayment(line: Pick<AccountLine, 'debt' | 'paid'>): boolean {
  return (toldBalance(line.debt) ?? 0n) > 0n && owedAmount(line) === 0n;
}

function toldBalance(debt: ShownDebt): Minor | null {
  if (debt.kind === 'told') return debt.quote.balanceTold ? debt.quote.balance : null;
  return debt.kind === 'silent' && debt.lastKnown ? debt.lastKnown.balance : null;
}

export type Dueness =
  | { readonly kind: 'late'; readonly days: number }
  | { readonly kind: 'due'; readonly on: BusinessDate }
  | { readonly kind: 'undated' };

/** How urgent open bills are: late by the oldest that is past its date, else due on the first date to come. */
export function duenessOf(bills: readonly Bill[], today: BusinessDate): Dueness {
  const dates = bills.flatMap((bill) => (bill.dueOn === null ? [] : [bill.dueOn])).sort();
  const [first] = dates;
  if (first === undefined) return { kind: 'undated' };
  return first < today ? { kind: 'late', days: daysBetween(first, today) } : { kind: 'due', on: first };
}

/** Bills that say how urgent a debt is; none where nothing is owed. */
export function openBills(line: Pick<AccountLine, 'debt' | 'paid'>): readonly Bill[] {
  const { debt } = line;
  if ((owedAmount(line) ?? 0n) <= 0n) return [];
  if (debt.kind === 'told') return debt.quote.bills;
  return debt.kind === 'silent' && debt.lastKnown ? debt.lastKnown.bills : [];
}

/** What all lines come to, for the top of the page. */
export interface Overview {
  readonly sums: readonly { readonly currency: Currency; readonly amount: bigint }[];
  readonly accounts: number;
  readonly asking: number;
  readonly late: number;
  readonly nextDue: BusinessDate | null;
  /** Lines without an answer whose last known amount is in the sum. */
  readonly counted: number;
  /** Lines without an answer that are not in the sum, because no amount is known. */
  readonly uncounted: number;
}

export function sumUp(lines: readonly AccountLine[], today: BusinessDate): Overview {
  const sums = new Map<Currency, bigint>();
  for (const line of lines) {
    sums.set(line.currency, (sums.get(line.currency) ?? 0n) + (owedAmount(line) ?? 0n));
  }
  const silent = lines.filter((line) => line.debt.kind === 'silent');
  const dueness = lines.map((line) => duenessOf(openBills(line), today));
  const dueDates = dueness.flatMap((due) => (due.kind === 'due' ? [due.on] : [])).sort();
  return {
    sums: mainFirst([...sums].map(([currency, amount]) => ({ currency, amount }))),
    accounts: lines.length,
    asking: lines.filter((line) => line.debt.kind === 'asking').length,
    late: dueness.filter((due) => due.kind === 'late').length,
    nextDue: dueDates[0] ?? null,
    counted: silent.filter((line) => (owedAmount(line) ?? 0n) > 0n).length,
    uncounted: silent.filter((line) => owedAmount(line) === null).length,
  };
}

/** The hub's own currency first, the others in the order in which they came; what is nothing only where all is. */
function mainFirst(sums: { currency: Currency; amount: bigint }[]): { currency: Currency; amount: bigint }[] {
  const sorted = [...sums].sort((a, b) => Number(b.currency === 'AZN') - Number(a.currency === 'AZN'));
  const owed = sorted.filter((sum) => sum.amount > 0n);
  return owed.length > 0 ? owed : sorted.slice(0, 1);
}

/** The lines in blocks of one currency each, the hub's own first; within a block in the order given. */
export function byCurrency<T extends { readonly currency: Currency }>(
  lines: readonly T[],
): { readonly currency: Currency; readonly lines: readonly T[] }[] {
  const present = currencies.filter((currency) => lines.some((line) => line.currency === currency));
  return present.map((currency) => ({ currency, lines: lines.filter((line) => line.currency === currency) }));
}
