/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { LinkRequest } from '../accounts/api.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Result } from '../kernel/result.ts';
import type { UniqueCode } from '../kernel/unique-code.ts';
import type { Language } from '../platform/messages/language.ts';
import type { Assurance, Channel, Citizen, Profile } from './model.ts';

/** Where a request comes from; the address is only ever stored as a keyed digest. */
export interface Origin {
  /** IPv4 or IPv6 address, as the trusted proxy settings give it. */
  readonly ip: string;
}

/** The teller at whose counter something is done. */
export interface TellerActor {
  readonly tellerId: string;
  readonly agentId: string;
}

/** What a person types to register; nothing in it is trusted yet. */
export interface RegistrationInput {
  readonly cardSeries: string;
  readonly cardNumber: string;
  readonly fin: string;
  readonly fullName: string;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly language: string;
  readonly consent: boolean;
  /** Where the confirmation code goes; the phone when both are given and nothing is said. */
  readonly confirmBy?: Channel | undefined;
}

export interface CardInput {
  readonly cardSeries: string;
  readonly cardNumber: string;
}

export interface PendingAccount {
  readonly providerId: string;
  readonly account: string;
  readonly label: string | null;
  readonly proven: boolean;
}

export interface StartedRegistration {
  /** Secret of whoever started: the later steps ask for it. Keep it in a cookie, never in an address. */
  readonly registrationToken: string;
  readonly confirmBy: Channel;
  readonly codeExpiresAt: Date;
  readonly expiresAt: Date;
}

export interface PendingRegistration {
  readonly language: Language;
  readonly confirmBy: Channel;
  readonly codeExpiresAt: Date;
  readonly expiresAt: Date;
  readonly accounts: readonly PendingAccount[];
}

export interface SheetAccount {
  readonly providerId: string;
  readonly account: string;
  readonly label: string | null;
}

/** What the registration sheet prints. The initial password exists here and nowhere else. */
export interface SheetData {
  readonly citizenId: string;
  readonly uniqueCode: UniqueCode;
  readonly fullName: string;
  readonly language: Language;
  readonly assurance: Assurance;
  readonly accounts: readonly SheetAccount[];
  /** Null where the password was left as it is. */
  readonly initialPassword: string | null;
  readonly issuedAt: Date;
}

/** Registration by the person, step by step: start → accounts, one by one → code → sheet. */
export interface OnlineRegistration {
  /**
   * Stores a pending registration and sends a code. Whether the person is known already cannot be told from the answer.
   * Refuses: invalid_national_id, invalid_request (with `fields`), too_many_requests.
   */
  start(input: RegistrationInput, origin: Origin): Promise<Result<StartedRegistration, Refusal>>;
  /** Refuses: registration_expired. */
  view(registrationToken: string): Promise<Result<PendingRegistration, Refusal>>;
  /**
   * Asks the provider and keeps the account for the registration; the same account twice is kept once.
   * Refuses: registration_expired, invalid_request, not_found (no such provider), account_not_confirmed,
   * provider_unavailable, provider_disabled, account_limit_reached, too_many_requests.
   */
  addAccount(
    registrationToken: string,
    request: LinkRequest,
    origin: Origin,
  ): Promise<Result<PendingRegistration, Refusal>>;
  /** Refuses: registration_expired. */
  removeAccount(
    registrationToken: string,
    account: { readonly providerId: string; readonly account: string },
  ): Promise<Result<PendingRegistration, Refusal>>;
  /** A new code in place of the old one. Refuses: registration_expired, too_many_requests. */
  resendCode(registrationToken: string, origin: Origin): Promise<Result<StartedRegistration, Refusal>>;
  /**
   * Makes the citizen, links the accounts and hands out the sheet, once.
   * Refuses: registration_expired, confirmation_code_invalid, too_many_requests, temporarily_unavailable.
   */
  confirm(registrationToken: string, code: string, origin: Origin): Promise<Result<SheetData, Refusal>>;
}

export type CounterOutcome = 'registered' | 'taken-over' | 'updated';

/** By what a citizen is found at a counter: each is whole, and each is shown by the citizen. */
export type CounterSearch = { readonly uniqueCode: string } | { readonly fin: string } | CardInput;

/** What a teller does with the card in hand. */
export interface Counter {
  /**
   * Registers the person, or takes a merely declared registration over, or updates one whose card was seen.
   * `renewPassword` asks for a new initial password where the registration would keep its own.
   * Refuses: invalid_national_id, invalid_request, identity_conflict, temporarily_unavailable.
   */
  register(
    actor: TellerActor,
    input: RegistrationInput & { readonly renewPassword?: boolean | undefined },
  ): Promise<Result<{ readonly outcome: CounterOutcome; readonly sheet: SheetData }, Refusal>>;
  /**
   * A new initial password against the card; ends all sessions.
   * Refuses: invalid_national_id, not_found, counter_registration_required, temporarily_unavailable.
   */
  renewPassword(actor: TellerActor, input: CardInput & { readonly fin: string }): Promise<Result<SheetData, Refusal>>;
  /** By a whole identifier, never a part of one. Refuses: invalid_request, invalid_national_id, not_found. Every look-up is audited. */
  find(actor: TellerActor, by: CounterSearch): Promise<Result<Profile, Refusal>>;
  /** The same, and what goes on from there: it begins while the trace is being written, and nobody hears of it before that is done. */
  findAnd<T>(actor: TellerActor, by: CounterSearch, goOn: (found: Profile) => Promise<T>): Promise<Result<T, Refusal>>;
}

export interface Session {
  readonly sessionId: string;
  readonly citizen: Citizen;
  /** While true, the session is good for one thing: choosing a password. */
  readonly mustChangePassword: boolean;
}

export interface SignedIn {
  /** Secret of the session; only its digest is stored. */
  readonly sessionToken: string;
  readonly expiresAt: Date;
  /** To be kept in a long-lived cookie and given at the next sign-in. It opens nothing by itself. */
  readonly deviceToken: string;
  readonly session: Session;
}

export interface Sessions {
  /**
   * Refuses: invalid_credentials (the same for an unknown code and a wrong password), too_many_requests,
   * temporarily_unavailable.
   */
  signIn(
    input: {
      readonly uniqueCode: string;
      readonly password: string;
      /** From an earlier sign-in on this device; with it, nobody else's guessing keeps the citizen out. */
      readonly deviceToken?: string | undefined;
    },
    origin: Origin,
  ): Promise<Result<SignedIn, Refusal>>;
  /** To be asked at every request. Refuses: session_ended. */
  authenticate(sessionToken: string): Promise<Result<Session, Refusal>>;
  /** Ends the session; an unknown or ended one is no error. */
  signOut(sessionToken: string): Promise<void>;
}

export interface StartedRenewal {
  readonly renewalToken: string;
  readonly codeExpiresAt: Date;
}

export interface Passwords {
  /**
   * Changes the password, ends every session and returns a new one.
   * Refuses: session_ended, invalid_credentials, password_not_acceptable, too_many_requests, temporarily_unavailable.
   */
  change(
    sessionToken: string,
    input: { readonly currentPassword: string; readonly newPassword: string },
  ): Promise<Result<SignedIn, Refusal>>;
  /**
   * Sends a code to the phone or e-mail on record. The answer is the same for a code nobody has.
   * Refuses: invalid_request (not a unique code), too_many_requests.
   */
  startRenewal(
    input: { readonly uniqueCode: string; readonly by: Channel },
    origin: Origin,
  ): Promise<Result<StartedRenewal, Refusal>>;
  /**
   * Sets a new password with that code and ends every session.
   * Refuses: confirmation_code_invalid, password_not_acceptable, too_many_requests, temporarily_unavailable.
   */
  finishRenewal(
    renewalToken: string,
    input: { readonly code: string; readonly newPassword: string },
    origin: Origin,
  ): Promise<Result<void, Refusal>>;
  /**
   * Whether the citizen has not chosen a password yet, and, where `printed` is given, that it is the initial one. Counts
   * no tries: for whoever printed it, never for a visitor. Refuses: temporarily_unavailable.
   */
  hasInitial(uniqueCode: UniqueCode, printed?: string): Promise<Result<boolean, Refusal>>;
}

export interface Profiles {
  findById(citizenId: string): Promise<Citizen | undefined>;
  findByUniqueCode(code: UniqueCode): Promise<Citizen | undefined>;
  /** Refuses: not_found. */
  get(citizenId: string): Promise<Result<Profile, Refusal>>;
  /** The language of messages and documents from now on. Refuses: invalid_request, not_found. */
  changeLanguage(citizenId: string, language: string): Promise<Result<void, Refusal>>;
}

export interface CitizenServices {
  readonly registration: OnlineRegistration;
  readonly counter: Counter;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly profiles: Profiles;
  /** Removes what has expired: pending registrations, codes, sessions, counted tries. Returns how many rows went. */
  sweep(): Promise<number>;
}
