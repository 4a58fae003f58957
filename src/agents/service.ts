import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { PasswordHasher } from '../platform/crypto/password-hasher.ts';
import { makeToken } from '../platform/crypto/secrets.ts';
import type { Database } from '../platform/database/sql.ts';
import type { AgentService, NewAgent } from './api.ts';
import { callerLookUps } from './callers.ts';
import { deviceKeeping } from './devices.ts';
import { agentProblems, isClientId, isFingerprint, mostCertificates } from './entry-rules.ts';
import { type Agent, cabinetAgentCode } from './model.ts';
import * as placeStore from './place-store.ts';
import { mayGivePassword, placeKeeping } from './places.ts';
import { isOfOtherHub, makeClientSecret } from './client-secret.ts';
import * as store from './store.ts';
import { tellerSignIns } from './teller-sign-in.ts';

export interface AgentServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly passwords: PasswordHasher;
  /** No money is real at this hub. */
  readonly isSandbox?: boolean;
}

export function createAgentService(deps: AgentServiceDeps): AgentService {
  const { sql } = deps.database;
  const get = async (id: string) => foundOrRefused(await store.selectAgent(sql, id));
  const findByCode = (code: string) => store.selectAgentByCode(sql, code);
  const signIns = tellerSignIns(deps);
  const places = placeKeeping(deps);
  const devices = deviceKeeping(deps);
  const callers = callerLookUps(deps);
  /** What this process changes, it knows at once. */
  const change = async <T>(work: Promise<T>) => work.finally(callers.forget);
  const ruleBy = (update: typeof store.updateShiftRequired) => async (agentId: string, isOn: boolean) => {
    await change(update(sql, agentId, isOn));
    return get(agentId);
  };

  return {
    verifyClient: (clientId, secret) => verifyClient(deps, clientId, secret),
    authorize: callers.authorize,
    authorizeAtCounter: callers.authorizeAtCounter,
    recallAtCounter: callers.recallAtCounter,
    authorizeDevice: callers.authorizeDevice,
    recallDevice: callers.recallDevice,
    ...signIns,
    ...devices,
    findTeller: (transaction, agentId, tellerId) => placeStore.selectTeller(transaction, agentId, tellerId),
    list: () => store.selectAgents(sql),
    find: (id) => store.selectAgent(sql, id),
    findByCode,
    getCabinet: async () => present(await findByCode(cabinetAgentCode), 'the agent of the cabinet'),
    listOutlets: (agentId) => placeStore.selectOutlets(sql, agentId),
    findOutlet: (id) => placeStore.selectOutlet(sql, id),
    listTellers: (agentId) => placeStore.selectTellers(sql, agentId),
    add: (agent) => addAgent(deps, agent),
    addOutlet: places.addOutlet,
    addTeller: places.addTeller,
    changeTeller: (...wish) => change(places.changeTeller(...wish)),
    changeOutlet: (...wish) => change(places.changeOutlet(...wish)),
    limitPayments: (...wish) => change(places.limitPayments(...wish)),
    async giveTellerPassword(by, agentId, tellerCode) {
      const teller = await mayGivePassword(deps, by, { agentId, tellerCode });
      return teller.ok ? signIns.renewTellerPassword(agentId, teller.value.id) : teller;
    },
    revokeCredential: (...wish) => change(devices.revokeCredential(...wish)),
    issueCredential: (...wish) => change(devices.issueCredential(...wish)),
    requireDeviceCredentials: (...wish) => change(devices.requireDeviceCredentials(...wish)),
    bindDeviceCertificate: (...wish) => change(devices.bindDeviceCertificate(...wish)),
    unbindDeviceCertificate: (...wish) => change(devices.unbindDeviceCertificate(...wish)),
    renewSecret: (agentId) => change(renewSecret(deps, agentId)),
    changeState: async (agentId, state) => {
      await change(store.updateAgentState(sql, agentId, state));
      return get(agentId);
    },
    requireShifts: ruleBy(store.updateShiftRequired),
    separateCorrections: ruleBy(store.updateCorrectionsNeedAnother),
    requireSignatures: ruleBy(store.updateSignaturesRequired),
    bindCertificate: (agentId, fingerprint) => change(bindCertificate(deps, agentId, fingerprint)),
    unbindCertificate: async (agentId, fingerprint) => {
      const isRemoved = await change(store.removeCertificate(sql, agentId, fingerprint));
      return isRemoved ? get(agentId) : err(refusal('not_found'));
    },
    changeTellerState: async (agentId, tellerId, state) => {
      await change(placeStore.updateTellerState(sql, { agentId, tellerId }, state));
      return foundOrRefused(await placeStore.selectTeller(sql, agentId, tellerId));
    },
  };
}

async function verifyClient(deps: AgentServiceDeps, clientId: string, secret: string): Promise<Result<Agent, Refusal>> {
  // Said before anything is looked up: what the secret begins with proves nothing about the client.
  if (isOfOtherHub(secret, deps.isSandbox ?? false)) return err(refusal('key_of_other_hub'));
  const known = isClientId(clientId) ? await store.selectCredentials(deps.database.sql, clientId) : undefined;
  // An unknown client costs the same work as a wrong secret.
  const fits = await deps.passwords.verify(known?.secretHash, secret);
  if (!fits.ok) return fits;
  if (!known || !fits.value) return err(refusal('invalid_credentials'));
  return known.agent.state === 'active' ? ok(known.agent) : err(refusal('agent_suspended'));
}

async function addAgent(deps: AgentServiceDeps, agent: NewAgent): Promise<Result<Agent, Refusal>> {
  const problems = agentProblems(agent);
  if (problems.length > 0) return err(fieldRefusal('invalid_request', ...problems));
  // Without a secret given, nobody knows the first one: the agent gets its own by `renewSecret`.
  const hash = agent.clientId === null ? ok(null) : await deps.passwords.hash(agent.secret ?? makeToken(deps.ids));
  if (!hash.ok) return hash;
  const id = deps.ids.uuid();
  const insert = { ...agent, id, secretHash: hash.value, createdAt: deps.clock.now() };
  const isAdded = await store.insertAgent(deps.database.sql, insert);
  if (!isAdded) {
    const taken = { field: '/code', rule: 'taken', detail: 'another agent has this code or client id' };
    return err(fieldRefusal('invalid_request', taken));
  }
  return ok(present(await store.selectAgent(deps.database.sql, id), 'the agent that was just added'));
}

async function renewSecret(deps: AgentServiceDeps, agentId: string): Promise<Result<string, Refusal>> {
  const agent = await store.selectAgent(deps.database.sql, agentId);
  if (!agent) return err(refusal('not_found'));
  if (agent.clientId === null) return err(refusal('forbidden'));
  const secret = makeClientSecret(deps.ids, deps.isSandbox ?? false);
  const hash = await deps.passwords.hash(secret);
  if (!hash.ok) return hash;
  await store.updateSecret(deps.database.sql, agentId, hash.value);
  return ok(secret);
}

async function bindCertificate(
  deps: AgentServiceDeps,
  agentId: string,
  fingerprint: string,
): Promise<Result<Agent, Refusal>> {
  const wrong = { field: '/fingerprint', rule: 'sha256', detail: 'SHA-256 of the certificate, 64 hexadecimal digits' };
  if (!isFingerprint(fingerprint)) return err(fieldRefusal('invalid_request', wrong));
  const isAdded = await store.addCertificate(deps.database.sql, agentId, { fingerprint, most: mostCertificates });
  const agent = await store.selectAgent(deps.database.sql, agentId);
  if (!agent || isAdded) return foundOrRefused(agent);
  const most = { field: '/fingerprint', rule: 'most', detail: `at most ${mostCertificates}: take one away first` };
  return err(fieldRefusal('invalid_request', most));
}

function foundOrRefused<T>(value: T | undefined): Result<T, Refusal> {
  return value === undefined ? err(refusal('not_found')) : ok(value);
}
