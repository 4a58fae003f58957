import { present } from '../kernel/assert.ts';
import type { Sql } from '../platform/database/sql.ts';
import { type Keeper, maySettle } from './model.ts';
import type { DrawerDeps } from './service.ts';
import * as store from './store.ts';

/** The shift, locked until the transaction ends, for somebody who may see it to its end; undefined for anybody else. */
export async function lockToSettle(
  { agents }: Pick<DrawerDeps, 'agents'>,
  sql: Sql,
  { by, shiftId }: { readonly by: Keeper; readonly shiftId: string },
): Promise<store.ShiftRow | undefined> {
  const shift = await store.lockShift(sql, by.agentId, shiftId);
  if (!shift) return undefined;
  const keeper = present(await agents.findTeller(sql, by.agentId, shift.tellerId), 'the teller of a shift');
  const { teller } = present(await agents.findCounter(sql, by.agentId, by.tellerId), 'whoever asks');
  return maySettle(shift, { ...by, role: teller.role }, keeper) ? shift : undefined;
}
