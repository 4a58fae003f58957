import { refusal, type Refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { makeReadablePassword, readPrintedPassword } from '../platform/crypto/secrets.ts';
import type { AgentService, Counter } from './api.ts';
import { isPlaceCode } from './entry-rules.ts';
import type { AgentServiceDeps } from './service.ts';
import * as store from './teller-store.ts';

/** Sign-in of tellers at the hub's own screen; tellers of other screens have no password here. */
export function tellerSignIns(
  deps: AgentServiceDeps,
): Pick<AgentService, 'verifyTeller' | 'authorizeTeller' | 'renewTellerPassword' | 'findCounter'> {
  const { sql } = deps.database;
  return {
    async verifyTeller({ agentCode, outletCode, tellerCode, password }) {
      const isNamed = [agentCode, outletCode, tellerCode].every(isPlaceCode);
      const known = isNamed ? await store.selectTellerByCodes(sql, { agentCode, outletCode, tellerCode }) : undefined;
      // A teller that nobody is costs the same work as a wrong password.
      const fits = await deps.passwords.verify(known?.passwordDigest ?? undefined, readPrintedPassword(password));
      if (!fits.ok) return fits;
      if (!known || !fits.value) return err(refusal('invalid_credentials'));
      const counter = admitted(known.counter);
      return counter.ok ? ok({ counter: counter.value, version: known.version }) : counter;
    },
    async authorizeTeller(tellerId, version) {
      const known = await store.selectCounter(sql, tellerId);
      return known?.version === version ? admitted(known.counter) : err(refusal('session_ended'));
    },
    async findCounter(transaction, agentId, tellerId) {
      const known = await store.selectCounter(transaction, tellerId);
      return known?.counter.agent.id === agentId ? known.counter : undefined;
    },
    async renewTellerPassword(agentId, tellerId, chosen) {
      const password = chosen ?? makeReadablePassword(deps.ids);
      const digest = await deps.passwords.hash(readPrintedPassword(password));
      if (!digest.ok) return digest;
      const isSet = await store.updateTellerPassword(sql, { agentId, tellerId }, digest.value);
      return isSet ? ok(password) : err(refusal('not_found'));
    },
  };
}

function admitted(counter: Counter): Result<Counter, Refusal> {
  if (counter.agent.state !== 'active') return err(refusal('agent_suspended'));
  if (counter.outlet.state !== 'active' || counter.teller.state !== 'active') return err(refusal('forbidden'));
  // A device has no screen of the hub's: it is named in the requests of its agent.
  return counter.teller.role === 'device' ? err(refusal('device_not_allowed')) : ok(counter);
}
