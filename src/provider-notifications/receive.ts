import { createHash } from 'node:crypto';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { fitsKey, readSignature, toleranceSeconds } from '../kernel/message-signature.ts';
import type { NotificationMessage, Notified, ProviderNotification } from '../kernel/notification-contract.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { parseAccountNumber } from '../providers/account-input.ts';
import type { Provider } from '../providers/model.ts';
import { act, isOfPayment, keepApart } from './act.ts';
import type { NotificationContext } from './context.ts';
import { usableKeys } from './keys.ts';
import { claimOf, digestOf } from './model.ts';
import { considerWithdrawal } from './replacements.ts';
import * as store from './store.ts';

const minuteSeconds = 60;
const mostPerMinute = 600;
const secretBytes = 32;

/** Takes a message of a provider; see `api.ts`. */
export async function receive(
  context: NotificationContext,
  providerCode: string,
  message: NotificationMessage,
): Promise<Result<{ readonly id: string }, Refusal>> {
  const read = await readFrom(context, providerCode, message);
  if (!read.ok) return read;
  const { provider, reading } = read.value;
  const { keyId, nonce, signedAt, notification } = reading;
  const digest = createHash('sha256').update(message.body).digest();
  // Remembered for as long as its instant can be taken.
  const expiresAt = new Date(signedAt.getTime() + (toleranceSeconds + 1) * 1000);
  if (!(await store.takeNonce(context.db.sql, { keyId, nonce, digest, expiresAt }))) {
    return err(refusal('replayed_nonce'));
  }
  const taken = await take(context, provider, notification);
  return taken.ok ? ok({ id: notification.id }) : taken;
}

async function readFrom(context: NotificationContext, providerCode: string, message: NotificationMessage) {
  const provider = await context.providers.findByCode(providerCode);
  const port = provider && (await context.providers.connectTo(provider)).port;
  if (!provider || !port?.readNotification) return stranger(message);
  const now = context.clock.now();
  const reading = port.readNotification(message, { keys: await usableKeys(context, provider.id), now });
  if (reading.kind === 'not-signed') return err(refusal('bad_signature'));
  if (reading.kind === 'stale') return err(refusal('stale_timestamp', { now: now.toISOString() }));
  // Counted once it is certain who speaks: nobody uses up what a provider may say.
  const limit = context.perMinute ?? mostPerMinute;
  const rule = { scope: 'provider-notifications', limit, windowSeconds: minuteSeconds };
  const counted = await context.throttle.take({ rule, subject: provider.id });
  if (!counted.ok) return counted;
  return reading.kind === 'read' ? ok({ provider, reading }) : err(unreadable);
}

const unreadable = fieldRefusal('invalid_request', {
  ...{ field: '', rule: 'notification', detail: 'not a notification as the protocol words it' },
});

/** The answer of a wrong signature, after work of the same kind. */
function stranger(message: NotificationMessage): Result<never, Refusal> {
  const claims = readSignature(message);
  if (claims) fitsKey(claims, { algorithm: 'hmac-sha256', material: Buffer.alloc(secretBytes) });
  return err(refusal('bad_signature'));
}

/** Writes it down once, and does what follows, in one transaction: whoever gets no answer sends it again, and nothing is done twice. */
async function take(
  context: NotificationContext,
  provider: Provider,
  { id, happenedAt, notified }: ProviderNotification,
): Promise<Result<void, Refusal>> {
  const told = { ...toldOf(notified), providerId: provider.id, id, happenedAt };
  const account = notified.kind === 'debt' ? parseAccountNumber(provider, notified.account) : ok(null);
  if (!account.ok) return account;
  const withdrawal =
    notified.kind === 'plan-replacement' ? await considerWithdrawal(context, provider.id, notified) : null;
  const kept = await context.db.transaction(async (sql) => {
    const receivedAt = context.clock.now();
    const seen = await store.insertNotification(sql, { ...told, digest: digestOf(notified, happenedAt), receivedAt });
    if (!seen.isSame) return keepApart(context, sql, { told, ...claimOf(notified), reason: 'id_reused' });
    if (!seen.isNew) return null;
    if (account.value !== null) await context.debts.noteChange(sql, provider.id, account.value);
    if (withdrawal?.toAnnounce) await context.plans.announce([withdrawal.toAnnounce], sql);
    if (withdrawal?.reason) return keepApart(context, sql, { told, ...claimOf(notified), reason: withdrawal.reason });
    return isOfPayment(told) ? act(context, sql, told) : null;
  });
  if (kept) context.onQuarantine?.({ providerCode: provider.code, reason: kept });
  return ok(undefined);
}

function toldOf(notified: Notified) {
  const { kind } = notified;
  return kind === 'payment'
    ? { kind, reference: notified.reference, outcome: notified.outcome }
    : { kind, reference: null, outcome: null };
}
