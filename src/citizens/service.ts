import { ok } from '../kernel/result.ts';
import type { CitizenServices, OnlineRegistration } from './api.ts';
import { confirmRegistration } from './confirm-registration.ts';
import { createContext, type CitizenContext, type CitizenDeps } from './context.ts';
import { createCounter } from './counter.ts';
import { deleteExpired } from './credential-store.ts';
import { hasInitialPassword } from './initial-password.ts';
import { sessionIdleMs } from './limits.ts';
import { changePassword } from './password-change.ts';
import { finishRenewal, startRenewal } from './password-renewal.ts';
import { addPendingAccount, removePendingAccount } from './pending-accounts.ts';
import { getPending, viewPending } from './pending.ts';
import { createProfiles } from './profiles.ts';
import { deleteExpiredPending } from './registration-store.ts';
import { authenticate, signOut } from './session.ts';
import { signIn } from './sign-in.ts';
import { resendCode, startRegistration } from './start-registration.ts';

/** The use cases of citizens; `api.ts` says what each returns and with which codes it refuses. */
export function createCitizenServices(deps: CitizenDeps): CitizenServices {
  const ctx = createContext(deps);
  return {
    registration: createRegistration(ctx),
    counter: createCounter(ctx),
    sessions: {
      signIn: (input, origin) => signIn(ctx, input, origin),
      authenticate: (token) => authenticate(ctx, token),
      signOut: (token) => signOut(ctx, token),
    },
    passwords: {
      change: (token, input) => changePassword(ctx, token, input),
      startRenewal: (input, origin) => startRenewal(ctx, input, origin),
      finishRenewal: (token, input, origin) => finishRenewal(ctx, token, { ...input, origin }),
      hasInitial: (uniqueCode, printed) => hasInitialPassword(ctx, uniqueCode, printed),
    },
    profiles: createProfiles(deps),
    sweep: () => sweep(ctx),
  };
}

function createRegistration(ctx: CitizenContext): OnlineRegistration {
  return {
    start: (input, origin) => startRegistration(ctx, input, origin),
    async view(token) {
      const pending = await getPending(ctx, ctx.db.sql, token);
      return pending.ok ? ok(await viewPending(ctx.db.sql, pending.value)) : pending;
    },
    addAccount: (token, request, origin) => addPendingAccount(ctx, token, { request, origin }),
    removeAccount: (token, account) => removePendingAccount(ctx, token, account),
    resendCode: (token, origin) => resendCode(ctx, token, origin),
    confirm: (token, code, origin) => confirmRegistration(ctx, token, { code, origin }),
  };
}

async function sweep(ctx: CitizenContext): Promise<number> {
  const now = ctx.clock.now();
  const { sql } = ctx.db;
  const seenBefore = new Date(now.getTime() - sessionIdleMs);
  const pending = await deleteExpiredPending(sql, now);
  const expired = await deleteExpired(sql, { now, seenBefore });
  return pending + expired + (await ctx.throttle.sweep());
}
