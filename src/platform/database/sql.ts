import type { Session } from './session.ts';

/**
 * How stores talk to PostgreSQL. Text uses `$1` placeholders; bigint columns come back as bigint, `date` as
 * `YYYY-MM-DD` strings, `timestamptz` as Date, `numeric` as string, `jsonb` parsed, `bytea` as Buffer.
 */
export interface Sql {
  /** All rows of a statement. */
  rows<Row extends object>(text: string, params?: readonly SqlParam[], how?: StatementOptions): Promise<Row[]>;
  /** The only row, or undefined. More than one row is a bug and throws. */
  first<Row extends object>(
    text: string,
    params?: readonly SqlParam[],
    how?: StatementOptions,
  ): Promise<Row | undefined>;
  /** Runs a statement for its effect and returns the number of rows it touched. */
  run(text: string, params?: readonly SqlParam[], how?: StatementOptions): Promise<number>;
  /** Runs `COPY … FROM STDIN` with these bytes and returns the number of rows. For very many rows at once. */
  copy(text: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<number>;
}

export interface StatementOptions {
  /**
   * Parsed and planned once a connection, under this name, which belongs to one text for ever. For the few statements that
   * run many times a second and whose columns are all written out: the server refuses a plan whose columns have changed.
   */
  readonly prepared?: string;
}

/** What may stand behind a placeholder. Arrays become PostgreSQL arrays; JSON is passed as text with a cast. */
export type SqlParam = string | number | bigint | boolean | Date | Uint8Array | null | readonly SqlParam[];

export interface TransactionOptions {
  /** `repeatable read` for reports that must see one instant; the default is `read committed`. */
  readonly isolation?: 'read committed' | 'repeatable read';
  readonly readOnly?: boolean;
  /** Bounded retry of the whole function on 40001 and 40P01. The function must have no effect outside the database. */
  readonly retries?: number;
}

/** The hub's connection pool. `sql` runs single statements, each its own transaction. */
export interface Database {
  readonly sql: Sql;
  /**
   * Runs `work` in one transaction and commits it. Resolves only when the commit is certain; an error at COMMIT
   * rejects with `CommitUnknown`, which means that the effect may or may not be there.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  close(): Promise<void>;
}

/** A pool whose server also gives out connections of their own. */
export interface ServerDatabase extends Database {
  /** Opens a connection beside the pool, for the caller alone; the caller closes it. */
  session(name: string): Promise<Session>;
}

/** The answer to COMMIT was lost: look the effect up by its key on a new connection before answering anybody. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}
