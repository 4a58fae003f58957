import type { UnavailableReason } from '../debts/model.ts';
import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import type { Currency } from '../kernel/money.ts';
import type { Question } from '../payments/guards.ts';
import type { WayBack } from '../refunds/model.ts';

/** A desk is left open for so long without a request, and at the latest until the end of a working day; milliseconds. */
export const deskIdleMs = 30 * 60_000;
export const deskMs = 12 * 3_600_000;
/** After so long without a request the customer is taken to have gone; milliseconds. */
export const customerIdleMs = 5 * 60_000;

/** What is known of a line's debt; the quote itself is read anew for every page. */
export type DeskAnswer =
  | { readonly kind: 'asking' }
  | { readonly kind: 'told'; readonly quoteId: string; readonly holderName: string | null }
  | { readonly kind: 'silent'; readonly reason: UnavailableReason }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly reason: 'account' | 'proof' }
  | { readonly kind: 'paid' };

/** An account on the teller's screen. */
export interface DeskLine {
  /** Names the line in forms: the id of the link, or one of its own. */
  readonly key: string;
  readonly linkId: string | null;
  readonly providerId: string;
  readonly account: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly label: string | null;
  readonly answer: DeskAnswer;
  /** Null until the teller has touched the line: what is owed is chosen then. */
  readonly choice: {
    readonly chosen: boolean;
    readonly amount: string;
    /** Bills that were chosen, and the sum that the amount was offered for; left out where there is nothing to choose. */
    readonly bills?: { readonly numbers: readonly string[]; readonly offered: string };
  } | null;
  /** What the payment code of the customer wants paid, minor units; null without one. */
  readonly wanted: string | null;
  /** Numbers of the bills that the payment code is for; left out where it names none. */
  readonly bills?: readonly string[];
}

/** A basket as it was sent, so that it can be sent again word by word under the same key. Amounts are minor units as text. */
export interface SentBasket {
  readonly key: string;
  readonly lines: readonly { readonly lineKey: string; readonly quoteId: string; readonly amount: string }[];
  readonly outcome: BasketOutcome | null;
}

export type BasketOutcome =
  | { readonly kind: 'accepted'; readonly total: string; readonly payments: readonly PaidLine[] }
  | { readonly kind: 'refused'; readonly refusal: DeskRefusal };

export interface PaidLine {
  readonly paymentId: string;
  readonly receiptNumber: string;
  readonly lineKey: string;
  readonly amount: string;
}

export interface DeskRefusal {
  readonly code: ErrorCode;
  readonly lineKey: string | null;
  /** What the line was to be paid, minor units as text; left out where no line is meant. */
  readonly amount?: string;
  readonly details: Readonly<Record<string, string>>;
}

/** A question about one line that the customer said yes to, with the amount that was shown: changed, it is asked anew. */
export interface SaidYes {
  readonly lineKey: string;
  readonly question: Question;
  /** Minor units as text. */
  readonly amount: string;
}

/** A payment under way, written down before the money moves. */
export interface Paying {
  readonly currency: Currency;
  /** Minor units; null where the exact sum is taken. */
  readonly cash: string | null;
  readonly paymentCode: string | null;
  readonly confirmed: readonly SaidYes[];
  readonly baskets: readonly SentBasket[];
}

/** What was taken in one go. */
export interface Taken {
  readonly currency: Currency;
  readonly cash: string | null;
  readonly total: string;
  readonly payments: readonly PaidLine[];
}

/** A payment of an earlier time that the teller has found again by its receipt. */
export interface OpenedPayment {
  readonly paymentId: string;
  /** How it is to be given back; null until the teller has asked for it. */
  readonly undoing: Undoing | null;
}

/** The wish to give a payment back, written down before anything is asked of the books. */
export interface Undoing {
  readonly kind: WayBack;
  /** The agent's key of a refund; of a form that was sent twice one wish is made. */
  readonly key: string;
  readonly reason: string;
  /** `asked`: the teller has still to say yes. `sent`: the books were asked and no answer came. `answered`: they have said. */
  readonly state: 'asked' | 'sent' | 'answered';
  readonly refusal: DeskRefusal | null;
}

/** The customer before the teller. */
export interface Customer {
  /** Tells two customers apart in windows that are open for too long. */
  readonly id: string;
  readonly citizenId: string | null;
  readonly uniqueCode: string | null;
  readonly fullName: string | null;
  readonly paymentCode: string | null;
  readonly lines: readonly DeskLine[];
  /** Cash as it was typed; a reload shows it again. */
  readonly cashTyped: string;
  readonly paying: Paying | null;
  readonly taken: readonly Taken[];
  /** Why the last try was refused, and what the payer has said yes to so far. */
  readonly refusal: DeskRefusal | null;
  readonly confirmed: readonly SaidYes[];
  /** Left out where the customer has come to pay. */
  readonly opened?: OpenedPayment;
}

export const nobodyYet = {
  ...{ citizenId: null, uniqueCode: null, fullName: null, paymentCode: null, lines: [] },
  ...{ cashTyped: '', paying: null, taken: [], refusal: null, confirmed: [] },
} as const satisfies Omit<Customer, 'id'>;

/** Whoever comes next takes the place, unless it is not known yet what became of a payment. */
export function giveWay(customer: Customer | null, next: Customer | null): Customer | null {
  return customer?.paying ? customer : next;
}

/** Writes a wish down, unless one is on its way already: that one has to be answered first. */
export function askToUndo(
  customer: Customer,
  paymentId: string,
  wish: Pick<Undoing, 'kind' | 'key' | 'reason'>,
): Customer {
  const { opened } = customer;
  if (opened?.paymentId !== paymentId) return customer;
  if (opened.undoing?.state === 'sent' && opened.undoing.kind === wish.kind) return customer;
  return { ...customer, opened: { ...opened, undoing: { ...wish, state: 'asked', refusal: null } } };
}

/** Notes how far the wish of a key has come; of another wish it says nothing. */
export function noteUndoing(customer: Customer, key: string, noted: Pick<Undoing, 'state' | 'refusal'>): Customer {
  const { opened } = customer;
  if (opened?.undoing?.key !== key) return customer;
  return { ...customer, opened: { ...opened, undoing: { ...opened.undoing, ...noted } } };
}

/** Takes back a wish that the teller has not said yes to. */
export function dropUndoing(customer: Customer, key: string): Customer {
  const { opened } = customer;
  if (opened?.undoing?.key !== key || opened.undoing.state !== 'asked') return customer;
  return { ...customer, opened: { ...opened, undoing: null } };
}

/** Begins to pay, once: whoever comes while a payment is under way changes nothing. */
export function beginPaying(customer: Customer, paying: Paying): Customer {
  if (customer.paying) return customer;
  return { ...customer, paying, refusal: null, confirmed: paying.confirmed };
}

/** Notes what became of baskets, by their keys; when all are known the payment is over and its lines are paid. */
export function noteOutcomes(customer: Customer, outcomes: ReadonlyMap<string, BasketOutcome>): Customer {
  const { paying } = customer;
  if (!paying) return customer;
  const baskets = paying.baskets.map((basket) => ({
    ...basket,
    outcome: basket.outcome ?? outcomes.get(basket.key) ?? null,
  }));
  const known = baskets.flatMap(({ outcome }) => (outcome ? [outcome] : []));
  if (known.length < baskets.length) return { ...customer, paying: { ...paying, baskets } };
  const accepted = known.flatMap((outcome) => (outcome.kind === 'accepted' ? [outcome] : []));
  const refused = known.find((outcome) => outcome.kind === 'refused');
  const payments = accepted.flatMap((outcome) => outcome.payments);
  const paidKeys = new Set(payments.map((payment) => payment.lineKey));
  const total = accepted.reduce((sum, outcome) => sum + BigInt(outcome.total), 0n);
  const taken: Taken = { currency: paying.currency, cash: paying.cash, total: total.toString(), payments };
  return {
    ...customer,
    paying: null,
    cashTyped: refused ? customer.cashTyped : '',
    taken: payments.length > 0 ? [...customer.taken, taken] : customer.taken,
    lines: customer.lines.map((line) => (paidKeys.has(line.key) ? { ...line, answer: { kind: 'paid' } } : line)),
    refusal: refused?.kind === 'refused' ? refused.refusal : null,
    confirmed: refused ? customer.confirmed : [],
  };
}

/** True when the customer is taken to have gone. A payment whose outcome is not known stays. */
export function hasGone(customer: Customer, lastSeenAt: Date, now: Date): boolean {
  return customer.paying === null && now.getTime() - lastSeenAt.getTime() >= customerIdleMs;
}

/** What the customer gets back of a sum of cash; null where the cash is less than the total. Minor units. */
export function changeOf(cash: bigint, total: bigint): bigint | null {
  return cash >= total ? cash - total : null;
}

/** Where the customer of a desk belongs. */
export function placeOfCustomer(deskId: string): string {
  return `teller_desk.customer:${deskId}`;
}
