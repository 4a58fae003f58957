import type { Localized } from '../kernel/adapter.ts';
import type { Minor } from '../kernel/money.ts';

export type AgentKind = 'bank' | 'post' | 'kiosk' | 'cabinet';

/** A suspended agent, outlet or teller is refused from the next call on; what it accepted before stays accepted. */
export type WorkState = 'active' | 'suspended';

/** Code of the agent through which citizens pay in the cabinet; the hub is its own agent there. */
export const cabinetAgentCode = 'cabinet';

/** A participant that collects money for the hub. */
export interface Agent {
  readonly id: string;
  readonly code: string;
  readonly kind: AgentKind;
  readonly name: Localized;
  readonly state: WorkState;
  /** Null for the cabinet, which has no client credentials. */
  readonly clientId: string | null;
  /** Stands in every token; a token with another number is worthless. */
  readonly tokenVersion: number;
  /** Its tellers take cash only while a shift of theirs is open. */
  readonly shiftRequired: boolean;
  /** A difference of a drawer is corrected by somebody else than whoever accepted it. */
  readonly correctionsNeedAnother: boolean;
  /** Its requests are taken only with a signature. */
  readonly signaturesRequired: boolean;
  /** Its devices act by credentials of their own, and nobody acts as one by the agent's. */
  readonly deviceCredentialsRequired: boolean;
  /** SHA-256 of the client certificates it connects with, hexadecimal; none: it is asked for none. */
  readonly clientCertificates: readonly string[];
  /** Most that one payment may come to, fees included, minor units of each currency; null: no limit. The day's is its cap. */
  readonly paymentLimit: Minor | null;
  readonly createdAt: Date;
}

/** What bounds the money of an outlet. Minor units of each currency; null: no limit. */
export interface OutletLimits {
  /** Of one payment, fees included. */
  readonly paymentLimit: Minor | null;
  /** Of all its tellers and devices together in one settlement day. */
  readonly dailyLimit: Minor | null;
  /** Most that is reversed without a supervisor; 0: nothing is. */
  readonly reversalLimit: Minor | null;
  /** Most that a drawer may differ when it is closed without a supervisor; 0: not at all. */
  readonly differenceLimit: Minor | null;
}

export interface Outlet extends OutletLimits {
  readonly id: string;
  readonly agentId: string;
  readonly code: string;
  readonly name: string;
  readonly address: string;
  /** While it is suspended, so is everybody there. */
  readonly state: WorkState;
}

/** A teller takes money; a supervisor also settles what tellers may not; a device pays and asks, and nothing else. */
export const roles = ['teller', 'supervisor', 'device'] as const;
export type Role = (typeof roles)[number];

/** A person or device that takes money at an outlet. */
export interface Teller {
  readonly id: string;
  readonly agentId: string;
  readonly outletId: string;
  readonly code: string;
  readonly name: string;
  readonly role: Role;
  readonly state: WorkState;
  /** Most that one payment may come to, fees included, minor units of each currency; null: no limit of its own. */
  readonly paymentLimit: Minor | null;
  /** Most it may accept in one settlement day, minor units of each currency; null: no limit of its own. */
  readonly dailyLimit: Minor | null;
}

/** Client credentials of one device; the secret itself is known to the device alone. */
export interface DeviceCredential {
  readonly id: string;
  readonly clientId: string;
  readonly createdAt: Date;
  /** Set where a newer one takes over. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** When it last brought a token. */
  readonly lastUsedAt: Date | null;
}

export function isUsable({ expiresAt, revokedAt }: Pick<DeviceCredential, 'expiresAt' | 'revokedAt'>, now: Date) {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}
