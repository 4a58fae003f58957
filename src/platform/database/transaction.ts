import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { assert } from '../../kernel/assert.ts';
import type { Nesting } from './nesting.ts';
import { CommitUnknown, type Sql, type TransactionOptions } from './sql.ts';
import { hasSqlState, sqlState } from './sqlstate.ts';
import { type Lend, oneAtATime, type PooledConnection, sqlOver } from './statements.ts';

const defaultRetries = 3;
/** First pause before a retry, doubled each time, with as much again at random so that two losers part. */
const retryPauseMs = 10;

type Work<T> = (sql: Sql) => Promise<T>;

/** How far a transaction came, which decides what an error means. */
interface Progress {
  committing: boolean;
  failure: { readonly error: unknown } | undefined;
}

/** The one way to open a transaction. `nesting` lets the pool refuse statements that bypass an open one. */
export function transactions(pool: Knex, nesting: Nesting) {
  return async <T>(work: Work<T>, options: TransactionOptions = {}): Promise<T> => {
    assert(!nesting.isInside(), 'a transaction is not opened inside another');
    const retries = options.retries ?? defaultRetries;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await nesting.enter(() => runOnce(pool, work, options));
      } catch (error) {
        if (attempt >= retries || !isTransient(error)) throw error;
        await sleep(retryPauseMs * 2 ** attempt * (1 + Math.random()));
      }
    }
  };
}

/**
 * Knex's callback form. Its last statement is `select 1`, because COMMIT of a transaction in which an error was
 * caught and ignored rolls back without an error, and Knex would resolve.
 */
async function runOnce<T>(pool: Knex, work: Work<T>, options: TransactionOptions): Promise<T> {
  const progress: Progress = { committing: false, failure: undefined };
  try {
    return await pool.transaction(
      async (transaction): Promise<T> => {
        // Knex calls this even when BEGIN failed; the statements would then commit one by one.
        assert(!transaction.isCompleted(), 'the transaction has begun');
        const lend = oneAtATime(lendFrom(transaction));
        try {
          const value = await work(sqlOver(lend));
          await sqlOver(lend).rows('select 1');
          progress.committing = true;
          return value;
        } catch (error) {
          progress.failure = { error };
          throw error;
        }
      },
      { isolationLevel: options.isolation ?? 'read committed', readOnly: options.readOnly ?? false },
    );
  } catch (error) {
    throw meaningOf(error, progress);
  }
}

/** Lends the transaction's connection, until it ends: a statement kept for later must not run in another's transaction. */
function lendFrom(transaction: Knex.Transaction): Lend {
  const source: { acquireConnection(): Promise<PooledConnection> } = transaction.client;
  return async (use) => {
    const connection = await source.acquireConnection();
    assert(!transaction.isCompleted(), 'no statement after the end of its transaction');
    return use(connection);
  };
}

/** A failed rollback must not hide why it came to that; an error at COMMIT is certain only when the server refused it. */
function meaningOf(error: unknown, progress: Progress): unknown {
  if (progress.failure) return progress.failure.error;
  if (!progress.committing || refusedByServer(error)) return error;
  return new CommitUnknown('the answer to COMMIT was lost', { cause: error });
}

/** A deferred constraint or a serialisation failure: the server says ERROR and has rolled back. FATAL says nothing. */
function refusedByServer(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR';
}

function isTransient(error: unknown): boolean {
  return hasSqlState(error, sqlState.serializationFailure) || hasSqlState(error, sqlState.deadlockDetected);
}
