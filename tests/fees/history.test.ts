import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addVersion, endVersion, periodsOf, scopeFields } from '../../src/fees/history.ts';
import type { FeeRule } from '../../src/fees/model.ts';
import { minor } from '../../src/kernel/money.ts';

const openDay = '2026-11-20';
const terms: Omit<FeeRule, 'id' | 'version' | 'validFrom'> = {
  bearer: 'payer',
  providerId: null,
  agentId: null,
  channel: null,
  currency: 'AZN',
  slabs: [{ upTo: null, flat: minor(40n), ratePpm: 0 }],
  minFee: minor(0n),
  maxFee: null,
  vatRatePpm: 180_000,
  validTo: null,
};
const version = (number: number, validFrom: string, options: Partial<FeeRule> = {}): FeeRule => ({
  ...{ ...terms, id: 'a', version: number, validFrom },
  ...options,
});
const codes = (outcome: ReturnType<typeof addVersion>) =>
  outcome.ok ? outcome.value.version : outcome.error.map(({ field, rule }) => `${field} ${rule}`);
const add = (all: readonly FeeRule[], rule: Partial<FeeRule> & { id: string; validFrom: string }, isNew = false) =>
  codes(addVersion(all, { ...terms, ...rule }, { openDay, isNew }));
const end = (all: readonly FeeRule[], on: string, id = 'a') => codes(endVersion(all, { id, on }, openDay));

/** Which version is the rule on a day, by the rule that `listRulesOn` asks the database. */
function versionOn(all: readonly FeeRule[], id: string, day: string): FeeRule | undefined {
  const newest = all.filter((rule) => rule.id === id && rule.validFrom <= day).at(-1);
  return newest && (newest.validTo === null || newest.validTo > day) ? newest : undefined;
}

describe('the history of a fee rule', () => {
  it('shows when each version is in force: until it ends or a later one begins', () => {
    const all = [
      version(1, '2026-01-01'),
      version(2, '2026-03-01', { validTo: '2026-04-01' }),
      version(3, '2026-06-01'),
    ];
    expect(periodsOf(all)).toEqual([
      { version: 1, from: '2026-01-01', to: '2026-03-01' },
      { version: 2, from: '2026-03-01', to: '2026-04-01' },
      { version: 3, from: '2026-06-01', to: null },
    ]);
  });

  it('leaves out a version that was overtaken before it began', () => {
    const all = [version(1, '2026-01-01'), version(2, '2027-03-01'), version(3, '2027-01-01')];
    expect(periodsOf(all).map((period) => period.version)).toEqual([1, 3]);
  });

  const first = [version(1, '2026-01-01')];
  it('goes on with versions that begin in future', () => {
    expect(add(first, { id: 'a', validFrom: '2026-11-21' })).toBe(2);
    expect(add(first, { id: 'a', validFrom: openDay })).toEqual(['/validFrom future']);
    expect(add(first, { id: 'b', validFrom: '2026-11-21' })).toEqual(['/rule unknown']);
  });

  it.each([
    [{ bearer: 'provider' }, '/bearer fixed'],
    [{ providerId: 'gas' }, '/provider fixed'],
    [{ agentId: 'post' }, '/agent fixed'],
    [{ channel: 'kiosk' }, '/channel fixed'],
    [{ currency: 'EUR' }, '/currency fixed'],
  ] as const)('is about the same from version to version: %o', (change, problem) => {
    expect(add(first, { id: 'a', validFrom: '2026-12-01', ...change })).toEqual([problem]);
  });

  it('leaves no day on which two rules say the same of the same', () => {
    expect(add(first, { id: 'b', validFrom: '2026-12-01' }, true)).toEqual(['/validFrom overlap']);
    expect(add(first, { id: 'b', validFrom: '2026-12-01', channel: 'kiosk' }, true)).toBe(1);
    const ended = [version(1, '2026-01-01', { validTo: '2026-12-01' })];
    expect(add(ended, { id: 'b', validFrom: '2026-11-30' }, true)).toEqual(['/validFrom overlap']);
    expect(add(ended, { id: 'b', validFrom: '2026-12-01' }, true)).toBe(1);
    expect(add([...ended, version(1, '2026-12-01', { id: 'b' })], { id: 'a', validFrom: '2027-01-01' })).toEqual([
      '/validFrom overlap',
    ]);
  });

  it('is ended by a version that begins tomorrow, or with the last one', () => {
    expect(endVersion(first, { id: 'a', on: '2026-12-01' }, openDay)).toMatchObject({
      value: { version: 2, validFrom: '2026-11-21', validTo: '2026-12-01' },
    });
    const changing = [...first, version(2, '2027-01-01', { minFee: minor(9n) })];
    expect(endVersion(changing, { id: 'a', on: '2027-06-01' }, openDay)).toMatchObject({
      value: { version: 3, validFrom: '2027-01-01', validTo: '2027-06-01', minFee: 9n },
    });
    expect(endVersion(changing, { id: 'a', on: '2026-12-24' }, openDay)).toMatchObject({
      value: { version: 3, validFrom: '2026-11-21', validTo: '2026-12-24', minFee: 0n },
    });
  });

  it('is not ended too soon, twice, or before it begins', () => {
    expect(end(first, '2026-11-21')).toEqual(['/on future']);
    expect(end(first, '2026-12-01', 'b')).toEqual(['/rule unknown']);
    const ended = [version(1, '2026-01-01', { validTo: '2026-12-01' })];
    expect(end(ended, '2026-12-01')).toEqual(['/on ended']);
    expect(end(ended, '2026-11-25')).toBe(2);
    expect(end([version(1, '2026-01-01', { validTo: '2026-03-01' })], '2026-12-01')).toEqual(['/on not_in_force']);
    expect(end([version(1, '2027-01-01')], '2026-12-01')).toEqual(['/on not_in_force']);
  });

  it('never changes a day that has begun, and has one rule at most for a scope on any day, whatever operators do', () => {
    const day = fc
      .integer({ min: -30, max: 90 })
      .map((days) => new Date(Date.UTC(2026, 10, 20 + days)).toISOString().slice(0, 10));
    const step = fc.record({ id: fc.constantFrom('a', 'b', 'c'), day, to: fc.option(day), ends: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let all: FeeRule[] = [version(1, '2026-10-25'), version(1, '2026-10-25', { id: 'b', channel: 'kiosk' })];
        const days = Array.from({ length: 150 }, (_, n) =>
          new Date(Date.UTC(2026, 9, 20 + n)).toISOString().slice(0, 10),
        );
        const past = days.filter((one) => one <= openDay);
        const atFirst = past.map((one) => ['a', 'b', 'c'].map((id) => versionOn(all, id, one)));
        for (const { id, day: validFrom, to, ends } of steps) {
          const validTo = to !== null && to > validFrom ? to : null;
          const rule = { ...terms, id, validFrom, validTo, channel: id === 'b' ? ('kiosk' as const) : null };
          const isNew = !all.some((other) => other.id === id);
          const outcome = ends
            ? endVersion(all, { id, on: validFrom }, openDay)
            : addVersion(all, rule, { openDay, isNew });
          if (!outcome.ok) continue;
          all = [...all, outcome.value].toSorted((x, y) => x.id.localeCompare(y.id) || x.version - y.version);
          if (ends) expect(versionOn(all, id, validFrom)).toBeUndefined();
        }
        expect(past.map((one) => ['a', 'b', 'c'].map((id) => versionOn(all, id, one)))).toEqual(atFirst);
        for (const one of days) {
          const inForce = ['a', 'b', 'c'].flatMap((id) => versionOn(all, id, one) ?? []);
          const scopes = inForce.map((rule) => scopeFields.map((field) => rule[field]).join());
          expect(new Set(scopes).size).toBe(scopes.length);
          const shown = ['a', 'b', 'c'].flatMap((id) =>
            periodsOf(all.filter((rule) => rule.id === id)).filter(
              ({ from, to }) => from <= one && (to === null || one < to),
            ),
          );
          expect(shown.map((period) => period.version)).toEqual(inForce.map((rule) => rule.version));
        }
      }),
      { numRuns: 40 },
    );
  });
});
