import { noMaintenance } from '../../src/availability/model.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountInput, DebtAnswer, InputField } from '../../src/kernel/adapter.ts';
import { minor } from '../../src/kernel/money.ts';
import { type Asker, isExpired, isQuoteOf, lineRefusal, type Quote } from '../../src/debts/model.ts';
import { insertQuotes } from '../../src/debts/store.ts';
import { carriedTold } from '../../src/payments/told.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { answered, debtAnswer } from '../providers/fake-adapter.ts';
import { providerData } from '../providers/provider-fixture.ts';
import { account, citizen, debtFixture, target } from './debt-fixture.ts';

let database: TestDatabase;
let agent: Asker;

beforeAll(async () => {
  database = await testDatabase();
  const agentId = '0190a000-0000-7000-8000-00000000000a';
  await database.owner.sql.run(
    `INSERT INTO agent (id, code, kind, name_az, name_ru, name_en, state, client_id, secret_hash, created_at)
     VALUES ($1, 'quote-bank', 'bank', 'Bank', 'Банк', 'Bank', 'active', 'quote-bank', 'x', now())`,
    [agentId],
  );
  agent = { kind: 'agent', agentId };
});
afterAll(() => database.close());

const text = { az: 'Kod', ru: 'Код', en: 'Code' };
const digits: Omit<InputField, 'name' | 'proof'> = {
  label: text,
  help: text,
  pattern: '^[0-9]{6}$',
  minLength: 6,
  maxLength: 6,
  example: '123456',
};

/** One provider whose answer, and what it was asked, the test sees. */
async function quoted(code: string, changes: Partial<DebtAnswer>, options: { asker?: Asker; unmasked?: boolean } = {}) {
  const asked: AccountInput[] = [];
  const services = debtFixture(database.db, {
    [code]: {
      debt: async (input) => {
        asked.push(input);
        return answered(debtAnswer(account, changes));
      },
    },
  });
  const provider = await services.provider(code, {
    rule: { exactness: 'at-least', multipleOf: null, minAmount: minor(100n), maxAmount: minor(50_000n) },
    fields: [
      ...providerData(code).fields,
      { ...digits, name: 'meter', proof: false },
      { ...digits, name: 'secretCode', proof: true },
    ],
  });
  const input = { account, fields: { meter: '654321', secretCode: '123456' } };
  const asker = options.asker ?? citizen;
  const [line] = await services.debts.queryDebts(asker, [
    target(provider, { input, unmasked: options.unmasked ?? false }),
  ]);
  if (line?.kind !== 'quoted') throw new Error(`expected a quote, got ${JSON.stringify(line)}`);
  return { ...services, provider, line, asked, asker };
}

describe('an answered debt is a quote', () => {
  test('a debt that comes from a file carries the date of the file, also after bills were chosen', async () => {
    const { debts, line, asker } = await quoted('filed', { asOf: '2026-11-03' });
    const stored = await debts.getQuote(asker, line.quote.id);
    expect(carriedTold(stored.ok ? stored.value.fields : {})).toMatchObject({
      asOf: '2026-11-03',
      plan: null,
      meter: null,
    });
    await expect(quoted('misfiled', { asOf: '2026-13-40' })).rejects.toThrow('malformed');
  });

  test('it is stored whole: the debt, its bills and line, and the rule of the day', async () => {
    const line = { kind: 'postpaid', plan: 'SuperSən 1 GB', renewsOn: '2026-12-05' } as const;
    const { debts, line: shown, provider, asker, clock } = await quoted('whole', { balance: minor(-150n), line });
    const { quote } = shown;
    expect(quote).toMatchObject({
      asker: citizen,
      providerId: provider.id,
      account,
      currency: 'AZN',
      balance: -150n,
      balanceTold: true,
      bills: [{ number: 'B-1', period: '2026-10', dueOn: '2026-11-10', amount: 2315n }],
      line,
      rule: { exactness: 'at-least', multipleOf: null, minAmount: 100n, maxAmount: 50_000n },
      obtainedAt: clock.now(),
    });
    expect(await debts.getQuote(asker, quote.id)).toEqual({ ok: true, value: quote });
    const found = await database.db.transaction((sql) => debts.findQuotes(sql, [quote.id, quote.id]));
    expect([...found.values()]).toEqual([quote]);
  });

  test('saved once more, since the answer to the first time was lost, it is one quote still', async () => {
    const { debts, line, asker } = await quoted('twice', {});
    await insertQuotes(database.db.sql, [line.quote]);
    expect(await debts.getQuote(asker, line.quote.id)).toEqual({ ok: true, value: line.quote });
  });

  test('it holds for fifteen minutes, not for the instant after', async () => {
    const { line, clock } = await quoted('minutes', {});
    clock.advanceMs(15 * 60_000 - 1);
    expect(isExpired(line.quote, clock.now())).toBe(false);
    clock.advanceMs(1);
    expect(isExpired(line.quote, clock.now())).toBe(true);
  });

  test('only the party that asked finds it', async () => {
    const { debts, line } = await quoted('whose', {}, { asker: agent });
    const other: Asker = { kind: 'agent', agentId: '0190a000-0000-7000-8000-00000000000b' };
    expect((await debts.getQuote(agent, line.quote.id)).ok).toBe(true);
    for (const stranger of [other, citizen]) {
      expect(await debts.getQuote(stranger, line.quote.id)).toEqual({ ok: false, error: { code: 'not_found' } });
      expect(isQuoteOf(line.quote, stranger)).toBe(false);
    }
    expect(isQuoteOf(line.quote, agent)).toBe(true);
  });

  test('the provider gets the proof, the quote never keeps it', async () => {
    const { line, asked } = await quoted('proofs', {});
    expect(asked).toEqual([{ account, fields: { meter: '654321', secretCode: '123456' } }]);
    expect(line.quote.fields).toEqual({ meter: '654321' });
    const [row] = await database.owner.sql.rows<{ row: string }>('SELECT quote::text AS row FROM quote WHERE id = $1', [
      line.quote.id,
    ]);
    expect(row?.row).not.toContain('123456"');
  });

  test('holds for its time although a clock is put back by hours while the provider is asked', async () => {
    const services = debtFixture(database.db, {
      setback: {
        debt: async () => {
          services.clock.set(new Date(services.clock.now().getTime() - 2 * 3_600_000));
          return answered(debtAnswer(account));
        },
      },
    });
    const before = services.clock.now();
    const [line] = await services.debts.queryDebts(citizen, [target(await services.provider('setback'))]);
    if (line?.kind !== 'quoted') throw new Error(JSON.stringify(line));
    const { obtainedAt, expiresAt } = line.quote;
    expect(obtainedAt).toEqual(before);
    expect(expiresAt.getTime() - before.getTime()).toBe(15 * 60_000);
  });

  test('nobody may change a quote; expired ones go after a day', async () => {
    const { debts, line, clock } = await quoted('cleaned', {});
    await expect(database.db.sql.run('UPDATE quote SET balance = 1')).rejects.toMatchObject({ code: '42501' });
    clock.advanceMs(24 * 3_600_000);
    expect(await debts.sweepQuotes(100)).toBe(0);
    clock.advanceMs(16 * 60_000);
    expect(await debts.sweepQuotes(1)).toBe(1);
    await debts.sweepQuotes(1_000);
    expect(await debts.getQuote(citizen, line.quote.id)).toMatchObject({ ok: false });
  });
});

describe('who sees whose name', () => {
  const holderName = 'Əliyev Vüqar Kamran oğlu';
  const address = 'Nizami küç. 15, m. 7';

  test('without proof, first letters only, also in the database', async () => {
    const { line, debts, asker } = await quoted('masked', { holderName, address });
    expect(line.holder.masked).toBe(true);
    expect(line.holder.name).toMatch(/^Ə[^\p{L}\p{N}]+ V[^\p{L}\p{N}]+ K[^\p{L}\p{N}]+ o[^\p{L}\p{N}]+$/u);
    expect(line.holder.address).not.toMatch(/\d|izami/);
    const stored = await debts.getQuote(asker, line.quote.id);
    expect(stored.ok && stored.value.holderNameMasked).toBe(line.holder.name);
  });

  test('with proof in full, but the database keeps the masked form', async () => {
    const { line } = await quoted('unmasked', { holderName, address }, { unmasked: true });
    expect(line.holder).toEqual({ name: holderName, address, masked: false });
    expect(line.quote.holderNameMasked).not.toContain('Vüqar');
    const [row] = await database.owner.sql.rows<{ row: string }>('SELECT quote::text AS row FROM quote WHERE id = $1', [
      line.quote.id,
    ]);
    expect(row?.row).not.toMatch(/Vüqar|Nizami/);
  });

  test('that the provider calls the asker proven opens nothing by itself', async () => {
    const { line } = await quoted('self-proven', { holderName, proven: true });
    expect(line.holder.masked).toBe(true);
  });

  test('control characters and endless names do not reach a screen or a receipt', async () => {
    const wild = `Ad\u202e\u0000\nSoyad ${'x'.repeat(10_000)}`;
    const { line } = await quoted('wild-name', { holderName: wild }, { unmasked: true });
    expect(line.holder.name).toMatch(/^Ad Soyad x+$/);
    expect(line.holder.name?.length).toBe(200);
  });
});

describe('a teller looks an account up without registration', () => {
  test('as it was typed, with its separators', async () => {
    const { debts, provider, asked } = await quoted('typed', {});
    const line = await debts.lookUpAccount(agent, provider.id, {
      account: ' 012 345 678 901 234 ',
      fields: { meter: '654321' },
    });
    expect(line).toMatchObject({ ok: true, value: { kind: 'quoted', account, holder: { masked: true } } });
    expect(asked.at(-1)).toEqual({ account, fields: { meter: '654321' } });
  });

  test('what is not an account of this provider is refused before anybody is asked', async () => {
    const { debts, provider, asked } = await quoted('not-an-account', {});
    const before = asked.length;
    expect(await debts.lookUpAccount(agent, provider.id, { account: '123', fields: {} })).toMatchObject({
      ok: false,
      error: {
        code: 'invalid_request',
        fields: [{ field: '/account', rule: 'too_short' }, { field: '/fields/meter' }],
      },
    });
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect(await debts.lookUpAccount(agent, nobody, { account, fields: {} })).toEqual({
      ok: false,
      error: { code: 'not_found' },
    });
    expect(asked.length).toBe(before);
  });
});

test('a line that is the whole answer becomes an error of the catalogue', () => {
  const base = { key: 'k', providerId: 'p', account, lastKnown: null, maintenance: noMaintenance };
  expect(lineRefusal({ ...base, kind: 'no-such-account' })?.code).toBe('account_not_found');
  expect(lineRefusal({ ...base, kind: 'refused', reason: 'account' })?.code).toBe('account_refused');
  expect(lineRefusal({ ...base, kind: 'refused', reason: 'proof' })?.code).toBe('proof_refused');
  expect(lineRefusal({ ...base, kind: 'unavailable', reason: 'timeout' })?.code).toBe('provider_unavailable');
  expect(lineRefusal({ ...base, kind: 'unavailable', reason: 'maintenance' })?.code).toBe('provider_disabled');
  const holder = { name: null, address: null, masked: true };
  expect(lineRefusal({ ...base, kind: 'quoted', quote: {} as Quote, holder, meter: null })).toBeNull();
});
