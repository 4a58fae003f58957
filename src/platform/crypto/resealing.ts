import type { Database, Sql } from '../database/sql.ts';
import type { Crypto } from './crypto.ts';
import { SealBroken } from './field-cipher.ts';

/** Values of one column that are sealed with the hub's keys. */
export interface Sealed {
  /** `table.column`. */
  readonly name: string;
  /** Rows that keys of before have made. */
  countStale(): Promise<number>;
  /** Moves a batch of those behind `after`, by their ids, to the current keys; passes over what somebody is at, and what does not open. */
  reseal(after: string): Promise<ResealedBatch>;
}

export interface ResealedBatch {
  readonly moved: number;
  /** Ids of rows whose value does not open. They are as they were. */
  readonly broken: readonly string[];
  /** The last row that was looked at; null where there was none. */
  readonly last: string | null;
}

/** Ids are UUIDs, or begin with a letter; all of them lie behind this one. */
export const beforeAll = '00000000-0000-0000-0000-000000000000';

/** A page of stale rows, by id. */
export interface StalePage {
  readonly limit: number;
  readonly after: string;
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
  readonly lock: (sql: Sql, keyId: string, page: StalePage) => Promise<StaleValue[]>;
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
const resealBatch = 200;

type ColumnName = 'secret' | 'previous_secret' | 'secrets' | 'material' | 'customer' | 'content' | 'person' | 'fields';

/** True for a value that was sealed with another key than $1: its name stands in the first bytes (`field-cipher.ts`). */
export const isStale = (column: ColumnName) =>
  `(CASE WHEN length(${column}) < 2 THEN true ELSE substr(${column}, 3, get_byte(${column}, 1)) <> convert_to($1, 'UTF8') END)`;

/** How stale rows of a column are found, made anew, and written. */
export interface Moving<Row, Renewed> {
  readonly lock: (sql: Sql, page: StalePage) => Promise<readonly Row[]>;
  /** Opens and seals. Throws `SealBroken`: the row stays as it is, and the others move. */
  readonly renew: (row: Row) => Renewed;
  readonly write: (sql: Sql, renewed: Renewed) => Promise<unknown>;
}

/** Moves one batch in a transaction. */
export function resealRows<Row extends { readonly id: string }, Renewed>(
  db: Database,
  moving: Moving<Row, Renewed>,
  after: string,
): Promise<ResealedBatch> {
  return db.transaction(async (sql) => {
    const rows = await moving.lock(sql, { limit: resealBatch, after });
    const broken: string[] = [];
    for (const row of rows) {
      const renewed = renewedOf(moving, row);
      if (renewed) await moving.write(sql, renewed.value);
      else broken.push(row.id);
    }
    return { moved: rows.length - broken.length, broken, last: rows.at(-1)?.id ?? null };
  });
}

function renewedOf<Row, Renewed>(
  { renew }: Pick<Moving<Row, Renewed>, 'renew'>,
  row: Row,
): { readonly value: Renewed } | null {
  try {
    return { value: renew(row) };
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}

/** The values of a column, each at the place that it is bound to. A row may be used while it is moved: both keys open it. */
export function sealedColumn(
  { db, crypto: { cipher } }: SealedDeps,
  column: SealedColumn,
  placeOf: (id: string) => string,
): Sealed {
  const moving: Moving<StaleValue, Pick<StaleValue, 'id' | 'sealed'>> = {
    lock: (sql, page) => column.lock(sql, cipher.keyId, page),
    renew: ({ id, bound, sealed }) => ({
      id,
      sealed: cipher.seal(placeOf(bound), cipher.open(placeOf(bound), sealed)),
    }),
    write: (sql, { id, sealed }) => column.write(sql, id, sealed),
  };
  return {
    name: column.name,
    countStale: async () => (await column.count(db.sql, cipher.keyId))?.count ?? 0,
    reseal: (after) => resealRows(db, moving, after),
  };
}
