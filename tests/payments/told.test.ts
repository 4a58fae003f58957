import { describe, expect, test } from 'vitest';
import type { MeterState } from '../../src/kernel/meter-contract.ts';
import { carriedBills, carryBills, providerFields } from '../../src/payments/bills.ts';
import { carriedTold, carryTold } from '../../src/payments/told.ts';

const at = new Date('2026-11-20T06:00:00Z');
const own = { region: '7' };
const line = { kind: 'prepaid', plan: 'Gənc 500', renewsOn: '2026-12-01', validUntil: '2026-12-31' } as const;
const meter: MeterState = {
  ...{ serial: 'M-1', unit: 'm3', smartCard: 'C-77', usedInPeriod: 900 },
  lastReading: { value: 1_200, readOn: '2026-10-31' },
};
const bills = [{ number: 'B-1', period: '2026-10', dueOn: null }];

describe('what a provider told at the quote', () => {
  test('of a line is its plan and until when it is valid', () => {
    const told = carriedTold(carryTold(own, { line }, at));
    expect(told).toEqual({ at, plan: 'Gənc 500', validUntil: '2026-12-31', meter: null, asOf: null });
  });

  test('of a debt from a file is the date of the file', () => {
    expect(carriedTold(carryTold(own, { line: null, asOf: '2026-11-03' }, at))?.asOf).toBe('2026-11-03');
  });

  test('of a meter is its reading and use, and that it takes a card, without the numbers of either', () => {
    const fields = carryTold(own, { line: null, meter }, at);
    const { serial: _, smartCard: __, ...kept } = meter;
    expect(carriedTold(fields)).toEqual({
      at,
      plan: null,
      validUntil: null,
      asOf: null,
      meter: { ...kept, takesCard: true },
    });
    expect(JSON.stringify(fields)).not.toMatch(/C-77|M-1/);
  });

  test('is nothing where nothing was told', () => {
    expect(carryTold(own, { line: null }, at)).toEqual(own);
    expect(carryTold(own, { line: { kind: 'postpaid', plan: null, renewsOn: '2026-12-01' }, meter: null }, at)).toEqual(
      own,
    );
    expect(carriedTold(own)).toBeNull();
  });

  test('outlives a choice of bills, and no provider hears of either', () => {
    const fields = carryBills(carryTold(own, { line }, at), bills);
    expect(carriedBills(carryBills(fields, bills))).toEqual(bills);
    expect(carriedTold(carryBills(fields, []))?.plan).toBe('Gənc 500');
    expect(providerFields(fields)).toEqual(own);
  });
});
