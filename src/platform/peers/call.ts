import { Agent, request } from 'undici';

export interface PeerCallerOptions {
  readonly secret: string;
  /** Bound on one call as a whole. */
  readonly timeoutMs: number;
}

/** Calls the doors of other processes of the hub. */
export interface PeerCaller {
  /** The answer to a letter. Rejects with an error for which `wasUnreached` says whether anything arrived. */
  call(address: string, body: string, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

const connectMs = 1_000;
const connections = 8;

export function createPeerCaller(options: PeerCallerOptions): PeerCaller {
  const agent = new Agent({ connect: { timeout: connectMs }, connections, pipelining: 1 });
  return {
    async call(address, body, signal) {
      const answer = await request(`http://${address}/`, {
        ...{ method: 'POST', body, dispatcher: agent },
        headers: { authorization: options.secret, 'content-type': 'application/json' },
        signal: AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]),
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new PeerRefused(`the other process answered ${answer.statusCode}`);
      return text;
    },
    close: () => agent.destroy(),
  };
}

/** The other process did not take the letter: another secret, or a letter too large. */
class PeerRefused extends Error {
  override readonly name = 'PeerRefused';
}

const unreachedCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** True when it is certain that nothing of the letter was taken. */
export function wasUnreached(error: unknown): boolean {
  if (error instanceof PeerRefused) return true;
  return error instanceof Error && 'code' in error && unreachedCodes.has(error.code);
}
