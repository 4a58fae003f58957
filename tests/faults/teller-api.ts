import type { SiteTeller } from './site.ts';

/** What came back, or why nothing did. Silence says nothing about what happened. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: Record<string, unknown>;
      readonly code: string;
    }
  | { readonly kind: 'silence' };

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly key?: string;
}

/** An agent's software: signs in by itself, asks any of the hub's doors, and never takes silence for an answer. */
export interface TellerApi {
  call(door: number, call: Call): Promise<Answer>;
}

const patienceMs = 6_000;

export function openTellerApi(teller: SiteTeller, doors: readonly number[]): TellerApi {
  let token: string | undefined;
  const urlOf = (door: number) => `http://127.0.0.1:${doors[door % doors.length]}`;

  async function signIn(door: number): Promise<string | undefined> {
    const { clientId, clientSecret } = teller;
    const answer = await exchange(`${urlOf(door)}/v1/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
    });
    if (answer.kind === 'silence' || answer.status !== 200) return undefined;
    return String(answer.body['access_token']);
  }

  return {
    async call(door, { method, path, body, key }) {
      token ??= await signIn(door);
      if (token === undefined) return { kind: 'silence' };
      const answer = await exchange(`${urlOf(door)}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'vahid-teller': teller.tellerCode,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (answer.kind === 'answered' && answer.status === 401) {
        token = undefined;
        return { kind: 'silence' };
      }
      return answer;
    },
  };
}

async function exchange(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patienceMs) });
    const body = (await response.json()) as Record<string, unknown>;
    return { kind: 'answered', status: response.status, body, code: String(body['code'] ?? '') };
  } catch {
    return { kind: 'silence' };
  }
}
