import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minor } from '../../src/kernel/money.ts';
import {
  type AskedLine,
  findSimilar,
  isOneSlipAway,
  mostPayments,
  noHistory,
  questionsOf,
  usualOf,
} from '../../src/payments/guards.ts';

const amount = fc.bigInt({ min: 1n, max: 10_000_000n }).map(minor);
const digits = fc.stringMatching(/^[0-9]{6,15}$/);

const line = (more: Partial<AskedLine> = {}): AskedLine => ({
  channel: 'counter',
  amount: minor(1_000n),
  owed: { balance: minor(0n), balanceTold: false },
  history: noHistory,
  isRepeated: false,
  ...more,
});

describe('what is usual for an account', () => {
  test('is one of its newest payments, with as many at most above as below', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 3, maxLength: 30 }), (paid) => {
        const looked = paid.slice(0, mostPayments);
        const usual = usualOf(paid) ?? minor(0n);
        expect(looked).toContain(usual);
        expect(looked.filter((one) => one < usual).length).toBeLessThanOrEqual(looked.length / 2);
        expect(looked.filter((one) => one > usual).length).toBeLessThanOrEqual(looked.length / 2);
      }),
    );
  });

  test('is unknown before the third payment, and one odd payment does not move it', () => {
    expect(usualOf([minor(500n), minor(600n)])).toBeNull();
    expect(usualOf([minor(900_000n), minor(500n), minor(500n)])).toBe(500n);
  });
});

describe('one slip of the finger', () => {
  test('is any one digit replaced, and any two unlike neighbours changed about', () => {
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (typed, at, shift) => {
        const index = at % typed.length;
        const wrong = String((Number(typed[index]) + shift) % 10);
        const replaced = typed.slice(0, index) + wrong + typed.slice(index + 1);
        expect(isOneSlipAway(typed, replaced)).toBe(true);
        const pair = at % (typed.length - 1);
        const [a = '', b = ''] = [typed[pair], typed[pair + 1]];
        const swapped = typed.slice(0, pair) + b + a + typed.slice(pair + 2);
        expect(isOneSlipAway(typed, swapped)).toBe(a !== b);
      }),
    );
  });

  test('looks the same from both sides, and is not two digits, nor a digit more or less', () => {
    fc.assert(
      fc.property(digits, digits, (a, b) => {
        expect(isOneSlipAway(a, b)).toBe(isOneSlipAway(b, a));
        const wrong = a.length === b.length ? [...a].filter((sign, index) => sign !== b[index]).length : 99;
        if (wrong === 0 || wrong > 2) expect(isOneSlipAway(a, b)).toBe(false);
      }),
    );
    expect(isOneSlipAway('104512367', '104512399')).toBe(false);
    expect(isOneSlipAway('104512367', '10451236')).toBe(false);
  });

  test('an account that the citizen has is never taken for another', () => {
    expect(findSimilar('104512376', ['104512367', '104512376'])).toBeNull();
    expect(findSimilar('104512376', ['55', '104512367'])).toBe('104512367');
    expect(findSimilar('104512376', [])).toBeNull();
  });
});

describe('the payer is asked', () => {
  test('from ten times the usual on, and not a qəpik before', () => {
    fc.assert(
      fc.property(amount, (usual) => {
        const at = (paid: bigint) =>
          questionsOf(line({ amount: minor(paid), history: { usualAmount: usual, similarAccount: null } }));
        expect(at(usual * 10n)).toEqual(['unusual_amount']);
        expect(at(usual * 10n - 1n)).toEqual([]);
      }),
    );
  });

  test('by the debt where nothing is usual yet; but never for paying what is owed', () => {
    const owed = { balance: minor(5_000n), balanceTold: true };
    expect(questionsOf(line({ owed, amount: minor(50_000n) }))).toEqual(['unusual_amount']);
    expect(questionsOf(line({ owed, amount: minor(49_999n) }))).toEqual([]);
    const history = { usualAmount: minor(100n), similarAccount: null };
    expect(questionsOf(line({ owed, history, amount: minor(5_000n) }))).toEqual([]);
    expect(questionsOf(line({ owed, history, amount: minor(5_001n) }))).toEqual(['unusual_amount']);
  });

  test('every open question, and where nobody can be asked only about the duplicate', () => {
    const doubtful = line({
      isRepeated: true,
      history: { usualAmount: minor(1n), similarAccount: '104512367' },
    });
    expect(questionsOf(doubtful)).toEqual(['possible_duplicate', 'unusual_amount', 'similar_account']);
    expect(questionsOf({ ...doubtful, channel: 'cabinet' })).toHaveLength(3);
    for (const channel of ['kiosk', 'bulk'] as const) {
      expect(questionsOf({ ...doubtful, channel })).toEqual(['possible_duplicate']);
    }
  });
});
