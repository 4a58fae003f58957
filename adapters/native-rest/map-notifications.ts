import { isBusinessDate } from '../../src/kernel/business-date.ts';
import { type Currency, parseBalance } from '../../src/kernel/money.ts';
import type {
  NotificationMessage,
  NotificationReader,
  NotificationReading,
  Notified,
} from '../../src/kernel/notification-contract.ts';
import { fits } from '../kit/compiled-check.ts';
import { readSignedText } from '../kit/signed-notification.ts';
import { parseStrictJson } from '../kit/strict-json.ts';
import { maxNotificationBytes, notificationSchema, type NotificationBody } from './wire-notifications.ts';

/** Reads a call of the provider to the hub. What is not signed as it came is not looked at. */
export function readNotification(
  message: NotificationMessage,
  reader: NotificationReader,
  currency: Currency,
): NotificationReading {
  const signed = readSignedText(message, reader);
  if (signed.kind !== 'signed') return signed;
  const { keyId, nonce, signedAt, text } = signed;
  const parsed = message.body.length > maxNotificationBytes ? undefined : parseStrictJson(text);
  if (!parsed?.ok || !fits(notificationSchema, parsed.value)) return malformed;
  const body: NotificationBody = parsed.value;
  const happenedAt = new Date(body.happenedAt);
  const notified = notifiedBy(body, currency);
  if (Number.isNaN(happenedAt.getTime()) || !notified) return malformed;
  return { kind: 'read', keyId, nonce, signedAt, notification: { id: body.id, happenedAt, notified } };
}

const malformed: NotificationReading = { kind: 'malformed' };

const outcomes = { confirmed: 'confirmed', rejected: 'rejected', cancelled: 'reversed' } as const;

function notifiedBy(body: NotificationBody, currency: Currency): Notified | undefined {
  if (body.type === 'payment') return { kind: 'payment', reference: body.reference, outcome: outcomes[body.state] };
  if (body.type === 'debt') return { kind: 'debt', account: body.account };
  const { withdrawnPlan, replacementPlan, announcedOn, changesOn } = body;
  // A change may cost nothing; the schema takes no minus.
  const charge = parseBalance(body.charge, currency);
  const areDates = isBusinessDate(announcedOn) && isBusinessDate(changesOn) && announcedOn <= changesOn;
  if (!charge.ok || body.currency !== currency || !areDates || withdrawnPlan === replacementPlan) return undefined;
  return { kind: 'plan-replacement', withdrawnPlan, replacementPlan, announcedOn, changesOn, charge: charge.value };
}
