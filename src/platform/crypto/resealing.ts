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

/** The statements of a column, which its noun's store has; `isStale` is their condition, `keyId` its $1. */
export interface SealedColumn {
  readonly name: string;
  readonly count: (sql: Sql, keyId: string) => Promise<Counted | undefined>;
  /** Locks rows, past those that are locked. */
  readonly lock: (sql: Sql, keyId: string, limit: number) => Promise<StaleValue[]>;
  readonly write: (sql: Sql, id: string, sealed: Buffer) => Promise<unknown>;
}

interface Counted {
  readonly count: number;
}

interface StaleValue {
  readonly id: string;
  /** What the place of the value is made of. */
  readonly bound: string;
  readonly sealed: Buffer;
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
    countStale: async () => (await column.count(db.sql, cipher.keyId))?.count ?? 0,
    reseal: () =>
      db.transaction(async (sql) => {
        const rows = await column.lock(sql, cipher.keyId, resealBatch);
        for (const { id, bound, sealed } of rows) {
          await column.write(sql, id, cipher.seal(placeOf(bound), cipher.open(placeOf(bound), sealed)));
        }
        return rows.length;
      }),
  };
}
