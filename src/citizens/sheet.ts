import { present } from '../kernel/assert.ts';
import type { SheetData } from './api.ts';
import type { CitizenContext } from './context.ts';
import { citizenOf, findById } from './store.ts';

/** What the registration sheet of a citizen prints now, with the initial password where there is a new one. */
export async function sheetOf(
  ctx: CitizenContext,
  citizenId: string,
  initialPassword: string | null,
): Promise<SheetData> {
  const row = present(await findById(ctx.db.sql, citizenId), 'citizen of a sheet');
  const links = await ctx.accounts.list(citizenId);
  return {
    ...citizenOf(row),
    fullName: ctx.vault.openPerson(row.id, row.person).fullName,
    accounts: links.map(({ providerId, account, label }) => ({ providerId, account, label })),
    initialPassword,
    issuedAt: ctx.clock.now(),
  };
}
