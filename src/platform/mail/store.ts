import type { Sql } from '../database/sql.ts';
import type { Message, MessageChannel } from './mailer.ts';

export interface StoredMessage {
  readonly id: string;
  readonly channel: MessageChannel;
  readonly address: string;
  readonly subject: string;
  readonly body: string;
  readonly attachmentName: string | null;
  readonly createdAt: Date;
}

export async function insertMessage(
  sql: Sql,
  message: Message & { readonly id: string; readonly createdAt: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO dev_message (id, channel, address, subject, body, attachment, attachment_name, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      message.id,
      message.channel,
      message.to,
      message.subject,
      message.text,
      message.attachment?.bytes ?? null,
      message.attachment?.name ?? null,
      message.createdAt,
    ],
  );
}

export async function deleteAllButNewest(sql: Sql, kept: number): Promise<number> {
  return sql.run(
    `DELETE FROM dev_message WHERE (created_at, id) <= (
       SELECT created_at, id FROM dev_message ORDER BY created_at DESC, id DESC OFFSET $1 LIMIT 1)`,
    [kept],
  );
}

export async function listNewest(
  sql: Sql,
  page: { readonly address: string | null; readonly limit: number },
): Promise<StoredMessage[]> {
  return sql.rows<StoredMessage>(
    `SELECT id, channel, address, subject, body, attachment_name AS "attachmentName", created_at AS "createdAt"
     FROM dev_message WHERE $1::text IS NULL OR address = $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
    [page.address, page.limit],
  );
}

export async function findAttachment(sql: Sql, id: string): Promise<{ name: string; bytes: Buffer } | undefined> {
  return sql.first<{ name: string; bytes: Buffer }>(
    `SELECT attachment_name AS name, attachment AS bytes FROM dev_message WHERE id = $1 AND attachment IS NOT NULL`,
    [id],
  );
}
