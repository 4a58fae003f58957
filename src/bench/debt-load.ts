import { Agent as HttpAgent, request } from 'node:http';
import { present } from '../kernel/assert.ts';
import { type Measured, runClosedLoop, runOpenLoop } from './loops.ts';
import { accountNumber, counterAt, type Market, marketKey, providerCodes } from './market.ts';

/** One measurement of debt queries, as the benchmark asks its load process for it. */
export type DebtTask =
  /** One account a question, through the hub or from its provider directly, at a given rate. */
  | {
      readonly kind: 'queries';
      readonly at: 'hub' | 'provider';
      /** Account numbers from here on: each is asked about once, so that no answer is shared. */
      readonly first: number;
      readonly perSecond: number;
      readonly warmUpSeconds: number;
      readonly seconds: number;
      /** The provider of every tenth question; its own times are counted nowhere. Undefined: all ten alike. */
      readonly uncounted?: string;
    }
  /** Registers so many citizens with an account at each provider; answers with their codes. */
  | { readonly kind: 'register'; readonly count: number; readonly first: number }
  /** All accounts of one citizen after the other; from the providers directly: the slowest of ten. */
  | {
      readonly kind: 'fanout';
      readonly at: 'hub' | 'provider';
      readonly first: number;
      readonly codes: readonly string[];
    };

export interface DebtSource {
  readonly port: number;
  readonly market: Market;
  /** Addresses of the simulated providers, in the order of their codes. */
  readonly endpoints: readonly string[];
}

const mostInFlight = 1_024;
const timeoutMs = 30_000;

/** Both sides are asked by the same client, so that what it costs is in both times. */
export async function runDebtTask(
  source: DebtSource,
  task: DebtTask,
  tokenOf: (agent: number) => string,
): Promise<Measured | readonly string[]> {
  const agent = new HttpAgent({ keepAlive: true, maxSockets: mostInFlight });
  const send = (url: string, headers: Readonly<Record<string, string>>, body: object) =>
    post({ agent, url, headers, body: JSON.stringify(body) });
  const asked: Asked = {
    hub: (n, path, body) => {
      const { agent: bank, teller } = counterAt(n);
      const headers = { authorization: `Bearer ${tokenOf(bank)}`, 'vahid-teller': `t-${teller}` };
      return send(`http://127.0.0.1:${source.port}${path}`, headers, body);
    },
    provider: (index, account) => {
      const code = present(providerCodes[index], 'a provider');
      const headers = { authorization: `Bearer ${marketKey(code)}` };
      return send(`${present(source.endpoints[index], 'its address')}/debt`, headers, { account, fields: {} });
    },
  };
  try {
    if (task.kind === 'register') return await register(asked, task);
    return task.kind === 'queries' ? await askOneByOne(asked, task) : await askForAll(asked, task);
  } finally {
    agent.destroy();
  }
}

interface Asked {
  readonly hub: (n: number, path: string, body: object) => Promise<string>;
  readonly provider: (index: number, account: string) => Promise<string>;
}

function askOneByOne(asked: Asked, task: DebtTask & { kind: 'queries' }): Promise<Measured> {
  return runOpenLoop({
    ...task,
    mostInFlight,
    call: async (n) => {
      const index = n % providerCodes.length;
      const account = accountNumber(task.first + n);
      const isUncounted = providerCodes[index] === task.uncounted;
      if (task.at === 'provider') {
        await asked.provider(index, account);
        return true;
      }
      const answer = await asked.hub(n, '/v1/debts', { provider: providerCodes[index], account });
      if (!isUncounted && !answer.includes('"status":"quoted"')) throw new Error(`no debt: ${answer.slice(0, 300)}`);
      return !isUncounted;
    },
  });
}

function askForAll(asked: Asked, task: DebtTask & { kind: 'fanout' }): Promise<Measured> {
  return runClosedLoop({
    ...{ inFlight: 1, warmUpSeconds: 0, seconds: 600 },
    call: (n) => {
      const uniqueCode = task.codes[n];
      if (uniqueCode === undefined) return undefined;
      if (task.at === 'provider') {
        const account = accountNumber(task.first + n);
        return Promise.all(providerCodes.map((_, index) => asked.provider(index, account))).then(() => true);
      }
      return asked.hub(n, '/v1/debts', { uniqueCode }).then((answer) => {
        const quoted = answer.split('"status":"quoted"').length - 1;
        if (quoted !== providerCodes.length) throw new Error(`${quoted} debts of ${providerCodes.length}`);
        return true;
      });
    },
  });
}

async function register(asked: Asked, task: DebtTask & { kind: 'register' }): Promise<string[]> {
  const codes: string[] = [];
  for (let n = 0; n < task.count; n += 1) {
    const number = String(1_000_000 + n);
    const person = {
      ...{ cardSeries: 'AA', cardNumber: number, fin: `B${number.slice(1)}`, fullName: 'Nümunə Nümunəyev' },
      ...{ phone: `+99450${number}`, email: `n${number}@example.az`, language: 'az', consent: true },
    };
    const accounts = providerCodes.map((provider) => ({ provider, account: accountNumber(task.first + n) }));
    const answer = await asked.hub(n, '/v1/citizens', { ...person, accounts });
    codes.push((JSON.parse(answer) as { uniqueCode: string }).uniqueCode);
  }
  return codes;
}

function post(what: {
  readonly agent: HttpAgent;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}): Promise<string> {
  const { agent, url, headers, body } = what;
  return new Promise((resolve, reject) => {
    const length = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(
      url,
      { method: 'POST', agent, headers: { ...headers, ...length }, timeout: timeoutMs },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const status = answer.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else reject(new Error(`${url} answered ${status}: ${text.slice(0, 300)}`));
        });
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
