import type { Sql } from '../database/sql.ts';

export interface ThrottleRow {
  readonly window_from: Date;
  readonly taken: number;
}

/**
 * Counts one try in one statement, so that a hundred at once are a hundred; a window that is over begins anew. The commit
 * does not wait for the disk: a crash of the database forgets the tries of its last moment, and nobody waits for a count.
 */
export async function takeOne(
  sql: Sql,
  key: { readonly scope: string; readonly subject: Buffer },
  window: { readonly now: Date; readonly overBefore: Date },
): Promise<ThrottleRow | undefined> {
  return sql.first<ThrottleRow>(
    `INSERT INTO throttle AS held (scope, subject, window_from, taken)
     SELECT $1, $2::bytea, $3::timestamptz, 1
       FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quickly (set) WHERE quickly.set = 'off'
     ON CONFLICT (scope, subject) DO UPDATE SET
       window_from = CASE WHEN held.window_from <= $4 THEN excluded.window_from ELSE held.window_from END,
       taken = CASE WHEN held.window_from <= $4 THEN 1 ELSE least(held.taken + 1, 1000000) END
     RETURNING window_from, taken`,
    [key.scope, key.subject, window.now, window.overBefore],
    { prepared: 'throttle_take' },
  );
}

/** Tries of one subject that were counted elsewhere and are to be added. */
export interface Tries {
  readonly scope: string;
  readonly subject: Buffer;
  readonly count: number;
}

/** Adds tries of several subjects; what is counted now, by scope and subject. Windows as those of `takeOne`. */
export async function takeMany(
  sql: Sql,
  tries: readonly Tries[],
  window: { readonly now: Date; readonly overBefore: Date },
): Promise<(ThrottleRow & Pick<Tries, 'scope' | 'subject'>)[]> {
  return sql.rows(
    `INSERT INTO throttle AS held (scope, subject, window_from, taken)
     SELECT t.scope, t.subject, $4::timestamptz, least(t.count, 1000000)
       FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quickly (set),
            unnest($1::text[], $2::bytea[], $3::integer[]) AS t (scope, subject, count)
      WHERE quickly.set = 'off' ORDER BY t.scope, t.subject
     ON CONFLICT (scope, subject) DO UPDATE SET
       window_from = CASE WHEN held.window_from <= $5 THEN excluded.window_from ELSE held.window_from END,
       taken = CASE WHEN held.window_from <= $5 THEN excluded.taken ELSE least(held.taken + excluded.taken, 1000000) END
     RETURNING scope, subject, window_from, taken`,
    [
      tries.map(({ scope }) => scope),
      tries.map(({ subject }) => subject),
      tries.map(({ count }) => count),
      window.now,
      window.overBefore,
    ],
    { prepared: 'throttle_take_many' },
  );
}

export async function giveOneBack(sql: Sql, scope: string, subject: Buffer): Promise<void> {
  await sql.run('UPDATE throttle SET taken = greatest(taken - 1, 0) WHERE scope = $1 AND subject = $2', [
    scope,
    subject,
  ]);
}

export async function forget(sql: Sql, scope: string, subject: Buffer): Promise<void> {
  await sql.run('DELETE FROM throttle WHERE scope = $1 AND subject = $2', [scope, subject]);
}

export async function deleteBefore(sql: Sql, before: Date): Promise<number> {
  return sql.run('DELETE FROM throttle WHERE window_from < $1', [before]);
}
