/**
 * The contract between the hub and whatever speaks a provider's protocol. Adapters import this file and the rest of
 * the kernel, nothing else of the hub; the hub knows adapters only through it.
 */
import type { Clock } from './clock.ts';
import type { Ids } from './ids.ts';
import type { CardCredit, CardOutcome, CardStep, MeterReading, MeterState, ReadingOutcome } from './meter-contract.ts';
import type { Currency, Minor } from './money.ts';
import type { NotificationMessage, NotificationReader, NotificationReading } from './notification-contract.ts';
import type { ProviderFiles, RegistryBook } from './provider-files.ts';

/** Raised when an adapter that was made for this file before does not fit it any more; packages say which one they fit. */
export const adapterContract = 1;

/** Text in the three languages of the hub. */
export interface Localized {
  readonly az: string;
  readonly ru: string;
  readonly en: string;
}

/** One of the values that a field takes. */
export interface Choice {
  readonly value: string;
  readonly label: Localized;
}

/** One value that a payer types to name an account. The description draws the web, teller and kiosk forms. */
export interface InputField {
  /** `account` for the subscriber account itself, otherwise the provider's own name for the value. */
  readonly name: string;
  readonly label: Localized;
  readonly help: Localized;
  /** Anchored regular expression the value must match. */
  readonly pattern: string;
  readonly minLength: number;
  readonly maxLength: number;
  /** A value that matches, shown as a hint. */
  readonly example: string;
  /** The only values that are taken, where there are few: a payer chooses instead of typing. */
  readonly choices?: readonly Choice[];
  /** True where the value proves that the citizen holds the account (it stands on a paper bill). */
  readonly proof: boolean;
}

/**
 * What a provider's end of the wire can do beside debts and payments: `status` of a payment by reference, `cancel` it,
 * give a `statement`, take a `top-up` without a bill, tell a line's plan and renewal with its debt (`plans`), be told which
 * bills a payment is for (`invoices`), tell meters and take their readings (`meter-reading`), issue credit for the card of a
 * prepaid meter (`smart-card`), tell the hub of its own accord what happened (`notifications`; only beside `status`, since what
 * is told is asked about).
 */
export type Capability =
  | 'status'
  | 'cancel'
  | 'statement'
  | 'top-up'
  | 'plans'
  | 'invoices'
  | 'meter-reading'
  | 'smart-card'
  | 'notifications';

export interface ProviderTraits {
  readonly capabilities: readonly Capability[];
  /** The provider credits a payment once, however often the same reference is sent. */
  readonly repeatsAreSafe: boolean;
  /** After this long, "not found" to a status query proves that the payment never arrived; null: it never proves it. */
  readonly notFoundIsFinalAfterMs: number | null;
}

/** The traits here are the most a protocol offers; `ProviderPort.traits` says what one provider's settings leave of them. */
export interface AdapterMetadata extends ProviderTraits {
  readonly protocol: string;
  readonly title: string;
  /** Provider settings that the adapter reads beside the common ones, for documentation and checks. */
  readonly settings: readonly AdapterSetting[];
}

export interface AdapterSetting {
  readonly name: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly description: string;
  /** Anchored regular expression the value must match. */
  readonly pattern?: string;
  /** What holds when the provider's entry does not name the setting. */
  readonly fallback?: string;
}

/** What a provider's entry in the hub says of its end of the wire. */
export interface ProviderConnection {
  readonly providerCode: string;
  readonly currency: Currency;
  /** Base address, without a trailing slash. */
  readonly endpoint: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly timeouts: { readonly queryMs: number; readonly payMs: number };
}

/** Values that name one account: `account` and, where the provider asks for them, further fields. */
export interface AccountInput {
  readonly account: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What is known of how an exchange went, kept as evidence: codes only, never bodies, names or secrets. */
export interface Evidence {
  /** The provider's own result code, as text, where there was one. */
  readonly providerCode: string | null;
  /** The hub's word for what happened: `ok`, `timeout`, `reset`, `http_502`, `malformed`, `amount_mismatch` … */
  readonly reason: string;
}

/** A question that moves no money: the answer, a plain "no such account", a refusal, or silence. */
export type QueryOutcome<T> =
  | { readonly kind: 'answered'; readonly answer: T; readonly evidence: Evidence }
  | { readonly kind: 'no-such-account'; readonly evidence: Evidence }
  | { readonly kind: 'proof-refused'; readonly evidence: Evidence }
  | { readonly kind: 'refused'; readonly evidence: Evidence }
  | { readonly kind: 'unavailable'; readonly evidence: Evidence };

export interface AccountAnswer {
  /** The account as the provider writes it. */
  readonly account: string;
  readonly holderName: string | null;
  readonly address: string | null;
  /** True when the fields given proved that the asker holds the account. */
  readonly proven: boolean;
}

export interface Bill {
  /** The provider's number of the bill. */
  readonly number: string;
  /** Billing period `YYYY-MM`, where the provider says it. */
  readonly period: string | null;
  /** Due date `YYYY-MM-DD`, where the provider says it. */
  readonly dueOn: string | null;
  /** Minor units still to pay on this bill, above zero. */
  readonly amount: Minor;
}

/** A mobile line, as far as the provider tells. Prepaid lines have a balance and no bills. */
export interface LineState {
  readonly kind: 'prepaid' | 'postpaid';
  readonly plan: string | null;
  /** Date `YYYY-MM-DD` of the next renewal (prepaid) or the next invoice (postpaid). */
  readonly renewsOn: string | null;
  /** Date `YYYY-MM-DD` until which the balance of a prepaid line can be used, where the provider says it. */
  readonly validUntil?: string | null;
}

export interface DebtAnswer extends AccountAnswer {
  readonly currency: Currency;
  /** What the account owes now, in minor units; negative when it is overpaid or, for a prepaid line, holds a balance. */
  readonly balance: Minor;
  /** False where the protocol knows the account but does not tell what it owes: the balance is then zero and says nothing. */
  readonly balanceTold?: boolean;
  /** Open bills, oldest first. Their sum need not equal the balance: a credit may lie beside them. */
  readonly bills: readonly Bill[];
  readonly line: LineState | null;
  /** Date `YYYY-MM-DD` of the registry it comes from, where the provider was not asked itself. */
  readonly asOf?: string;
  /** Where the provider tells it. */
  readonly meter?: MeterState | null;
}

export interface PayRequest extends AccountInput {
  /** The hub's stable reference of the payment: 16 digits, the same in every attempt, also the receipt number. */
  readonly reference: string;
  readonly amount: Minor;
  readonly currency: Currency;
  /** Numbers of the bills that the payer chose; left out where the money is for the account. */
  readonly bills?: readonly string[];
  /** When the hub accepted the payment: what protocols call the accounting date. */
  readonly acceptedAt: Date;
  /** True when an earlier attempt may have arrived: what reads as a refusal then decides nothing and comes back `unknown`. */
  readonly repeat?: boolean;
  /** The provider's own number from its confirmation, where the hub has it: some protocols cancel by it. */
  readonly providerTransaction?: string | null;
}

/**
 * How an attempt to pay ended. `not-sent` is said only when it is certain that no byte of the request left;
 * `rejected` only for a documented refusal; everything that is neither is `unknown`.
 */
export type PayOutcome =
  | {
      readonly kind: 'confirmed';
      /** The provider's own number of the payment, where its protocol has one. */
      readonly providerTransaction: string | null;
      readonly evidence: Evidence;
    }
  | { readonly kind: 'rejected'; readonly evidence: Evidence }
  | { readonly kind: 'not-sent'; readonly evidence: Evidence }
  /** Kept for the provider, which answers much later by its protocol: no failure, and no success. */
  | { readonly kind: 'pending'; readonly evidence: Evidence }
  | { readonly kind: 'unknown'; readonly evidence: Evidence };

/** The answer to "what became of it": `not-found` and `pending` decide nothing by themselves. */
export type StatusOutcome = PayOutcome | { readonly kind: 'not-found'; readonly evidence: Evidence };

export type CancelOutcome =
  | { readonly kind: 'cancelled'; readonly evidence: Evidence }
  | { readonly kind: 'refused'; readonly evidence: Evidence }
  | { readonly kind: 'not-sent'; readonly evidence: Evidence }
  | { readonly kind: 'unknown'; readonly evidence: Evidence };

export interface StatementLine {
  readonly reference: string;
  readonly providerTransaction: string | null;
  /** Null where the protocol's statement does not name accounts. */
  readonly account: string | null;
  readonly amount: Minor;
  /** Null where the protocol's statement does not say whether a payment was cancelled since. */
  readonly cancelled: boolean | null;
}

/** One provider, ready to be asked. Every call keeps its own time-out and never throws for what the provider does. */
export interface ProviderPort {
  /** What this provider can do, by its settings. Where it is missing the adapter's metadata holds. */
  readonly traits?: ProviderTraits;
  validate(input: AccountInput): Promise<QueryOutcome<AccountAnswer>>;
  debt(input: AccountInput): Promise<QueryOutcome<DebtAnswer>>;
  pay(request: PayRequest): Promise<PayOutcome>;
  status(request: PayRequest): Promise<StatusOutcome>;
  cancel?(request: PayRequest): Promise<CancelOutcome>;
  /** Hands a reading of a meter on. */
  sendReading?(reading: MeterReading): Promise<ReadingOutcome>;
  /** One step of the card of a prepaid meter. Safe to repeat. */
  card?(step: CardStep, credit: CardCredit): Promise<CardOutcome>;
  /** Payments the provider booked in a half-open range of instants. */
  statement?(from: Date, to: Date): Promise<QueryOutcome<readonly StatementLine[]>>;
  /** Reads what the provider sent of its own accord; asks nobody, and never throws for what it reads. */
  readNotification?(message: NotificationMessage, reader: NotificationReader): NotificationReading;
  /** Present where the provider exchanges files. */
  readonly files?: ProviderFiles;
}

/** What a question needs beside what is asked: random bytes for its number, and the time of asking. */
export interface QuestionSources extends Pick<Ids, 'bytes'> {
  readonly clock?: Clock;
  /** What the hub keeps for this provider; only protocols of files look there. */
  readonly book?: RegistryBook;
}

/** An adapter is a value: what it can do, and how to connect one provider. */
export interface Adapter {
  readonly metadata: AdapterMetadata;
  /** Every reason why a provider cannot be connected with these settings, in English; empty when it can. */
  problems?(connection: ProviderConnection): readonly string[];
  /** Connects one provider; settings that `problems` complains of are a bug here. */
  connect(connection: ProviderConnection, http: HttpPort, sources?: QuestionSources): ProviderPort;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bound on the whole exchange, from the first connect to the last byte. */
  readonly timeoutMs: number;
  /** Answers longer than this are cut off and count as broken. */
  readonly maxBytes: number;
  /** Header of the answer that the protocol reads (a signature), in lower case. */
  readonly answerHeader?: string;
}

/**
 * How an HTTP exchange ended, as the outcome classes need it: `not-sent` when the connection was never made,
 * `answered` when a whole answer arrived (whatever its status), `broken` for everything between.
 */
export type HttpOutcome =
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string }
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly contentType: string;
      readonly body: Uint8Array;
      /** The header that was asked for; absent when it did not come, or came more than once. */
      readonly header?: string;
    };

/** The only way an adapter reaches the network. The hub's implementation bounds time, size and redirects. */
export interface HttpPort {
  request(request: HttpRequest): Promise<HttpOutcome>;
}
