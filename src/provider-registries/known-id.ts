import { createHash } from 'node:crypto';
import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Database } from '../platform/database/sql.ts';
import type { ReceivedDebts } from './api.ts';
import * as store from './debt-store.ts';
import { mostFileBytes } from './model.ts';

/** The same file under the same id is answered with what became of it; anything else needs an id of its own. */
export async function answerKnownId(
  { db }: { readonly db: Pick<Database, 'sql'> },
  file: { readonly id: string; readonly providerId: string; readonly name: string },
  chunks: AsyncIterable<Uint8Array>,
): Promise<Result<ReceivedDebts, Refusal>> {
  const used = err(refusal('registry_id_used'));
  const registry = await store.selectRegistry(db.sql, file.id);
  if (!registry || registry.providerId !== file.providerId || registry.name !== file.name) return used;
  if (registry.state === 'receiving') return err(refusal('registry_in_progress'));
  const first = registry.repeats === null ? registry : await store.selectRegistry(db.sql, registry.repeats);
  if (!first || first.sha256 === null || first.sha256 !== (await digestOf(chunks))) return used;
  return ok({ registry: first, replayed: true });
}

async function digestOf(chunks: AsyncIterable<Uint8Array>): Promise<string | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostFileBytes) return null;
    hash.update(chunk);
  }
  return hash.digest('hex');
}
