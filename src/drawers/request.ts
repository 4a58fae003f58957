import { createHash } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import type { DrawerRequest, Once } from './api.ts';
import * as store from './store.ts';

/**
 * Does what a key asks for once. `work` refuses before it writes anything, and returns the id of what came of it; a refusal
 * leaves the key free. `read` shows the outcome, also to whoever asks again. Refuses: idempotency_key_reused, and as both do.
 */
export async function once<T>(
  deps: { readonly db: Database; readonly clock: Clock },
  { by, key, wanted }: DrawerRequest & { readonly wanted: readonly unknown[] },
  does: {
    readonly work: (sql: Sql) => Promise<Result<string, Refusal>>;
    readonly read: (sql: Sql, subjectId: string) => Promise<Result<T, Refusal>>;
  },
): Once<T> {
  const hash = hashOf([by.outletId, by.tellerId, ...wanted]);
  return deps.db.transaction(async (sql) => {
    await store.lockKey(sql, by.agentId, key);
    const known = await store.selectRequest(sql, by.agentId, key);
    if (known && known.hash !== hash.toString('hex')) return err(refusal('idempotency_key_reused'));
    const subject = known ? ok(known.subjectId) : await does.work(sql);
    if (!subject.ok) return subject;
    const subjectId = subject.value;
    if (!known) {
      await store.insertRequest(sql, { agentId: by.agentId, key, hash, subjectId, at: deps.clock.now() });
    }
    const value = await does.read(sql, subjectId);
    return value.ok ? ok({ value: value.value, replayed: known !== undefined }) : value;
  });
}

/** SHA-256 over what was asked, in a fixed order. */
function hashOf(wanted: readonly unknown[]): Buffer {
  const text = JSON.stringify(wanted, (_name, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return createHash('sha256').update(text).digest();
}
