import type { Clock } from '../kernel/clock.ts';
import type { Ids } from '../kernel/ids.ts';
import type { FieldCipher } from '../platform/crypto/field-cipher.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Language } from '../platform/messages/language.ts';
import { composeNotice, type Notice } from './model.ts';
import { insertMessage } from './store.ts';

export interface Recipient {
  readonly channel: 'sms' | 'email';
  readonly address: string;
}

export interface NoticeOrder {
  /** Null: nobody. The row is written all the same, so that known and unknown people cost the same statements. */
  readonly to: Recipient | null;
  readonly language: Language;
  readonly citizenId: string | null;
  readonly notice: Notice;
  /** After this long nobody needs it any more. */
  readonly usefulForMs: number;
}

export interface Notices {
  /** Writes the message in the caller's transaction; `sendDueMessages` sends it after the commit. */
  enqueue(sql: Sql, order: NoticeOrder): Promise<void>;
}

/** What a waiting message is, once opened. */
export interface MessageContent {
  readonly address: string;
  readonly subject: string;
  readonly text: string;
}

export function placeOfMessage(id: string): string {
  return `outbox_message.content:${id}`;
}

export function createNotices(deps: {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly cipher: FieldCipher;
}): Notices {
  return {
    async enqueue(sql, order) {
      const id = deps.ids.uuid();
      const createdAt = deps.clock.now();
      const content: MessageContent = {
        address: order.to?.address ?? '',
        ...composeNotice(order.notice, order.language),
      };
      const sealed = deps.cipher.sealText(placeOfMessage(id), JSON.stringify(content));
      await insertMessage(sql, {
        id,
        kind: order.notice.kind,
        citizenId: order.citizenId,
        channel: order.to?.channel ?? 'sms',
        language: order.language,
        content: order.to ? sealed : null,
        createdAt,
        uselessAt: new Date(createdAt.getTime() + order.usefulForMs),
      });
    },
  };
}
