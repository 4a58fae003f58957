import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentService } from '../../src/agents/api.ts';
import { createAgentService } from '../../src/agents/service.ts';
import type { DrawerService } from '../../src/drawers/api.ts';
import { type ClosedCash, entriesOf } from '../../src/drawers/entries.ts';
import { linesOf, type Keeper } from '../../src/drawers/model.ts';
import { createDrawerService } from '../../src/drawers/service.ts';
import type { Lane } from '../../src/engine/lane.ts';
import { type Currency, minor } from '../../src/kernel/money.ts';
import type { AccountKind } from '../../src/ledger/chart.ts';
import { balanceOf } from '../../src/ledger/snapshots.ts';
import { cashTransferOf } from '../../src/ledger/transfers.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { testCrypto, valueOf } from '../citizens/citizen-fixture.ts';
import { makeBooks, type Books } from '../support/books.ts';

describe.each(['reference', 'writer'] as const)('what a shift leaves in the ledger of the %s lane', (kindOfLane) => {
  let books: Books;
  let agents: AgentService;
  let drawers: DrawerService;
  let tellers: readonly [Keeper, Keeper];
  let heads: readonly [Keeper, Keeper];
  /** The lane, which a test may let fail. */
  let post: Lane['post'];

  beforeAll(async () => {
    books = await makeBooks({ lane: kindOfLane, poolMax: 12 });
    const { db } = books.database;
    const common = { db, database: db, clock: books.clock, ids: books.ids };
    agents = createAgentService({ ...common, passwords: testCrypto().passwords });
    post = books.lane.post;
    drawers = createDrawerService({ ...common, agents, lane: 1, post: (command) => post(command) });
    await books.deposit(books.bank, 10_000_000);
    const outlet = valueOf(await agents.addOutlet(books.bank, { code: 'O1', name: 'Nizami', address: 'Bakı' }));
    const add = async (code: string, role: 'teller' | 'supervisor'): Promise<Keeper> => {
      const entry = { outletId: outlet.id, code, name: 'Aysel', dailyLimit: null, role };
      const { id } = valueOf(await agents.addTeller(books.bank, entry));
      return { agentId: books.bank, outletId: outlet.id, tellerId: id };
    };
    tellers = [await add('T1', 'teller'), await add('T2', 'teller')];
    heads = [await add('S1', 'supervisor'), await add('S2', 'supervisor')];
  });
  afterAll(() => books.close());

  const request = (by: Keeper) => ({ by, key: books.ids.uuid() });
  const cash = (amount: bigint, currency: Currency = 'AZN') => ({
    ...{ currency, amount: minor(amount), denominations: null },
  });
  const inBooks = (kind: AccountKind, ownerId: string, currency: Currency = 'AZN') =>
    balanceOf(books.database.db.sql, { kind, ownerId, currency });
  const open = async (by: Keeper, float: bigint) =>
    valueOf(await drawers.open(request(by), [cash(float)])).value.shift.id;
  const close = async (closer: Keeper, shiftId: string, counted: bigint) =>
    valueOf(await drawers.close(request(closer), shiftId, { counted: [cash(counted)], reason: 'miscounted' }));
  const pay = async (by: Keeper, amount: number) =>
    expect(await books.lane.accept(await books.basket([amount], { tellerId: by.tellerId }))).toMatchObject({
      kind: 'accepted',
    });
  const findings = async () => (await verifyBooks({ db: books.database.owner, clock: books.clock })).findings;
  const correct = (by: Keeper, shiftId: string, amount: bigint) =>
    drawers.correct(request(by), shiftId, { amount: minor(amount), currency: 'AZN', reason: `found ${amount}` });

  it('the drawer holds what was counted, the difference is the teller’s, and the agent owes what it owed', async () => {
    const [aysel] = tellers;
    const shiftId = await open(aysel, 10_000n);
    await pay(aysel, 2_500);
    const owed = await inBooks('agent_position', books.bank);
    await close(aysel, shiftId, 12_450n);
    expect(await inBooks('teller_drawer', aysel.tellerId)).toBe(0n);
    expect(await drawers.workOff()).toBe(1);
    expect(await drawers.workOff()).toBe(0);
    expect({
      drawer: await inBooks('teller_drawer', aysel.tellerId),
      difference: await inBooks('cash_over_short', aysel.tellerId),
      takings: await inBooks('agent_takings', books.bank),
      vault: await inBooks('agent_vault', books.bank),
      owed: await inBooks('agent_position', books.bank),
    }).toEqual({ drawer: -12_450n, difference: -50n, takings: 2_500n, vault: 10_000n, owed });
    expect(await findings()).toEqual([]);
  });

  it('cash that is handed over is on its way until both shifts are closed', async () => {
    const [aysel, gunel] = tellers;
    const [giving, taking] = [await open(aysel, 12_450n), await open(gunel, 0n)];
    const money = { kind: 'to_teller' as const, amount: minor(4_000n), currency: 'AZN' as const, note: '' };
    const offered = valueOf(await drawers.move(request(aysel), giving, { ...money, toTeller: 'T2' })).value;
    valueOf(await drawers.confirm(request(gunel), offered.id));
    await close(aysel, giving, 8_450n);
    await drawers.workOff();
    expect(await inBooks('cash_in_hand_over', books.bank)).toBe(-4_000n);
    await close(gunel, taking, 4_000n);
    await drawers.workOff();
    expect(await inBooks('cash_in_hand_over', books.bank)).toBe(0n);
    expect(await inBooks('teller_drawer', gunel.tellerId)).toBe(-4_000n);
    expect(await findings()).toEqual([]);
  });

  it('what lay in the drawer and is not in the next float went to the vault', async () => {
    const [aysel] = tellers;
    const vault = await inBooks('agent_vault', books.bank);
    const shiftId = await open(aysel, 1_000n);
    await close(aysel, shiftId, 1_000n);
    await drawers.workOff();
    expect(await inBooks('agent_vault', books.bank)).toBe(vault - 7_450n);
    expect(await inBooks('teller_drawer', aysel.tellerId)).toBe(-1_000n);
  });

  describe('a difference', () => {
    const shortBy = async (by: Keeper, missing: bigint, closer = by) => {
      const shiftId = await open(by, 5_000n);
      await close(closer, shiftId, 5_000n - missing);
      return shiftId;
    };
    const codeOf = (answer: Awaited<ReturnType<typeof correct>>) => (answer.ok ? 'done' : answer.error.code);

    it('is taken back by further transfers that name it, up to what there was', async () => {
      const [aysel] = tellers;
      const [head] = heads;
      const before = await inBooks('cash_over_short', aysel.tellerId);
      const shiftId = await shortBy(aysel, 900n);
      expect(codeOf(await correct(head, shiftId, 300n))).toBe('done');
      await drawers.workOff();
      expect(codeOf(await correct(head, shiftId, 601n))).toBe('correction_exceeds_difference');
      expect(codeOf(await correct(head, shiftId, 600n))).toBe('done');
      expect(codeOf(await correct(head, shiftId, 1n))).toBe('correction_exceeds_difference');
      await drawers.workOff();
      expect(await inBooks('cash_over_short', aysel.tellerId)).toBe(before);
      expect(await inBooks('teller_drawer', aysel.tellerId)).toBe(-4_100n);
      const [shown] = valueOf(await drawers.differences(books.bank, shiftId));
      expect(shown).toMatchObject({
        ...{ amount: -900n, open: 0n, reason: 'miscounted', acceptedByCode: 'T1' },
        entry: `cash-difference:${shiftId}:AZN`,
        corrections: [
          { amount: 300n, reason: 'found 300', correctedByCode: 'S1' },
          { amount: 600n, reason: 'found 600', correctedByCode: 'S1' },
        ],
      });
      expect(shown?.place?.transfer).toBeGreaterThan(0n);
      expect(shown?.corrections.every(({ place }) => place !== null)).toBe(true);
      expect(await findings()).toEqual([]);
    });

    it('that was over is paid out of the vault', async () => {
      const [, gunel] = tellers;
      const shiftId = await open(gunel, 100n);
      await close(gunel, shiftId, 180n);
      expect(codeOf(await correct(heads[0], shiftId, 80n))).toBe('done');
      await drawers.workOff();
      expect(await inBooks('cash_over_short', gunel.tellerId)).toBe(0n);
      expect(await findings()).toEqual([]);
    });

    it('is corrected up to what is left of it, in however many parts', async () => {
      const [aysel] = tellers;
      const [head] = heads;
      const shiftId = await shortBy(aysel, 1_100n);
      const { db } = books.database;
      await db.sql.run(
        `WITH made AS (
           INSERT INTO cash_correction (id, shift_id, currency, amount, reason, corrected_by, corrected_at)
           SELECT gen_random_uuid(), $1, 'AZN', 1, 'found', $2, $3 FROM generate_series(1, 1000) RETURNING id)
         INSERT INTO cash_posting_due (subject_id, shift_id, since) SELECT id, $1, $3 FROM made`,
        [shiftId, head.tellerId, books.clock.now()],
      );
      expect(codeOf(await correct(head, shiftId, 101n))).toBe('correction_exceeds_difference');
      expect(codeOf(await correct(head, shiftId, 100n))).toBe('done');
      while ((await drawers.workOff()) > 0);
      expect(await db.sql.rows('SELECT 1 FROM cash_posting_due')).toEqual([]);
      expect(await findings()).toEqual([]);
    });

    it('is corrected by a supervisor alone, never of an own shift, and once for a key', async () => {
      const [aysel, gunel] = tellers;
      const [head, other] = heads;
      const shiftId = await shortBy(aysel, 100n);
      expect(codeOf(await correct(gunel, shiftId, 10n))).toBe('supervisor_required');
      const own = await shortBy(head, 100n);
      expect(codeOf(await correct(head, own, 10n))).toBe('another_supervisor_required');
      expect(codeOf(await correct(other, own, 100n))).toBe('done');
      const asked = request(head);
      const wish = { amount: minor(60n), currency: 'AZN' as const, reason: 'found' };
      const first = valueOf(await drawers.correct(asked, shiftId, wish));
      const second = valueOf(await drawers.correct(asked, shiftId, wish));
      expect([first.replayed, second.replayed, second.value[0]?.open]).toEqual([false, true, minor(-40n)]);
      await drawers.workOff();
    });

    it('needs a second person where the agent wants two: not whoever accepted it', async () => {
      const [aysel] = tellers;
      const [head, other] = heads;
      const shiftId = await shortBy(aysel, 100n, head);
      valueOf(await agents.separateCorrections(books.bank, true));
      expect(codeOf(await correct(head, shiftId, 10n))).toBe('another_supervisor_required');
      expect(codeOf(await correct(other, shiftId, 10n))).toBe('done');
      valueOf(await agents.separateCorrections(books.bank, false));
      expect(codeOf(await correct(head, shiftId, 10n))).toBe('done');
      await drawers.workOff();
      expect(await findings()).toEqual([]);
    });

    it('waits with its shift and its correction while the lane is not to be had, and is posted once by whoever comes next', async () => {
      const [aysel] = tellers;
      const shiftId = await shortBy(aysel, 70n);
      expect(codeOf(await correct(heads[0], shiftId, 70n))).toBe('done');
      const { post: lane } = books.lane;
      post = async () => Promise.reject(new Error('nobody holds the lane'));
      await expect(drawers.workOff()).rejects.toThrow('nobody holds');
      // Posted, but whoever did it died before it could say so.
      post = async (command) => {
        await lane(command);
        throw new Error('the answer was lost');
      };
      await expect(drawers.workOff()).rejects.toThrow('lost');
      post = lane;
      expect(await drawers.workOff()).toBe(2);
      expect(await inBooks('teller_drawer', aysel.tellerId)).toBe(-4_930n);
      await Promise.all([drawers.workOff(), drawers.workOff()]);
      expect(await findings()).toEqual([]);
    });
  });

  it('shifts from before the books knew of cash are posted as if they had been all along, once', async () => {
    const [aysel] = tellers;
    const shifts = [];
    for (const counted of [5_000n, 4_000n]) {
      const shiftId = await open(aysel, 5_000n);
      await close(aysel, shiftId, counted);
      shifts.push(shiftId);
    }
    const { sql } = books.database.owner;
    await sql.run('DELETE FROM cash_posting_due');
    const before = await verifyBooks({ db: books.database.owner, clock: books.clock });
    expect(before.findings).not.toEqual([]);
    const migration = await readFile('migrations/0035_cash_in_the_ledger.sql', 'utf8');
    const [statement = ''] = /INSERT INTO cash_posting_due[^;]*/.exec(migration) ?? [];
    const { count: all } = (await sql.first<{ count: number }>(
      'SELECT count(*)::int AS count FROM cash_shift WHERE closed_at IS NOT NULL',
    )) ?? { count: 0 };
    expect(await sql.run(statement)).toBe(all);
    expect(await drawers.workOff()).toBe(all);
    const after = await verifyBooks({ db: books.database.owner, clock: books.clock });
    expect(after.findings).toEqual([]);
    // The float of the first came from the vault in part; the second was short. All others had been posted before.
    expect(after.transfers - before.transfers).toBe(2);
    const [shown] = valueOf(await drawers.differences(books.bank, shifts[1] ?? ''));
    expect(shown?.place).not.toBeNull();
  }, 120_000);

  it('a key stands for one transfer for ever, and the lane says so', async () => {
    const account = (kind: AccountKind) => ({ kind, ownerId: tellers[0].tellerId, currency: 'AZN' as const });
    const entryOf = (key: string, amount: bigint) => ({
      key,
      transfer: cashTransferOf('cash_difference', [
        { account: account('teller_drawer'), amount },
        { account: account('cash_over_short'), amount: -amount },
      ]),
    });
    const undone = [entryOf('test:1', 5n), entryOf('test:2', -5n)];
    expect(await books.lane.post({ entries: undone })).toEqual({ conflicts: [] });
    expect(await books.lane.post({ entries: undone })).toEqual({ conflicts: [] });
    expect(await books.lane.post({ entries: [entryOf('test:1', 6n)] })).toEqual({ conflicts: ['test:1'] });
    const position = { kind: 'agent_position' as const, ownerId: books.bank, currency: 'AZN' as const };
    const strict = cashTransferOf('cash_difference', [
      { account: position, amount: 5n },
      { account: account('teller_drawer'), amount: -5n },
    ]);
    await expect(books.lane.post({ entries: [{ key: 'test:3', transfer: strict }] })).rejects.toThrow();
  });
});

describe('the entries of a shift', () => {
  const shift = { id: 's', agentId: 'a', outletId: 'o', tellerId: 't' };
  const [empty] = linesOf({ floats: [{ currency: 'AZN', amount: minor(0n) }], turnovers: [], moved: [] });
  const closed = (of: Partial<ClosedCash>): ClosedCash => {
    if (!empty) throw new Error('a line');
    return { ...empty, left: minor(0n), counted: minor(0n), ...of };
  };

  it('are none where nothing moved', () => {
    const same = closed({ left: minor(700n), expected: minor(700n), counted: minor(700n) });
    expect(entriesOf(shift, [closed({}), same])).toEqual([]);
  });

  it('take what was left of a currency that nobody counted any more into the vault', () => {
    expect(entriesOf(shift, [closed({ left: minor(700n) })])).toMatchObject([
      {
        key: 'shift-closed:s:AZN',
        transfer: {
          postings: [
            { account: { kind: 'teller_drawer', ownerId: 't' }, amount: 700n },
            { account: { kind: 'agent_vault', ownerId: 'a' }, amount: -700n },
          ],
        },
      },
    ]);
  });
});
