import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapters } from '../../adapters/index.ts';
import { entryOf } from '../../src/providers/entry.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, fieldsOf, type ApiFixture } from './api-fixture.ts';

let api: ApiFixture;
let anna: string;
let bahar: string;
const password = 'sample-key-of-steam-1';

beforeAll(async () => {
  api = await apiFixture();
  [anna, bahar] = [await tokenFor('anna'), await tokenFor('bahar')];
});
afterAll(() => api.close());

async function tokenFor(login: string): Promise<string> {
  const { secret } = valueOf(await api.hub.operators.add(login));
  return (await askToken(login, secret)).json<{ access_token: string }>().access_token;
}

const askToken = (login: string, secret: string) =>
  api.post('/v1/operator/token', {
    body: { grant_type: 'client_credentials', client_id: login, client_secret: secret },
  });

const proposals = '/v1/operator/provider-proposals';

async function entryLike(code: string, changes: Record<string, unknown> = {}) {
  const gas = valueOf(await api.hub.providers.getByCode('gas'));
  const { invoiceDays: _, ...entry } = entryOf(gas);
  return { ...entry, code, secrets: { key: password }, ...changes };
}

const propose = async (token: string, provider: Record<string, unknown>) =>
  api.post(proposals, { token, body: { reason: 'contract 12', provider } });

const idOf = (answer: { json: <T>() => T }) => answer.json<{ id: string }>().id;

describe('the door of operators', () => {
  test('opens for its own tokens only, and their tokens open no other', async () => {
    const agentToken = await api.tokenOf(api.counters.bank);
    for (const token of [agentToken, 'x.y.z']) {
      const answer = await api.get('/v1/operator/providers', { token });
      expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'invalid_token']);
    }
    expect(codeOf(await api.get('/v1/operator/providers'))).toBe('invalid_token');
    expect(codeOf(await api.get('/v1/providers', { token: anna }))).toBe('invalid_token');
  });

  test('says the same to a stranger, a wrong secret and a suspended operator; a suspension ends tokens at once', async () => {
    const { secret } = valueOf(await api.hub.operators.add('dilara'));
    const token = (await askToken('dilara', secret)).json<{ access_token: string }>().access_token;
    expect((await api.get('/v1/operator/protocols', { token })).statusCode).toBe(200);
    valueOf(await api.hub.operators.changeState('dilara', 'suspended'));
    expect(codeOf(await api.get('/v1/operator/protocols', { token }))).toBe('invalid_token');
    const answers = [await askToken('dilara', secret), await askToken('anna', 'wrong'), await askToken('nobody', 'x')];
    expect(answers.map(codeOf)).toEqual(Array.from({ length: 3 }, () => 'invalid_credentials'));
  });

  test('a renewed secret ends every earlier token', async () => {
    const { secret } = valueOf(await api.hub.operators.add('emil'));
    const token = (await askToken('emil', secret)).json<{ access_token: string }>().access_token;
    const renewed = valueOf(await api.hub.operators.renewSecret('emil'));
    expect(codeOf(await api.get('/v1/operator/protocols', { token }))).toBe('invalid_token');
    expect((await askToken('emil', renewed)).statusCode).toBe(200);
  });
});

describe('a provider over the API', () => {
  test('is proposed, shown, approved by another, asked and changed; credentials never come back', async () => {
    const entry = await entryLike('steam');
    const proposed = await propose(anna, entry);
    expect([proposed.statusCode, proposed.json<object>()]).toMatchObject([
      201,
      { code: 'steam', baseVersion: 0, state: 'open', proposedBy: 'anna', decidedBy: null },
    ]);
    expect((await api.get('/v1/operator/providers/steam', { token: anna })).statusCode).toBe(404);
    const approve = `${proposals}/${idOf(proposed)}/approve`;
    const own = await api.post(approve, { token: anna });
    expect([own.statusCode, codeOf(own)]).toEqual([403, 'same_actor']);
    const approved = await api.post(approve, { token: bahar });
    expect([approved.statusCode, approved.json<object>()]).toMatchObject([
      200,
      { state: 'approved', decidedBy: 'bahar' },
    ]);
    expect(codeOf(await api.post(approve, { token: bahar }))).toBe('proposal_decided');
    const shown = await api.get('/v1/operator/providers/steam', { token: anna });
    expect(shown.json<object>()).toMatchObject({ version: 1, secretNames: ['key'], provider: { code: 'steam' } });
    const history = await api.get(`${proposals}?provider=steam`, { token: anna });
    for (const answer of [proposed, approved, shown, history]) expect(answer.body).not.toContain(password);
  });

  test('a change that another change has overtaken is refused', async () => {
    const first = await propose(anna, { code: 'power', maxConcurrency: 7 });
    const second = await propose(bahar, { code: 'power', rule: { maximum: '90.00' } });
    expect((await api.post(`${proposals}/${idOf(second)}/approve`, { token: anna })).statusCode).toBe(200);
    const stale = await api.post(`${proposals}/${idOf(first)}/approve`, { token: bahar });
    expect([stale.statusCode, codeOf(stale)]).toEqual([409, 'proposal_stale']);
    expect((await api.post(`${proposals}/${idOf(first)}/reject`, { token: anna })).statusCode).toBe(200);
  });

  test('what the hub does not take is named field by field', async () => {
    const wrong = await entryLike('broken', {
      ...{ protocol: 'gopher', endpoint: 'https://x.example/', queryTimeoutMs: 1, iban: 'AZ00' },
    });
    const answer = await propose(anna, wrong);
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'invalid_request']);
    expect(fieldsOf(answer).toSorted()).toEqual([
      '/provider/endpoint',
      '/provider/iban',
      '/provider/protocol',
      '/provider/queryTimeoutMs',
    ]);
    expect(codeOf(await propose(anna, { code: 'gas', colour: 'red' }))).toBe('unknown_field');
  });

  test('lists come page by page', async () => {
    const codes: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: { providers: { provider: { code: string } }[]; next: string | null } = (
        await api.get(`/v1/operator/providers?limit=2${after === '' ? '' : `&after=${after}`}`, { token: anna })
      ).json();
      codes.push(...page.providers.map(({ provider }) => provider.code));
      after = page.next;
    }
    expect(codes).toEqual(['abroad', 'gas', 'power', 'steam', 'water']);
    const proposed = await api.get(`${proposals}?limit=1`, { token: anna });
    const { next } = proposed.json<{ next: string }>();
    const older = await api.get(`${proposals}?limit=1&before=${next}`, { token: anna });
    expect(idOf({ json: () => older.json<{ proposals: never[] }>().proposals[0] as never })).not.toBe(next);
  });

  test('protocols tell what a form needs: settings, which are secret, and what each can do', async () => {
    const { protocols } = (await api.get('/v1/operator/protocols', { token: anna })).json<{
      protocols: { protocol: string; settings: { name: string; secret: boolean }[] }[];
    }>();
    expect(protocols).toHaveLength(adapters.length);
    const rest = protocols.find(({ protocol }) => protocol === 'native-rest');
    expect(rest?.settings[0]).toMatchObject({ name: 'key', secret: true, required: true, fallback: null });
  });
});
