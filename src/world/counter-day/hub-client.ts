import type { Dice } from '../dice.ts';

export interface WireAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Ask {
  readonly token: string;
  readonly teller?: string;
  readonly key?: string;
  readonly body?: unknown;
}

/** The agent API of a running hub as the day's tellers use it: with connections that break now and then. */
export interface HubClient {
  readonly baseUrl: string;
  /** Requests that were sent, repeats included. */
  readonly sent: () => number;
  get(path: string, ask: Ask): Promise<WireAnswer>;
  /** Once, and the answer arrives. */
  post(path: string, ask: Ask): Promise<WireAnswer>;
  put(path: string, ask: Ask): Promise<WireAnswer>;
  /** As people do it: pressed twice, or sent again because no answer came. Only for requests with a key. */
  postCarelessly(path: string, ask: Ask, dice: Dice): Promise<WireAnswer>;
  /** A text of another door. */
  text(path: string, authorization: string): Promise<string>;
}

const timeoutMs = 20_000;
const mostTries = 8;
/** How soon a connection breaks that loses its answer, milliseconds: before, while and after the hub works on it. */
const breaksWithinMs = 40;
const lostPercent = 12;
const doublePercent = 10;

export function createHubClient(baseUrl: string): HubClient {
  let sent = 0;
  async function send(path: string, init: RequestInit, signal: AbortSignal): Promise<WireAnswer> {
    sent += 1;
    const answer = await fetch(`${baseUrl}${path}`, { ...init, signal });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }
  const headersOf = (ask: Ask) => ({
    authorization: `Bearer ${ask.token}`,
    ...(ask.teller === undefined ? {} : { 'vahid-teller': ask.teller }),
    ...(ask.key === undefined ? {} : { 'idempotency-key': ask.key }),
    ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
  });
  const posting = (ask: Ask): RequestInit => ({
    method: 'POST',
    headers: headersOf(ask),
    ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
  });
  /** The same again until an answer comes that is one. */
  async function insist(path: string, init: RequestInit): Promise<WireAnswer> {
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await send(path, init, AbortSignal.timeout(timeoutMs));
        if (answer.status < 500 || tries === mostTries) return answer;
      } catch (error) {
        if (tries === mostTries) throw error;
      }
    }
  }
  return {
    baseUrl,
    sent: () => sent,
    get: (path, ask) => insist(path, { headers: headersOf(ask) }),
    post: (path, ask) => insist(path, posting(ask)),
    put: (path, ask) => insist(path, { ...posting(ask), method: 'PUT' }),
    async postCarelessly(path, ask, dice) {
      const init = posting(ask);
      if (dice.chance(lostPercent)) {
        await send(path, init, AbortSignal.timeout(dice.between(1, breaksWithinMs))).catch(() => undefined);
      }
      if (!dice.chance(doublePercent)) return insist(path, init);
      const [first] = await Promise.all([insist(path, init), insist(path, init)]);
      return first;
    },
    async text(path, authorization) {
      sent += 1;
      const answer = await fetch(`${baseUrl}${path}`, {
        headers: { authorization },
        signal: AbortSignal.timeout(timeoutMs),
      });
      return answer.text();
    },
  };
}
