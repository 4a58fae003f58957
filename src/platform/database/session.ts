import pg from 'pg';
import { present } from '../../kernel/assert.ts';
import { endWhenSilent, streamOf } from './silence.ts';
import type { Sql, SqlParam } from './sql.ts';
import { sessionDefaults, sqlOver, toWire, type Lend } from './statements.ts';
import { typeParsers } from './type-parsers.ts';

/** A statement that the server plans once and keeps under its name, as long as the session lives. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/**
 * A connection that one part of the hub keeps for itself: what it holds (advisory locks, prepared statements) it holds
 * until the session ends, and when the session ends the server has let go of all of it.
 */
export interface Session {
  /** Backend of the server that serves this session; what another session names to end it. */
  readonly pid: number;
  /**
   * Statements of the session, one after the other, each its own transaction. They are sent without waiting for the answer to the one
   * before, so there is no `copy`.
   */
  readonly sql: Sql;
  /** Runs a prepared statement in a transaction of its own. */
  prepared<Row extends object>(statement: PreparedStatement, params: readonly SqlParam[]): Promise<Row[]>;
  /** False once the connection is known to be gone. */
  isOpen(): boolean;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly role?: string;
  readonly statementMs: number;
  readonly lockMs: number;
  readonly connectMs: number;
  /** How long past `statementMs` the server may be silent. */
  readonly silenceMarginMs: number;
  readonly onProblem: (message: string) => void;
}

export async function openSession(options: SessionOptions): Promise<Session> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: options.applicationName,
    types: typeParsers,
    keepAlive: true,
    pipeline: true,
    connectionTimeoutMillis: options.connectMs,
    statement_timeout: options.statementMs,
    lock_timeout: options.lockMs,
  });
  let isOpen = true;
  client.on('error', (error) => {
    isOpen = false;
    options.onProblem(error.message);
  });
  client.on('end', () => {
    isOpen = false;
  });
  try {
    await client.connect();
    endWhenSilent(client, options.statementMs + options.silenceMarginMs);
    await client.query(sessionDefaults);
    if (options.role !== undefined) await client.query("select set_config('role', $1, false)", [options.role]);
    const lend: Lend = (use) => use(client);
    const sql = sqlOver(lend);
    const self = present(
      await sql.first<{ pid: number }>('SELECT pg_backend_pid() AS pid'),
      'the backend of a session',
    );
    return {
      pid: self.pid,
      sql,
      prepared: async <Row extends object>(statement: PreparedStatement, params: readonly SqlParam[]) => {
        const result = await lend((connection) => connection.query({ ...statement, values: params.map(toWire) }));
        return result.rows as Row[];
      },
      isOpen: () => isOpen,
      close: () => end(client),
    };
  } catch (error) {
    await end(client);
    throw error;
  }
}

/** A client whose connection is broken may never say that it ended. */
async function end(client: pg.Client): Promise<void> {
  await Promise.race([
    client.end().catch(() => undefined),
    new Promise<void>((resolve) => {
      setTimeout(resolve, 1_000).unref();
    }),
  ]);
  streamOf(client).destroy();
}
