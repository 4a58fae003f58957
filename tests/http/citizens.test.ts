import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { somebody, someOrigin, valueOf } from '../citizens/citizen-fixture.ts';
import { readPdf } from '../documents/pdf.ts';
import { apiFixture, codeOf, fieldsOf, serverOver, type ApiFixture, type Call } from './api-fixture.ts';
import { freshAccount } from './counter.ts';
import { proof } from './providers.ts';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

interface Registered {
  readonly outcome: string;
  readonly citizenId: string;
  readonly uniqueCode: string;
  readonly assurance: string;
  readonly printsPassword: boolean;
  readonly sheet: { readonly mediaType: string; readonly base64: string };
  readonly accounts: readonly {
    readonly linkId: string;
    readonly provider: string;
    readonly account: string;
    readonly proof: string;
  }[];
  readonly notLinked: readonly { readonly index: number; readonly code: string; readonly errors: readonly unknown[] }[];
}

const post = (url: string, body: unknown, what: Call = {}) => api.post(url, { as: api.counters.bank, body, ...what });
const register = (body: unknown = somebody()) => post('/v1/citizens', body);
const registered = async (body?: unknown) => (await register(body)).json<Registered>();

/** The text of a sheet, and the password on it. */
function readSheet({ sheet }: Pick<Registered, 'sheet'>) {
  const text = readPdf(Buffer.from(sheet.base64, 'base64')).pages.join('\n').replaceAll('\u00a0', ' ');
  return { text, password: /^[a-z0-9]{4}(?:-[a-z0-9]{4}){2}$/m.exec(text)?.[0] ?? null };
}

describe('a registration at the counter', () => {
  test('gives a unique code, a sheet, and a password that opens the cabinet', async () => {
    const answer = await register();
    expect(answer.statusCode).toBe(201);
    const made = answer.json<Registered>();
    expect(made).toMatchObject({ outcome: 'registered', assurance: 'seen', accounts: [], notLinked: [] });
    expect(made.uniqueCode).toMatch(/^[0-9]{12}$/);
    const { text, password } = readSheet(made);
    expect(text).toContain(made.uniqueCode.replace(/(.{4})(?=.)/g, '$1 '));
    expect([made.printsPassword, answer.body.includes(String(password))]).toEqual([true, false]);
    const session = valueOf(
      await api.hub.citizens.sessions.signIn({ uniqueCode: made.uniqueCode, password: password ?? '' }, someOrigin()),
    );
    expect(session.session.mustChangePassword).toBe(true);
  });

  test('links the accounts of the body; what cannot be linked costs only itself', async () => {
    const [gas, power] = [freshAccount(api), freshAccount(api)];
    const accounts = [
      { provider: 'gas', account: gas, label: 'Ev' },
      { provider: 'water', account: '99999999' },
      { provider: 'power', account: power, fields: { authorizationCode: '11111111' } },
      { provider: 'power', account: power, fields: { authorizationCode: proof } },
      { provider: 'gas', account: 'abc' },
    ];
    const made = await registered({ ...somebody(), accounts });
    expect(made.accounts.map(({ provider, account, proof: proven }) => [provider, account, proven]).toSorted()).toEqual(
      [
        ['gas', gas, 'none'],
        ['power', power, 'proven'],
      ],
    );
    expect(made.notLinked.map(({ index, code }) => [index, code])).toEqual([
      [1, 'account_not_found'],
      [2, 'proof_refused'],
      [4, 'invalid_request'],
    ]);
    expect(made.notLinked[2]?.errors).toMatchObject([{ field: '/accounts/4/account' }]);
  });

  test('names a provider that does not exist before anybody is registered', async () => {
    const person = somebody();
    const answer = await register({ ...person, accounts: [{ provider: 'nobody', account: '1' }] });
    expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([
      400,
      'invalid_request',
      ['/accounts/0/provider'],
    ]);
    const { cardSeries, cardNumber } = person;
    expect(codeOf(await post('/v1/lookups/citizen', { cardSeries, cardNumber }))).toBe('not_found');
  });

  test('of the same person is the same registration, and keeps its password unless asked', async () => {
    const person = somebody();
    const first = await registered(person);
    const again = await register({ ...person, fullName: 'Günel Quliyeva' });
    expect(again.statusCode).toBe(200);
    const known = again.json<Registered>();
    expect([known.outcome, known.uniqueCode, known.printsPassword]).toEqual(['updated', first.uniqueCode, false]);
    expect(readSheet(known).password).toBeNull();
    const renewed = await registered({ ...person, renewPassword: true });
    expect(renewed.printsPassword).toBe(true);
    expect(readSheet(renewed).password).not.toBe(readSheet(first).password);
  });

  test('names everything that is wrong with it, and repeats none of it', async () => {
    const answer = await register({ ...somebody(), fin: 'OOOOOOO', fullName: '7', phone: '12', consent: false });
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'invalid_national_id']);
    expect(fieldsOf(answer).toSorted()).toEqual(['/consent', '/fin', '/fullName', '/phone']);
    expect(answer.body).not.toContain('OOOOOOO');
  });

  test.each([
    ['cardNumber', 1234567],
    ['fin', null],
    ['language', 'tr'],
    ['consent', 'yes'],
    ['accounts', 'all of them'],
    ['accounts', Array.from({ length: 21 }, () => ({ provider: 'gas', account: '1' }))],
  ])('with a wrong %s is no registration', async (field, value) => {
    const answer = await register({ ...somebody(), [field]: value });
    expect([answer.statusCode, codeOf(answer), fieldsOf(answer)]).toEqual([400, 'invalid_request', [`/${field}`]]);
  });

  test.each(['assurance', 'uniqueCode', 'role', 'confirmBy', 'password'])('cannot set %s', async (field) => {
    const answer = await register({ ...somebody(), [field]: 'x' });
    expect([codeOf(answer), fieldsOf(answer)]).toEqual(['unknown_field', [`/${field}`]]);
  });
});

describe('a lost password', () => {
  test('is renewed against the card, with every account on the new sheet', async () => {
    const person = somebody();
    const account = freshAccount(api);
    const made = await registered({ ...person, accounts: [{ provider: 'gas', account }] });
    const { cardSeries, cardNumber, fin } = person;
    const answer = await post('/v1/citizens/password-renewals', { cardSeries, cardNumber, fin });
    expect(answer.statusCode).toBe(201);
    const renewed = answer.json<Registered>();
    expect(renewed.uniqueCode).toBe(made.uniqueCode);
    const [old, fresh] = [readSheet(made).password, readSheet(renewed)];
    expect(fresh.text).toContain(account);
    const signIn = (password: string | null) =>
      api.hub.citizens.sessions.signIn({ uniqueCode: made.uniqueCode, password: password ?? '' }, someOrigin());
    expect(await signIn(old)).toMatchObject({ ok: false, error: { code: 'invalid_credentials' } });
    expect(await signIn(fresh.password)).toMatchObject({ ok: true });
  });

  test('is not renewed for another FIN, or a card nobody has', async () => {
    const person = somebody();
    await register(person);
    const { cardSeries, cardNumber } = person;
    const answer = await post('/v1/citizens/password-renewals', { cardSeries, cardNumber, fin: somebody().fin });
    expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'not_found']);
    const { cardSeries: series, cardNumber: number, fin } = somebody();
    const nobody = await post('/v1/citizens/password-renewals', { cardSeries: series, cardNumber: number, fin });
    expect([nobody.statusCode, codeOf(nobody)]).toEqual([404, 'not_found']);
  });
});

describe('a look-up', () => {
  test('finds a citizen by code or card, with identity numbers masked', async () => {
    const person = somebody();
    const { uniqueCode, citizenId } = await registered({
      ...person,
      accounts: [{ provider: 'gas', account: freshAccount(api) }],
    });
    const { cardSeries, cardNumber } = person;
    const byCode = await post('/v1/lookups/citizen', { uniqueCode: uniqueCode.replace(/(.{4})(?=.)/g, '$1 ') });
    const byCard = await post('/v1/lookups/citizen', { cardSeries, cardNumber });
    expect(byCode.json()).toEqual(byCard.json());
    expect(byCode.json()).toMatchObject({
      citizenId,
      uniqueCode,
      fullName: person.fullName,
      accounts: [{ provider: 'gas' }],
    });
    for (const secret of [cardNumber, person.fin, person.phone ?? '', person.email ?? '']) {
      expect(byCode.body).not.toContain(secret);
    }
  });

  test.each<readonly [string, unknown, string]>([
    ['nothing', {}, 'invalid_request'],
    ['two ways at once', { uniqueCode: '000000000000', cardSeries: 'AA', cardNumber: '1234567' }, 'invalid_request'],
    ['half a card', { cardSeries: 'AA' }, 'invalid_request'],
    ['a code with a wrong digit', { uniqueCode: '123456789012' }, 'invalid_request'],
    ['a code that is too short', { uniqueCode: '1234' }, 'invalid_request'],
    ['a card that is none', { cardSeries: 'ZZ', cardNumber: '12' }, 'invalid_national_id'],
    ['digits of another script', { cardSeries: 'AA', cardNumber: '１２３４５６７' }, 'invalid_national_id'],
  ])('by %s is refused', async (_what, body, code) => {
    const answer = await post('/v1/lookups/citizen', body);
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, code]);
  });

  test('is counted: a teller who tries number after number is stopped, and only that teller', async () => {
    const strict = serverOver(api, { limits: { lookupsPerTellerPerMinute: 3 } });
    const { cardSeries, cardNumber } = somebody();
    const counter = await api.addCounter('curious', 'bank');
    const ask = async (as: typeof counter) =>
      strict.inject({
        method: 'POST',
        url: '/v1/lookups/citizen',
        headers: { authorization: `Bearer ${await api.tokenOf(as)}`, 'vahid-teller': as.teller.code },
        payload: { cardSeries, cardNumber },
      });
    const tries = [await ask(counter), await ask(counter), await ask(counter), await ask(counter)];
    expect(tries.map((answer) => answer.statusCode)).toEqual([404, 404, 404, 429]);
    expect(Number(tries[3]?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask(await api.addCounter('patient', 'bank'))).statusCode).toBe(404);
    await strict.close();
  });
});

describe('a link', () => {
  const link = (citizenId: string, body: unknown) => post(`/v1/citizens/${citizenId}/links`, body);

  test('is made and ended at the counter, one account at a time', async () => {
    const { citizenId } = await registered();
    const account = freshAccount(api);
    const made = await link(citizenId, { provider: 'gas', account, label: 'Nənə' });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ link: { provider: 'gas', account, label: 'Nənə', proof: 'none' } });
    expect(made.body).not.toContain('Əliyev');
    const { linkId } = made.json<{ link: { linkId: string } }>().link;
    const again = await link(citizenId, { provider: 'gas', account });
    expect(again.json()).toMatchObject({ link: { linkId } });
    const path = `/v1/citizens/${citizenId}/links/${linkId}`;
    expect((await api.call('DELETE', path, { as: api.counters.bank })).statusCode).toBe(204);
    const gone = await api.call('DELETE', path, { as: api.counters.bank });
    expect([gone.statusCode, codeOf(gone)]).toEqual([404, 'not_found']);
  });

  test('with the proof from a bill shows whose account it is', async () => {
    const { citizenId } = await registered();
    const body = { provider: 'power', account: freshAccount(api), fields: { authorizationCode: proof } };
    expect((await link(citizenId, body)).json()).toMatchObject({
      link: { proof: 'proven' },
      holderName: 'Vüqar Əliyev',
    });
  });

  test.each<readonly [string, Record<string, unknown>, string]>([
    ['an account the provider does not have', { provider: 'gas', account: '99999999' }, 'account_not_found'],
    [
      'a wrong proof',
      { provider: 'power', account: '10000150', fields: { authorizationCode: '00000000' } },
      'proof_refused',
    ],
    ['no proof where one is demanded', { provider: 'power', account: '10000150' }, 'invalid_request'],
    [
      'a field the provider does not ask for',
      { provider: 'gas', account: '10000150', fields: { pin: '1' } },
      'invalid_request',
    ],
    ['an account that is none', { provider: 'gas', account: 'x' }, 'invalid_request'],
    ['a provider that does not exist', { provider: 'nobody', account: '1' }, 'invalid_request'],
  ])('is refused for %s', async (_what, body, code) => {
    const { citizenId } = await registered();
    expect(codeOf(await link(citizenId, body))).toBe(code);
    expect(await api.hub.accounts.list(citizenId)).toEqual([]);
  });

  test('of nobody, or of another citizen, does not exist', async () => {
    const nobody = '0190a000-0000-7000-8000-000000000000';
    expect(codeOf(await link(nobody, { provider: 'gas', account: freshAccount(api) }))).toBe('not_found');
    const one = await registered({ ...somebody(), accounts: [{ provider: 'gas', account: freshAccount(api) }] });
    const two = await registered();
    const path = `/v1/citizens/${two.citizenId}/links/${one.accounts[0]?.linkId ?? ''}`;
    expect(codeOf(await api.call('DELETE', path, { as: api.counters.bank }))).toBe('not_found');
    expect(await api.hub.accounts.list(one.citizenId)).toHaveLength(1);
  });
});
