import { type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import * as store from './debt-store.ts';
import { comesAfter, type DebtRegistry } from './model.ts';
import type { ReceiveDeps } from './receive-debts.ts';

/** A second person's word about a held registry. */
export async function decideHeld(
  { db, clock }: Pick<ReceiveDeps, 'db' | 'clock'>,
  registryId: string,
  decision: { readonly state: 'active' | 'discarded'; readonly by: string },
): Promise<Result<DebtRegistry, Refusal>> {
  const before = await store.selectRegistry(db.sql, registryId);
  if (!before || before.state === 'receiving') return err(refusal('not_found'));
  const refused = await db.transaction(async (sql) => {
    await store.lockProvider(sql, before.providerId);
    const registry = await store.selectRegistry(sql, registryId);
    if (registry?.state !== 'held') return refusal('registry_not_held');
    if (registry.handedInBy === decision.by) return refusal('same_actor');
    const isLate = !comesAfter(registry, await store.selectActive(sql, registry.providerId));
    if (decision.state === 'active' && isLate) return refusal('registry_out_of_date');
    await store.decideHeld(sql, registry, { ...decision, at: clock.now() });
    return null;
  });
  if (refused) return err(refused);
  const after = await store.selectRegistry(db.sql, registryId);
  return after ? ok(after) : err(refusal('not_found'));
}
