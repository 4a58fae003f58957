import type { AgentService } from '../agents/api.ts';
import type { Agent } from '../agents/model.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { fieldRefusal, type Refusal, refusal } from '../kernel/errors/catalogue.ts';
import type { Ids } from '../kernel/ids.ts';
import {
  fitsKey,
  isFresh,
  isSigned,
  readSignature,
  type SignatureClaims,
  type SignedRequest,
  toleranceSeconds,
} from '../kernel/message-signature.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { type Audit, createAudit } from '../platform/audit/audit.ts';
import type { FieldCipher } from '../platform/crypto/field-cipher.ts';
import type { Database, Sql } from '../platform/database/sql.ts';
import type { AgentKeys, KeyKeeper, NewKey, SignatureService, Signer } from './api.ts';
import { isUsable, parsePublicKey, placeOfMaterial, type SigningKey } from './model.ts';
import * as store from './store.ts';

export interface SignatureServiceDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly cipher: FieldCipher;
  readonly agents: Pick<AgentService, 'findByCode' | 'requireSignatures' | 'listTellers'>;
}

interface Context extends SignatureServiceDeps {
  readonly audit: Audit;
}

/** Usable keys of one agent: one, a second while it is renewed, and some for further systems. */
const mostKeys = 10;
const secretBytes = 32;
/** How long a key still works after another has taken its place. */
const overlapMs = 24 * 3_600_000;
const noncesPerSweep = 50_000;
const idBytes = 4;

export function createSignatureService(deps: SignatureServiceDeps): SignatureService {
  const context: Context = { ...deps, audit: createAudit(deps) };
  return {
    check: (signer, request) => check(context, signer, request),
    list: (agentCode, deviceCode) =>
      ofOwner(context, { agentCode, deviceCode }, (agent, deviceId) => listKeys(context, agent, deviceId)),
    add: (by, key) => ofOwner(context, key, (agent, deviceId) => add(context, by, { ...key, agent, deviceId })),
    revoke: (by, agentCode, keyId) => ofAgent(context, agentCode, (agent) => revoke(context, by, { agent, keyId })),
    require: (by, agentCode, isRequired) =>
      ofAgent(context, agentCode, (agent) => changeRule(context, by, { agent, isRequired })),
    sweep: () => store.deleteNonces(deps.db.sql, deps.clock.now(), noncesPerSweep),
  };
}

async function check(
  context: Context,
  signer: Signer,
  request: SignedRequest,
): Promise<Result<Buffer | null, Refusal>> {
  if (!isSigned(request)) return signer.signaturesRequired ? err(refusal('signature_required')) : ok(null);
  const claims = readSignature(request);
  if (!claims) return err(refusal('bad_signature'));
  const now = context.clock.now();
  if (!isFresh(claims.created, now)) return err(refusal('stale_timestamp', { now: now.toISOString() }));
  if (!(await isRight(context, signer, claims))) return err(refusal('bad_signature'));
  // Remembered for as long as its instant can be taken.
  const expiresAt = new Date(claims.created.getTime() + (toleranceSeconds + 1) * 1000);
  const isNew = await store.insertNonce(context.db.sql, { keyId: claims.keyId, nonce: claims.nonce, expiresAt });
  return isNew ? ok(claims.digest) : err(refusal('replayed_nonce'));
}

async function isRight(context: Context, signer: Signer, claims: SignatureClaims): Promise<boolean> {
  const key = await store.selectKey(context.db.sql, claims.keyId);
  const isTheirs = key?.agentId === signer.id && key.deviceId === signer.deviceId;
  if (!key || !isTheirs || !isUsable(key, context.clock.now())) {
    // Work like that of a wrong signature, for an answer like it.
    fitsKey({ ...claims, algorithm: null }, { algorithm: 'hmac-sha256', material: Buffer.alloc(secretBytes) });
    return false;
  }
  const { algorithm, material } = key;
  const isShared = algorithm === 'hmac-sha256';
  return fitsKey(claims, {
    algorithm,
    material: isShared ? context.cipher.open(placeOfMaterial(key.id), material) : material,
  });
}

async function listKeys(context: Context, agent: Agent, deviceId: string | null): Promise<Result<AgentKeys, Refusal>> {
  const keys = await store.selectKeys(context.db.sql, { agentId: agent.id, deviceId });
  return ok({ required: agent.signaturesRequired, keys });
}

async function add(
  context: Context,
  by: KeyKeeper,
  {
    agent,
    deviceId,
    algorithm,
    publicKey,
    replaces,
  }: NewKey & { readonly agent: Agent; readonly deviceId: string | null },
): Promise<Result<{ readonly key: SigningKey; readonly secret: string | null }, Refusal>> {
  const now = context.clock.now();
  const known = await store.selectKeys(context.db.sql, { agentId: agent.id, deviceId });
  const isKnown = replaces === undefined || known.some((key) => key.id === replaces && isUsable(key, now));
  if (!isKnown) return wrong('/replaces', 'unknown', 'a usable key of the agent');
  if (known.filter((key) => isUsable(key, now)).length >= mostKeys)
    return wrong('/algorithm', 'most', `at most ${mostKeys} usable keys: revoke one`);
  const isShared = algorithm === 'hmac-sha256';
  const told = publicKey === undefined ? null : parsePublicKey(publicKey);
  if (isShared ? publicKey !== undefined : told === null)
    return wrong('/publicKey', 'ed25519', 'base64 of an ed25519 public key; not for hmac-sha256');
  const secret = isShared ? context.ids.bytes(secretBytes) : null;
  const id = `${agent.code}-${context.ids.bytes(idBytes).toString('hex')}`;
  const material = secret
    ? context.cipher.seal(placeOfMaterial(id), secret)
    : present(told, 'a public key that was checked');
  await context.db.transaction(async (sql) => {
    await store.insertKey(sql, { id, agentId: agent.id, deviceId, algorithm, material, createdAt: now });
    if (replaces !== undefined) await store.updateExpiry(sql, replaces, new Date(now.getTime() + overlapMs));
    await record(context, sql, {
      by,
      action: 'signing_key.added',
      agent,
      details: { key: id, replaces: replaces ?? null, device: deviceId },
    });
  });
  const added = present(await store.selectKey(context.db.sql, id), 'the key that was just added');
  return ok({ key: withoutMaterial(added), secret: secret?.toString('base64') ?? null });
}

async function revoke(
  context: Context,
  by: KeyKeeper,
  { agent, keyId }: { readonly agent: Agent; readonly keyId: string },
): Promise<Result<SigningKey, Refusal>> {
  await context.db.transaction(async (sql) => {
    const key = await store.selectKey(sql, keyId);
    if (key?.agentId !== agent.id) return;
    await store.updateRevoked(sql, keyId, context.clock.now());
    await record(context, sql, { by, action: 'signing_key.revoked', agent, details: { key: keyId } });
  });
  const key = await store.selectKey(context.db.sql, keyId);
  return key?.agentId === agent.id ? ok(withoutMaterial(key)) : err(refusal('not_found'));
}

async function changeRule(
  context: Context,
  by: KeyKeeper,
  { agent, isRequired }: { readonly agent: Agent; readonly isRequired: boolean },
): Promise<Result<AgentKeys, Refusal>> {
  const keys = await store.selectKeys(context.db.sql, { agentId: agent.id, deviceId: null });
  const now = context.clock.now();
  if (isRequired && !keys.some((key) => isUsable(key, now)))
    return wrong('/required', 'no_key', 'the agent has a usable key first');
  const changed = await context.agents.requireSignatures(agent.id, isRequired);
  if (!changed.ok) return changed;
  const action = isRequired ? 'agent.signatures_required' : 'agent.signatures_optional';
  await context.db.transaction((sql) => record(context, sql, { by, action, agent, details: {} }));
  return ok({ required: changed.value.signaturesRequired, keys });
}

async function ofAgent<T>(
  context: Context,
  agentCode: string,
  work: (agent: Agent) => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  const agent = await context.agents.findByCode(agentCode);
  return agent ? work(agent) : err(refusal('not_found'));
}

/** The agent of a code, with the device that is meant; null: the agent itself. Refuses: not_found. */
function ofOwner<T>(
  context: Context,
  { agentCode, deviceCode }: { readonly agentCode: string; readonly deviceCode?: string | undefined },
  work: (agent: Agent, deviceId: string | null) => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  return ofAgent(context, agentCode, async (agent) => {
    if (deviceCode === undefined) return work(agent, null);
    const tellers = await context.agents.listTellers(agent.id);
    const device = tellers.find(({ code, role }) => code === deviceCode && role === 'device');
    return device ? work(agent, device.id) : err(refusal('not_found'));
  });
}

function record(
  context: Context,
  sql: Sql,
  event: {
    readonly by: KeyKeeper;
    readonly action: string;
    readonly agent: Agent;
    readonly details: Readonly<Record<string, string | null>>;
  },
): Promise<void> {
  const { by, action, agent, details } = event;
  return context.audit.record(sql, { actor: by, action, target: { kind: 'agent', id: agent.id }, details });
}

function withoutMaterial(key: store.StoredKey): SigningKey {
  const { id, agentId, deviceId, algorithm, createdAt, expiresAt, revokedAt } = key;
  return { id, agentId, deviceId, algorithm, createdAt, expiresAt, revokedAt };
}

function wrong(field: string, rule: string, detail: string): Result<never, Refusal> {
  return err(fieldRefusal('invalid_request', { field, rule, detail }));
}

/** Where a shared secret belongs, for whoever seals and opens it. */
