/** What the rest of the hub may ask of this noun. Every function says with which codes it refuses. */
import type { Localized } from '../kernel/adapter.ts';
import type { Refusal } from '../kernel/errors/catalogue.ts';
import type { Minor } from '../kernel/money.ts';
import type { Result } from '../kernel/result.ts';
import type { AuditActor } from '../platform/audit/event.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Agent, AgentKind, DeviceCredential, Outlet, OutletLimits, Role, Teller, WorkState } from './model.ts';

export interface NewAgent {
  readonly code: string;
  readonly kind: AgentKind;
  readonly name: Localized;
  /** Null for the cabinet. */
  readonly clientId: string | null;
  /** A first client secret chosen elsewhere, at least 20 characters; without it `renewSecret` makes the first. */
  readonly secret?: string;
}

/** An outlet; a limit that is not named there is none. */
export interface NewOutlet extends Partial<OutletLimits> {
  readonly code: string;
  readonly name: string;
  readonly address: string;
}

export interface NewTeller {
  readonly outletId: string;
  readonly code: string;
  readonly name: string;
  /** A teller, where nothing is said. */
  readonly role?: Role;
  readonly paymentLimit?: Minor | null;
  readonly dailyLimit: Minor | null;
}

/** What of a teller or device changes; what is left out stays. */
export type TellerChanges = Partial<Pick<Teller, 'role' | 'state' | 'paymentLimit' | 'dailyLimit'>>;

/** Who manages an agent's places: the hub's people, or a supervisor, who has the tellers and devices of the own outlet. */
export type Manager =
  { readonly kind: 'hub'; readonly actor: AuditActor } | { readonly kind: 'supervisor'; readonly counter: Counter };

/** Who looks after the credentials of devices: whoever manages places, and the agent itself. */
export type CredentialKeeper = Manager | { readonly kind: 'agent'; readonly agentId: string };

export interface NewCredential {
  readonly deviceCode: string;
  /** A client id of the device whose credential ends a day after this one begins. */
  readonly replaces?: string;
}

/** The secret is handed out here and never again. */
export interface IssuedCredential {
  readonly credential: DeviceCredential;
  readonly secret: string;
}

/** Which devices of an agent to list: all, or those of one outlet, after a code. */
export interface DevicesWish {
  readonly agentId: string;
  readonly outletId: string | null;
  /** Empty: from the first. */
  readonly after: string;
  readonly limit: number;
}

/** A device in a list. */
export interface DeviceRow {
  readonly code: string;
  readonly name: string;
  readonly state: WorkState;
  readonly outlet: string;
  readonly outletState: WorkState;
  /** Credentials that are good now. */
  readonly usable: number;
  readonly lastUsedAt: Date | null;
}

/** Who collects, as a payment names them. */
export interface Counter {
  readonly agent: Agent;
  readonly outlet: Outlet;
  readonly teller: Teller;
}

/** Whom a token names. */
export interface TokenHolder {
  readonly agentId: string;
  readonly tokenVersion: number;
}

/** Whom the token of a device names. */
export interface DeviceHolder extends TokenHolder {
  readonly deviceCode: string;
  readonly credentialId: string;
}

/** An agent that may call, and the counter it named. */
export interface AgentAtCounter {
  readonly agent: Agent;
  /** An active teller with its outlet. Refuses: not_found (no such teller of this agent), forbidden (suspended). */
  readonly counter: Result<Counter, Refusal>;
}

/** A device that calls by its own credential. */
export interface DeviceAtCounter extends AgentAtCounter {
  /** SHA-256 of its own client certificates; none: those of the agent hold. */
  readonly device: { readonly id: string; readonly clientCertificates: readonly string[] };
}

/** A teller who signs in at the hub's own screen. */
export interface TellerSignIn {
  readonly agentCode: string;
  readonly outletCode: string;
  readonly tellerCode: string;
  readonly password: string;
}

export interface TellerChange extends TellerChanges {
  readonly tellerCode: string;
}

export interface OutletChange extends Partial<OutletLimits & Pick<Outlet, 'state'>> {
  readonly outletCode: string;
}

export interface AgentService {
  /**
   * The agent behind client credentials. Takes the same time and gives the same answer for an unknown client and a
   * wrong secret. Refuses: key_of_other_hub; invalid_credentials; agent_suspended, only to the right secret; temporarily_unavailable.
   */
  verifyClient(clientId: string, secret: string): Promise<Result<Agent, Refusal>>;
  /**
   * The device behind credentials of its own, with the same care. Refuses: key_of_other_hub; invalid_credentials (revoked and expired
   * ones too); agent_suspended and forbidden (device or outlet is suspended), only to the right secret; temporarily_unavailable.
   */
  verifyDevice(
    clientId: string,
    secret: string,
  ): Promise<Result<{ readonly counter: Counter; readonly credentialId: string }, Refusal>>;
  /**
   * The agent behind a token, to be asked at every call: a suspension or a renewed secret works at once.
   * Refuses: invalid_token, agent_suspended.
   */
  authorize(token: TokenHolder): Promise<Result<Agent, Refusal>>;
  /**
   * The same with the teller of a code, in one look-up. What is wrong with the teller refuses nothing yet: the caller says
   * it in its turn: beside what `counter` names, device_credentials_required. Refuses: invalid_token, agent_suspended.
   */
  authorizeAtCounter(token: TokenHolder, tellerCode: string): Promise<Result<AgentAtCounter, Refusal>>;
  /**
   * The same by what was read less than a second ago, for questions, and for payments, which the lane decides anew. Only consent is remembered: who would be
   * refused, and agents that sign or have certificates, are looked up.
   */
  recallAtCounter(token: TokenHolder, tellerCode: string): Promise<Result<AgentAtCounter, Refusal>>;
  /**
   * The device of its own token, to be asked at every call: what is revoked or suspended is refused at once. Refuses: invalid_token
   * (its credential is no longer good, or it is no device any more), agent_suspended; `counter` as above.
   */
  authorizeDevice(token: DeviceHolder): Promise<Result<DeviceAtCounter, Refusal>>;
  /** The same by what was read less than a second ago, under the rules of `recallAtCounter`. */
  recallDevice(token: DeviceHolder): Promise<Result<DeviceAtCounter, Refusal>>;
  /**
   * The counter of a teller's own password. Takes the same time and gives the same answer for an unknown teller, another outlet
   * and a wrong password. Refuses: invalid_credentials; agent_suspended, forbidden (the teller) and device_not_allowed, only to
   * the right password; temporarily_unavailable.
   */
  verifyTeller(signIn: TellerSignIn): Promise<Result<{ readonly counter: Counter; readonly version: number }, Refusal>>;
  /** The counter of a teller who signed in, to be asked at every call. Refuses: session_ended, agent_suspended, forbidden. */
  authorizeTeller(tellerId: string, version: number): Promise<Result<Counter, Refusal>>;
  /** A new password for the hub's own screen, handed out once; every earlier sign-in ends. Refuses: not_found. */
  renewTellerPassword(agentId: string, tellerId: string, chosen?: string): Promise<Result<string, Refusal>>;
  /** A teller inside the caller's transaction, by id; undefined for another agent's. */
  findTeller(sql: Sql, agentId: string, tellerId: string): Promise<Teller | undefined>;
  /** The same with agent and outlet, whatever their states. */
  findCounter(sql: Sql, agentId: string, tellerId: string): Promise<Counter | undefined>;

  /** Every agent (at most 1,000) by code. */
  list(): Promise<readonly Agent[]>;
  find(agentId: string): Promise<Agent | undefined>;
  findByCode(code: string): Promise<Agent | undefined>;
  /** The agent of the citizens' own payments; its absence is a broken installation. */
  getCabinet(): Promise<Agent>;
  /** By code, at most 10,000. */
  listOutlets(agentId: string): Promise<readonly Outlet[]>;
  findOutlet(outletId: string): Promise<Outlet | undefined>;
  /** By code, at most 10,000. */
  listTellers(agentId: string): Promise<readonly Teller[]>;

  /** Refuses: invalid_request (code or client id is taken or not well formed). */
  add(agent: NewAgent): Promise<Result<Agent, Refusal>>;
  /** Refuses: not_found, invalid_request (code is taken or not well formed). */
  addOutlet(agentId: string, outlet: NewOutlet, by?: Manager): Promise<Result<Outlet, Refusal>>;
  /**
   * Refuses: not_found (agent, or no such outlet of it or of the supervisor), forbidden (a supervisor makes no supervisor),
   * invalid_request (code is taken or not well formed).
   */
  addTeller(agentId: string, teller: NewTeller, by?: Manager): Promise<Result<Teller, Refusal>>;
  /**
   * Role, state and limits of a teller or device by its code; works from the next call on. Refuses: not_found (also for a teller of
   * another outlet than the supervisor's), forbidden (a supervisor changes no supervisor and makes none), invalid_request.
   */
  changeTeller(by: Manager, agentId: string, change: TellerChange): Promise<Result<Teller, Refusal>>;
  /**
   * A new password for a teller's screen by the teller's code, as `renewTellerPassword`. Refuses: not_found (also for another outlet
   * than the supervisor's), forbidden (a supervisor gives none to a supervisor), device_not_allowed.
   */
  giveTellerPassword(by: Manager, agentId: string, tellerCode: string): Promise<Result<string, Refusal>>;
  /** By their codes, with what they call by. At most `limit`. */
  listDevices(wish: DevicesWish): Promise<readonly DeviceRow[]>;
  /** Newest first, at most 100. Refuses: not_found (also for a teller, and for another outlet than the supervisor's). */
  listCredentials(
    by: CredentialKeeper,
    agentId: string,
    deviceCode: string,
  ): Promise<Result<readonly DeviceCredential[], Refusal>>;
  /** Refuses: not_found as above, invalid_request (nothing to replace, or five are usable), temporarily_unavailable. */
  issueCredential(
    by: CredentialKeeper,
    agentId: string,
    wish: NewCredential,
  ): Promise<Result<IssuedCredential, Refusal>>;
  /** At once and for ever, tokens included. Refuses: not_found (also for a client id of another device). */
  revokeCredential(
    by: CredentialKeeper,
    agentId: string,
    wish: { readonly deviceCode: string; readonly clientId: string },
  ): Promise<Result<DeviceCredential, Refusal>>;
  /** Whether devices act by credentials of their own alone; works from the next call on. Refuses: not_found. */
  requireDeviceCredentials(by: CredentialKeeper, agentId: string, isRequired: boolean): Promise<Result<Agent, Refusal>>;
  /** SHA-256 of the device's own certificates. Refuses: not_found. */
  listDeviceCertificates(
    by: CredentialKeeper,
    agentId: string,
    deviceCode: string,
  ): Promise<Result<readonly string[], Refusal>>;
  /** From the first one on the device is heard over its own certificates only. Refuses: not_found, invalid_request. */
  bindDeviceCertificate(
    by: CredentialKeeper,
    agentId: string,
    wish: { readonly deviceCode: string; readonly fingerprint: string },
  ): Promise<Result<readonly string[], Refusal>>;
  /** Without the last one the certificates of the agent hold for it. Refuses: not_found (device or certificate). */
  unbindDeviceCertificate(
    by: CredentialKeeper,
    agentId: string,
    wish: { readonly deviceCode: string; readonly fingerprint: string },
  ): Promise<Result<readonly string[], Refusal>>;
  /** State and limits of an outlet by its code; what is left out stays. Works from the next payment on. Refuses: not_found, invalid_request. */
  changeOutlet(by: Manager, agentId: string, change: OutletChange): Promise<Result<Outlet, Refusal>>;
  /** Most that one payment of the agent may come to; null: no limit. Refuses: not_found, invalid_request. */
  limitPayments(by: Manager, agentId: string, most: Minor | null): Promise<Result<Agent, Refusal>>;
  /** A new client secret, handed out once; every earlier token ends. Refuses: not_found, forbidden (no client id). */
  renewSecret(agentId: string): Promise<Result<string, Refusal>>;
  /** Suspends or readmits; a suspension ends every token at once. Refuses: not_found. */
  changeState(agentId: string, state: WorkState): Promise<Result<Agent, Refusal>>;
  /** Whether tellers may take cash only in an open shift; works from the next payment on. Refuses: not_found. */
  requireShifts(agentId: string, isRequired: boolean): Promise<Result<Agent, Refusal>>;
  /** Whether a difference is corrected by another supervisor than the one who accepted it. Refuses: not_found. */
  separateCorrections(agentId: string, isNeeded: boolean): Promise<Result<Agent, Refusal>>;
  /** Whether requests of the agent must be signed; works from the next request on. Refuses: not_found. */
  requireSignatures(agentId: string, isRequired: boolean): Promise<Result<Agent, Refusal>>;
  /**
   * A client certificate by its SHA-256, hexadecimal. From the first one on the agent is heard over its own certificates only.
   * Refuses: not_found, invalid_request (not a SHA-256, or five are there).
   */
  bindCertificate(agentId: string, fingerprint: string): Promise<Result<Agent, Refusal>>;
  /** Without the last one the agent is asked for none. Refuses: not_found (agent or certificate). */
  unbindCertificate(agentId: string, fingerprint: string): Promise<Result<Agent, Refusal>>;
  /** Refuses: not_found. */
  changeTellerState(agentId: string, tellerId: string, state: WorkState): Promise<Result<Teller, Refusal>>;
}
