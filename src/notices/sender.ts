import { SealBroken, type FieldCipher } from '../platform/crypto/field-cipher.ts';
import type { Database } from '../platform/database/sql.ts';
import type { MessageSender } from '../platform/mail/mailer.ts';
import { maxAttempts, retryDelayMs } from './model.ts';
import { placeOfMessage, type MessageContent } from './service.ts';
import {
  claimMessages,
  deleteFinishedBefore,
  expireMessages,
  finishMessage,
  postponeMessage,
  type ClaimedMessage,
} from './store.ts';

export interface SenderDeps {
  readonly db: Database;
  readonly cipher: FieldCipher;
  readonly mailer: MessageSender;
}

export interface SendReport {
  readonly sent: number;
  /** To be tried again later. */
  readonly postponed: number;
  /** Refused, given up after the last try, or sealed with a key that is gone. */
  readonly failed: number;
  /** Of no use to anybody any more. */
  readonly expired: number;
}

/** Messages taken at a time, and sent side by side. */
const batchSize = 40;
const concurrency = 4;
/** Long enough for a batch at the carrier's own time-outs. */
const leaseMs = 5 * 60_000;
/** One call sends at most this many batches, so that a job ends. */
const maxBatches = 50;
/** How long the fact that a message was sent is kept; what it said is gone at once. */
const keptMs = 30 * 24 * 60 * 60_000;

/**
 * Sends what is due. A message is sent at least once: whoever dies between handing it over and noting it leaves it to be
 * sent again. What it said is erased when it was sent, given up or expired.
 */
export async function sendDueMessages(deps: SenderDeps, now: Date): Promise<SendReport> {
  const report = { sent: 0, postponed: 0, failed: 0, expired: await expireMessages(deps.db.sql, now) };
  const leaseUntil = new Date(now.getTime() + leaseMs);
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const messages = await claimMessages(deps.db.sql, { now, leaseUntil, limit: batchSize });
    for (let from = 0; from < messages.length; from += concurrency) {
      const side = messages.slice(from, from + concurrency);
      for (const end of await Promise.all(side.map((message) => sendOne(deps, message, now)))) report[end] += 1;
    }
    if (messages.length < batchSize) break;
  }
  return report;
}

/** Removes the rows of messages that ended long ago; returns how many. */
export async function sweepMessages(db: Database, now: Date): Promise<number> {
  return deleteFinishedBefore(db.sql, new Date(now.getTime() - keptMs));
}

async function sendOne(deps: SenderDeps, message: ClaimedMessage, now: Date): Promise<'sent' | 'postponed' | 'failed'> {
  const handedOver = await handOver(deps, message);
  if (handedOver === 'unavailable' && message.attempts < maxAttempts) {
    await postponeMessage(deps.db.sql, message, new Date(now.getTime() + retryDelayMs(message.attempts)));
    return 'postponed';
  }
  const state = handedOver === 'sent' ? 'sent' : 'failed';
  await finishMessage(deps.db.sql, message, { state, now });
  return state;
}

/** A sender that throws has not said that it refuses: the message is tried again. */
async function handOver(deps: SenderDeps, message: ClaimedMessage): Promise<'sent' | 'refused' | 'unavailable'> {
  const { channel, language } = message;
  const content = open(deps, message);
  if (!content) return 'refused';
  const { address, subject, text } = content;
  try {
    const sent = await deps.mailer.send({ to: address, channel, language, subject, text });
    return sent.ok ? 'sent' : sent.error.kind;
  } catch {
    return 'unavailable';
  }
}

/** Undefined for a message whose key is gone: it can never be sent, and must not keep the others waiting. */
function open(deps: SenderDeps, message: ClaimedMessage): MessageContent | undefined {
  try {
    return JSON.parse(deps.cipher.openText(placeOfMessage(message.id), message.content)) as MessageContent;
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}
