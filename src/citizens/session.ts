import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { makeToken, tokenDigest } from '../platform/crypto/secrets.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { Session, SignedIn } from './api.ts';
import { later, type CitizenContext } from './context.ts';
import { deleteSession, findSession, insertSession, touchSession, type SessionRow } from './credential-store.ts';
import { makeDeviceToken } from './device.ts';
import { sessionIdleMs, sessionMs, sessionTouchMs } from './limits.ts';
import { citizenOf, type CitizenRow } from './store.ts';

/** Longest token that is looked at, in characters; the hub's own have 43. */
const longestToken = 64;

/** Opens a session under the password that was verified; undefined when it was changed meanwhile. */
export async function openSession(
  ctx: CitizenContext,
  sql: Sql,
  opening: { readonly citizen: CitizenRow; readonly credentialVersion: number; readonly mustChange: boolean },
): Promise<SignedIn | undefined> {
  const { citizen, credentialVersion, mustChange } = opening;
  const [sessionId, sessionToken, expiresAt] = [ctx.ids.uuid(), makeToken(ctx.ids), later(ctx.clock, sessionMs)];
  const opened = await insertSession(sql, {
    id: sessionId,
    citizenId: citizen.id,
    tokenDigest: tokenDigest(sessionToken),
    credentialVersion,
    now: ctx.clock.now(),
    expiresAt,
  });
  if (!opened) return undefined;
  await ctx.audit.record(sql, {
    actor: { kind: 'citizen', id: citizen.id },
    action: 'session.opened',
    target: { kind: 'session', id: sessionId },
  });
  const session = { sessionId, citizen: citizenOf(citizen), mustChangePassword: mustChange };
  return { sessionToken, expiresAt, deviceToken: makeDeviceToken(ctx, citizen.unique_code), session };
}

/** The session of a token, with its last use noted. Refuses: session_ended. */
export async function authenticate(ctx: CitizenContext, sessionToken: string): Promise<Result<Session, Refusal>> {
  const ended = err(refusal('session_ended'));
  if (sessionToken.length > longestToken) return ended;
  const now = ctx.clock.now();
  const { sql } = ctx.db;
  const seenAfter = new Date(now.getTime() - sessionIdleMs);
  const row = await findSession(sql, tokenDigest(sessionToken), { now, seenAfter });
  if (!row) return ended;
  if (now.getTime() - row.last_seen_at.getTime() >= sessionTouchMs) await touchSession(sql, row.id, now);
  return ok(sessionOf(row));
}

export async function signOut(ctx: CitizenContext, sessionToken: string): Promise<void> {
  if (sessionToken.length > longestToken) return;
  await ctx.db.transaction(async (sql) => {
    const ended = await deleteSession(sql, tokenDigest(sessionToken));
    if (!ended) return;
    await ctx.audit.record(sql, {
      actor: { kind: 'citizen', id: ended.citizen_id },
      action: 'session.closed',
      target: { kind: 'session', id: ended.id },
    });
  });
}

function sessionOf(row: SessionRow): Session {
  const { citizen_id, unique_code, assurance, language } = row;
  return {
    sessionId: row.id,
    citizen: { citizenId: citizen_id, uniqueCode: unique_code, assurance, language },
    mustChangePassword: row.must_change,
  };
}
