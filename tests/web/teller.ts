import { randomUUID } from 'node:crypto';
import { type CabinetFixture, secretOf } from './cabinet-fixture.ts';

interface PayableLine {
  readonly quote: { readonly quoteId: string } | null;
  readonly wanted: { readonly amount: string; readonly currency: string };
}

/** A teller of Göyəzən Bank who takes the whole basket of a payment code, over the agent API as any bank would. */
export async function payAtTeller(fixture: CabinetFixture, code: string): Promise<void> {
  const token = await askToken(fixture);
  const call = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`${fixture.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'vahid-teller': 'g-101',
        ...headers,
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const found = (await call('/v1/payment-codes/lookups', { code })) as { lines: PayableLine[] };
  const lines = found.lines.map((line) => ({ quoteId: line.quote?.quoteId, amount: line.wanted }));
  await call('/v1/payments', { lines, paymentCode: code }, { 'idempotency-key': randomUUID() });
}

async function askToken(fixture: CabinetFixture): Promise<string> {
  const answer = await fetch(`${fixture.url}/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: 'goyezen-bank',
      client_secret: secretOf('goyezen-bank'),
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** What the workers do: every provider that is owed news hears it. */
export async function deliver(fixture: CabinetFixture): Promise<void> {
  for (const providerId of await fixture.hub.deliverer.listDue()) await fixture.hub.deliverer.run(providerId);
}
