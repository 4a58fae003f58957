/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { Collector } from '../payments/api.ts';
import type { PaymentView } from '../payments/model.ts';
import type { CashEvent, CashReport, ReceivedEvents } from './cash.ts';
import type { Network, NetworkAnswer, NetworkPayment } from './model.ts';
import type { Redirected, RedirectWish } from './redirect.ts';

export interface NetworkSettings {
  /** In CIDR notation; empty: the secret alone is believed. */
  readonly addresses: readonly string[];
  /** Whether the network proves itself by a secret as well; a new one is made and shown once. */
  readonly withSecret: boolean;
  /** Code of the device that takes the money of calls that name none. */
  readonly terminal: string;
}

export interface NetworkService {
  /**
   * Who calls, by address, by HTTP Basic (user: the agent's code), or both, as it was agreed. The answer does not say what is
   * wrong. Refuses: invalid_credentials.
   */
  recognize(
    agentCode: string,
    call: { readonly address: string; readonly authorization: string | undefined },
  ): Promise<Result<Network, Refusal>>;
  check(network: Network, asked: { readonly service: string; readonly account: string }): Promise<NetworkAnswer>;
  /** Takes a payment once for its transaction; the same again is answered the same. Throws what the lane throws. */
  pay(network: Network, payment: NetworkPayment): Promise<NetworkAnswer>;
  status(network: Network, txnId: string): Promise<NetworkAnswer>;
  /** Payments of the last 90 days by the payer's telephone or by transaction, newest first, at most 20. */
  recover(
    agentId: string,
    by: { readonly phone: string } | { readonly txnId: string },
  ): Promise<readonly PaymentView[]>;
  /**
   * Reverses a payment and pays another quote with its money, once, which counts where its notes do. The same again goes on; under
   * another key only where the one before was refused. Refuses: not_found (payment), not_reversible, already_reversed (by somebody
   * else, or its money has paid), idempotency_key_reused, key_abandoned, and what a basket is refused with. Throws what the lane throws.
   */
  redirect(by: Collector & { readonly tellerId: string }, wish: RedirectWish): Promise<Result<Redirected, Refusal>>;
  /** Takes a device's journal. Refuses: nothing; the same event twice is one. */
  record(tellerId: string, events: readonly CashEvent[]): Promise<ReceivedEvents>;
  /** A device's notes beside its payments, since its box was last emptied. */
  report(tellerId: string): Promise<readonly CashReport[]>;
  /** The secret, where one was made. Refuses: not_found (agent), invalid_request (address, terminal, neither proof). */
  configure(agentCode: string, settings: NetworkSettings): Promise<Result<string | null, Refusal>>;
  /** Says which provider a number of the network means. Refuses: not_found (network or provider), invalid_request (code). */
  nameService(agentCode: string, code: string, providerCode: string): Promise<Result<void, Refusal>>;
}
