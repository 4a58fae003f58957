import type { Clock } from '../kernel/clock.ts';
import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { present } from '../kernel/assert.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { CheckedLink, Proof } from './api.ts';
import type { LinkFields } from './link-rows.ts';
import { maxLinksPerCitizen } from './model.ts';
import {
  countOpenLinksOf,
  ensureAccount,
  findOpenLinkTo,
  insertLink,
  lockLinksOf,
  updateLink,
  type LinkRow,
} from './store.ts';

export interface LinkingDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly fields: LinkFields;
}

export interface Linking {
  readonly citizenId: string;
  readonly account: CheckedLink;
  readonly linkedBy: 'registration' | 'citizen' | 'teller';
}

/**
 * Links an account that the provider has answered for, in the caller's transaction. What is linked already stays one link:
 * a proof is added, never taken away. Refuses: account_limit_reached.
 */
export async function linkAccount(deps: LinkingDeps, sql: Sql, linking: Linking): Promise<Result<LinkRow, Refusal>> {
  const { citizenId, account } = linking;
  const now = deps.clock.now();
  await lockLinksOf(sql, citizenId);
  const accountId = await ensureAccount(sql, { ...account, id: deps.ids.uuid(), now });
  const held = await findOpenLinkTo(sql, citizenId, accountId);
  if (held) {
    await updateHeld(deps, sql, { held, account });
  } else {
    if ((await countOpenLinksOf(sql, citizenId)) >= maxLinksPerCitizen) {
      return err(refusal('account_limit_reached', { limit: String(maxLinksPerCitizen) }));
    }
    const id = deps.ids.uuid();
    const { label, proven } = account;
    const proof: Proof = proven ? 'proven' : 'none';
    const fields = deps.fields.seal(id, account.fields);
    const link = { id, citizenId, accountId, label, fields, keyId: deps.fields.keyId, proof };
    await insertLink(sql, { ...link, linkedBy: linking.linkedBy, now });
  }
  return ok(present(await findOpenLinkTo(sql, citizenId, accountId), 'link just made'));
}

/** Fields that proved the account are not replaced by fields that did not. */
async function updateHeld(
  deps: LinkingDeps,
  sql: Sql,
  change: { readonly held: LinkRow; readonly account: CheckedLink },
): Promise<void> {
  const { held, account } = change;
  const keepsProof = held.proof === 'proven' && !account.proven;
  const fields = keepsProof ? deps.fields.open(held.id, held.fields) : account.fields;
  await updateLink(sql, {
    id: held.id,
    label: account.label ?? held.label,
    fields: deps.fields.seal(held.id, fields),
    keyId: deps.fields.keyId,
    proof: keepsProof || account.proven ? 'proven' : 'none',
  });
}
