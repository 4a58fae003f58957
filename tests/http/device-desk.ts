import { expect } from 'vitest';
import { type Answer, type ApiFixture, codeOf } from './api-fixture.ts';
import { newKey } from './counter.ts';
import { addTeller } from './drawer-desk.ts';
import type { TestCounter } from './hub-fixture.ts';

export interface Issued {
  readonly clientId: string;
  readonly secret: string;
}

export const said = (answer: Answer) => `${answer.statusCode} ${answer.statusCode < 400 ? 'ok' : codeOf(answer)}`;
/** The hub's own people. */
export const hub = { kind: 'hub', actor: { kind: 'system', id: null } } as const;
export const base = (code: string) => `/v1/devices/${code}/credentials`;

const debts = { provider: 'gas', account: '10000001' };

/** What the back office of an agent does for its devices, and what devices do with tokens of their own. */
export function deviceDesk(api: ApiFixture, bank: TestCounter) {
  const issuing = async (code: string, body: object = {}, who = bank) =>
    api.post(base(code), { token: await api.tokenOf(who), body });

  async function issued(at: TestCounter, body: object = {}): Promise<Issued> {
    const answer = await issuing(at.teller.code, body, at);
    expect(said(answer)).toBe('201 ok');
    const { credential, clientSecret } = answer.json<{ credential: { clientId: string }; clientSecret: string }>();
    return { clientId: credential.clientId, secret: clientSecret };
  }

  async function tokenOf(credential: Issued): Promise<string> {
    const answer = await api.askToken(credential);
    expect(said(answer)).toBe('200 ok');
    return answer.json<{ access_token: string }>().access_token;
  }

  const asks = (token: string, headers: Record<string, string> = {}) =>
    api.post('/v1/debts', { token, headers, body: debts });

  return {
    issuing,
    issued,
    tokenOf,
    asks,
    limits: (token: string, headers: Record<string, string> = {}) => api.get('/v1/limits', { token, headers }),
    /** A device with a token of its own. */
    async ownDevice(at = bank) {
      const own = await addTeller(api, at, { role: 'device' });
      const credential = await issued(own);
      return { at: own, code: own.teller.code, credential, token: await tokenOf(credential) };
    },
    revoking: async ({ code, credential }: { readonly code: string; readonly credential: Issued }) =>
      api.post(`${base(code)}/${credential.clientId}/revoke`, { token: await api.tokenOf(bank) }),
    /** Pays with nothing but the token. */
    async pays(token: string, key = newKey()) {
      const quoteId = (await asks(token)).json<{ lines: { quote: { quoteId: string } }[] }>().lines[0]?.quote.quoteId;
      const body = { lines: [{ quoteId, amount: { amount: '23.15', currency: 'AZN' } }], confirmDuplicate: true };
      const answer = await api.post('/v1/payments', { token, body, headers: { 'idempotency-key': key } });
      return { key, body, answer };
    },
  };
}
