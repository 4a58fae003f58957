import { pipeline } from 'node:stream/promises';
import type { ClientBase, QueryResult } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { InvariantViolation } from '../../kernel/assert.ts';
import type { Sql, SqlParam, StatementOptions } from './sql.ts';
import { sqlStateOf } from './sqlstate.ts';

/**
 * What every connection of the hub settles first. Statements here are short and many: compiling one to machine code (jit, on in most
 * packaged servers) costs more than running it, above all over partitions, whose estimates are high while a table is new.
 */
export const sessionDefaults = "select set_config('timezone', 'UTC', false), set_config('jit', 'off', false)";

/**
 * For connections whose statements are prepared and run again and again: planned once, and by index. A plan that was made while a
 * month's tables were empty would read them whole when they are full; planning each time costs more than running does.
 */
export const planningByIndex = `
  SELECT set_config('plan_cache_mode', 'force_generic_plan', false), set_config('enable_seqscan', 'off', false),
         set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false)`;

/** A connection as Knex pools it: the mark tells the pool to close it instead of handing it out again. */
export interface PooledConnection extends ClientBase {
  __knex__disposed?: unknown;
}

/** Lends a connection for one statement; a transaction always lends the same one. */
export type Lend = <T>(use: (connection: PooledConnection) => Promise<T>) => Promise<T>;

/**
 * Statements go to the driver as they are written. Knex's own raw query would count every literal `?` as a
 * placeholder and send a repeated `$1` as two parameters of unrelated types; here `$1` is the server's own.
 */
export function sqlOver(lend: Lend): Sql {
  const query = (text: string, params: readonly SqlParam[] = [], how: StatementOptions = {}) =>
    lend((connection) => queryConnection(connection, { text, ...how }, params));

  async function rows<Row extends object>(
    text: string,
    params?: readonly SqlParam[],
    how?: StatementOptions,
  ): Promise<Row[]> {
    const result = await query(text, params, how);
    if (Array.isArray(result)) throw new InvariantViolation('rows come from one statement, not from several');
    return result.rows as Row[];
  }

  return {
    rows,
    async first<Row extends object>(
      text: string,
      params?: readonly SqlParam[],
      how?: StatementOptions,
    ): Promise<Row | undefined> {
      const found = await rows<Row>(text, params, how);
      if (found.length > 1) throw new InvariantViolation(`expected one row at most, found ${found.length}`);
      return found[0];
    },
    async run(text, params, how) {
      const result = await query(text, params, how);
      const results = Array.isArray(result) ? result : [result];
      return results.reduce((sum, one) => sum + (one.rowCount ?? 0), 0);
    },
    copy: (text, bytes) => lend((connection) => copyOver(connection, text, bytes)),
  };
}

async function copyOver(
  connection: PooledConnection,
  text: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<number> {
  const stream = connection.query(copyFrom(text));
  try {
    await pipeline(bytes instanceof Uint8Array ? [bytes] : bytes, stream);
    return stream.rowCount;
  } catch (error) {
    if (sqlStateOf(error) === undefined) connection.__knex__disposed = error;
    throw error;
  }
}

async function queryConnection(
  connection: PooledConnection,
  { text, prepared }: StatementOptions & { readonly text: string },
  params: readonly SqlParam[],
) {
  const values = params.map(toWire);
  try {
    // Without values the driver uses the simple protocol, which runs several statements and answers with as many results.
    const result: QueryResult | QueryResult[] =
      prepared === undefined
        ? await connection.query(text, values)
        : await connection.query({ name: prepared, text, values });
    return result;
  } catch (error) {
    // An error without SQLSTATE is the connection's, not the statement's: nobody can tell what state it is in.
    if (sqlStateOf(error) === undefined) connection.__knex__disposed = error;
    throw error;
  }
}

/** Bigints travel as text (any size), instants as UTC text (the driver would write the machine's own zone). */
export function toWire(param: SqlParam): unknown {
  if (typeof param === 'bigint') return param.toString();
  if (param instanceof Date) return param.toISOString();
  if (Array.isArray(param)) return param.map(toWire);
  return param;
}

/** Puts statements of one connection into a row: the driver is to be given the next one after the last has ended. */
export function oneAtATime(lend: Lend): Lend {
  let last: Promise<unknown> = Promise.resolve();
  return (use) => {
    const next = last.then(() => lend(use));
    last = next.catch(() => undefined);
    return next;
  };
}
