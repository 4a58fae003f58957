import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { balanceOf, type SimulatedAccount } from '../../adapters/kit/simulated-account.ts';
import { openSimulatedBooks, type SimulatedBooks } from '../../adapters/kit/simulated-books.ts';
import { minor, zero } from '../../src/kernel/money.ts';
import { processorMs } from '../support/processor-time.ts';

const bookedAt = new Date('2026-11-20T08:00:00Z');

function account(change: Partial<SimulatedAccount> = {}): SimulatedAccount {
  const bills = [
    { number: '1', period: null, dueOn: null, amount: minor(500n) },
    { number: '2', period: null, dueOn: null, amount: minor(300n) },
  ];
  const plain = { holderName: 'A', address: null, proofCode: null, credit: zero, line: null, active: true };
  return { ...plain, number: '001', bills, ...change };
}

function booksWith(...accounts: readonly SimulatedAccount[]): SimulatedBooks {
  const books = openSimulatedBooks({ providerCode: 'gas' });
  books.openAccounts(accounts);
  return books;
}

const terms = (reference: string, amount: bigint) => ({ reference, account: '001', amount: minor(amount), bookedAt });

describe('the books of a simulated provider', () => {
  test('credit once by reference and move the balance, oldest bill first', () => {
    const books = booksWith(account());
    const first = books.credit(terms('10', 600n));
    const again = books.credit(terms('10', 999n));
    expect(again).toEqual({ payment: first.payment, repeated: true });
    expect(books.findAccount('001')?.bills).toEqual([{ number: '2', period: null, dueOn: null, amount: 200n }]);
  });

  test('turn an overpayment into credit, which the next bill uses up', () => {
    const books = booksWith(account());
    books.credit(terms('10', 1_000n));
    expect(books.findAccount('001')).toMatchObject({ bills: [], credit: 200n });
    books.addBill('001', { number: '3', period: '2026-12', dueOn: null, amount: minor(250n) });
    expect(books.findAccount('001')).toMatchObject({ bills: [{ number: '3', amount: 50n }], credit: 0n });
    books.addBill('001', { number: '4', period: null, dueOn: null, amount: minor(10n) });
    expect(books.findAccount('001')?.bills.map((bill) => bill.number)).toEqual(['3', '4']);
  });

  test('give every payment a number that depends on nothing but provider and reference', () => {
    const number = booksWith(account()).credit(terms('10', 1n)).payment.transaction;
    expect(booksWith(account()).credit(terms('10', 2n)).payment.transaction).toBe(number);
    expect(booksWith(account()).credit(terms('11', 1n)).payment.transaction).not.toBe(number);
    expect(number).toMatch(/^[1-9][0-9]{14}$/);
  });

  test('keep the balance right through any payments, repeats and cancellations', () => {
    const steps = fc.array(
      fc.record({ reference: fc.nat(5), amount: fc.integer({ min: 1, max: 900 }), cancel: fc.boolean() }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, fc.boolean(), (commands, prepaid) => {
        const line = prepaid ? { kind: 'prepaid' as const, plan: null, renewsOn: null } : null;
        const books = booksWith(account({ line, bills: prepaid ? [] : account().bills }));
        for (const { reference, amount, cancel } of commands) {
          if (cancel) books.cancel(`${reference}`);
          else books.credit(terms(`${reference}`, BigInt(amount)));
        }
        const held = books.payments().filter((payment) => !payment.cancelled);
        const paid = held.reduce((sum, payment) => sum + payment.amount, 0n);
        const now = books.findAccount('001');
        expect(now && balanceOf(now)).toBe((prepaid ? 0n : 800n) - paid);
      }),
    );
  });

  test('name every difference to another list, in both directions', () => {
    const books = booksWith(account());
    for (const reference of ['1', '2', '3', '4', '5', '6']) books.credit(terms(reference, 10n));
    books.creditAgain('4');
    books.cancel('5');
    const ours = (reference: string, booked: 'yes' | 'no' | 'open', change = {}) => ({
      ...terms(reference, 10n),
      booked,
      ...change,
    });
    const list = [
      ours('1', 'yes'),
      ours('2', 'no'),
      ours('3', 'open', { amount: minor(11n), account: '002' }),
      ours('4', 'yes'),
      ours('5', 'yes'),
      ours('7', 'yes'),
      ours('8', 'no'),
      ours('9', 'open'),
    ];
    expect(books.differences(list)).toEqual([
      { kind: 'booked-there-only', reference: '2' },
      { kind: 'amount-differs', reference: '3' },
      { kind: 'account-differs', reference: '3' },
      { kind: 'credited-twice', reference: '4' },
      { kind: 'missing-there', reference: '5' },
      { kind: 'missing-there', reference: '7' },
      { kind: 'missing-here', reference: '6' },
    ]);
    expect(booksWith(account()).differences([])).toEqual([]);
  });

  test('state a half-open range of instants', () => {
    const books = booksWith(account());
    const at = (reference: string, iso: string) => books.credit({ ...terms(reference, 1n), bookedAt: new Date(iso) });
    at('3', '2026-11-21T00:00:00Z');
    at('2', '2026-11-20T23:59:59.999Z');
    at('1', '2026-11-20T00:00:00Z');
    const lines = books.statement(new Date('2026-11-20T00:00:00Z'), new Date('2026-11-21T00:00:00Z'));
    expect(lines.map((line) => line.reference)).toEqual(['1', '2']);
  });

  test('open five thousand accounts in well under a second', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => account({ number: String(index).padStart(8, '0') }));
    const spentMs = await processorMs(() => {
      const books = openSimulatedBooks({ providerCode: 'gas', file: join(folder, 'many.jsonl'), sync: true });
      books.openAccounts(many);
      books.close();
    });
    expect(spentMs).toBeLessThan(1_000);
  });
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vahid-books-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('books in a file', () => {
  const open = (): SimulatedBooks => openSimulatedBooks({ providerCode: 'gas', file: join(folder, 'a', 'gas.jsonl') });

  test('survive their process, and opening accounts again changes nothing', () => {
    const books = open();
    books.openAccounts([account()]);
    books.credit(terms('10', 600n));
    books.credit(terms('11', 1n));
    books.cancel('11');
    books.changeAccount('001', { active: false });
    books.writeNote({ kind: 'reading', id: 'r-1', body: { value: '7' } }, { account: '001', set: { holderName: 'X' } });
    const [accounts, payments] = [books.accounts(), books.payments()];
    books.close();

    const reopened = open();
    reopened.openAccounts([account()]);
    expect(reopened.accounts()).toEqual(accounts);
    expect(reopened.payments()).toEqual(payments);
    expect(reopened.findAccount('001')?.holderName).toBe('X');
    expect([...reopened.notes('reading')]).toEqual([['r-1', { value: '7' }]]);
    expect(reopened.credit(terms('10', 600n)).repeated).toBe(true);
    reopened.close();
  });

  test('lose nothing but the line that a crash tore off', () => {
    const file = join(folder, 'a', 'gas.jsonl');
    const books = open();
    books.openAccounts([account()]);
    books.credit(terms('10', 600n));
    books.close();
    const whole = readFileSync(file, 'utf8');
    appendFileSync(file, '{"account":{"number":"001","holderN');

    const reopened = open();
    expect(readFileSync(file, 'utf8')).toBe(whole);
    expect(reopened.payments().map((payment) => payment.reference)).toEqual(['10']);
    reopened.credit(terms('11', 5n));
    reopened.close();
    const again = open();
    expect(again.payments()).toHaveLength(2);
    again.close();
  });
});
