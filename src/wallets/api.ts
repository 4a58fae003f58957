/** What the rest of the hub may ask of this noun. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Minor } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';
import type { Door, Transaction, WalletDebt, WalletProtocol, WalletRefusal, WalletWish } from './model.ts';

export interface NewDoor {
  readonly agentCode: string;
  readonly protocol: WalletProtocol;
  readonly providerCode: string;
  /** Code of the device that takes the money. */
  readonly terminal: string;
  /** The app's number of the merchant; left out for Payme. */
  readonly merchant?: string;
  /** The key that the app issued; left out, one is made. */
  readonly secret?: string;
}

export interface WalletService {
  /** The door that an address names. Whoever calls proves itself to it by its secret, as the protocol says. */
  findDoor(protocol: WalletProtocol, agentCode: string, providerCode: string): Promise<Door | undefined>;
  /** What an account owes, and where an amount is asked about, whether it may be paid. */
  check(
    door: Door,
    asked: { readonly account: string; readonly amount?: Minor },
  ): Promise<Result<WalletDebt, WalletRefusal>>;
  /** Makes a transaction and keeps the money for it; the same again is the same transaction, whatever became of it. */
  create(door: Door, wish: WalletWish): Promise<Result<Transaction, WalletRefusal>>;
  /** Takes the payment of a transaction, once. Throws what the lane throws. */
  perform(door: Door, txnId: string): Promise<Result<Transaction, WalletRefusal>>;
  /** Cancels a transaction; one that was performed is taken back where its payment can still be undone. */
  cancel(door: Door, txnId: string, reason: number): Promise<Result<Transaction, WalletRefusal>>;
  find(door: Door, txnId: string): Promise<Transaction | undefined>;
  /** By the app's clock, both ends included, ascending, at most 10,000. */
  statement(door: Door, range: { readonly from: number; readonly to: number }): Promise<readonly Transaction[]>;
  /**
   * Opens a door, or changes its device, number and key. The key, where it was made here.
   * Refuses: not_found (agent, provider), invalid_request (terminal, merchant, secret).
   */
  configure(door: NewDoor): Promise<Result<{ readonly secret: string | null }, Refusal>>;
}
