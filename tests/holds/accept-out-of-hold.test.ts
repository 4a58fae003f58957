import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import { verifyBooks } from '../../src/verification/service.ts';
import { type Books, makeBooks } from '../support/books.ts';

const hour = 3_600_000;

describe.each(['reference', 'writer'] as const)('a payment out of a hold, by the %s lane', (lane) => {
  let books: Books;
  beforeAll(async () => {
    books = await makeBooks({ lane });
  });
  afterAll(() => books.close());

  const position = () => ({ kind: 'agent_position', ownerId: books.bank, currency: 'AZN' }) as const;
  const statement = `SELECT b.credits - b.debits AS balance, b.pending_debits AS held FROM ledger_balance b
    JOIN ledger_account a ON a.id = b.account_id WHERE a.kind = 'agent_position' AND a.owner_id = $1`;
  const stands = async () => {
    const row = await books.database.db.sql.first<{ balance: bigint; held: bigint }>(statement, [books.bank]);
    return { balance: Number(row?.balance ?? 0n), held: Number(row?.held ?? 0n) };
  };
  /** Keeps an amount under a key that is a payment's, and leaves just `free` beside it. */
  async function keep(amount: number, free: number): Promise<string> {
    const key = books.ids.uuid();
    const to = { kind: 'in_transit', ownerId: books.gas, currency: 'AZN' } as const;
    const expiresAt = new Date(books.clock.now().getTime() + hour);
    const hold = { id: books.ids.uuid(), key, from: position(), to, amount: minor(BigInt(amount)), expiresAt };
    expect((await books.lane.hold(hold)).kind).toBe('held');
    const { balance, held } = await stands();
    await books.lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: BigInt(balance - held - free) });
    return key;
  }
  const widen = () => books.lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: -1_000_000n });
  const said = async (basket: Awaited<ReturnType<Books['basket']>>) => {
    const outcome = await books.lane.accept(basket);
    return outcome.kind === 'accepted' ? 'accepted' : outcome.refusal.code;
  };

  it('has its money at the edge of the cap, while many others ask for it', async () => {
    const before = await stands();
    const key = await keep(5_000, 0);
    const ours = { ...(await books.basket([2_000, 3_000], { key })), outOfHold: true };
    const others = await Promise.all(Array.from({ length: 8 }, () => books.basket([1])));
    const answers = await Promise.all([...others.slice(0, 4), ours, ...others.slice(4)].map(said));
    expect(answers).toEqual(answers.map((_, index) => (index === 4 ? 'accepted' : 'insufficient_position')));
    expect(await stands()).toEqual({ balance: before.balance - 5_000, held: before.held });
    expect(await said(ours)).toBe('accepted');
    expect(await stands()).toEqual({ balance: before.balance - 5_000, held: before.held });
    await widen();
  });

  it('may take more than is held as far as there is room, and leaves the hold where it is refused', async () => {
    const before = await stands();
    const key = await keep(1_000, 100);
    const ours = async (amount: number) => ({ ...(await books.basket([amount])), key, outOfHold: true });
    const tooMuch = await ours(1_101);
    expect(await said(tooMuch)).toBe('insufficient_position');
    expect(await stands()).toEqual({ balance: before.balance, held: before.held + 1_000 });
    await widen();
    const other = await keep(1_000, 100);
    expect(await said({ ...(await books.basket([1_100])), key: other, outOfHold: true })).toBe('accepted');
    expect(await stands()).toEqual({ balance: before.balance - 1_100, held: before.held + 1_000 });
    await widen();
  });

  it('takes what is free where the hold has ended, and of no other account', async () => {
    const key = await keep(1_000, 0);
    const foreign = { ...(await books.basket([600], { agentId: books.post, key })), outOfHold: true };
    expect(await said(foreign)).toBe('accepted');
    expect((await stands()).held).toBeGreaterThanOrEqual(1_000);
    const row = await books.database.db.sql.first<{ id: string }>('SELECT id FROM hold WHERE key = $1', [key]);
    await books.lane.voidHold({ id: row?.id ?? '', because: 'voided' });
    const { balance, held } = await stands();
    await books.lane.setFloor({ agentId: books.bank, currency: 'AZN', floor: BigInt(balance - held - 999) });
    expect(await said({ ...(await books.basket([1_000], { key })), outOfHold: true })).toBe('insufficient_position');
    await widen();
  });

  it('leaves books in which the verifier finds nothing', async () => {
    const { findings } = await verifyBooks({ db: books.database.db, clock: books.clock });
    expect(findings).toEqual([]);
  });
});
