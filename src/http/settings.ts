import type { KeyRing } from '../platform/crypto/key-ring.ts';

export interface TokenSettings {
  readonly issuer: string;
  /** The agent API; a token for another surface of the hub is not good here. */
  readonly audience: string;
  /** The current key signs, all of them verify: one, or two while a new one comes in before the old one goes. */
  readonly keys: KeyRing;
  /** At most 600. */
  readonly ttlSeconds: number;
}

/** How much one party may ask for. The windows end by themselves. */
export interface RequestLimits {
  /** Requests of one agent in a minute, all its tellers together. */
  readonly perAgentPerMinute: number;
  /** Requests of one device with a token of its own in a minute; they count as its agent's too. */
  readonly perDevicePerMinute: number;
  /** Batches of one agent that a process works on at once; each may hold 1,000 payments. */
  readonly batchesAtOncePerAgent: number;
  /** Requests of one network without a valid token in a minute. */
  readonly perNetworkPerMinute: number;
  /** Calls of one network to the doors of providers in a minute, whoever makes them: three providers may share an address. */
  readonly notificationsPerNetworkPerMinute: number;
  /** Questions of one teller about people and accounts in a minute. */
  readonly lookupsPerTellerPerMinute: number;
  /** Refused client credentials of one network in a minute. */
  readonly refusedTokensPerNetworkPerMinute: number;
}

export const defaultLimits: RequestLimits = {
  perAgentPerMinute: 6_000,
  perDevicePerMinute: 600,
  batchesAtOncePerAgent: 8,
  perNetworkPerMinute: 300,
  notificationsPerNetworkPerMinute: 1_800,
  lookupsPerTellerPerMinute: 120,
  refusedTokensPerNetworkPerMinute: 20,
};

/** PEM texts. */
export interface TlsSettings {
  /** The hub's certificate with its chain. */
  readonly certificate: string;
  readonly key: string;
  /** Who signs the client certificates of agents; undefined: nobody is asked for one. */
  readonly clientCa?: string;
}

export interface HttpSettings {
  /** The server speaks TLS itself; undefined: plain HTTP, behind a proxy that ends TLS. */
  readonly tls?: TlsSettings;
  /** Addresses and ranges of the proxies whose `X-Forwarded-For` is believed; empty: nobody's. */
  readonly trustedProxies: readonly string[];
  readonly tokens: TokenSettings;
  readonly limits: RequestLimits;
  /** No money is real here, and every answer says so. */
  readonly isSandbox?: boolean;
  /** Over this mean delay of the event loop requests are turned away, milliseconds; 0 switches it off. */
  readonly maxEventLoopDelayMs: number;
}

/** Bytes of a body, unless the route says less. */
export const bodyLimitBytes = 64 * 1024;
/** Bytes of a batch: 1,000 items of one line and the longest key are less. */
export const batchLimitBytes = 512 * 1024;
/** Bytes of a body with credentials. */
export const credentialsLimitBytes = 4 * 1024;
/** Bytes of what a provider tells of its own accord. */
export const notificationLimitBytes = 16 * 1024;
/** Bytes of all headers together; a token needs less than one KiB. */
export const headersLimitBytes = 9 * 1024;
/** From the head of a request to the last byte of its body, unless the route says more. */
export const requestTimeoutMs = 15_000;
/** The same for a debt registry: 2 GiB at 10 Mbit/s. */
export const uploadTimeoutMs = 1_800_000;
/** A connection may be idle this long before it is closed. */
export const keepAliveMs = 65_000;
/** A machine that is busy with others needs long to make the documents and the letters of the pages; a hub that hangs is still seen. */
export const startTimeoutMs = 180_000;

const mostTokenSeconds = 600;
const mostTokenKeys = 2;
const leastKeyBytes = 32;

/** Every reason why tokens must not be issued with these settings, in English; empty when they may. */
export function tokenSettingsProblems(tokens: TokenSettings): readonly string[] {
  const problems: string[] = [];
  const { all } = tokens.keys;
  if (all.length > mostTokenKeys) problems.push(`at most ${mostTokenKeys} keys at once`);
  if (all.some((key) => key.bytes.length < leastKeyBytes)) problems.push(`keys of at least ${leastKeyBytes} bytes`);
  const seconds = tokens.ttlSeconds;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > mostTokenSeconds) {
    problems.push(`a life of 1 to ${mostTokenSeconds} seconds`);
  }
  return problems;
}
