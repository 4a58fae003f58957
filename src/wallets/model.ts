import type { ErrorCode } from '../kernel/errors/catalogue.ts';
import type { Currency, Minor } from '../kernel/money.ts';
import type { Provider } from '../providers/model.ts';

/** Payment apps that see the hub as a merchant of theirs. */
export const walletProtocols = ['payme', 'click', 'epay'] as const;
export type WalletProtocol = (typeof walletProtocols)[number];

/** Where one app pays one provider. */
export interface Door {
  readonly id: string;
  readonly agentId: string;
  readonly outletId: string;
  readonly tellerId: string;
  readonly protocol: WalletProtocol;
  readonly provider: Provider;
  /** What requests are signed with, or show. */
  readonly secret: string;
  /** The number that the app gave the merchant; null where it gives none. */
  readonly merchant: string | null;
}

/** `cancelled`: before it was performed. `taken_back`: afterwards. */
export type TransactionState = 'created' | 'performed' | 'cancelled' | 'taken_back';

export interface Transaction {
  readonly doorId: string;
  /** The app's number. */
  readonly txnId: string;
  /** Ours. */
  readonly number: bigint;
  readonly account: string;
  readonly amount: Minor;
  /** By the app's clock, milliseconds since 1970. */
  readonly appTime: number;
  readonly state: TransactionState;
  readonly createdAt: Date;
  readonly performedAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly reason: number | null;
  readonly attempt: number;
  readonly quoteId: string | null;
  readonly paymentId: string | null;
  readonly receiptNumber: string | null;
}

/** A transaction as an app asks for it. */
export interface WalletWish {
  readonly txnId: string;
  readonly account: string;
  readonly amount: Minor;
  readonly appTime: number;
}

/**
 * Why not, in the words that all these protocols have. `account`, `amount`: not this one, final. `balance`: the app's own cap is
 * used up. `conflict`: the number stands for something else. `cancelled`, `performed`: too late for that. `later`: nothing is decided.
 */
export type WalletRefusal =
  'account' | 'amount' | 'balance' | 'conflict' | 'cancelled' | 'performed' | 'not_found' | 'later';

/** What an account owes, as an app may show it. */
export interface WalletDebt {
  readonly currency: Currency;
  /** Minor units; null where the provider does not tell. */
  readonly balance: Minor | null;
  /** Masked. */
  readonly holderName: string | null;
}

const refusals: Partial<Readonly<Record<ErrorCode, WalletRefusal>>> = {
  account_not_found: 'account',
  account_refused: 'account',
  proof_refused: 'account',
  amount_below_minimum: 'amount',
  amount_above_maximum: 'amount',
  amount_mismatch: 'amount',
  insufficient_position: 'balance',
  limit_exceeded: 'balance',
};

/** What the hub's refusal means to an app; what is not listed may be over in a while. */
export function walletRefusalOf(code: ErrorCode): WalletRefusal {
  return refusals[code] ?? 'later';
}

/** A transaction that nobody performed for so long is cancelled. */
export const expiresAfterMs = 43_200_000;
/** The reason of that, as Payme numbers it. */
export const expiredReason = 4;

export function isExpired({ state, createdAt }: Pick<Transaction, 'state' | 'createdAt'>, now: Date): boolean {
  return state === 'created' && now.getTime() - createdAt.getTime() >= expiresAfterMs;
}

/** Key of one attempt, and of the money that is held for it. */
export function attemptKey({ doorId, txnId, attempt }: Pick<Transaction, 'doorId' | 'txnId' | 'attempt'>): string {
  return `wallet:${doorId}:${txnId}:${attempt}`;
}

/** Where a key belongs, for whoever seals and opens it. */
export function placeOfDoorSecret(doorId: string): string {
  return `wallet_door.secret:${doorId}`;
}
