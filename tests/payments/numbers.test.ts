import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededBytes } from '../../src/kernel/random.ts';
import { drawCode, parseCode } from '../../src/payments/codes.ts';
import { cursorOf, parsePage } from '../../src/payments/paging.ts';
import { makeReceiptNumber, parseReceiptNumber, receiptsPerDay } from '../../src/payments/receipt-number.ts';

const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2089-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const receipt = fc.tuple(day, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: receiptsPerDay }));

describe('a receipt number', () => {
  it('tells its day, lane and counter, however it is spaced, and fits a JSON number', () => {
    fc.assert(
      fc.property(receipt, ([onDay, lane, counter]) => {
        const number = makeReceiptNumber(onDay, lane, counter);
        expect(Number.isSafeInteger(Number(number))).toBe(true);
        const spaced = number.replace(/(.{4})/g, '$1 ');
        expect(parseReceiptNumber(spaced)).toEqual({ number, day: onDay, lane, counter });
      }),
    );
  });

  it('is found wrong when one digit is wrong or two neighbours are swapped', () => {
    fc.assert(
      fc.property(receipt, fc.nat(15), fc.integer({ min: 1, max: 9 }), ([onDay, lane, counter], at, by) => {
        const number = makeReceiptNumber(onDay, lane, counter);
        const wrong = number.slice(0, at) + String((Number(number[at]) + by) % 10) + number.slice(at + 1);
        expect(parseReceiptNumber(wrong)).toBeUndefined();
        const swapped = number.slice(0, at) + (number[at + 1] ?? '') + (number[at] ?? '') + number.slice(at + 2);
        if (swapped !== number && swapped.length === 16) expect(parseReceiptNumber(swapped)).toBeUndefined();
      }),
    );
  });
});

describe('the day in a receipt number', () => {
  it.each(['2026-02-29', '2026-02-31', '2026-04-31', '2026-13-01', '2026-00-10'])(
    'is not %s, which never comes',
    (never) => {
      const number = makeReceiptNumber(never, 1, 1);
      expect(parseReceiptNumber(number)).toBeUndefined();
      expect(parsePage({ limit: 1, after: cursorOf({ acceptedAt: new Date(), receiptNumber: number }) })).toMatchObject(
        { ok: false },
      );
    },
  );
});

describe('a payment code', () => {
  it('has ten digits, reads back with spaces, and is refused with one digit wrong', () => {
    const bytes = seededBytes('codes');
    for (let drawn = 0; drawn < 200; drawn += 1) {
      const code = drawCode(bytes);
      expect(parseCode(`${code.slice(0, 4)} ${code.slice(4, 8)}-${code.slice(8)}`)).toBe(code);
      const wrong = code.slice(0, 5) + String((Number(code[5]) + 1) % 10) + code.slice(6);
      expect(parseCode(wrong)).toBeUndefined();
    }
  });
});

describe('a page of payments', () => {
  it('goes on where the cursor of the page before says', () => {
    const acceptedAt = new Date('2026-11-20T06:00:00.123Z');
    const receiptNumber = makeReceiptNumber('2026-11-20', 1, 7);
    const cursor = cursorOf({ acceptedAt, receiptNumber });
    expect(parsePage({ limit: 20, after: cursor })).toEqual({
      ok: true,
      value: { limit: 20, start: { acceptedAt, receiptNumber } },
    });
  });

  it.each([
    [{ limit: 0, after: null }, 'limit'],
    [{ limit: 101, after: null }, 'limit'],
    [{ limit: 1.5, after: null }, 'limit'],
    [{ limit: 10, after: 'forged' }, 'after'],
    [{ limit: 10, after: Buffer.from('1e9.2611201000000018').toString('base64url') }, 'after'],
  ])('is refused for %j', (request, field) => {
    expect(parsePage(request)).toMatchObject({ ok: false, error: { code: 'invalid_request', fields: [{ field }] } });
  });
});
