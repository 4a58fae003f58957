import { present } from '../kernel/assert.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Sql } from '../platform/database/sql.ts';
import type { AgentService, CredentialKeeper, IssuedCredential, NewCredential } from './api.ts';
import { isOfOtherHub, makeClientSecret } from './client-secret.ts';
import * as credentials from './device-store.ts';
import { isDeviceClientId, isFingerprint, makeDeviceClientId, mostCertificates } from './entry-rules.ts';
import { type Agent, type DeviceCredential, isUsable, type Teller } from './model.ts';
import { lockTeller } from './place-store.ts';
import { record } from './places.ts';
import { mayManage } from './roles.ts';
import type { AgentServiceDeps } from './service.ts';
import * as store from './store.ts';

/** Usable credentials of one device: one, a second while it is renewed, and some for mistakes. */
const mostCredentials = 5;
/** How long a credential still works after another has taken its place. */
const overlapMs = 24 * 3_600_000;

interface DeviceOf {
  readonly agentId: string;
  readonly deviceCode: string;
}

/** Credentials and certificates of devices. Every change is on record with who made it. */
export function deviceKeeping(
  deps: AgentServiceDeps,
): Pick<
  AgentService,
  | 'verifyDevice'
  | 'listDevices'
  | 'listCredentials'
  | 'issueCredential'
  | 'revokeCredential'
  | 'requireDeviceCredentials'
  | 'listDeviceCertificates'
  | 'bindDeviceCertificate'
  | 'unbindDeviceCertificate'
> {
  const { sql } = deps.database;
  return {
    verifyDevice: (clientId, secret) => verifyDevice(deps, clientId, secret),
    listDevices: (wish) => credentials.selectDevices(sql, { ...wish, at: deps.clock.now() }),
    listCredentials: (by, agentId, deviceCode) =>
      atDevice(deps, { by, agentId, deviceCode }, async (transaction, { id }) =>
        ok(await credentials.selectCredentials(transaction, id)),
      ),
    issueCredential: (by, agentId, wish) => issue(deps, by, { ...wish, agentId }),
    revokeCredential: (by, agentId, wish) => revoke(deps, by, { ...wish, agentId }),
    requireDeviceCredentials: (by, agentId, isRequired) => changeRule(deps, by, { agentId, isRequired }),
    listDeviceCertificates: (by, agentId, deviceCode) =>
      atDevice(deps, { by, agentId, deviceCode }, async (transaction, { id }) =>
        ok(await credentials.selectCertificates(transaction, id)),
      ),
    bindDeviceCertificate: (by, agentId, wish) => bind(deps, by, { ...wish, agentId }),
    unbindDeviceCertificate: (by, agentId, wish) => unbind(deps, by, { ...wish, agentId }),
  };
}

async function verifyDevice(
  deps: AgentServiceDeps,
  clientId: string,
  secret: string,
): ReturnType<AgentService['verifyDevice']> {
  if (isOfOtherHub(secret, deps.isSandbox ?? false)) return err(refusal('key_of_other_hub'));
  const { sql } = deps.database;
  const named = isDeviceClientId(clientId) ? await credentials.selectByClientId(sql, clientId) : undefined;
  const now = deps.clock.now();
  const isGood = named?.counter.teller.role === 'device' && isUsable(named.credential, now);
  // What is unknown, revoked, expired or no device's any more costs the same work as a wrong secret.
  const fits = await deps.passwords.verify(isGood ? named.secretHash : undefined, secret);
  if (!fits.ok) return fits;
  if (!named || !fits.value) return err(refusal('invalid_credentials'));
  const { counter, credential } = named;
  if (counter.agent.state !== 'active') return err(refusal('agent_suspended'));
  if (counter.outlet.state !== 'active' || counter.teller.state !== 'active') return err(refusal('forbidden'));
  await credentials.updateLastUsed(sql, credential.id, now);
  return ok({ counter, credentialId: credential.id });
}

/** Works at a device of the agent that the keeper may look after; nobody else changes it meanwhile. Refuses: not_found. */
function atDevice<T>(
  deps: AgentServiceDeps,
  { by, agentId, deviceCode }: DeviceOf & { readonly by: CredentialKeeper },
  work: (sql: Sql, device: Teller) => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  return deps.database.transaction(async (sql) => {
    const device = await lockTeller(sql, agentId, deviceCode);
    if (device?.role !== 'device') return err(refusal('not_found'));
    const may = by.kind === 'agent' ? ok(undefined) : mayManage(by, device, {});
    return may.ok ? work(sql, device) : may;
  });
}

async function issue(
  deps: AgentServiceDeps,
  by: CredentialKeeper,
  { replaces, ...of }: NewCredential & DeviceOf,
): Promise<Result<IssuedCredential, Refusal>> {
  const secret = makeClientSecret(deps.ids, deps.isSandbox ?? false);
  const hash = await deps.passwords.hash(secret);
  if (!hash.ok) return hash;
  const now = deps.clock.now();
  return atDevice(deps, { by, ...of }, async (sql, { id: tellerId }) => {
    const usable = (await credentials.selectCredentials(sql, tellerId)).filter((one) => isUsable(one, now));
    const old = usable.find(({ clientId }) => clientId === replaces);
    if (replaces !== undefined && !old) return wrong('/replaces', 'unknown', 'a usable client id of the device');
    if (usable.length >= mostCredentials) return wrong('/replaces', 'most', `at most ${mostCredentials}: revoke one`);
    const made = { id: deps.ids.uuid(), clientId: makeDeviceClientId(deps.ids), createdAt: now };
    await credentials.insertCredential(sql, { ...made, tellerId, secretHash: hash.value });
    if (old) await credentials.updateExpiry(sql, old.id, new Date(now.getTime() + overlapMs));
    const details = { clientId: made.clientId, replaces: replaces ?? null };
    const target = { kind: 'teller', id: tellerId };
    await record(deps, sql, { by, action: 'device_credential.issued', target, details });
    return ok({ credential: { ...made, expiresAt: null, revokedAt: null, lastUsedAt: null }, secret });
  });
}

function revoke(
  deps: AgentServiceDeps,
  by: CredentialKeeper,
  { clientId, ...of }: DeviceOf & { readonly clientId: string },
): Promise<Result<DeviceCredential, Refusal>> {
  return atDevice(deps, { by, ...of }, async (sql, { id: tellerId }) => {
    const known = (await credentials.selectByClientId(sql, clientId)) ?? null;
    if (known?.counter.teller.id !== tellerId) return err(refusal('not_found'));
    const { credential } = known;
    if (credential.revokedAt !== null) return ok(credential);
    const revokedAt = deps.clock.now();
    await credentials.updateRevoked(sql, credential.id, revokedAt);
    const target = { kind: 'teller', id: tellerId };
    await record(deps, sql, { by, action: 'device_credential.revoked', target, details: { clientId } });
    return ok({ ...credential, revokedAt });
  });
}

function changeRule(
  deps: AgentServiceDeps,
  by: CredentialKeeper,
  { agentId, isRequired }: { readonly agentId: string; readonly isRequired: boolean },
): Promise<Result<Agent, Refusal>> {
  return deps.database.transaction(async (sql) => {
    if (!(await store.updateDeviceRule(sql, agentId, isRequired))) return err(refusal('not_found'));
    const action = isRequired ? 'agent.device_credentials_required' : 'agent.device_credentials_optional';
    await record(deps, sql, { by, action, target: { kind: 'agent', id: agentId } });
    return ok(present(await store.selectAgent(sql, agentId), 'the agent that was just changed'));
  });
}

type CertificateOf = DeviceOf & { readonly fingerprint: string };

async function bind(
  deps: AgentServiceDeps,
  by: CredentialKeeper,
  { fingerprint, ...of }: CertificateOf,
): Promise<Result<readonly string[], Refusal>> {
  if (!isFingerprint(fingerprint))
    return wrong('/fingerprint', 'sha256', 'SHA-256 of the certificate, 64 hexadecimal digits');
  return atDevice(deps, { by, ...of }, async (sql, { id }) => {
    const others = (await credentials.selectCertificates(sql, id)).filter((one) => one !== fingerprint);
    if (others.length >= mostCertificates)
      return wrong('/fingerprint', 'most', `at most ${mostCertificates}: take one away first`);
    return keepCertificates(deps, sql, { by, id, fingerprint, certificates: [...others, fingerprint] });
  });
}

function unbind(
  deps: AgentServiceDeps,
  by: CredentialKeeper,
  { fingerprint, ...of }: CertificateOf,
): Promise<Result<readonly string[], Refusal>> {
  return atDevice(deps, { by, ...of }, async (sql, { id }) => {
    const known = await credentials.selectCertificates(sql, id);
    if (!known.includes(fingerprint)) return err(refusal('not_found'));
    const certificates = known.filter((one) => one !== fingerprint);
    return keepCertificates(deps, sql, { by, id, fingerprint, certificates });
  });
}

async function keepCertificates(
  deps: AgentServiceDeps,
  sql: Sql,
  kept: {
    readonly by: CredentialKeeper;
    readonly id: string;
    readonly fingerprint: string;
    readonly certificates: readonly string[];
  },
): Promise<Result<readonly string[], Refusal>> {
  const { by, id, fingerprint, certificates } = kept;
  await credentials.updateCertificates(sql, id, certificates);
  const action = certificates.includes(fingerprint) ? 'device_certificate.bound' : 'device_certificate.unbound';
  await record(deps, sql, { by, action, target: { kind: 'teller', id }, details: { fingerprint } });
  return ok(certificates);
}

function wrong(field: string, rule: string, detail: string): Result<never, Refusal> {
  return err(fieldRefusal('invalid_request', { field, rule, detail }));
}
