import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { ok } from '../../kernel/result.ts';
import type { Database } from '../database/sql.ts';
import type { MessageSender } from './mailer.ts';
import { deleteAllButNewest, findAttachment, insertMessage, listNewest, type StoredMessage } from './store.ts';

/** Messages the mailbox keeps; older ones go. */
const mostKept = 2_000;

/** Messages on one page of the mailbox. */
const mostListed = 100;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The mailbox of the sample world: takes what would go out by SMS or e-mail, and shows it. */
export interface Mailbox extends MessageSender {
  /** The newest messages, at most 100; of one address where it is given. */
  list(address?: string): Promise<readonly StoredMessage[]>;
  /** The file that came with a message, or undefined where there is none. */
  findAttachment(messageId: string): Promise<{ readonly name: string; readonly bytes: Buffer } | undefined>;
}

/** Never for real people: whoever reads the table reads every code. Set up senders of both channels instead. */
export function createMailbox(deps: { readonly db: Database; readonly clock: Clock; readonly ids: Ids }): Mailbox {
  const { sql } = deps.db;
  return {
    send: async (message) => {
      const stored = { ...message, id: deps.ids.uuid(), createdAt: deps.clock.now() };
      await deps.db.transaction(async (transaction) => {
        await insertMessage(transaction, stored);
        await deleteAllButNewest(transaction, mostKept);
      });
      return ok(undefined);
    },
    list: (address) => listNewest(sql, { address: address ?? null, limit: mostListed }),
    findAttachment: async (messageId) => (uuid.test(messageId) ? findAttachment(sql, messageId) : undefined),
  };
}
