import { setTimeout as sleep } from 'node:timers/promises';

/** An agent of the sample world at the doors of a hub, as its own software would speak to them. */
export interface AgentClient {
  /** A fresh quote for an account, without registration. */
  quote(provider: string, account: string): Promise<{ quoteId: string; status: number }>;
  pay(key: string, line: { quoteId: string; amount: string }): Promise<Answer>;
  getPayment(id: string): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly replayed: boolean;
}

const mostSignIns = 40;

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tellerCode: string;
}

/** Signs in; every call rejects when the hub does not answer. */
export async function openAgentClient(baseUrl: string, credentials: Credentials): Promise<AgentClient> {
  const { clientId, clientSecret, tellerCode } = credentials;
  const token = await signIn(baseUrl, { clientId, clientSecret });
  const headers = {
    authorization: `Bearer ${token}`,
    'vahid-teller': tellerCode,
    'content-type': 'application/json',
  };
  return {
    quote: async (provider, account) => {
      const body = JSON.stringify({ provider, account });
      const answer = await call(`${baseUrl}/v1/debts`, { method: 'POST', headers, body });
      const lines = (answer.body['lines'] ?? []) as { quote: { quoteId: string } | null }[];
      return { quoteId: lines[0]?.quote?.quoteId ?? '', status: answer.status };
    },
    pay: (key, { quoteId, amount }) =>
      call(`${baseUrl}/v1/payments`, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': key },
        body: JSON.stringify({ lines: [{ quoteId, amount: { amount, currency: 'AZN' } }] }),
      }),
    getPayment: (id) => call(`${baseUrl}/v1/payments/${id}`, { headers }),
  };
}

/** A hub that has just opened its doors may be too busy for a moment, and says so. */
async function signIn(baseUrl: string, { clientId, clientSecret }: Omit<Credentials, 'tellerCode'>): Promise<string> {
  const body = JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret });
  const headers = { 'content-type': 'application/json' };
  for (let attempt = 1; ; attempt += 1) {
    const answer = await call(`${baseUrl}/v1/token`, { method: 'POST', headers, body });
    const token = answer.body['access_token'];
    if (answer.status === 200 && typeof token === 'string') return token;
    if (answer.status !== 503 || attempt === mostSignIns) throw new Error(JSON.stringify(answer.body));
    await sleep(500);
  }
}

async function call(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, body, replayed: response.headers.get('idempotency-replayed') === 'true' };
}
