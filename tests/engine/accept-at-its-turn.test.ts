import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AcceptBasket } from '../../src/payments/commands.ts';
import { drawCode } from '../../src/payments/codes.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { makeBooks, type BasketOptions, type Books } from '../support/books.ts';
import { deskOf, type Desk } from '../support/desk.ts';

/** What is refused must be what holds when the basket has its turn, not what held when it arrived. */
describe('a basket at its turn', () => {
  let books: Books;
  let desk: Desk;
  let tellerId: string;

  beforeAll(async () => {
    books = await makeBooks();
    desk = deskOf(books);
    tellerId = books.ids.uuid();
    const outletId = books.ids.uuid();
    const { sql } = books.database.owner;
    await sql.run(
      `INSERT INTO outlet (id, agent_id, code, name, address) VALUES ($1, $2, 'o-1', 'Outlet', 'Street 1')`,
      [outletId, books.bank],
    );
    await sql.run(
      `INSERT INTO teller (id, agent_id, outlet_id, code, name, state, daily_limit) VALUES ($1, $2, $3, 't-1', 'Teller', 'active', 5000)`,
      [tellerId, books.bank, outletId],
    );
  });
  afterAll(() => books.close());

  /** Runs `change` while the basket already waits for the lane. */
  async function acceptWhile(command: AcceptBasket, change: () => Promise<unknown>) {
    let free = () => {};
    const isFree = new Promise<void>((resolve) => {
      free = resolve;
    });
    let isHeld = () => {};
    const held = new Promise<void>((resolve) => {
      isHeld = resolve;
    });
    const holding = books.database.owner.transaction(async (sql) => {
      await sql.rows('SELECT id FROM lane FOR UPDATE');
      isHeld();
      await isFree;
    });
    await held;
    const accepting = books.lane.accept(command);
    await waitUntilSomebodyWaits();
    await change();
    free();
    await holding;
    return accepting;
  }
  async function waitUntilSomebodyWaits() {
    for (;;) {
      const waiting = await books.database.owner.sql.rows(
        `SELECT 1 AS one FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (waiting.length > 0) return;
    }
  }
  const set = (table: 'agent' | 'teller' | 'provider', id: string, state: string) => {
    const text = {
      agent: 'UPDATE agent SET state = $2 WHERE id = $1',
      teller: 'UPDATE teller SET state = $2 WHERE id = $1',
      provider: 'UPDATE provider SET state = $2 WHERE id = $1',
    }[table];
    return books.database.db.sql.run(text, [id, state]);
  };

  it('is refused when its agent was suspended while it waited', async () => {
    const command = await books.basket([100]);
    const outcome = await acceptWhile(command, () => set('agent', books.bank, 'suspended'));
    await set('agent', books.bank, 'active');
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'agent_suspended' } });
  });

  it('is refused when its teller was suspended while it waited, without using the key up', async () => {
    const command = await books.basket([100], { tellerId });
    const outcome = await acceptWhile(command, () => set('teller', tellerId, 'suspended'));
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'forbidden' } });
    await set('teller', tellerId, 'active');
    expect(await books.lane.accept(command)).toMatchObject({ kind: 'accepted' });
  });

  it('is refused when its provider stopped taking money while it waited, without using the key up', async () => {
    const command = await books.basket([100]);
    const outcome = await acceptWhile(command, () => set('provider', books.gas, 'maintenance'));
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'provider_disabled' } });
    await set('provider', books.gas, 'active');
    expect(await books.lane.accept(command)).toMatchObject({ kind: 'accepted' });
  });

  it("is refused for another agent's teller, who has no limit here", async () => {
    const command = await books.basket([100], { agentId: books.post, tellerId });
    expect(await books.lane.accept(command)).toMatchObject({ refusal: { code: 'forbidden' } });
  });

  it('keeps a teller to its daily limit, fees and all, however many race for the last of it', async () => {
    const taken = 100n;
    const commands = await Promise.all(Array.from({ length: 8 }, () => books.basket([1000], { tellerId })));
    const outcomes = await Promise.all(commands.map((command) => books.lane.accept(command)));
    const accepted = outcomes.filter((outcome) => outcome.kind === 'accepted');
    expect(accepted).toHaveLength(Number((5000n - taken) / 1000n));
    expect(outcomes.find((outcome) => outcome.kind === 'refused')).toMatchObject({
      refusal: { code: 'limit_exceeded' },
    });
    const first = accepted[0]?.kind === 'accepted' ? accepted[0].basket.payments[0] : undefined;
    if (!first) throw new Error('nothing accepted');
    await desk.reverse(first);
    expect(await books.lane.accept(await books.basket([1000], { tellerId }))).toMatchObject({ kind: 'accepted' });
  });

  it('is refused by a quote that is paid already, also twice in one basket; a reversal frees the quote', async () => {
    const command = await books.basket([300]);
    const outcome = await books.lane.accept(command);
    const line = outcome.kind === 'accepted' ? outcome.basket.payments[0] : undefined;
    if (!line) throw new Error(JSON.stringify(outcome));
    const renew = (other: AcceptBasket, amount: bigint): AcceptBasket => ({
      ...other,
      key: books.ids.uuid(),
      requestHash: books.ids.bytes(32).toString('hex'),
      basketId: books.ids.uuid(),
      lines: other.lines.map((one) => ({
        ...one,
        confirmed: ['possible_duplicate' as const],
        amount: amount as never,
        paymentId: books.ids.uuid(),
      })),
    });
    expect(await books.lane.accept(renew(command, 300n))).toMatchObject({ refusal: { code: 'quote_used', line: 0 } });
    expect(await books.lane.accept(renew(command, 200n))).toMatchObject({ refusal: { code: 'quote_used', line: 0 } });
    await desk.reverse(line);
    const again = renew(command, 250n);
    expect(await books.lane.accept(again)).toMatchObject({ kind: 'accepted' });
    const fresh = await books.basket([400]);
    const doubled = renew({ ...fresh, lines: [...fresh.lines, ...fresh.lines] }, 400n);
    expect(await books.lane.accept(doubled)).toMatchObject({ refusal: { code: 'quote_used', line: 1 } });
  });

  describe('under a payment code', () => {
    async function codeFor(accounts: readonly string[]): Promise<string> {
      const code = drawCode(books.ids.bytes);
      const lines = accounts.map((account) => ({ providerId: books.gas, account, fields: {}, amount: '500' }));
      await books.database.db.sql.run(
        `INSERT INTO payment_code (code, citizen_id, currency, lines, created_at, expires_at) VALUES ($1, $2, 'AZN', $3::jsonb, $4, $5)`,
        [
          code,
          books.ids.uuid(),
          JSON.stringify(lines),
          books.clock.now(),
          new Date(books.clock.now().getTime() + 60_000),
        ],
      );
      return code;
    }
    const basketOf = async (paymentCode: string, accounts: readonly string[], options: BasketOptions = {}) => {
      const parts = [];
      for (const account of accounts) parts.push(await books.basket([500], { account, ...options }));
      const [first] = parts;
      if (!first) throw new Error('no line');
      return { ...first, lines: parts.flatMap((part) => part.lines), paymentCode };
    };

    it('is what the code names: another account, a part of it or more of it does not pay the code', async () => {
      const code = await codeFor(['C1', 'C2']);
      for (const accounts of [['X1', 'X2'], ['C1'], ['C1', 'C2', 'C3']]) {
        const outcome = await books.lane.accept(await basketOf(code, accounts));
        expect(outcome).toMatchObject({ refusal: { code: 'basket_incomplete' } });
      }
      const other = await basketOf(code, ['C1', 'C2'], { providerId: books.water });
      expect(await books.lane.accept(other)).toMatchObject({ refusal: { code: 'basket_incomplete' } });
      const unknown = await basketOf('0000000000', ['C1', 'C2']);
      expect(await books.lane.accept(unknown)).toMatchObject({ refusal: { code: 'not_found' } });
      expect(await books.lane.accept(await basketOf(code, ['C2', 'C1']))).toMatchObject({ kind: 'accepted' });
    });

    it('is paid once, however many counters are shown the code', async () => {
      const code = await codeFor(['D1']);
      const baskets = await Promise.all([1, 2, 3].map(() => basketOf(code, ['D1'], { confirmDuplicate: true })));
      const outcomes = await Promise.all(baskets.map((basket) => books.lane.accept(basket)));
      expect(outcomes.map((outcome) => outcome.kind).toSorted()).toEqual(['accepted', 'refused', 'refused']);
    });
  });

  it('leaves books in which the verifier finds nothing', async () => {
    expect((await verifyBooks({ db: books.database.db, clock: books.clock })).findings).toEqual([]);
  });
});
