import type { Localized } from '../kernel/adapter.ts';
import type { Minor } from '../kernel/money.ts';

export type AgentKind = 'bank' | 'post' | 'kiosk' | 'cabinet';

/** A suspended agent or teller is refused from the next call on; what it accepted before stays accepted. */
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
  /** Its requests are taken only with a signature. */
  readonly signaturesRequired: boolean;
  /** SHA-256 of the client certificates it connects with, hexadecimal; none: it is asked for none. */
  readonly clientCertificates: readonly string[];
  readonly createdAt: Date;
}

export interface Outlet {
  readonly id: string;
  readonly agentId: string;
  readonly code: string;
  readonly name: string;
  readonly address: string;
}

/** A person or device that takes money at an outlet. */
export interface Teller {
  readonly id: string;
  readonly agentId: string;
  readonly outletId: string;
  readonly code: string;
  readonly name: string;
  readonly state: WorkState;
  /** Most it may accept in one settlement day, minor units of each currency; null: no limit of its own. */
  readonly dailyLimit: Minor | null;
}
