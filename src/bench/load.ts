import { randomUUID } from 'node:crypto';
import { present } from '../kernel/assert.ts';
import { type DebtTask, runDebtTask } from './debt-load.ts';
import { type Measured, runClosedLoop, runOpenLoop } from './loops.ts';
import { counterAt, type Market, marketSecret, quoteAt } from './market.ts';
import { openWireClient, type WireAnswer, type WireClient } from './wire-client.ts';

/** What the load asks for: payments one by one, in batches, or a route that only checks. */
export type LoadKind = 'single' | 'bulk' | 'empty';

/** One measurement over HTTP, as the benchmark asks its load process for it. */
export interface LoadTask {
  readonly kind: LoadKind;
  /** Quotes to pay, by number. */
  readonly first: number;
  readonly count: number;
  /** Connections, and with that requests under way at once. */
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Requests in a second, whatever the answers do; undefined: the next follows the last. */
  readonly perSecond?: number;
  /** Payments of one request of the bulk route. */
  readonly batchSize: number;
  /** Client keys: random ones as most agents make them, or ones that grow with time. */
  readonly keys: 'random' | 'ordered';
}

const tokenLifeMs = 240_000;
const created = 201;
/** The lane is full; the agent has as many batches under way as it may. */
const noRoom: readonly number[] = [503, 429];

export interface LoadSource {
  readonly port: number;
  readonly market: Market;
  /** Addresses of the simulated providers, for whoever asks them directly. */
  readonly endpoints?: readonly string[];
}

export interface Load {
  run(task: LoadTask): Promise<Measured>;
  /** Debt queries, through the hub or from the providers themselves. */
  debts(task: DebtTask): Promise<unknown>;
  stop(): void;
}

/** The agents' side: signs in as every agent of the market, and again before a token ends. */
export async function openLoad(source: LoadSource): Promise<Load> {
  let tokens = await signIn(source);
  const timer = setInterval(() => {
    // An old token is good for some minutes more: the next try is in time.
    signIn(source).then(
      (fresh) => {
        tokens = fresh;
      },
      () => undefined,
    );
  }, tokenLifeMs);
  return {
    run: (task) => runTask(source, task, (agent) => present(tokens[agent], 'the token of an agent')),
    debts: (task) => {
      const { endpoints = [] } = source;
      return runDebtTask({ ...source, endpoints }, task, (agent) => present(tokens[agent], 'the token of an agent'));
    },
    stop: () => clearInterval(timer),
  };
}

async function signIn({ port, market }: LoadSource): Promise<string[]> {
  const tokens: string[] = [];
  for (const { clientId } of market.agents) {
    const response = await fetch(`http://127.0.0.1:${port}/v1/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: marketSecret(clientId),
      }),
    });
    if (response.status !== 200)
      throw new Error(`no token for ${clientId}: ${response.status} ${await response.text()}`);
    tokens.push(((await response.json()) as { access_token: string }).access_token);
  }
  return tokens;
}

async function runTask(source: LoadSource, task: LoadTask, tokenOf: (agent: number) => string): Promise<Measured> {
  const client = await openWireClient(source.port, task.connections);
  const items = task.kind === 'bulk' ? task.batchSize : 1;
  const calls = callsOf(source, task);
  const requestOf = requestMaker(source, task, tokenOf);
  const call = (n: number) => (n < calls ? send(client, { task, request: requestOf(n) }) : undefined);
  const { connections, perSecond } = task;
  try {
    const measured =
      perSecond === undefined
        ? await runClosedLoop({ ...task, inFlight: connections, call })
        : await runOpenLoop({ ...task, perSecond: perSecond / items, mostInFlight: connections, call });
    return { ...measured, count: measured.count * items, perSecond: measured.perSecond * items };
  } finally {
    client.close();
  }
}

/** Requests that the quotes are enough for; a batch is one agent's, so batches come in rounds of all agents. */
function callsOf({ market }: LoadSource, { kind, count, batchSize }: LoadTask): number {
  const { length: agents } = market.agents;
  return kind === 'bulk' ? Math.floor(count / (batchSize * agents)) * agents : count;
}

/** False when the hub had no room; anything else that is not the expected answer ends the measurement. */
async function send(client: WireClient, { task, request }: { task: LoadTask; request: string }): Promise<boolean> {
  const answer = await client.send(request);
  if (noRoom.includes(answer.status)) return false;
  if (task.kind === 'bulk' && answer.status === 200) {
    const { accepted, refused } = countsOf(answer);
    if (accepted === task.batchSize) return true;
    // Items for which the lane had no room any more; to be sent again by whoever wants them paid.
    if (refused === 0) return false;
  } else if (task.kind !== 'bulk' && answer.status === created) return true;
  throw new Error(`the hub answered ${answer.status}: ${answer.body.toString('utf8').slice(0, 500)}`);
}

/** Every item of a batch has its own outcome. Their numbers are the first thing an answer says. */
function countsOf({ body }: WireAnswer): { readonly accepted: number; readonly refused: number } {
  const [, accepted, refused] = /^{"accepted":(\d+),"refused":(\d+),/.exec(body.toString('latin1', 0, 50)) ?? [];
  return { accepted: Number(accepted), refused: Number(refused) };
}

function requestMaker({ market }: LoadSource, task: LoadTask, tokenOf: (agent: number) => string) {
  const run = randomUUID().slice(0, 8);
  const keyOf = task.keys === 'random' ? () => randomUUID() : (n: number) => `${run}-${String(n).padStart(12, '0')}`;
  const basketAt = (n: number) => ({ lines: [lineAt(market, n)] });
  const head = (path: string, n: number) => {
    const { agent, teller } = counterAt(n);
    return (
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${tokenOf(agent)}\r\nvahid-teller: t-${teller}\r\n` +
      'content-type: application/json\r\n'
    );
  };
  if (task.kind === 'bulk') {
    return (call: number): string => {
      const numbers = batchNumbers(task, market.agents.length, call);
      const body = JSON.stringify({ items: numbers.map((n) => ({ key: keyOf(n), ...basketAt(n) })) });
      return `${head('/v1/payments/batches', numbers[0] ?? 0)}content-length: ${body.length}\r\n\r\n${body}`;
    };
  }
  const path = task.kind === 'single' ? '/v1/payments' : '/bench/empty';
  return (call: number): string => {
    const n = task.first + call;
    const body = JSON.stringify(basketAt(n));
    return `${head(path, n)}idempotency-key: ${keyOf(n)}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };
}

/** Quotes of one agent, since a batch is one agent's: every `agents`-th of a block. */
export function batchNumbers(task: Pick<LoadTask, 'first' | 'batchSize'>, agents: number, call: number): number[] {
  const block = Math.floor(call / agents) * agents * task.batchSize;
  return Array.from({ length: task.batchSize }, (_, index) => task.first + block + index * agents + (call % agents));
}

function lineAt(market: Market, n: number) {
  const { id, amount } = quoteAt(market, n);
  const text = amount.toString();
  return { quoteId: id, amount: { amount: `${text.slice(0, -2)}.${text.slice(-2)}`, currency: 'AZN' } };
}
