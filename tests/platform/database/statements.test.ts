import { afterAll, describe, expect, it } from 'vitest';
import { InvariantViolation } from '../../../src/kernel/assert.ts';
import { testDatabase } from '../../support/database.ts';

const { db, owner, close } = await testDatabase({ empty: true });
afterAll(close);

describe('values', () => {
  it('keeps every digit of a bigint, in both directions and in arrays', async () => {
    const largest = 2n ** 63n - 1n;
    const row = await db.sql.first('select $1::bigint as one, $2::bigint[] as many, count(*) as counted', [
      largest,
      [1n, -largest],
    ]);
    expect(row).toEqual({ one: largest, many: [1n, -largest], counted: 1n });
  });

  it('reads null elements of arrays as null', async () => {
    expect(
      await db.sql.first("select array[1, null]::bigint[] as many, array[null, '2026-02-28']::date[] as days"),
    ).toEqual({
      many: [1n, null],
      days: [null, '2026-02-28'],
    });
  });

  it('reads a date as its day, whatever the time zone of the machine', async () => {
    const row = await db.sql.first("select '2026-03-29'::date as day");
    expect(row).toEqual({ day: '2026-03-29' });
  });

  it('keeps instants, numerics, json, bytes and nulls', async () => {
    const instant = new Date('2026-11-22T20:00:00.123Z');
    const bytes = Uint8Array.from([0, 255, 16]);
    const row = await db.sql.first(
      'select $1::timestamptz as at, $2::numeric as rate, $3::jsonb as json, $4::bytea as bytes, $5::text as nothing',
      [instant, '0.10', '{"a":["ə"]}', bytes, null],
    );
    expect(row).toEqual({ at: instant, rate: '0.10', json: { a: ['ə'] }, bytes: Buffer.from(bytes), nothing: null });
  });

  it('works in UTC', async () => {
    expect(await db.sql.first("select '2026-11-22 00:00'::timestamptz as midnight")).toEqual({
      midnight: new Date('2026-11-22T00:00:00Z'),
    });
  });
});

describe('statements', () => {
  it('takes question marks literally and a repeated placeholder as one value', async () => {
    const row = await db.sql.first(
      `select '{"b":1}'::jsonb ? 'b' as has, 'why?' as text, $1::text is null or $1 = 'x' as either, '\\?' as escaped`,
      ['x'],
    );
    expect(row).toEqual({ has: true, text: 'why?', either: true, escaped: '\\?' });
  });

  it('counts the rows that a statement touched', async () => {
    await owner.sql.run('create table touched (n int); insert into touched values (1), (2), (3)');
    expect(await owner.sql.run('update touched set n = n + 1 where n > $1', [1])).toBe(2);
  });

  it('finds nothing as undefined and takes a second row for a bug', async () => {
    expect(await db.sql.first('select 1 where false')).toBeUndefined();
    await expect(db.sql.first('select generate_series(1, 2)')).rejects.toThrow(InvariantViolation);
  });

  it('refuses to read rows from several statements at once', async () => {
    await expect(db.sql.rows('select 1; select 2')).rejects.toThrow(InvariantViolation);
  });
});
