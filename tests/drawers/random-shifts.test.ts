import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAgentService } from '../../src/agents/service.ts';
import type { DrawerService } from '../../src/drawers/api.ts';
import type { Keeper } from '../../src/drawers/model.ts';
import { createDrawerService } from '../../src/drawers/service.ts';
import { minor } from '../../src/kernel/money.ts';
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
  drawers = createDrawerService({ db, clock: books.clock, ids: books.ids, agents, lane: 1 });
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

const requestOf = (desk: Desk) => ({ by: desk.by, key: books.ids.uuid() });
const cashOf = (cash: bigint) => [{ currency: 'AZN' as const, amount: minor(cash), denominations: null }];

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
    }
    const undone = what === 'give back' ? paid.pop() : undefined;
    if (undone) {
      const requestedBy = `teller:${desk.by.tellerId}`;
      const wish = { payment: undone, agentId: books.bank, requestedBy, reason: 'wrong', canCancel: false };
      expect(await books.lane.reverse(wish)).toMatchObject({ kind: 'reversed' });
      desk.cash -= BigInt(undone.amount);
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
      valueOf(await drawers.close(requestOf(desk), desk.shiftId, { counted: cashOf(desk.cash), reason: null }));
      Object.assign(desk, await openDesk(desk.by, desk.cash));
    }
  }
}

it('whatever two tellers do, the books expect in each drawer what lies in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (day) => {
      const [first, second] = keepers;
      if (!first || !second) throw new Error('two tellers');
      const desks = [await openDesk(first, 10_000n), await openDesk(second, 0n)] as const;
      await play([...desks], day);
      for (const desk of desks) {
        const report = valueOf(await drawers.report(books.bank, desk.shiftId));
        expect(report.lines.map((line) => line.expected)).toEqual([desk.cash]);
        const counted = cashOf(desk.cash < 0n ? 0n : desk.cash);
        valueOf(await drawers.close(requestOf(desk), desk.shiftId, { counted, reason: 'the day is over' }));
      }
    }),
    { numRuns: 12 },
  );
  const { findings } = await verifyBooks({ db: books.database.owner, clock: books.clock });
  expect(findings).toEqual([]);
});

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
