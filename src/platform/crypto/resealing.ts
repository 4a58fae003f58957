import type { Database, Sql } from '../database/sql.ts';
import type { Crypto } from './crypto.ts';

/** Values of one column that are sealed with the hub's keys. */
export interface Sealed {
  /** `table.column`. */
  readonly name: string;
  /** Rows that keys of before have made. */
  countStale(): Promise<number>;
  /** Moves a batch of them to the current keys, past those that somebody is at; returns how many. */
  reseal(): Promise<number>;
}

export interface SealedDeps {
  readonly db: Database;
  readonly crypto: Pick<Crypto, 'cipher' | 'digest'>;
}

/** The statements of a column, which its noun's store knows; `isStale` is their condition. */
export interface SealedColumn {
  readonly name: string;
  /** $1: the current key. One row with `count`. */
  readonly count: string;
  /** $1: the current key, $2: a limit. Rows with `id`, `sealed` and what it is `bound` to, locked, without those that are locked. */
  readonly lock: string;
  /** $1: the id, $2: the sealed value. */
  readonly write: string;
}

/** Rows in one transaction; small enough that nobody waits for it. */
export const resealBatch = 200;

type ColumnName = 'secret' | 'previous_secret' | 'secrets' | 'material' | 'customer' | 'content' | 'person' | 'fields';

/** True for a value that was sealed with another key than $1: its name stands in the first bytes (`field-cipher.ts`). */
export const isStale = (column: ColumnName) =>
  `(${column} IS NOT NULL AND substr(${column}, 3, get_byte(${column}, 1)) <> convert_to($1, 'UTF8'))`;

/** The values of a column, each at the place that it is bound to. A row may be used while it is moved: both keys open it. */
export function sealedColumn(
  { db, crypto: { cipher } }: SealedDeps,
  column: SealedColumn,
  placeOf: (id: string) => string,
): Sealed {
  return {
    name: column.name,
    countStale: () => countOf(db.sql, column.count, cipher.keyId),
    reseal: () =>
      db.transaction(async (sql) => {
        const rows = await sql.rows<{ id: string; bound: string; sealed: Buffer }>(column.lock, [
          cipher.keyId,
          resealBatch,
        ]);
        for (const { id, bound, sealed } of rows) {
          await sql.run(column.write, [id, cipher.seal(placeOf(bound), cipher.open(placeOf(bound), sealed))]);
        }
        return rows.length;
      }),
  };
}

/** The count that a statement of one row gives, where $1 is the name of the current keys. */
export async function countOf(sql: Sql, statement: string, keyIds: string): Promise<number> {
  return (await sql.first<{ count: number }>(statement, [keyIds]))?.count ?? 0;
}
