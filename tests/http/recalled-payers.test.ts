import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiFixture, type ApiFixture } from './api-fixture.ts';
import { counterOf, newKey } from './counter.ts';

describe.each(['reference', 'writer'] as const)('who was known a moment ago, and pays by the %s lane', (lane) => {
  let api: ApiFixture;
  let seen: string[] = [];
  beforeAll(async () => {
    api = await apiFixture({ lane, seen: (event) => seen.push(event) });
  });
  afterAll(() => api.close());

  const counter = () => counterOf(api, api.counters.bank);
  const basket = () => counter().basket();
  const pay = (body: object, key = newKey()) => counter().pay(key, body);

  const codeOf = (answer: { json<T>(): T }) => answer.json<{ code: string }>().code;

  /** Changes something behind the hub's back, as another process would, between a payment that is taken and the next; then changes it back. */
  async function whenChanged<T>(change: string, back: string, work: () => Promise<T>): Promise<T> {
    expect((await pay(await basket())).statusCode).toBe(201);
    const { agent, teller } = api.counters.bank;
    const run = (text: string) =>
      api.database.owner.sql.run(text.replaceAll(':agent', `'${agent.id}'`).replaceAll(':teller', `'${teller.id}'`));
    await run(change);
    try {
      return await work();
    } finally {
      await run(back);
    }
  }

  const changes = [
    {
      what: 'a token that a new secret has ended',
      change: 'UPDATE agent SET token_version = token_version + 1 WHERE id = :agent',
      back: 'UPDATE agent SET token_version = token_version - 1 WHERE id = :agent',
      code: 'invalid_token',
    },
    {
      what: 'a suspended agent',
      change: `UPDATE agent SET state = 'suspended' WHERE id = :agent`,
      back: `UPDATE agent SET state = 'active' WHERE id = :agent`,
      code: 'agent_suspended',
    },
    {
      what: 'a suspended teller',
      change: `UPDATE teller SET state = 'suspended' WHERE id = :teller`,
      back: `UPDATE teller SET state = 'active' WHERE id = :teller`,
      code: 'forbidden',
    },
  ];

  test.each(changes)('is refused in the same moment as $what', async ({ change, back, code }) => {
    const [body, key] = [await basket(), newKey()];
    expect(codeOf(await whenChanged(change, back, () => pay(body, key)))).toBe(code);
    // The refusal has not used the key up.
    expect((await pay(body, key)).statusCode).toBe(201);
  });

  test.each(changes)('is not told what its own key stands for, as $what', async ({ change, back, code }) => {
    const [body, key] = [await basket(), newKey()];
    expect((await pay(body, key)).statusCode).toBe(201);
    expect(codeOf(await whenChanged(change, back, () => pay(body, key)))).toBe(code);
    expect((await pay(body, key)).headers['idempotency-replayed']).toBe('true');
  });

  test('is not looked up for a payment, and is for whatever the lane does not decide', async () => {
    const body = await basket();
    // A machine that stands still for a second forgets: it is asked once more.
    for (let tries = 0; tries < 20; tries += 1) {
      seen = [];
      await pay(body);
      if (!seen.includes('agent_callers')) break;
    }
    expect(seen).not.toContain('agent_callers');
    await api.get('/v1/payments', { as: api.counters.bank });
    expect(seen).toContain('agent_callers');
  });
});
