import { assert } from '../kernel/assert.ts';
import { accountKey, chart } from '../ledger/chart.ts';
import type { TransferDraft } from '../ledger/transfers.ts';
import type { PostEntries } from './commands.ts';
import { decided, type Decision } from './effects.ts';

/** All entries are posted, except those whose key stands for another transfer. */
export interface EntriesOutcome {
  readonly conflicts: readonly string[];
}

/** What a key stands for already. */
export type PostedEntry = Pick<TransferDraft, 'kind' | 'reverses' | 'postings'>;

/** Posts what is not posted yet. Deferred accounts have no floor, so that nothing else has to be asked. */
export function decideEntries(
  posted: ReadonlyMap<string, PostedEntry>,
  { entries }: PostEntries,
): Decision<EntriesOutcome> {
  const lines = entries.flatMap(({ transfer }) => transfer.postings);
  assert(
    lines.every(({ account }) => chart[account.kind].mode === 'deferred'),
    'entries move deferred accounts alone',
  );
  const fresh = entries.filter(({ key }) => !posted.has(key));
  const conflicts = entries.filter(({ key, transfer }) => {
    const before = posted.get(key);
    return before !== undefined && wordOf(before) !== wordOf(transfer);
  });
  return decided(
    { conflicts: conflicts.map(({ key }) => key) },
    {
      transfers: fresh.map(({ transfer }) => transfer),
      entryKeys: fresh.map(({ key }, transferIndex) => ({ key, transferIndex })),
    },
  );
}

/** The same for the same transfer, in whatever order its postings come. */
function wordOf({ kind, reverses, postings }: PostedEntry): string {
  const lines = postings.map(({ account, amount }) => `${accountKey(account)}=${amount}`).toSorted();
  return [kind, reverses ?? '-', ...lines].join(' ');
}
