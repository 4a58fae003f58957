import { createHash, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { account, debtFile } from '../provider-registries/registry-fixture.ts';
import { providerData } from '../providers/provider-fixture.ts';
import { apiFixture, codeOf, fieldsOf, listen, withServer, type Answer, type ApiFixture } from './api-fixture.ts';

let api: ApiFixture;
let anna: string;
let bahar: string;

const settings = {
  debtColumns: 'account=account,bill=bill,period=period,dueOn=due,amount=amount,holderName=name,address=address',
  debtTrailer: '#total,count,sum',
};

beforeAll(async () => {
  api = await apiFixture();
  [anna, bahar] = [await tokenFor('anna'), await tokenFor('bahar')];
});
afterAll(() => api.close());

async function tokenFor(login: string): Promise<string> {
  const { secret } = valueOf(await api.hub.operators.add(login));
  const body = { grant_type: 'client_credentials', client_id: login, client_secret: secret };
  return (await api.post('/v1/operator/token', { body })).json<{ access_token: string }>().access_token;
}

/** A biller that exchanges files, and its key. */
async function biller(code: string) {
  const data = providerData(code, { protocol: 'registry-files', settings });
  const { id } = valueOf(await api.hub.providers.add(data));
  const key = valueOf(await api.hub.providerRegistries.renewKey(code));
  const authorization = `Basic ${Buffer.from(`${code}:${key}`).toString('base64')}`;
  const put = (text: string, name: string, registryId: string = randomUUID()) =>
    api.call('PUT', `/v1/provider/debt-registries/${registryId}`, {
      raw: text,
      headers: { authorization, 'content-type': 'text/csv', 'vahid-file-name': name },
    });
  const get = (path: string) => api.get(`/v1/provider/${path}`, { headers: { authorization } });
  return { code, id, key, authorization, put, get };
}

const debts = (count: number, amount = 1_000) =>
  debtFile(Array.from({ length: count }, (_, index) => ({ account: account(index + 1), amount: amount + index })));
const idOf = (answer: Answer) => answer.json<{ registryId: string }>().registryId;
const askAccount = async (providerId: string, number: number) => {
  const connected = valueOf(await api.hub.providers.connect(providerId));
  const outcome = await connected.port.debt({ account: account(number), fields: {} });
  return outcome.kind === 'answered' ? outcome.answer.balance : outcome.kind;
};

describe('a debt registry over the API', () => {
  test('counts whole, by the id that its sender chose, and is asked for by that id', async () => {
    const { id, put, get } = await biller('village-gas');
    const file = debts(3);
    const registryId = randomUUID();
    const taken = await put(file, 'debts-20261120-1.csv', registryId);
    expect([taken.statusCode, taken.json<object>()]).toMatchObject([
      200,
      {
        registryId,
        status: 'active',
        lines: 3,
        sum: { amount: '30.03' },
        problems: 0,
        handedInBy: 'provider',
        percent: 100,
      },
    ]);
    expect(taken.json<{ sha256: string }>().sha256).toBe(createHash('sha256').update(file).digest('hex'));
    expect((await get(`debt-registries/${registryId}`)).json()).toEqual(taken.json());
    expect(await askAccount(id, 2)).toBe(1_001n);
    const listed = (await get('debt-registries')).json<{ registries: { registryId: string }[] }>().registries;
    expect(listed.map((one) => one.registryId)).toEqual([registryId]);
    const report = await get(`debt-registries/${registryId}/acknowledgement`);
    expect(report.body.trimEnd().split('\r\n').at(-1)).toBe('#result,active,3,30.03,AZN');
  });

  test('sent again gets the same answer; an id stands for one file, and a file for one registry', async () => {
    const { put, get } = await biller('twice-gas');
    const registryId = randomUUID();
    const [file, name] = [debts(3), 'debts-20261120-1.csv'];
    const first = await put(file, name, registryId);
    const again = await put(file, name, registryId);
    expect([again.statusCode, again.headers['idempotency-replayed'], idOf(again)]).toEqual([200, 'true', registryId]);
    expect(again.json()).toEqual(first.json());
    const otherId = randomUUID();
    const copy = await put(file, name, otherId);
    expect([copy.headers['idempotency-replayed'], idOf(copy)]).toEqual(['true', registryId]);
    expect((await get(`debt-registries/${otherId}`)).json()).toMatchObject({ status: 'repeated', repeats: registryId });
    expect(idOf(await put(file, name, otherId))).toBe(registryId);
    expect(codeOf(await put(debts(4), name, registryId))).toBe('registry_id_used');
    expect(codeOf(await put(file, 'debts-20261120-2.csv', registryId))).toBe('registry_id_used');
    const stranger = await biller('other-gas');
    expect(codeOf(await stranger.put(file, name, registryId))).toBe('registry_id_used');
    expect(codeOf(await stranger.get(`debt-registries/${registryId}`))).toBe('not_found');
  });

  test('with one wrong line changes nothing, and every problem is named by line and column', async () => {
    const { id, put, get } = await biller('wrong-gas');
    await put(debts(3), 'debts-20261119-1.csv');
    const registryId = randomUUID();
    const bad = debts(30, 2_000).replaceAll(/;20\.(\d\d);/g, ';20,$1;');
    const refused = await put(bad, 'debts-20261120-1.csv', registryId);
    expect([codeOf(refused), refused.json<object>()]).toMatchObject([
      'file_rejected',
      { status: 422, details: { registryId, problems: expect.stringMatching(/^3\d$/) } },
    ]);
    expect(fieldsOf(refused)).toHaveLength(20);
    expect(fieldsOf(refused)[0]).toBe('/2/amount');
    expect(await askAccount(id, 2)).toBe(1_001n);
    const report = await get(`debt-registries/${registryId}/acknowledgement`);
    const lines = report.body.replace('\ufeff', '').trimEnd().split('\r\n');
    expect(lines.slice(0, 2)).toEqual(['line,column,rule,value', '2,amount,amount,"20,00"']);
    expect(lines.at(-1)).toMatch(/^#result,refused,/);
    expect(lines.length).toBeGreaterThan(30);
    expect((await get(`debt-registries/${registryId}`)).json()).toMatchObject({ status: 'refused' });
    expect(codeOf(await put(bad, 'debts-20261120-1.csv', registryId))).toBe('file_rejected');
    expect(codeOf(await put(debts(3, 1_500), 'debts-20261118-1.csv'))).toBe('registry_out_of_date');
    expect(codeOf(await put(debts(3), 'readme.csv'))).toBe('file_name_not_known');
  });

  test('that changes too much waits for an operator, and not for whoever handed it in', async () => {
    const { code, id, put, get } = await biller('held-gas');
    await put(debts(20), 'debts-20261119-1.csv');
    const held = await put(debts(10), 'debts-20261120-1.csv');
    expect(held.json()).toMatchObject({ status: 'held', change: { accounts: 20, gone: 10, changed: 10 } });
    expect(await askAccount(id, 20)).toBe(1_019n);
    const decide = (what: string, token: string, registryId = idOf(held)) =>
      api.post(`/v1/operator/providers/${code}/debt-registries/${registryId}/${what}`, { token });
    expect((await decide('approve', anna)).json()).toMatchObject({ status: 'active', decidedBy: 'anna' });
    expect(await askAccount(id, 20)).toBe('no-such-account');
    expect(codeOf(await decide('discard', anna))).toBe('registry_not_held');
    const byAnna = await api.call('PUT', `/v1/operator/providers/${code}/debt-registries/${randomUUID()}`, {
      ...{ token: anna, raw: debts(2) },
      headers: { 'content-type': 'text/csv', 'vahid-file-name': 'debts-20261121-1.csv' },
    });
    expect(byAnna.json()).toMatchObject({ status: 'held', handedInBy: 'anna' });
    expect(codeOf(await decide('approve', anna, idOf(byAnna)))).toBe('same_actor');
    expect((await decide('discard', bahar, idOf(byAnna))).json()).toMatchObject({
      status: 'discarded',
      decidedBy: 'bahar',
    });
    expect((await get(`debt-registries/${idOf(byAnna)}`)).json()).toMatchObject({ status: 'discarded' });
  });

  test('is for the provider of the key, which ends when a new one is made and when the provider is suspended', async () => {
    const one = await biller('keyed-gas');
    expect((await one.get('debt-registries')).statusCode).toBe(200);
    const wrong = await api.get('/v1/provider/debt-registries', {
      headers: { authorization: `Basic ${Buffer.from(`held-gas:${one.key}`).toString('base64')}` },
    });
    expect([codeOf(wrong), wrong.headers['www-authenticate']]).toEqual([
      'invalid_credentials',
      'Basic realm="vahid", charset="UTF-8"',
    ]);
    valueOf(await api.hub.providerRegistries.renewKey(one.code));
    expect(codeOf(await one.get('debt-registries'))).toBe('invalid_credentials');
    expect(await api.hub.providerRegistries.renewKey('gas')).toMatchObject({ error: { code: 'not_found' } });
  });
});

describe('a file of what was paid', () => {
  test('is fetched, and answered whole or not at all', async () => {
    const { code, id, authorization, put, get } = await biller('paid-gas');
    await put(debts(3), 'debts-20261119-1.csv');
    const { port } = valueOf(await api.hub.providers.connect(id));
    const reference = '2611200000000018';
    await port.pay({
      ...{ reference, account: account(1), fields: {}, amount: 700n, currency: 'AZN', acceptedAt: api.clock.now() },
    } as unknown as Parameters<typeof port.pay>[0]);
    expect((await get('payment-files')).json()).toEqual({ files: [] });
    api.clock.advanceMs(86_400_000);
    await api.hub.providerRegistries.makePaymentFiles();
    const { files } = (await get('payment-files')).json<{ files: object[] }>();
    expect(files).toMatchObject([{ number: 1, payments: 1, sum: { amount: '7.00' }, acknowledgedAt: null }]);
    const file = await get('payment-files/1');
    expect([file.body.includes(reference), file.headers['content-disposition']]).toEqual([
      true,
      'attachment; filename="payments-20261120-1.csv"',
    ]);
    expect(codeOf(await get('payment-files/2'))).toBe('not_found');
    const acknowledge = (text: string) =>
      api.post('/v1/provider/acknowledgements', {
        raw: text,
        headers: { authorization, 'content-type': 'text/csv', 'vahid-file-name': 'ack-20261121-1.csv' },
      });
    const wrong = await acknowledge('reference;result;reason\n2611200000000000;OK;\n');
    expect([codeOf(wrong), fieldsOf(wrong)]).toEqual(['file_rejected', ['/2/reference']]);
    const taken = await acknowledge(`reference;result;reason\n${reference};OK;\n`);
    expect(taken.json()).toEqual({ fileNumber: 1, confirmed: 1, rejected: 0, repeated: 0, open: 0 });
    const shown = await api.get(`/v1/operator/providers/${code}/payment-files`, { token: anna });
    expect(shown.json()).toMatchObject({ files: [{ acknowledgedAt: expect.any(String) }] });
  });
});

describe('an upload on a slow line', () => {
  /** A request whose body is written piece by piece. */
  function begin(port: number, path: string, headers: Readonly<Record<string, string>>) {
    const request = httpRequest({ port, path, method: 'PUT', headers: { ...headers, 'content-type': 'text/csv' } });
    const answered = new Promise<number>((resolve, reject) => {
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
    });
    answered.catch(() => undefined);
    return { request, answered };
  }

  test('is told how far it is meanwhile, keeps its id to itself, and is known to have broken off', async () => {
    const { put, get, authorization } = await biller('slow-gas');
    await withServer(api, {}, async (app) => {
      const port = await listen(app);
      const registryId = randomUUID();
      const text = debts(12_000);
      const seen = async () => (await get(`debt-registries/${registryId}`)).json<Record<string, number>>();
      const path = `/v1/provider/debt-registries/${registryId}`;
      const headers = { authorization, 'vahid-file-name': 'debts-20261120-1.csv' };
      const size = Buffer.byteLength(text);
      const { request, answered } = begin(port, path, { ...headers, 'content-length': String(size) });
      try {
        request.write(text.slice(0, text.length / 2));
        await expect.poll(async () => (await seen())['lines'], { timeout: 20_000 }).toBeGreaterThan(0);
        expect(await seen()).toMatchObject({ status: 'receiving', sizeBytes: size });
        expect((await seen())['percent']).toBeLessThan(100);
        expect(codeOf(await get(`debt-registries/${registryId}/acknowledgement`))).toBe('registry_in_progress');
        expect(codeOf(await put(text, 'debts-20261120-1.csv', registryId))).toBe('registry_in_progress');
      } finally {
        request.destroy();
      }
      await expect(answered).rejects.toThrow();
      await expect.poll(async () => (await seen())['status'], { timeout: 20_000 }).toBe('broken_off');
      expect(codeOf(await put(text, 'debts-20261120-1.csv', registryId))).toBe('registry_id_used');
      expect((await put(text, 'debts-20261120-1.csv')).json()).toMatchObject({ status: 'active', lines: 12_000 });
    });
  });
});
