import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSimulatedBooks } from '../../adapters/kit/simulated-books.ts';
import { removeEmbedded } from '../../src/platform/database/embedded.ts';
import { findFreePort, watchProcess, type WatchedProcess } from '../support/process-output.ts';
import { openAgentClient, type AgentClient, type Answer } from './agent-client.ts';

const launcher = fileURLToPath(new URL('../support/hub-launcher.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Tellers who send at the same time; how often the hub is killed under their hands, each time after so many payments more. */
const tellers = 5;
const kills = 3;
const paymentsPerLife = 15;

/** Providers that take any amount, so that one account can be paid again and again. */
const providers = ['azerigas', 'azersu', 'azerishiq'];

/** What an agent writes down of a payment before it sends: key and body stay the same until there is an answer. */
interface Slip {
  readonly key: string;
  readonly provider: string;
  readonly account: string;
  readonly amount: string;
  quoteId?: string;
  paymentId?: string;
  receiptNumber?: string;
  replayed?: boolean;
}

interface Running {
  readonly hub: WatchedProcess;
  readonly client: AgentClient;
}

let dataDir: string;
let port: number;
let running: Running | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vahid-crash-'));
  port = await findFreePort();
});

afterAll(async () => {
  running?.hub.child.kill('SIGKILL');
  await running?.hub.ended;
  await removeEmbedded(dataDir);
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<Running> {
  const { DATABASE_URL: _, REDIS_URL: __, ...environment } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', launcher], {
    cwd: root,
    env: { ...environment, NODE_ENV: 'test', DATA_DIR: dataDir, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const hub = watchProcess(child);
  const [line] = await hub.says(/^\{.*\}$/m);
  const credentials = JSON.parse(line) as { clientId: string; clientSecret: string; tellerCode: string };
  return { hub, client: await openAgentClient(`http://127.0.0.1:${port}`, credentials) };
}

/** Every account of these providers that the simulated books have, from the file a hub left behind. */
function booksOf(provider: string) {
  return openSimulatedBooks({ providerCode: provider, file: join(dataDir, 'simulators', `${provider}.jsonl`) });
}

/** Sends slips until it is told to stop, never giving one up: an unanswered one is sent again, the same to the letter. */
async function sendSlips(client: () => AgentClient, next: () => Slip | undefined): Promise<void> {
  for (let slip = next(); slip !== undefined; slip = next()) await settleSlip(client, slip);
}

async function settleSlip(client: () => AgentClient, slip: Slip): Promise<void> {
  for (;;) {
    const answer = await trySlip(client(), slip).catch(() => undefined);
    if (answer?.status === 201) {
      const [payment] = answer.body['payments'] as { id: string; receiptNumber: string }[];
      Object.assign(slip, { paymentId: payment?.id, receiptNumber: payment?.receiptNumber, replayed: answer.replayed });
      return;
    }
    // A refusal would be a fault: what these tellers send is right, whatever happens to the hub.
    if (answer && answer.status < 500 && answer.status !== 409) throw new Error(JSON.stringify(answer.body));
    await sleep(100);
  }
}

async function trySlip(client: AgentClient, slip: Slip): Promise<Answer | undefined> {
  if (slip.quoteId === undefined) {
    const { quoteId } = await client.quote(slip.provider, slip.account);
    if (quoteId === '') return undefined;
    slip.quoteId = quoteId;
  }
  return client.pay(slip.key, { quoteId: slip.quoteId, amount: slip.amount });
}

it('loses nothing and pays nothing twice when it is killed again and again while payments flow', async () => {
  running = await start();
  const accounts = providers.map((provider) => ({ provider, account: accountOf(provider) }));
  const slips: Slip[] = [];
  let isOver = false;
  const next = (): Slip | undefined => {
    if (isOver) return undefined;
    const number = slips.length;
    const { provider, account } = accounts[number % accounts.length] ?? { provider: '', account: '' };
    const slip = {
      key: `crash-${number}`,
      provider,
      account,
      amount: `${1 + Math.floor(number / 100)}.${String(number % 100).padStart(2, '0')}`,
    };
    slips.push(slip);
    return slip;
  };
  const current = () => (running as Running).client;
  const sending = Promise.all(Array.from({ length: tellers }, () => sendSlips(current, next)));
  const settled = () => slips.filter((slip) => slip.paymentId !== undefined).length;
  const more = async () => {
    const enough = settled() + paymentsPerLife;
    await expect.poll(settled, { timeout: 60_000, interval: 5 }).toBeGreaterThanOrEqual(enough);
  };
  for (let kill = 0; kill < kills; kill += 1) {
    await more();
    running.hub.child.kill('SIGKILL');
    expect(await running.hub.ended).toBe('SIGKILL');
    running = await start();
  }
  await more();
  isOver = true;
  await sending;
  await everyoneIsConfirmed(running.client, slips);
  running.hub.child.kill('SIGTERM');
  expect(await running.hub.ended).toBe(0);
  compareBooks(slips);
  await verifyBooks();
}, 300_000);

function accountOf(provider: string): string {
  const books = booksOf(provider);
  const account = books.accounts()[0]?.number;
  books.close();
  if (account === undefined) throw new Error(`no account at ${provider}`);
  return account;
}

/** The hub promised each of these payments to a payer: the provider must hear of every one. */
async function everyoneIsConfirmed(client: AgentClient, slips: readonly Slip[]): Promise<void> {
  for (const slip of slips) {
    await expect
      .poll(async () => (await client.getPayment(slip.paymentId ?? '')).body['state'], {
        timeout: 60_000,
        interval: 200,
      })
      .toBe('confirmed');
  }
}

function compareBooks(slips: readonly Slip[]): void {
  expect(new Set(slips.map((slip) => slip.receiptNumber)).size).toBe(slips.length);
  for (const provider of providers) {
    const books = booksOf(provider);
    const ours = slips.filter((slip) => slip.provider === provider);
    const theirs = new Map(books.payments().map((payment) => [payment.reference, payment]));
    books.close();
    expect(theirs.size).toBe(ours.length);
    for (const { receiptNumber, amount, account } of ours) {
      const minor = BigInt(amount.replace('.', ''));
      expect(theirs.get(receiptNumber ?? '')).toMatchObject({ amount: minor, account, credits: 1, cancelled: false });
    }
  }
}

async function verifyBooks(): Promise<void> {
  const { DATABASE_URL: _, ...environment } = process.env;
  const child = spawn(process.execPath, ['vahid.mjs', 'verify', '--json'], {
    cwd: root,
    env: { ...environment, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const verifier = watchProcess(child);
  expect(await verifier.ended).toBe(0);
  expect((JSON.parse(verifier.text()) as { findings: unknown[] }).findings).toEqual([]);
}
