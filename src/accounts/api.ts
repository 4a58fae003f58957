/** What the rest of the hub may ask of this noun, and what it asks of the providers. */
import type { AccountInput } from '../kernel/adapter.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';

/** What a provider said of an account when it was asked whether it exists. */
export interface CheckedAccount {
  /** The account as the provider writes it; this is the spelling that is stored. */
  readonly account: string;
  readonly holderName: string | null;
  readonly address: string | null;
  /** True when the fields given proved that the asker holds the account. */
  readonly proven: boolean;
}

/**
 * Asks a provider whether an account exists and checks the proof where it demands one. Network: never inside a
 * transaction. Refuses: not_found (no such provider), invalid_request (a field misses or breaks the provider's format,
 * with `fields` such as `/account`, `/fields/authorizationCode`), account_not_found, proof_refused, account_refused,
 * provider_unavailable, provider_disabled.
 */
export interface AccountCheck {
  check(providerId: string, input: AccountInput): Promise<Result<CheckedAccount, Refusal>>;
}

export type Proof = 'none' | 'proven';

/** A link as other parts of the hub see it. `fields` are what the provider wants beside the account at every question. */
export interface AccountLink {
  readonly linkId: string;
  readonly citizenId: string;
  readonly accountId: string;
  readonly providerId: string;
  readonly account: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly label: string | null;
  readonly proof: Proof;
  /** Provider data (holder, address) may be shown in full: ownership proven and the card seen by a counter. */
  readonly showsProviderData: boolean;
  readonly linkedAt: Date;
}

export interface LinkRequest extends AccountInput {
  readonly providerId: string;
  readonly label?: string | undefined;
}

/** Who asks: the citizen in the cabinet, or a teller for the citizen who stands at the counter. */
export type LinkActor =
  { readonly kind: 'citizen' } | { readonly kind: 'teller'; readonly tellerId: string; readonly agentId: string };

export interface LinkedAccount {
  readonly link: AccountLink;
  /** As the provider has them; masked unless `link.showsProviderData`. Not stored. */
  readonly holderName: string | null;
  readonly address: string | null;
}

/** What registration needs: a check that makes no difference between "no such account" and "wrong proof". */
export interface RegistrationAccounts {
  /** Refuses: invalid_request, account_not_confirmed, provider_unavailable, provider_disabled, not_found. */
  checkQuietly(request: LinkRequest): Promise<Result<CheckedAccount, Refusal>>;
  /** Links inside the caller's transaction; the accounts were checked before. */
  linkChecked(sql: Sql, citizenId: string, accounts: readonly CheckedLink[]): Promise<void>;
  /** Ends all links of a citizen inside the caller's transaction, and says how many. They stay as history. */
  setAside(sql: Sql, citizenId: string, reason: 'taken-over'): Promise<number>;
  /** All links of a citizen, oldest first; at most `maxLinksPerCitizen`. */
  list(citizenId: string): Promise<AccountLink[]>;
}

export interface CheckedLink {
  readonly providerId: string;
  readonly account: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly label: string | null;
  readonly proven: boolean;
}

export interface AccountService extends RegistrationAccounts {
  /**
   * Asks the provider and links. Linking what is linked already returns the link, with its proof raised if proven now.
   * Refuses: not_found, invalid_request, account_not_confirmed (citizen), account_not_found, proof_refused,
   * account_refused (teller), provider_unavailable, provider_disabled, account_limit_reached, too_many_requests.
   */
  link(citizenId: string, request: LinkRequest, actor: LinkActor): Promise<Result<LinkedAccount, Refusal>>;
  /** Refuses: not_found (also for another citizen's link). */
  unlink(citizenId: string, linkId: string, actor: LinkActor): Promise<Result<void, Refusal>>;
  /** The citizen's own name for the account; null takes it away. Refuses: not_found, invalid_request. */
  rename(citizenId: string, linkId: string, label: string | null): Promise<Result<AccountLink, Refusal>>;
  /** Refuses: not_found (also for another citizen's link). */
  get(citizenId: string, linkId: string): Promise<Result<AccountLink, Refusal>>;
  /** How many links are open in the whole hub. */
  countLinks(): Promise<number>;
}
