import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LinkActor } from '../../src/accounts/api.ts';
import { maxLinksPerCitizen } from '../../src/accounts/model.ts';
import {
  citizenFixture,
  codeOf,
  registerAtCounter,
  registerOnline,
  somebody,
  teller,
  valueOf,
  type Fixture,
} from '../citizens/citizen-fixture.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let hub: Fixture;
let provider: string;

beforeAll(async () => {
  database = await testDatabase();
});

beforeEach(async () => {
  hub = citizenFixture(database.db);
  provider = await hub.addProvider();
  hub.providers.add(provider, '102030405004471', 'B-77');
});

afterAll(() => database.close());

const byCitizen: LinkActor = { kind: 'citizen' };
const byTeller: LinkActor = { kind: 'teller', ...teller };

const request = (fields: Record<string, string> = {}, label?: string) => ({
  providerId: provider,
  account: '102030405004471',
  fields,
  label,
});

const seenCitizen = async () => (await registerAtCounter(hub, somebody())).citizenId;
const declaredCitizen = async () => (await registerOnline(hub, somebody())).citizenId;

/** The provider answers when so many have asked, so that they go on at the same moment. */
function together(count: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === count) for (const go of waiting) go();
    });
}

describe('linking an account', () => {
  it('without a proof links it, and shows holder and address masked', async () => {
    const linked = valueOf(await hub.accounts.link(await seenCitizen(), request({}, 'Mənzil'), byCitizen));
    expect(linked).toMatchObject({ holderName: 'L•••• M••••••••', address: 'N••••• k••. ••, m. •' });
    expect(linked.link).toMatchObject({ label: 'Mənzil', proof: 'none', showsProviderData: false });
  });

  it('with the number from a paper bill proves it, and shows what the provider has', async () => {
    const linked = valueOf(await hub.accounts.link(await seenCitizen(), request({ bill: 'B-77' }), byCitizen));
    expect(linked).toMatchObject({ holderName: 'Leyla Məmmədova', address: 'Nizami küç. 12, m. 5' });
    expect(linked.link).toMatchObject({ proof: 'proven', showsProviderData: true, fields: { bill: 'B-77' } });
  });

  it('of a person whose card nobody saw stays masked, however well the account is proven', async () => {
    const input = somebody();
    const { citizenId } = await registerOnline(hub, input);
    const linked = valueOf(await hub.accounts.link(citizenId, request({ bill: 'B-77' }), byCitizen));
    expect(linked.holderName).toBe('L•••• M••••••••');
    expect(linked.link).toMatchObject({ proof: 'proven', showsProviderData: false });
    await registerAtCounter(hub, input);
    expect(await hub.accounts.list(citizenId)).toMatchObject([{ proof: 'proven', showsProviderData: true }]);
  });

  it('twice is one link; a proof is added later and not lost again', async () => {
    const citizenId = await seenCitizen();
    const first = valueOf(await hub.accounts.link(citizenId, request({}, 'Ev'), byCitizen));
    const proven = valueOf(await hub.accounts.link(citizenId, request({ bill: 'B-77' }), byCitizen));
    const again = valueOf(await hub.accounts.link(citizenId, request({}, 'Mənzil'), byCitizen));
    expect([proven.link.linkId, again.link.linkId]).toEqual([first.link.linkId, first.link.linkId]);
    expect(again.link).toMatchObject({ proof: 'proven', fields: { bill: 'B-77' }, label: 'Mənzil' });
    expect(await hub.accounts.list(citizenId)).toHaveLength(1);
  });

  it('at the same moment twice is one link', async () => {
    valueOf(await hub.accounts.link(await seenCitizen(), request(), byCitizen));
    const citizenId = await seenCitizen();
    hub.providers.state.before = together(3);
    const both = await Promise.all([1, 2, 3].map(() => hub.accounts.link(citizenId, request(), byCitizen)));
    expect(new Set(both.map((linked) => valueOf(linked).link.linkId)).size).toBe(1);
  });

  it('by several citizens is one account with a link for each', async () => {
    const citizens = [await seenCitizen(), await seenCitizen(), await declaredCitizen()];
    const linked = await Promise.all(citizens.map((citizenId) => hub.accounts.link(citizenId, request(), byCitizen)));
    expect(new Set(linked.map((one) => valueOf(one).link.accountId)).size).toBe(1);
    const rows = await database.db.sql.rows('SELECT id FROM subscriber_account WHERE provider_id = $1', [provider]);
    expect(rows).toHaveLength(1);
  });

  it('is refused for a citizen or a label that cannot be', async () => {
    const nobody = '0190a000-0000-7000-8000-0000000000ff';
    expect(codeOf(await hub.accounts.link(nobody, request(), byCitizen))).toBe('not_found');
    const hidden = await hub.accounts.link(await seenCitizen(), request({}, 'a\u202eb'), byCitizen);
    expect(hidden).toMatchObject({ ok: false, error: { code: 'invalid_request', fields: [{ field: '/label' }] } });
  });

  it('stops at fifty, and goes on when one is unlinked', async () => {
    const citizenId = await seenCitizen();
    const link = (account: number) => {
      hub.providers.add(provider, String(account));
      return hub.accounts.link(citizenId, { providerId: provider, account: String(account), fields: {} }, byCitizen);
    };
    for (let account = 1; account < maxLinksPerCitizen; account += 1) valueOf(await link(account));
    hub.providers.state.before = together(3);
    const outcomes = await Promise.all([101, 102, 103].map(link));
    hub.providers.state.before = () => Promise.resolve();
    expect(outcomes.map(codeOf).toSorted()).toEqual(['accepted', 'account_limit_reached', 'account_limit_reached']);
    const links = await hub.accounts.list(citizenId);
    expect(links).toHaveLength(maxLinksPerCitizen);
    valueOf(await hub.accounts.unlink(citizenId, links[0]?.linkId ?? '', byCitizen));
    expect(codeOf(await link(104))).toBe('accepted');
  });
});

describe('guessing accounts', () => {
  const guess = (citizenId: string, account: string, bill: string) =>
    hub.accounts.link(citizenId, { providerId: provider, account, fields: { bill } }, byCitizen);

  it('cannot tell a wrong proof from an account that is not there', async () => {
    const citizenId = await seenCitizen();
    const wrongProof = await guess(citizenId, '102030405004471', 'B-78');
    expect(wrongProof).toEqual(await guess(citizenId, '102030405004472', 'B-77'));
    expect(codeOf(wrongProof)).toBe('account_not_confirmed');
  });

  it('ends after five wrong guesses a day, also when they come at once, and the provider is asked no more', async () => {
    const citizenId = await seenCitizen();
    const asked = hub.providers.state.asked;
    const outcomes = await Promise.all(Array.from({ length: 9 }, (_, at) => guess(citizenId, String(at), 'B-77')));
    expect(outcomes.filter((outcome) => codeOf(outcome) === 'account_not_confirmed')).toHaveLength(5);
    expect(hub.providers.state.asked - asked).toBe(5);
    const right = () => guess(citizenId, '102030405004471', 'B-77');
    const refused = await right();
    expect(refused).toMatchObject({ ok: false, error: { code: 'too_many_requests' } });
    hub.clock.advanceMs(24 * 60 * 60_000);
    expect(codeOf(await right())).toBe('accepted');
  });

  it('is not what somebody does who links ten right accounts, or meets a provider that is down', async () => {
    const citizenId = await seenCitizen();
    for (let account = 1; account <= 10; account += 1) {
      hub.providers.add(provider, String(account));
      expect(codeOf(await guess(citizenId, String(account), 'any'))).toBe('accepted');
    }
    hub.providers.state.down = true;
    for (let tries = 0; tries < 7; tries += 1) {
      expect(codeOf(await guess(citizenId, '1', 'any'))).toBe('provider_unavailable');
    }
    hub.providers.state.down = false;
    expect(codeOf(await guess(citizenId, '102030405004471', 'B-77'))).toBe('accepted');
  });

  it('is not held against a teller, who is told what is wrong', async () => {
    const citizenId = await seenCitizen();
    const atCounter = (account: string, bill: string) =>
      hub.accounts.link(citizenId, { providerId: provider, account, fields: { bill } }, byTeller);
    for (let tries = 0; tries < 7; tries += 1) expect(codeOf(await atCounter('9', 'B-77'))).toBe('account_not_found');
    expect(codeOf(await atCounter('102030405004471', 'B-78'))).toBe('proof_refused');
    expect(codeOf(await atCounter('102030405004471', 'B-77'))).toBe('accepted');
  });
});

describe('a link', () => {
  async function linked() {
    const citizenId = await seenCitizen();
    const { link } = valueOf(await hub.accounts.link(citizenId, request({ bill: 'B-77' }), byCitizen));
    return { citizenId, linkId: link.linkId };
  }

  it('is ended and stays as history; linking again begins anew, unproven', async () => {
    const { citizenId, linkId } = await linked();
    valueOf(await hub.accounts.unlink(citizenId, linkId, byTeller));
    expect(await hub.accounts.list(citizenId)).toEqual([]);
    expect(codeOf(await hub.accounts.unlink(citizenId, linkId, byCitizen))).toBe('not_found');
    const again = valueOf(await hub.accounts.link(citizenId, request(), byCitizen));
    expect(again.link.linkId).not.toBe(linkId);
    expect(again.link.proof).toBe('none');
    const rows = await database.db.sql.rows(
      'SELECT unlink_reason FROM account_link WHERE citizen_id = $1 ORDER BY id',
      [citizenId],
    );
    expect(rows).toEqual([{ unlink_reason: 'teller' }, { unlink_reason: null }]);
  });

  it('of another citizen is answered as if it did not exist, and neither ended nor renamed', async () => {
    const { citizenId, linkId } = await linked();
    const stranger = await seenCitizen();
    const nowhere = '0190a000-0000-7000-8000-0000000000ff';
    const outcomes = [
      await hub.accounts.get(stranger, linkId),
      await hub.accounts.get(stranger, nowhere),
      await hub.accounts.get(stranger, 'not even an id'),
      await hub.accounts.unlink(stranger, linkId, byCitizen),
      await hub.accounts.unlink(stranger, 'not even an id', byCitizen),
      await hub.accounts.rename(stranger, linkId, 'Mine'),
      await hub.accounts.rename(stranger, 'not even an id', 'Mine'),
    ];
    for (const outcome of outcomes) expect(outcome).toEqual({ ok: false, error: { code: 'not_found' } });
    expect(valueOf(await hub.accounts.get(citizenId, linkId)).label).toBeNull();
  });

  it('is renamed, and loses its name', async () => {
    const { citizenId, linkId } = await linked();
    expect(valueOf(await hub.accounts.rename(citizenId, linkId, ' Anamın  evi ')).label).toBe('Anamın evi');
    expect(valueOf(await hub.accounts.rename(citizenId, linkId, null)).label).toBeNull();
  });

  it('keeps what proves it encrypted, and leaves a trace without a number', async () => {
    const { citizenId, linkId } = await linked();
    const rows = await database.db.sql.rows<{ row: string }>(
      'SELECT link::text AS row FROM account_link link WHERE id = $1',
      [linkId],
    );
    for (const proof of ['B-77', Buffer.from('B-77').toString('hex')]) expect(rows[0]?.row).not.toContain(proof);
    const traces = await database.db.sql.rows<{ action: string; details: object }>(
      'SELECT action, actor_id, details FROM audit_event WHERE target_id = $1',
      [linkId],
    );
    expect(traces).toMatchObject([{ action: 'account.linked', actor_id: citizenId, details: { proof: 'proven' } }]);
    expect(JSON.stringify(traces)).not.toContain('102030405004471');
  });

  it('is counted for the whole hub as long as it is open', async () => {
    const before = await hub.accounts.countLinks();
    const { citizenId, linkId } = await linked();
    expect(await hub.accounts.countLinks()).toBe(before + 1);
    valueOf(await hub.accounts.unlink(citizenId, linkId, byCitizen));
    expect(await hub.accounts.countLinks()).toBe(before);
  });
});
