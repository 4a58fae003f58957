import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BasketOptions, type Books, makeBooks } from '../support/books.ts';

const minute = 60_000;
const hour = 60 * minute;

describe.each(['reference', 'writer'] as const)('a bill is paid once by the %s lane', (lane) => {
  let books: Books;
  let accounts = 0;

  beforeAll(async () => {
    books = await makeBooks({ lane });
  });
  afterAll(() => books.close());

  const freshAccount = () => `BILLED${(accounts += 1)}`;
  const quoted = (account: string, bills: readonly string[], more: BasketOptions = {}) =>
    // The amounts differ, so that none is a duplicate by its amount.
    books.basket([1_000 + bills.length], { account, bills, ...more });
  const said = async (basket: Awaited<ReturnType<typeof quoted>>) => {
    const outcome = await books.lane.accept(basket);
    return outcome.kind === 'accepted' ? 'accepted' : outcome.refusal.code;
  };

  it('where two quotes of one moment name it: paying one uses up the other', async () => {
    const account = freshAccount();
    const all = await quoted(account, ['A', 'B', 'C']);
    const chosen = await quoted(account, ['B', 'C']);
    const rest = await quoted(account, ['A']);
    expect(await said(chosen)).toBe('accepted');
    books.clock.advanceMs(minute);
    expect([await said(all), await said(rest)]).toEqual(['quote_used', 'accepted']);
  });

  it('where another agent obtained the other quote', async () => {
    const account = freshAccount();
    const ours = await quoted(account, ['A', 'B']);
    const theirs = await quoted(account, ['A'], { agentId: books.post });
    expect([await said(theirs), await said(ours)]).toEqual(['accepted', 'quote_used']);
  });

  it('where both are handed in at once, and where both are in one basket', async () => {
    const account = freshAccount();
    const baskets = [await quoted(account, ['A', 'B']), await quoted(account, ['B'])];
    expect((await Promise.all(baskets.map(said))).toSorted()).toEqual(['accepted', 'quote_used']);
    const other = freshAccount();
    const [first, second] = [await quoted(other, ['A']), await quoted(other, ['A', 'B'])];
    expect(await said({ ...first, lines: [...first.lines, ...second.lines] })).toBe('quote_used');
  });

  it('and a yes does not help: the debt has to be asked for again', async () => {
    const account = freshAccount();
    const [first, second] = [
      await quoted(account, ['A']),
      await quoted(account, ['A', 'B'], { confirmDuplicate: true }),
    ];
    expect([await said(first), await said(second)]).toEqual(['accepted', 'quote_used']);
  });

  it('and asks where its provider still lists it, for a day', async () => {
    const account = freshAccount();
    expect(await said(await quoted(account, ['A']))).toBe('accepted');
    books.clock.advanceMs(23 * hour);
    expect(await said(await quoted(account, ['A', 'B']))).toBe('possible_duplicate');
    const meant = await quoted(account, ['A', 'B'], { confirmDuplicate: true });
    expect(await said(meant)).toBe('accepted');
    books.clock.advanceMs(25 * hour);
    expect(await said(await quoted(account, ['A', 'B', 'C']))).toBe('accepted');
  });

  it('and is free again once its payment was reversed', async () => {
    const account = freshAccount();
    const [first, second] = [await quoted(account, ['A']), await quoted(account, ['A', 'B'])];
    const outcome = await books.lane.accept(first);
    const [payment] = outcome.kind === 'accepted' ? outcome.basket.payments : [];
    if (!payment) throw new Error('not accepted');
    const wish = { agentId: books.bank, requestedBy: 'teller', reason: 'mistake', canCancel: false };
    await books.lane.reverse({ payment, ...wish });
    expect(await said(second)).toBe('accepted');
  });

  it('but bills of the same number at another account are others', async () => {
    const [first, second] = [await quoted(freshAccount(), ['A']), await quoted(freshAccount(), ['A'])];
    expect([await said(first), await said(second)]).toEqual(['accepted', 'accepted']);
  });
});
