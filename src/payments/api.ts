/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Channel } from '../fees/model.ts';
import type { RulesOfToday } from '../fees/today.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';
import type { AcceptedBasket, BasketAnswer } from './answers.ts';
import type { Question } from './guards.ts';
import type { KeptAnswer } from './history-store.ts';
import type { Room } from './limits.ts';
import type { PaymentView } from './model.ts';
import type { PaymentState } from './states.ts';

/** Who takes the money, where, and by which way. The cabinet is an agent like others, without outlet and teller. */
export interface Collector {
  readonly agentId: string;
  readonly outletId: string | null;
  readonly tellerId: string | null;
  readonly channel: Channel;
  /**
   * Of the agent's token, where it was known from a moment ago that the agent and the teller may pay: the lane refuses whoever may not by now.
   * Null or left out where they were just looked up.
   */
  readonly tokenVersion?: number | null;
}

export interface BasketRequest {
  /** The agent's own key: 1 to 255 visible ASCII characters, stored by the agent before it sends. */
  readonly key: string;
  readonly currency: Currency;
  /** 1 to 100 lines, all or nothing. */
  readonly lines: readonly WantedLine[];
  readonly paymentCode: string | null;
  /** Money is held under the same key, and is taken instead of what is free; left out where none is. */
  readonly outOfHold?: boolean;
}

export interface WantedLine {
  readonly quoteId: string;
  /** Minor units. */
  readonly amount: Minor;
  /** What the payer was asked about this line, with this amount, and said yes to. A yes to one line says nothing of another. */
  readonly confirmed?: readonly Question[];
}

/** `replayed` says that the key had its answer already. */
export type AcceptResult = Result<{ readonly basket: AcceptedBasket; readonly replayed: boolean }, Refusal>;

/** A basket as it would be accepted now; minor units. */
export interface RehearsedBasket {
  readonly total: Minor;
  /** The first of its quotes ends then, or the day whose fees it bears. */
  readonly until: Date;
  readonly lines: readonly RehearsedLine[];
}

export interface RehearsedLine {
  readonly quoteId: string;
  readonly providerId: string;
  readonly account: string;
  readonly amount: Minor;
  readonly fee: Minor;
  readonly vat: Minor;
}

export interface FeeQuestionLine {
  readonly providerId: string;
  readonly currency: Currency;
  readonly amount: Minor;
}

/** What the payer is told before money changes hands; minor units. */
export interface FeePreview {
  readonly fee: Minor;
  readonly vat: Minor;
  readonly total: Minor;
}

export interface PageRequest {
  /** 1 to 100. */
  readonly limit: number;
  /** The cursor of the page before; null for the first. */
  readonly after: string | null;
}

/** What of a list is shown; what is left out limits nothing. */
export interface PaymentFilter {
  /** Settlement day of acceptance, `YYYY-MM-DD`. */
  readonly day?: string | undefined;
  readonly state?: PaymentState | undefined;
  readonly providerId?: string | undefined;
  readonly tellerId?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface PaymentService {
  /** The rules of the day that was open less than a second ago, for fees that are only shown. */
  rulesLately(): Promise<RulesOfToday>;
  /** Payer's fees by the rules of today, line by line; `today` where they were read already. */
  previewFees(
    collector: Collector,
    lines: readonly FeeQuestionLine[],
    today?: RulesOfToday,
  ): Promise<readonly FeePreview[]>;
  /**
   * Takes a basket.
   * Refuses: idempotency_key_invalid, idempotency_key_reused, key_abandoned, key_of_cash_basket, not_found (quote),
   * quote_expired, quote_used, forbidden (teller), bill_choice_required, amount_mismatch, amount_below_minimum, amount_above_maximum, currency_not_supported, provider_disabled,
   * possible_duplicate, unusual_amount, similar_account, insufficient_position, limit_exceeded, agent_suspended, invalid_token,
   * basket_not_payable, basket_incomplete.
   * Throws LaneUnavailable (nothing accepted) and CommitUnknown (ask by key): HTTP answers 503 to both.
   */
  accept(collector: Collector, request: BasketRequest): Promise<AcceptResult>;
  /** What the collector may still take in a currency, limit by limit; as of this moment, and decided anew with every payment. */
  listRoom(collector: Collector, currency: Currency): Promise<readonly Room[]>;
  /** Goes by every rule of `accept` and accepts nothing; refuses as it does, but for what is known of the key. */
  rehearse(collector: Collector, request: BasketRequest): Promise<Result<RehearsedBasket, Refusal>>;
  /**
   * Takes many baskets, each for itself: all are handed to the lane at once, in order, and the answers have the same order.
   * What `accept` would throw is the rejection of that basket alone. A key that comes again waits for its first answer.
   */
  acceptMany(
    collector: Collector,
    requests: readonly BasketRequest[],
  ): Promise<readonly PromiseSettledResult<AcceptResult>[]>;
  /** The stored outcome of a key, refusals included. Refuses: not_found; key_abandoned; key_of_cash_basket. */
  getByKey(agentId: string, key: string): Promise<Result<BasketAnswer, Refusal>>;
  /**
   * Makes the key unusable for ever, or returns what it has already brought about. `movedTo` is the key under which its money
   * goes on, kept where it is this call that closes the key. Refuses: idempotency_key_invalid, key_of_cash_basket.
   */
  abandon(
    agentId: string,
    key: string,
    movedTo?: string,
  ): Promise<Result<{ readonly abandoned: true } | { readonly answer: BasketAnswer }, Refusal>>;
  /**
   * Undoes a payment: `reversed` at once, or `pending` until the provider's answer is known.
   * Refuses: not_found (also for another agent's payment), already_reversed, not_reversible.
   */
  reverse(
    by: { readonly agentId: string; readonly requestedBy: string },
    paymentId: string,
    reason: string,
  ): Promise<Result<{ readonly state: 'reversed' | 'pending'; readonly payment: PaymentView }, Refusal>>;
  /**
   * Gives a confirmed payment back that two people have agreed to refund: `pending` where the provider can cancel and is
   * asked to first. Refuses: not_found, already_reversed.
   */
  refund(
    by: { readonly agentId: string; readonly requestedBy: string; readonly canCancel: boolean },
    paymentId: string,
    reason: string,
  ): Promise<Result<{ readonly state: 'reversed' | 'pending'; readonly payment: PaymentView }, Refusal>>;
  /** Refuses: not_found (also for another agent's payment). */
  getForAgent(agentId: string, paymentId: string): Promise<Result<PaymentView, Refusal>>;
  /** By the number on its receipt, spaces and dashes allowed. Refuses: not_found (also for another agent's payment). */
  getByReceipt(agentId: string, receiptNumber: string): Promise<Result<PaymentView, Refusal>>;
  /** Who asked for the reversal of a payment last, `teller:<id>` or `operator:<id>`; undefined where nobody has. */
  findUndoer(paymentId: string): Promise<string | undefined>;
  /** Refuses: not_found (also for another citizen's payment). */
  getForCitizen(citizenId: string, paymentId: string): Promise<Result<PaymentView, Refusal>>;
  /** What the payer was asked and said yes to, by whom it was heard, and when. Whose payment it is, is the caller's check. */
  listAnswers(paymentId: string): Promise<readonly KeptAnswer[]>;
  /** Newest first. Refuses: invalid_request (cursor or limit). */
  listForAgent(agentId: string, page: PageRequest, filter?: PaymentFilter): Promise<Result<Page<PaymentView>, Refusal>>;
  /** Newest first: what was paid for the citizen's own look-ups, in any channel. Refuses: invalid_request. */
  listForCitizen(citizenId: string, page: PageRequest): Promise<Result<Page<PaymentView>, Refusal>>;
  /** What the public QR code of a receipt proves: number and secret must both be right. Refuses: not_found. */
  verifyReceipt(receiptNumber: string, token: string): Promise<Result<PaymentView, Refusal>>;
}

/** One account and amount of a payment code. Minor units. */
export interface CodeLine {
  readonly providerId: string;
  readonly account: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly amount: Minor;
}

export interface PaymentCode {
  /** Ten digits, the last a check digit. */
  readonly code: string;
  readonly citizenId: string;
  readonly currency: Currency;
  readonly lines: readonly CodeLine[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly state: 'open' | 'paid' | 'expired';
  readonly paidAt: Date | null;
}

export interface PaymentCodeService {
  /** Names a basket for 24 hours; 1 to 100 lines, one currency. Refuses: invalid_request. */
  create(citizenId: string, currency: Currency, lines: readonly CodeLine[]): Promise<Result<PaymentCode, Refusal>>;
  /** Refuses: not_found (also for another citizen's code). */
  getForCitizen(citizenId: string, code: string): Promise<Result<PaymentCode, Refusal>>;
  /** For any counter that is shown the code. Refuses: not_found, basket_not_payable (paid or expired). */
  getPayable(code: string): Promise<Result<PaymentCode, Refusal>>;
}
