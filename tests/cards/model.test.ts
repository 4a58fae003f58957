import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  afterEvent,
  eventOfVoid,
  type LoadEvent,
  type LoadState,
  loadTransitions,
  mayBeTakenBack,
} from '../../src/cards/model.ts';

const states = Object.keys(loadTransitions) as LoadState[];
const events: readonly LoadEvent[] = ['issue', 'write', 'fail', 'confirm', 'take-back', 'taken-back'];

/** Every state that some events lead through, from the first. */
function path(all: readonly LoadEvent[]): LoadState[] {
  const seen: LoadState[] = ['paid'];
  for (const event of all) seen.push(afterEvent(seen.at(-1) ?? 'paid', event) ?? seen.at(-1) ?? 'paid');
  return seen;
}

describe('the credit of a card', () => {
  test('goes from paid to issued, loaded and confirmed', () => {
    expect(path(['issue', 'write', 'confirm'])).toEqual(['paid', 'issued', 'loaded', 'confirmed']);
  });

  test('is never both on the card and taken back, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 30 }), (all) => {
        const seen = path(all);
        expect(seen.includes('voided') && (seen.includes('loaded') || seen.includes('confirmed'))).toBe(false);
        const end = seen.findIndex((state) => state === 'confirmed' || state === 'voided');
        if (end >= 0) expect(new Set(seen.slice(end)).size).toBe(1);
        const loaded = seen.indexOf('loaded');
        if (loaded >= 0) expect(seen.slice(loaded).some(mayBeTakenBack)).toBe(false);
      }),
    );
  });

  test('is never written where none was issued', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 30 }), (all) => {
        const seen = path(all);
        const loaded = seen.indexOf('loaded');
        expect(loaded >= 0 && !seen.slice(0, loaded).includes('issued')).toBe(false);
      }),
    );
  });

  test.each([
    ['too_late', null, 'confirm'],
    ['too_late', '12345678', 'confirm'],
    ['cancelled', '12345678', 'taken-back'],
    ['account_not_found', null, 'taken-back'],
    ['account_not_found', '12345678', null],
    ['not_found', null, 'taken-back'],
    ['not_found', '12345678', null],
    ['other_refusal', null, null],
  ] as const)('that the provider refuses to take back as %s, with credit %s known: %s', (reason, credit, event) => {
    expect(eventOfVoid({ kind: 'refused', evidence: { providerCode: null, reason } }, credit)).toBe(event);
  });

  test('has the same transitions in the database', async () => {
    const sql = await readFile(new URL('../../migrations/0017_debts_and_meters.sql', import.meta.url), 'utf8');
    const list = /to_state\) = ANY \(ARRAY\[([^\]]+)\]/.exec(sql)?.[1] ?? '';
    const written = [...list.matchAll(/'([^']+)'/g)].map(([, pair]) => pair).toSorted();
    const meant = states.flatMap((state) => Object.values(loadTransitions[state]).map((to) => `${state}>${to}`));
    expect(written).toEqual([...new Set(meant)].toSorted());
  });
});
