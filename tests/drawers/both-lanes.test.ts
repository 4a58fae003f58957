import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAgentService } from '../../src/agents/service.ts';
import type { AgentService } from '../../src/agents/api.ts';
import type { DrawerService } from '../../src/drawers/api.ts';
import type { Keeper } from '../../src/drawers/model.ts';
import { createDrawerService } from '../../src/drawers/service.ts';
import { minor } from '../../src/kernel/money.ts';
import type { AcceptBasket } from '../../src/payments/commands.ts';
import { testCrypto, valueOf } from '../citizens/citizen-fixture.ts';
import { makeBooks, type Books } from '../support/books.ts';

describe.each(['reference', 'writer'] as const)('the shifts of tellers at the %s lane', (lane) => {
  let books: Books;
  let agents: AgentService;
  let drawers: DrawerService;
  let keeper: Keeper;

  beforeAll(async () => {
    books = await makeBooks({ lane, poolMax: 12 });
    const { db } = books.database;
    const common = { db, database: db, clock: books.clock, ids: books.ids };
    agents = createAgentService({ ...common, passwords: testCrypto().passwords });
    drawers = createDrawerService({ ...common, agents, lane: 1, post: books.lane.post });
    await books.deposit(books.bank, 10_000_000);
    const outlet = valueOf(await agents.addOutlet(books.bank, { code: 'O1', name: 'Nizami', address: 'Bakı' }));
    const entry = { outletId: outlet.id, code: 'T1', name: 'Aysel', dailyLimit: null };
    const teller = valueOf(await agents.addTeller(books.bank, entry));
    keeper = { agentId: books.bank, outletId: outlet.id, tellerId: teller.id };
  });
  afterAll(() => books.close());

  const request = () => ({ by: keeper, key: books.ids.uuid() });
  const open = async () => valueOf(await drawers.open(request(), [])).value.shift.id;
  const closeEven = async (shiftId: string) => {
    const [line] = valueOf(await drawers.report(books.bank, shiftId)).lines;
    // A payment may come between the look and the close, so the currency is counted also where nothing is expected yet.
    const counted = [{ currency: 'AZN' as const, amount: line?.expected ?? minor(0n), denominations: null }];
    valueOf(await drawers.close(request(), shiftId, { counted, reason: 'a payment came meanwhile' }));
  };
  const basket = () => books.basket([500], { tellerId: keeper.tellerId });

  describe('where the agent asks for shifts', () => {
    beforeAll(async () => void valueOf(await agents.requireShifts(books.bank, true)));
    afterAll(async () => void valueOf(await agents.requireShifts(books.bank, false)));

    it('no cash is taken while none is open, and the same key pays once one is', async () => {
      const command = await basket();
      const refused = await books.lane.accept(command);
      expect(refused).toMatchObject({
        kind: 'refused',
        refusal: { code: 'shift_required', line: null },
        replayed: false,
      });
      const shiftId = await open();
      expect(await books.lane.accept(command)).toMatchObject({ kind: 'accepted', replayed: false });
      await closeEven(shiftId);
      expect(await books.lane.accept(command)).toMatchObject({ kind: 'accepted', replayed: true });
      expect(await books.lane.accept(await basket())).toMatchObject({ kind: 'refused' });
    });

    it('what is no cash needs none: bulk payments, and those of nobody’s counter', async () => {
      const bulk: AcceptBasket = { ...(await basket()), channel: 'bulk' };
      expect(await books.lane.accept(bulk)).toMatchObject({ kind: 'accepted' });
      const cabinet: AcceptBasket = { ...(await basket()), tellerId: null, channel: 'cabinet' };
      expect(await books.lane.accept(cabinet)).toMatchObject({ kind: 'accepted' });
    });

    it('an open shift of a colleague does not help', async () => {
      const entry = { outletId: keeper.outletId, code: 'T2', name: 'Günel', dailyLimit: null };
      const colleague = valueOf(await agents.addTeller(books.bank, entry));
      const shiftId = await open();
      const command = await books.basket([500], { tellerId: colleague.id });
      expect(await books.lane.accept(command)).toMatchObject({ kind: 'refused', refusal: { code: 'shift_required' } });
      await closeEven(shiftId);
    });
  });

  it('where the agent does not ask for shifts, cash is taken without one', async () => {
    expect(await books.lane.accept(await basket())).toMatchObject({ kind: 'accepted' });
  });

  it('share all payments among them and no payment between them, however often a shift ends meanwhile', async () => {
    const first = await open();
    const commands = await Promise.all(Array.from({ length: 200 }, basket));
    let isPaying = true;
    const paying = Promise.all(commands.map((command) => books.lane.accept(command))).finally(() => (isPaying = false));
    const shifts = [first];
    while (isPaying || shifts.length < 4) {
      await closeEven(shifts.at(-1) ?? '');
      shifts.push(await open());
    }
    expect(new Set((await paying).map((outcome) => outcome.kind))).toEqual(new Set(['accepted']));
    let count = 0;
    let cash = 0n;
    for (const [index, shiftId] of shifts.entries()) {
      const [line] = valueOf(await drawers.report(books.bank, shiftId)).lines;
      const parts = line ? [line.payments, ...(index === 0 ? [] : [line.before.payments])] : [];
      count += parts.reduce((sum, part) => sum + part.count, 0);
      cash += parts.reduce((sum, part) => sum + part.amount + part.fees, 0n);
    }
    expect([count, cash]).toEqual([200, minor(100_000n)]);
    await closeEven(shifts.at(-1) ?? '');
  });
});
