import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nobodyYet } from '../../src/desks/model.ts';
import { allSealed, countLeft, resealAll } from '../../src/main/reseal.ts';
import type { Crypto } from '../../src/platform/crypto/crypto.ts';
import { newKey, ringOf, somebody, someOrigin, testCrypto, valueOf } from '../citizens/citizen-fixture.ts';
import { hubFixture, type HubFixture } from '../http/hub-fixture.ts';
import { accountNumber } from '../http/providers.ts';

const [e1, e2, e3, e4, i1, i2] = [newKey('e1'), newKey('e2'), newKey('e3'), newKey('e4'), newKey('i1'), newKey('i2')];
const before = testCrypto({ encryption: ringOf(e1), index: ringOf(i1) });
const during = testCrypto({ encryption: ringOf(e2, e1), index: ringOf(i2, i1) });
const after = testCrypto({ encryption: ringOf(e2), index: ringOf(i2) });
const later = testCrypto({ encryption: ringOf(e3, e2), index: ringOf(i2) });
const atLast = testCrypto({ encryption: ringOf(e4, e3), index: ringOf(i2) });

let fixture: HubFixture;
let deskToken: string;
let citizen: { readonly id: string; readonly person: ReturnType<typeof somebody> };
let actor: { readonly tellerId: string; readonly agentId: string };

beforeAll(async () => {
  fixture = await hubFixture({ crypto: before });
  actor = { tellerId: fixture.counters.bank.teller.id, agentId: fixture.counters.bank.agent.id };
  await fillEverything();
});
afterAll(() => fixture.close());

/** One of everything that the hub keeps sealed. */
async function fillEverything(): Promise<void> {
  const { hub, counters, providers } = fixture;
  const gas = providers.get('gas')?.id ?? '';
  const person = somebody();
  const { sheet } = valueOf(await hub.citizens.counter.register(actor, person));
  citizen = { id: sheet.citizenId, person };
  const wish = { providerId: gas, account: accountNumber(1), fields: {}, label: undefined };
  valueOf(await hub.accounts.link(sheet.citizenId, wish, { kind: 'teller', ...actor }));
  // A registration that waits, with its account and its code on the way.
  const { registrationToken } = valueOf(await hub.citizens.registration.start(somebody(), someOrigin()));
  const other = { ...wish, account: accountNumber(2) };
  valueOf(await hub.citizens.registration.addAccount(registrationToken, other, someOrigin()));
  const { id: operator } = valueOf(await hub.operators.add('anna')).operator;
  valueOf(await hub.proposals.propose(operator, { entry: { code: 'gas', maxConcurrency: 7 }, reason: 'slow' }));
  const key = { agentCode: counters.bank.agent.code, algorithm: 'hmac-sha256' } as const;
  valueOf(await hub.signatures.add({ kind: 'system', id: null }, key));
  valueOf(await hub.providerNotifications.addKey({ kind: 'system', id: null }, { providerCode: 'gas' }));
  const address = { url: 'https://bank.example/vahid', topics: ['payment.confirmed'] as const };
  const { webhook } = valueOf(await hub.webhooks.add(counters.bank.agent.id, address));
  valueOf(await hub.webhooks.renewSecret(counters.bank.agent.id, webhook.id));
  const door = { agentCode: 'kiosks', protocol: 'payme', providerCode: 'gas', terminal: 'T1' } as const;
  valueOf(await hub.wallets.configure(door));
  const { agent, outlet, teller } = counters.bank;
  const password = valueOf(await hub.agents.renewTellerPassword(agent.id, teller.id));
  const codes = { agentCode: agent.code, outletCode: outlet.code, tellerCode: teller.code };
  const desk = valueOf(await hub.desks.signIn({ ...codes, password }, '10.0.0.1'));
  deskToken = desk.token;
  await hub.desks.change(desk.deskId, () => ({ ...nobodyYet, id: 'customer', fullName: 'Leyla' }));
}

const sealedBy = (crypto: Crypto) => allSealed({ db: fixture.database.db, crypto });
const leftBy = async (crypto: Crypto) =>
  (await countLeft(sealedBy(crypto))).filter(({ left }) => left > 0).map(({ name }) => name);

/** Values of any column of any table that begin as what a key has sealed. */
async function sealedWith(keyId: string): Promise<string[]> {
  const { sql } = fixture.database.owner;
  const columns = await sql.rows<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
      WHERE table_schema = current_schema() AND data_type = 'bytea' ORDER BY 1, 2`,
  );
  const header = Buffer.concat([Buffer.from([1, keyId.length]), Buffer.from(keyId)]);
  const found: string[] = [];
  for (const { table, column } of columns) {
    const text = `SELECT count(*)::int AS count FROM "${table}" WHERE substr("${column}", 1, $2) = $1`;
    const row = await sql.first<{ count: number }>(text, [header, header.length]);
    if (row && row.count > 0) found.push(`${table}.${column}`);
  }
  return found.toSorted();
}

describe('when the keys are renewed', () => {
  test('everything that lies under the old one is known: no column is left out', async () => {
    expect(await leftBy(before)).toEqual([]);
    const known = sealedBy(during).map(({ name }) => name);
    expect((await leftBy(during)).toSorted()).toEqual(known.toSorted());
    expect(await sealedWith('e1')).toEqual(known.toSorted());
  });

  test('what somebody is at is passed over and said to be left; the next run goes on', async () => {
    const moved = new Map<string, number>();
    const note = (name: string, rows: number) => moved.set(name, (moved.get(name) ?? 0) + rows);
    const left = await fixture.database.owner.transaction(async (sql) => {
      await sql.run('SELECT FROM webhook FOR UPDATE');
      return resealAll(sealedBy(during), note);
    });
    expect(left.filter((one) => one.left > 0)).toEqual([
      { name: 'webhook.secret', left: 1, broken: 0, brokenIds: [] },
      { name: 'webhook.previous_secret', left: 1, broken: 0, brokenIds: [] },
    ]);
    expect(moved.get('provider.secrets')).toBe(fixture.providers.size);
    expect((await resealAll(sealedBy(during), note)).every((one) => one.left === 0)).toBe(true);
    expect(moved.get('webhook.secret')).toBe(1);
  });

  test('afterwards the old key can be thrown away: everything opens, and nothing lies under it', async () => {
    expect(await sealedWith('e1')).toEqual([]);
    expect(await leftBy(after)).toEqual([]);
    const hub = fixture.withCrypto(after);
    const found = valueOf(await hub.citizens.counter.find(actor, citizen.person));
    expect(found.fullName).toBe(citizen.person.fullName);
    expect(await hub.accounts.list(citizen.id)).toHaveLength(1);
    const asker = { kind: 'agent', agentId: actor.agentId } as const;
    const input = { account: accountNumber(3), fields: {} };
    const line = valueOf(await hub.debts.lookUpAccount(asker, fixture.providers.get('gas')?.id ?? '', input));
    expect(line.kind).toBe('quoted');
    expect(valueOf(await hub.desks.authenticate(deskToken)).customer?.fullName).toBe('Leyla');
    // Whatever is sealed opens with the new keys alone, or it could not be moved on to still newer ones.
    expect((await resealAll(sealedBy(later), () => undefined)).every((one) => one.left === 0)).toBe(true);
    expect(await sealedWith('e2')).toEqual([]);
  });

  test('a value that does not open stops nothing: it is named, and moves once it is what it was', async () => {
    const { sql } = fixture.database.owner;
    const gas = fixture.providers.get('gas')?.id ?? '';
    const spoil = async ([table, column]: ['provider', 'secrets'] | ['citizen', 'person'], id: string, to: string) => {
      const row = await sql.first<{ was: Buffer }>(`SELECT "${column}" AS was FROM "${table}" WHERE id = $1`, [id]);
      const put = (bytes: Buffer) => sql.run(`UPDATE "${table}" SET "${column}" = $2 WHERE id = $1`, [id, bytes]);
      await put(Buffer.from(to, 'hex'));
      return () => put(row?.was ?? Buffer.alloc(0));
    };
    const mend = [
      // Too short to name a key, and one of a key that nobody has.
      await spoil(['provider', 'secrets'], gas, '01'),
      await spoil(['citizen', 'person'], citizen.id, `010278${'00'.repeat(40)}`),
    ];
    const moved = new Map<string, number>();
    const note = (name: string, rows: number) => moved.set(name, (moved.get(name) ?? 0) + rows);
    const broken = [
      { name: 'citizen.person', left: 1, broken: 1, brokenIds: [citizen.id] },
      { name: 'provider.secrets', left: 1, broken: 1, brokenIds: [gas] },
    ];
    const left = async () => (await resealAll(sealedBy(atLast), note)).filter((one) => one.left > 0);
    expect(await left()).toEqual(broken);
    expect(moved.get('provider.secrets')).toBe(fixture.providers.size - 1);
    expect(moved.get('webhook.secret')).toBe(1);
    moved.clear();
    expect(await left()).toEqual(broken);
    expect([...moved]).toEqual([]);
    for (const back of mend) await back();
    expect(await left()).toEqual([]);
    expect(moved).toEqual(
      new Map([
        ['citizen.person', 1],
        ['provider.secrets', 1],
      ]),
    );
  });
});
