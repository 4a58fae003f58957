import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSignatureService } from '../../src/signatures/service.ts';
import { valueOf } from '../citizens/citizen-fixture.ts';
import { listen, serverOver } from '../http/api-fixture.ts';
import { accountNumber } from '../http/providers.ts';
import { hubFixture, type HubFixture } from '../http/hub-fixture.ts';

const run = promisify(execFile);

interface Client {
  getPosition(): Promise<{ positions: { currency: string }[] }>;
  queryDebts(request: unknown): Promise<{ lines: { quote: { quoteId: string } }[] }>;
  acceptPayment(request: unknown): Promise<{ payments: { id: string }[] }>;
  reversePayment(request: unknown): Promise<unknown>;
  printReceipt(request: unknown): Promise<ArrayBuffer>;
  receiveRegistry(request: unknown): Promise<unknown>;
}

let hub: HubFixture;
let app: FastifyInstance;
let baseUrl: string;
let folder: string;
let createVahidClient: (options: Record<string, unknown>) => Client;
beforeAll(async () => {
  hub = await hubFixture();
  app = serverOver(hub);
  baseUrl = `http://127.0.0.1:${await listen(app)}`;
  const parent = await mkdtemp(join(tmpdir(), 'vahid-client-'));
  folder = join(parent, 'client');
  await run(process.execPath, ['vahid.mjs', 'client', '--out', folder]);
  const made: unknown = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'index.js')).href);
  ({ createVahidClient } = made as { createVahidClient: typeof createVahidClient });
}, 240_000);
afterAll(async () => {
  await app.close();
  await hub.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

const optionsOf = () => {
  const { clientId, secret, teller } = hub.counters.bank;
  return { baseUrl, clientId, clientSecret: secret, teller: teller.code };
};
const azn = (amount: string) => ({ amount, currency: 'AZN' });
const quoted = async (client: Client, index: number) => {
  const { lines } = await client.queryDebts({ body: { provider: 'gas', account: accountNumber(index) } });
  return lines[0]?.quote.quoteId;
};

describe('the client that is made from the document', () => {
  test('makes a first payment by its own example, from an empty folder', async () => {
    const { clientId, secret, teller } = hub.counters.bank;
    const words = [baseUrl, clientId, secret, teller.code, 'gas', accountNumber(1)];
    const { stdout } = await run(process.execPath, [join(folder, 'example.mjs'), ...words]);
    expect(JSON.parse(stdout)).toMatchObject({ paid: azn('23.15'), known: 'accepted' });
    const wrong = run(process.execPath, [join(folder, 'example.mjs'), baseUrl, clientId, 'wrong', ...words.slice(3)]);
    await expect(wrong).rejects.toMatchObject({ stderr: expect.stringContaining('invalid_credentials') });
  });

  test('types every operation: what it needs, and what it gives', async () => {
    const right = `import { createVahidClient } from './index.js';
      const vahid = createVahidClient({ baseUrl: '', clientId: '', clientSecret: '' });
      export const paid = vahid.acceptPayment({ key: 'k', body: { lines: [{ quoteId: 'q', amount: { amount: '1.00', currency: 'AZN' } }] } });
      export const receipt: Promise<string | undefined> = paid.then((basket) => basket.payments[0]?.receiptNumber);`;
    const check = async (name: string, text: string) => {
      await writeFile(join(folder, name), text);
      const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022'];
      const lib = ['--ignoreConfig', '--lib', 'es2022,dom'];
      return run(process.execPath, ['node_modules/typescript/bin/tsc', ...flags, ...lib, join(folder, name)]);
    };
    await check('right.ts', right);
    await expect(check('wrong.ts', right.replace("key: 'k', ", ''))).rejects.toMatchObject({ code: 2 });
  }, 240_000);

  test('signs every request where it has a key, for a hub that takes no others of this agent', async () => {
    const by = { kind: 'system', id: null } as const;
    const { signatures } = hub.hub;
    const pair = generateKeyPairSync('ed25519');
    const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const own = valueOf(await signatures.add(by, { agentCode: 'bank-a', algorithm: 'ed25519', publicKey }));
    const shared = valueOf(await signatures.add(by, { agentCode: 'bank-a', algorithm: 'hmac-sha256' }));
    valueOf(await signatures.require(by, 'bank-a', true));
    // Signatures are of now, and the books of this hub are of another day.
    const now = createSignatureService({
      ...{ db: hub.database.db, ids: hub.hub.ids, agents: hub.hub.agents, cipher: hub.hub.crypto.cipher },
      clock: { now: () => new Date() },
    });
    const signing = serverOver(hub, { deps: { signatures: now } });
    try {
      const options = { ...optionsOf(), baseUrl: `http://127.0.0.1:${await listen(signing)}` };
      await expect(createVahidClient({ ...options, retries: 0 }).getPosition()).rejects.toMatchObject({
        code: 'signature_required',
      });
      const privateKey = pair.privateKey.export({ format: 'pem', type: 'pkcs8' });
      for (const signingKey of [
        { keyId: own.key.id, privateKey },
        { keyId: shared.key.id, secret: shared.secret },
      ]) {
        const client = createVahidClient({ ...options, signingKey });
        const lines = [
          { quoteId: await quoted(client, signingKey.keyId === own.key.id ? 31 : 32), amount: azn('2.00') },
        ];
        const paid = await client.acceptPayment({
          key: `signed ${signingKey.keyId}`.replace(' ', '-'),
          body: { lines },
        });
        expect(paid.payments).toHaveLength(1);
      }
    } finally {
      await signing.close();
      valueOf(await signatures.require(by, 'bank-a', false));
    }
  });

  test('sends again what a key makes safe, and nothing else', async () => {
    let lost = 0;
    const losing: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      const path = new URL(input as string).pathname;
      if (!/payments/.test(path) || lost >= 2) return answer;
      lost += 1;
      throw new TypeError('the connection broke after the hub had answered');
    };
    const client = createVahidClient({ ...optionsOf(), fetch: losing });
    const lines = [{ quoteId: await quoted(client, 2), amount: azn('5.00') }];
    const basket = await client.acceptPayment({ key: 'client-lost-1', body: { lines } });
    expect(lost).toBe(2);
    const [row] = await hub.database.db.sql.rows<{ count: number }>(
      'SELECT count(*)::int AS count FROM payment WHERE account = $1',
      [accountNumber(2)],
    );
    expect(row).toEqual({ count: 1 });
    lost = 1;
    const path = { paymentId: basket.payments[0]?.id };
    await expect(client.reversePayment({ path, body: { reason: 'wrong account' } })).rejects.toThrow('broke');
    expect(lost).toBe(2);
  });

  test('renews a token that ended, and says a refusal by its code', async () => {
    const client = createVahidClient(optionsOf());
    expect((await client.getPosition()).positions.map(({ currency }) => currency)).toContain('AZN');
    await hub.hub.agents.changeState(hub.counters.bank.agent.id, 'suspended');
    await expect(client.getPosition()).rejects.toMatchObject({ code: 'agent_suspended', status: 403 });
    await hub.hub.agents.changeState(hub.counters.bank.agent.id, 'active');
    expect((await client.getPosition()).positions).not.toEqual([]);
    const unknown = client.acceptPayment({
      key: 'client-unknown',
      body: { lines: [{ quoteId: '00000000-0000-4000-8000-000000000000', amount: azn('1.00') }] },
    });
    await expect(unknown).rejects.toMatchObject({ name: 'VahidError', code: 'not_found' });
  });

  test('reads and sends what is no JSON', async () => {
    const client = createVahidClient(optionsOf());
    const lines = [{ quoteId: await quoted(client, 3), amount: azn('5.00') }];
    const basket = await client.acceptPayment({ key: 'client-pdf', body: { lines } });
    const pdf = await client.printReceipt({ path: { paymentId: basket.payments[0]?.id }, query: { layout: 'roll80' } });
    expect(Buffer.from(pdf).subarray(0, 5).toString()).toBe('%PDF-');
    const file = client.receiveRegistry({ fileName: 'wrong.csv', body: 'nonsense\n' });
    await expect(file).rejects.toMatchObject({ code: 'file_rejected' });
  });
});
