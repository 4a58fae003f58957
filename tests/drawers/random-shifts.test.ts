import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAgentService } from '../../src/agents/service.ts';
import type { DrawerService } from '../../src/drawers/api.ts';
import type { Keeper } from '../../src/drawers/model.ts';
import { createDrawerService } from '../../src/drawers/service.ts';
import { minor } from '../../src/kernel/money.ts';
import type { AccountKind } from '../../src/ledger/chart.ts';
import { balanceOf } from '../../src/ledger/snapshots.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { testCrypto, valueOf } from '../citizens/citizen-fixture.ts';
import { makeBooks, type Books } from '../support/books.ts';

let books: Books;
let drawers: DrawerService;
let keepers: readonly Keeper[];
const codes = ['T1', 'T2'];

beforeAll(async () => {
  books = await makeBooks();
  const { db } = books.database;
  const agents = createAgentService({
    ...{ database: db, clock: books.clock, ids: books.ids },
    passwords: testCrypto().passwords,
  });
  drawers = createDrawerService({ db, clock: books.clock, ids: books.ids, agents, lane: 1, post: books.lane.post });
  await books.deposit(books.bank, 1_000_000_000);
  const outlet = valueOf(await agents.addOutlet(books.bank, { code: 'O1', name: 'Nizami', address: 'Bakı' }));
  keepers = await Promise.all(
    codes.map(async (code) => {
      const entry = { outletId: outlet.id, code, name: 'Aysel', dailyLimit: null };
      const teller = valueOf(await agents.addTeller(books.bank, entry));
      return { agentId: books.bank, outletId: outlet.id, tellerId: teller.id };
    }),
  );
});
afterAll(() => books.close());

/** What two tellers and the clock may do, in any order. */
const step = fc.record({
  what: fc.constantFrom(
    'pay',
    'pay',
    'pay',
    'give back',
    'to the vault',
    'change',
    'hand over',
    'change shifts',
    'sleep',
  ),
  who: fc.constantFrom(0, 1),
  amount: fc.integer({ min: 1, max: 50_000 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** One teller with the drawer as it lies there, beside what the books say of it. */
interface Desk {
  readonly by: Keeper;
  shiftId: string;
  cash: bigint;
}

/** What the tellers themselves remember over all days: what each was over or short, and what they took and gave back together. */
const remembered = { slips: new Map<string, bigint>(), takings: 0n };
const inBooks = (kind: AccountKind, ownerId: string) =>
  balanceOf(books.database.db.sql, { kind, ownerId, currency: 'AZN' });

const requestOf = (desk: Desk) => ({ by: desk.by, key: books.ids.uuid() });
const cashOf = (cash: bigint) => [{ currency: 'AZN' as const, amount: minor(cash), denominations: null }];

/** Closes with what lies in the drawer, and a few qəpik more or less than the notes of the teller say; then the hub posts it. */
async function closeDesk(desk: Desk, counted: bigint): Promise<void> {
  const slip = counted - desk.cash;
  const ending = { counted: cashOf(counted), reason: slip === 0n ? null : 'change given wrongly' };
  valueOf(await drawers.close(requestOf(desk), desk.shiftId, ending));
  remembered.slips.set(desk.by.tellerId, (remembered.slips.get(desk.by.tellerId) ?? 0n) + slip);
  desk.cash = counted;
  await drawers.workOff();
  expect(await inBooks('teller_drawer', desk.by.tellerId)).toBe(-counted);
  expect(await inBooks('cash_over_short', desk.by.tellerId)).toBe(remembered.slips.get(desk.by.tellerId));
}

async function openDesk(by: Keeper, cash: bigint): Promise<Desk> {
  const desk = { by, shiftId: '', cash };
  desk.shiftId = valueOf(await drawers.open(requestOf(desk), cashOf(cash))).value.shift.id;
  return desk;
}

async function play(desks: readonly [Desk, Desk], day: readonly Step[]): Promise<void> {
  const paid: { id: string; settlementDay: string; amount: string }[] = [];
  for (const { what, who, amount } of day) {
    const [desk, other] = who === 0 ? desks : [desks[1], desks[0]];
    const money = { amount: minor(BigInt(amount)), currency: 'AZN' as const, note: '' };
    if (what === 'pay') {
      const outcome = await books.lane.accept(await books.basket([amount], { tellerId: desk.by.tellerId }));
      if (outcome.kind !== 'accepted') throw new Error(outcome.refusal.code);
      paid.push(...outcome.basket.payments);
      desk.cash += money.amount;
      remembered.takings += money.amount;
    }
    const undone = what === 'give back' ? paid.pop() : undefined;
    if (undone) {
      const requestedBy = `teller:${desk.by.tellerId}`;
      const wish = { payment: undone, agentId: books.bank, requestedBy, reason: 'wrong', canCancel: false };
      expect(await books.lane.reverse(wish)).toMatchObject({ kind: 'reversed' });
      desk.cash -= BigInt(undone.amount);
      remembered.takings -= BigInt(undone.amount);
    }
    if (what === 'to the vault' || what === 'change') {
      const kind = what === 'change' ? 'change' : 'to_vault';
      valueOf(await drawers.move(requestOf(desk), desk.shiftId, { ...money, kind, toTeller: null }));
      desk.cash += what === 'change' ? money.amount : -money.amount;
    }
    if (what === 'hand over') {
      const toTeller = codes[who === 0 ? 1 : 0] ?? null;
      const offer = { ...money, kind: 'to_teller' as const, toTeller };
      const { value } = valueOf(await drawers.move(requestOf(desk), desk.shiftId, offer));
      valueOf(await drawers.confirm(requestOf(other), value.id));
      desk.cash -= money.amount;
      other.cash += money.amount;
    }
    if (what === 'sleep') books.clock.advanceMs(9 * 3_600_000);
    // A drawer from which more was given than it held is no drawer: its shift goes on until it is filled again.
    if (what === 'change shifts' && desk.cash >= 0n) {
      const slip = BigInt(amount % 5) - 2n;
      await closeDesk(desk, desk.cash + slip < 0n ? desk.cash : desk.cash + slip);
      // Now and then some of it lies in the vault until the next shift.
      Object.assign(desk, await openDesk(desk.by, amount % 2 === 0 ? desk.cash : desk.cash / 2n));
    }
  }
}

it('whatever two tellers do, the books expect in each drawer what lies in it, and the ledger says of each what was counted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (day) => {
      const [first, second] = keepers;
      if (!first || !second) throw new Error('two tellers');
      const desks = [await openDesk(first, 10_000n), await openDesk(second, 0n)] as const;
      await play([...desks], day);
      for (const desk of desks) {
        const report = valueOf(await drawers.report(books.bank, desk.shiftId));
        expect(report.lines.map((line) => line.expected)).toEqual([desk.cash]);
        await closeDesk(desk, desk.cash < 0n ? 0n : desk.cash);
      }
      await expectCashToAddUp();
    }),
    { numRuns: 12 },
  );
  const { findings } = await verifyBooks({ db: books.database.owner, clock: books.clock });
  expect(findings).toEqual([]);
}, 180_000);

/** Both drawers are closed: nothing is on its way from one to the other, and cash sums to nought. */
async function expectCashToAddUp(): Promise<void> {
  const tellers = keepers.map(({ tellerId }) => tellerId);
  const ofTellers = (['teller_drawer', 'cash_over_short'] as const).flatMap((kind) =>
    tellers.map((tellerId) => inBooks(kind, tellerId)),
  );
  const [vault, takings, handed] = await Promise.all([
    inBooks('agent_vault', books.bank),
    inBooks('agent_takings', books.bank),
    inBooks('cash_in_hand_over', books.bank),
  ]);
  expect({ takings, handed }).toEqual({ takings: remembered.takings, handed: 0n });
  const sum = (await Promise.all(ofTellers)).reduce<bigint>((total, one) => total + one, vault + takings);
  expect(sum).toBe(0n);
}

it('every Z report of the office has the next number, whoever of the two closed a shift', async () => {
  const reports = await books.database.owner.sql.rows<{ number: number }>(
    'SELECT z_number AS number FROM cash_shift WHERE closed_at IS NOT NULL ORDER BY z_number',
  );
  expect(reports.length).toBeGreaterThan(keepers.length);
  expect(reports.map(({ number }) => number)).toEqual(reports.map((_, index) => index + 1));
  const shifts = await books.database.owner.sql.rows<{ teller: string; numbers: readonly number[] }>(
    'SELECT teller_id AS teller, array_agg(number ORDER BY number) AS numbers FROM cash_shift GROUP BY teller_id',
  );
  expect(shifts).toHaveLength(keepers.length);
  for (const { numbers } of shifts) expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});
