import knex, { type Knex } from 'knex';
import { assert } from '../../kernel/assert.ts';
import { unwatchedNesting, watchNesting } from './nesting.ts';
import { openSession, type SessionOptions } from './session.ts';
import { endWhenSilent, streamOf } from './silence.ts';
import type { ServerDatabase } from './sql.ts';
import { type Lend, type PooledConnection, planningByIndex, sessionDefaults, sqlOver } from './statements.ts';
import { transactions } from './transaction.ts';
import { typeParsers } from './type-parsers.ts';

/** The role the hub takes on: it cannot change a posting or the schema. The owner of the tables only migrates. */
export const hubRole = 'vahid_hub';

export interface DatabaseTimeouts {
  /** Bound on one statement. */
  readonly statementMs: number;
  /** Bound on waiting for a lock; long enough for the fast path, short enough to shed load. */
  readonly lockMs: number;
  /** A transaction whose owner has fallen silent is ended, so that its locks come free. */
  readonly idleInTransactionMs: number;
  /** Bound on waiting for a connection of the pool. */
  readonly acquireMs: number;
  /** Bound on opening a connection. */
  readonly connectMs: number;
  /** The server answers a statement within `statementMs`; past this margin the connection itself must be gone. */
  readonly silenceMarginMs: number;
}

const defaultTimeouts: DatabaseTimeouts = {
  statementMs: 30_000,
  lockMs: 5_000,
  idleInTransactionMs: 30_000,
  acquireMs: 2_000,
  connectMs: 5_000,
  silenceMarginMs: 10_000,
};

const idleConnectionMs = 30_000;
const keepAliveMs = 10_000;

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`; the user is the owner, or a login that may take on `role`. */
  readonly url: string;
  /** Most connections at once. */
  readonly poolMax: number;
  /** Connections that stay once they are open; left out, none. */
  readonly poolMin?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Taken on by every connection; left out, the connections stay what the login is. */
  readonly role?: string;
  readonly timeouts?: Partial<DatabaseTimeouts>;
  /** Refuses statements that bypass an open transaction, unless it is false: where people are served, the tests have seen to it. */
  readonly watchesNesting?: boolean;
  /** Prepared statements are planned once, and by index; for a pool of its own, whose few statements run again and again. */
  readonly plansByIndex?: boolean;
  /** Told about lost connections; the text holds no statement and no parameter. */
  readonly onConnectionProblem?: (message: string) => void;
}

/** Opens the pool. Nothing connects before the first statement. */
export function openDatabase(options: DatabaseOptions): ServerDatabase {
  const pool = openPool(options);
  const connections: ConnectionSource = pool.client;
  const nesting = options.watchesNesting === false ? unwatchedNesting : watchNesting();

  const lend: Lend = async (use) => {
    // A second connection while holding one is how a full pool waits for itself.
    assert(!nesting.isInside(), 'no query outside the transaction while one is open');
    const connection = await connections.acquireConnection();
    try {
      return await use(connection);
    } finally {
      await connections.releaseConnection(connection);
    }
  };

  return {
    sql: sqlOver(lend),
    transaction: transactions(pool, nesting),
    session: (name) => openSession(sessionOptions(options, name)),
    close: () => pool.destroy(),
  };
}

function sessionOptions(options: DatabaseOptions, name: string): SessionOptions {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const { statementMs, lockMs, connectMs } = timeouts;
  return {
    url: options.url,
    applicationName: name,
    ...(options.role === undefined ? {} : { role: options.role }),
    ...{ statementMs, lockMs, connectMs, silenceMarginMs: timeouts.silenceMarginMs },
    onProblem: (message) => options.onConnectionProblem?.(firstLine(message)),
  };
}

/** What the hub needs of Knex's client, which its types leave open. */
interface ConnectionSource {
  acquireConnection(): Promise<PooledConnection>;
  releaseConnection(connection: PooledConnection): Promise<void>;
}

function openPool(options: DatabaseOptions): Knex {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const report = (message: unknown) => options.onConnectionProblem?.(firstLine(message));
  return knex({
    client: 'pg',
    connection: {
      connectionString: options.url,
      application_name: options.applicationName,
      types: typeParsers,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveMs,
      connectionTimeoutMillis: timeouts.connectMs,
      statement_timeout: timeouts.statementMs,
      lock_timeout: timeouts.lockMs,
      idle_in_transaction_session_timeout: timeouts.idleInTransactionMs,
    } as Knex.PgConnectionConfig,
    acquireConnectionTimeout: timeouts.acquireMs,
    pool: {
      min: options.poolMin ?? 0,
      max: options.poolMax,
      idleTimeoutMillis: idleConnectionMs,
      createTimeoutMillis: timeouts.connectMs,
      afterCreate: (connection: PooledConnection, done: (error: Error | null) => void) => {
        if (timeouts.statementMs > 0) endWhenSilent(connection, timeouts.statementMs + timeouts.silenceMarginMs);
        prepareConnection(connection, options).then(() => done(null), done);
      },
    },
    log: { warn: report, error: report, deprecate: report, debug: report },
  });
}

/** Settles who the connection acts as and in which time zone, or closes it: the pool would forget, not close, it. */
async function prepareConnection(
  connection: PooledConnection,
  { role, plansByIndex }: Pick<DatabaseOptions, 'role' | 'plansByIndex'>,
): Promise<void> {
  try {
    await connection.query(sessionDefaults);
    if (plansByIndex === true) await connection.query(planningByIndex);
    if (role !== undefined) await connection.query("select set_config('role', $1, false)", [role]);
  } catch (error) {
    streamOf(connection).destroy();
    throw error;
  }
}

function firstLine(message: unknown): string {
  return String(message).split('\n', 1)[0] ?? '';
}
