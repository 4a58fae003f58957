import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSignatureService } from '../../src/signatures/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { apiFixture, codeOf, fieldsOf, listen, type ApiFixture, withServer } from './api-fixture.ts';

const by = { kind: 'system', id: null } as const;
const pair = generateKeyPairSync('ed25519');
const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
/** What was handed out. */
const secrets: Buffer[] = [];

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

describe('the keys of an agent', () => {
  let anna: string;
  beforeAll(async () => {
    const made = valueOf(await api.hub.operators.add('anna'));
    const body = { grant_type: 'client_credentials', client_id: 'anna', client_secret: made.secret };
    anna = (await api.post('/v1/operator/token', { body })).json<{ access_token: string }>().access_token;
  });
  const keys = '/v1/operator/agents/kiosks/signing-keys';

  test('are added, shown without what is secret, renewed with a day of overlap, and revoked by an operator', async () => {
    const first = await api.post(keys, { token: anna, body: { algorithm: 'hmac-sha256' } });
    const { key, secret: told } = first.json<{ key: { keyId: string }; secret: string }>();
    secrets.push(Buffer.from(told, 'base64'));
    expect([first.statusCode, Buffer.from(told, 'base64').length]).toEqual([201, 32]);
    const next = await api.post(keys, { token: anna, body: { algorithm: 'ed25519', publicKey, replaces: key.keyId } });
    expect(next.json<object>()).toMatchObject({ secret: null, key: { algorithm: 'ed25519', expiresAt: null } });
    const shown = await api.get(keys, { token: anna });
    expect(shown.body).not.toContain(told);
    const endsAt = new Date(api.clock.now().getTime() + 24 * 3_600_000).toISOString();
    expect(shown.json<{ keys: object[] }>().keys).toContainEqual(
      expect.objectContaining({ keyId: key.keyId, expiresAt: endsAt }),
    );
    const revoked = await api.post(`${keys}/${key.keyId}/revoke`, { token: anna });
    expect(revoked.json<{ revokedAt: string }>().revokedAt).toBe(api.clock.now().toISOString());
  });

  test('are of one agent, of a kind that can be checked, and there before the agent must sign', async () => {
    const rule = (agent: string) =>
      api.post(`/v1/operator/agents/${agent}/signature-rule`, { token: anna, body: { required: true } });
    expect(codeOf(await rule('nobody'))).toBe('not_found');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const foreign = rsa.publicKey.export({ format: 'der', type: 'spki' }).toString('base64').slice(0, 100);
    for (const body of [
      { algorithm: 'ed25519' },
      { algorithm: 'ed25519', publicKey: foreign },
      { algorithm: 'ed25519', publicKey: Buffer.alloc(44).toString('base64') },
      { algorithm: 'hmac-sha256', publicKey },
    ])
      expect(fieldsOf(await api.post(keys, { token: anna, body }))).toEqual(['/publicKey']);
    const foreignKey = valueOf(
      await api.hub.signatures.add(by, { agentCode: 'bank-b', algorithm: 'ed25519', publicKey }),
    ).key;
    expect(codeOf(await api.post(`${keys}/${foreignKey.id}/revoke`, { token: anna }))).toBe('not_found');
    const fresh = await api.addCounter('bank-c', 'bank');
    expect(fieldsOf(await rule(fresh.agent.code))).toEqual(['/required']);
  });

  test('lie sealed where the hub shares them', async () => {
    const stored = await api.database.db.sql.rows<{ material: Buffer }>(
      `SELECT material FROM signing_key WHERE algorithm = 'hmac-sha256'`,
    );
    expect(stored.length).toBeGreaterThan(0);
    for (const { material } of stored) for (const told of secrets) expect(material.includes(told)).toBe(false);
  });
});

describe('the example of the documents', () => {
  const run = promisify(execFile);
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vahid-signing-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('signs with curl and openssl as it stands', async () => {
    const text = await readFile('docs/agents.md', 'utf8');
    const [make, use] = [...text.matchAll(/```bash\n(# signing:[^`]*)```/g)].map(([, block]) => block ?? '');
    await run('bash', ['-c', make ?? 'false'], { cwd: folder });
    const pem = await readFile(join(folder, 'signing-public.pem'), 'utf8');
    const told = pem.replace(/-----.*-----|\n/g, '');
    // The example takes the machine's clock: so does this hub.
    const now = { now: () => new Date() };
    const { crypto, ids, agents, db } = api.hub;
    const signatures = createSignatureService({ db, ids, agents, clock: now, cipher: crypto.cipher });
    const made = valueOf(await signatures.add(by, { agentCode: 'bank-a', algorithm: 'ed25519', publicKey: told }));
    await withServer(api, { deps: { signatures } }, async (app) => {
      const env = {
        ...process.env,
        HUB: `http://127.0.0.1:${await listen(app)}`,
        TOKEN: await api.tokenOf(api.counters.bank),
        SIGNING_KEY: made.key.id,
      };
      const said = (await run('bash', ['-c', use ?? 'false'], { cwd: folder, env })).stdout;
      expect(said).toContain('"lines":[');
    });
  });
});
