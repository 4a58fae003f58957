import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { numbersCell, recordArray, textCell } from '../../src/engine/writer/record-literal.ts';
import { testDatabase } from '../support/database.ts';

const { db, close } = await testDatabase();
afterAll(close);

/** Text that the server's own forms of records and arrays give a meaning to. */
const awkward = [
  '',
  ' ',
  'NULL',
  'null',
  '"',
  '""',
  '\\',
  '\\\\',
  '\\"',
  ',',
  '(',
  ')',
  '{',
  '}',
  '{"a":"b\\"c"}',
  '\n',
  '\t',
  "'",
  'ə Ж 😀',
  '\\x00',
];
/** Everything but the byte nought, which no text of the server can hold. */
const text = fc
  .oneof(fc.constantFrom(...awkward), fc.string({ unit: 'binary' }))
  .map((value) => value.replaceAll('\0', ''));
const cell = fc.option(text, { nil: null });

describe('rows that travel as composite values', () => {
  it('arrive as they were sent, whatever their text is', async () => {
    const rows = fc.array(fc.record({ code: cell, reason: cell, at: fc.uuid() }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, async (sent) => {
        const arrived = await db.sql.rows(
          `SELECT provider_code AS code, reason, payment_id::text AS at FROM unnest($1::written_attempt_end[])`,
          [
            recordArray(sent, (row) => [
              null,
              row.at,
              null,
              null,
              null,
              null,
              null,
              textCell(row.code),
              textCell(row.reason),
            ]),
          ],
        );
        expect(arrived).toEqual(sent);
      }),
      { numRuns: 200 },
    );
  });

  it('tell text that is empty, or reads NULL, from no text', async () => {
    const sent = [textCell(''), textCell('NULL'), textCell(null)];
    const arrived = await db.sql.rows<{ name: string | null }>(
      'SELECT provider_transaction AS name FROM unnest($1::written_reference[])',
      [recordArray(sent, (name) => [null, name, null])],
    );
    expect(arrived.map(({ name }) => name)).toEqual(['', 'NULL', null]);
  });

  it('have their numbers in full', async () => {
    const numbers = [9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n, 0n];
    const arrived = await db.sql.first(
      'SELECT number, kind, account_ids, amounts FROM unnest($1::written_transfer[])',
      [
        recordArray([numbers], (row) => [
          row[0] ?? null,
          'acceptance',
          null,
          null,
          null,
          null,
          null,
          numbersCell(row),
          numbersCell([]),
        ]),
      ],
    );
    expect(arrived).toEqual({ number: numbers[0], kind: 'acceptance', account_ids: numbers, amounts: [] });
  });

  it('are none where there are none', async () => {
    expect(await db.sql.rows('SELECT * FROM unnest($1::written_event[])', [recordArray([], () => [])])).toEqual([]);
  });
});
