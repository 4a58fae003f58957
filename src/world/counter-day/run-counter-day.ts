import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentService } from '../../agents/api.ts';
import type { AgentKind } from '../../agents/model.ts';
import type { Lane } from '../../engine/lane.ts';
import { present } from '../../kernel/assert.ts';
import { minor } from '../../kernel/money.ts';
import type { NetworkService } from '../../networks/api.ts';
import type { PaymentService } from '../../payments/api.ts';
import type { Provider } from '../../providers/model.ts';
import type { DemoSimulators } from '../demo/demo-hub.ts';
import { compareBooks } from '../demo/demo-report.ts';
import { listPayments } from '../demo/deliveries.ts';
import { isInTransit } from '../../payments/states.ts';
import { createDice } from '../dice.ts';
import { expected, type Progress } from '../hub.ts';
import type { HubClient } from './hub-client.ts';
import { liveKioskDay } from './kiosk-day.ts';
import { liveOfficeDay } from './office-day.ts';
import { createTally, readManat, type Tally } from './tally.ts';
import { liveTellerDay, type DayAccount } from './teller-day.ts';

/** The running hub as an operator prepares and judges it; everything else goes through its doors. */
export interface CounterDayHub {
  readonly agents: AgentService;
  readonly networks: NetworkService;
  readonly payments: PaymentService;
  readonly lane: Lane;
  /** Cash of a teller's drawer by the ledger, minor units of the manat, after everything that was closed is posted. */
  readonly cashInLedger: (agentId: string, tellerCode: string) => Promise<bigint>;
  readonly verify: () => Promise<readonly string[]>;
}

export interface CounterDayOptions {
  readonly seed: number;
  readonly client: HubClient;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly simulators: DemoSimulators;
  readonly accounts: readonly DayAccount[];
  readonly shifts: number;
  readonly customersPerShift: number;
  readonly kioskCustomers: number;
  readonly receipts: number;
  readonly progress: Progress;
}

/** The last line of `vahid counter-day --json`, but for the time it took. */
export interface CounterDaySummary {
  /** What people did: payments, reversals, receipts, pay-outs, shifts. */
  readonly operations: number;
  readonly drawersOff: number;
  readonly positionsOff: number;
  readonly simulatorDifferences: number;
  readonly verifyFindings: number;
}

/** A drawer as its teller left it. */
interface LeftDrawer {
  readonly agentId: string;
  readonly teller: string;
  readonly left: bigint;
}

interface Lived {
  readonly operations: number;
  readonly drawersOff: number;
  /** Null where no drawer was, since a kiosk has a box, and where one is off already: it is not closed, and counts once. */
  readonly drawer: LeftDrawer | null;
}

interface Counters {
  readonly id: string;
  readonly code: string;
  readonly token: string;
  readonly tellers: readonly string[];
  /** What the agent has by its own notes; below nought it owes. */
  readonly position: Tally;
}

const agents: readonly { readonly code: string; readonly kind: AgentKind; readonly tellers: number }[] = [
  { code: 'day-bank-a', kind: 'bank', tellers: 14 },
  { code: 'day-bank-b', kind: 'bank', tellers: 13 },
  { code: 'day-post', kind: 'post', tellers: 13 },
  { code: 'day-kiosks-a', kind: 'kiosk', tellers: 2 },
  { code: 'day-kiosks-b', kind: 'kiosk', tellers: 2 },
];
const pauseMs = 500;
const mostPauses = 240;
const cap = minor(1_000_000_000n);
/** Of the office that was offline; it pays nobody at a counter before. */
const officeTeller = 'late-1';

/** One day of three agents with forty tellers and of two kiosk networks, by the doors of a running hub. */
export async function runCounterDay(hub: CounterDayHub, options: CounterDayOptions): Promise<CounterDaySummary> {
  const counters: Counters[] = [];
  for (const seed of agents) counters.push(await openCounters(hub, options, seed));
  options.progress(
    `${counters.length} agents, ${counters.flatMap(({ tellers }) => tellers).length} tellers and devices`,
  );
  const days: Promise<Lived>[] = [];
  for (const one of counters) {
    if (one.code.includes('kiosks')) days.push(...(await startKiosks(hub, options, one)));
    else days.push(...one.tellers.map((teller, index) => startTeller(options, one, { teller, index })));
  }
  days.push(startOffice(hub, options, present(counters[0], 'an agent')));
  const lived = await Promise.all(days);
  const operations = lived.reduce((sum, day) => sum + day.operations, 0);
  options.progress(`${operations} operations in ${options.client.sent()} requests`);
  await settle(hub, counters);
  const drawersOff = lived.reduce((sum, day) => sum + day.drawersOff, 0);
  const offInLedger = await compareDrawers(hub, options, lived);
  return judge(hub, options, { counters, operations, drawersOff: drawersOff + offInLedger });
}

/** Drawers of which the ledger says another sum than whoever counted them last. */
async function compareDrawers(hub: CounterDayHub, { progress }: CounterDayOptions, lived: readonly Lived[]) {
  let off = 0;
  for (const { drawer } of lived) {
    if (drawer === null) continue;
    const { agentId, teller, left } = drawer;
    const booked = await hub.cashInLedger(agentId, teller);
    if (booked === left) continue;
    off += 1;
    progress(`NOT RIGHT: the drawer of ${teller} holds ${left}, the ledger says ${booked}`);
  }
  return off;
}

async function openCounters(
  hub: CounterDayHub,
  { client }: CounterDayOptions,
  seed: (typeof agents)[number],
): Promise<Counters> {
  const { code, kind } = seed;
  const secret = `counter-day-secret-of-${code}`;
  const agent = expected(
    `add ${code}`,
    await hub.agents.add({ code, kind, name: named(code), clientId: code, secret }),
  );
  const outlet = expected(
    'open an outlet',
    await hub.agents.addOutlet(agent.id, { code: 'o-1', name: code, address: 'Bakı' }),
  );
  const tellers = Array.from({ length: seed.tellers }, (_, index) => `t-${index + 1}`);
  for (const teller of tellers) {
    const role = kind === 'kiosk' ? ('device' as const) : ('teller' as const);
    const entry = { outletId: outlet.id, code: teller, name: teller, role, dailyLimit: null };
    expected('add a teller', await hub.agents.addTeller(agent.id, entry));
  }
  await hub.lane.setFloor({ agentId: agent.id, currency: 'AZN', floor: -cap });
  const token = await askToken(client, code, secret);
  if (kind === 'kiosk') await demandOwnCredentials(client, token);
  return { id: agent.id, code, tellers, token, position: createTally() };
}

async function askToken(client: HubClient, clientId: unknown, secret: unknown): Promise<string> {
  const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret };
  const answer = await client.post('/v1/token', { token: 'none', body });
  if (answer.status !== 200) throw new Error(`a token is given: ${JSON.stringify(answer.body)}`);
  return String(answer.body['access_token']);
}

/** Nobody acts as a kiosk but the kiosk. */
async function demandOwnCredentials(client: HubClient, token: string): Promise<void> {
  const answer = await client.put('/v1/device-rule', { token, body: { required: true } });
  if (answer.status !== 200) throw new Error(`devices have their own credentials: ${JSON.stringify(answer.body)}`);
}

/** The token of a device, by credentials that its network gave it. */
async function askDeviceToken(client: HubClient, token: string, device: string): Promise<string> {
  const { body } = await client.post(`/v1/devices/${device}/credentials`, { token, body: {} });
  const credential = body['credential'] as { readonly clientId: unknown };
  return askToken(client, credential.clientId, body['clientSecret']);
}

async function startTeller(
  { client, seed, accounts, shifts, customersPerShift }: CounterDayOptions,
  { id, code, token, position }: Counters,
  { teller, index }: { readonly teller: string; readonly index: number },
): Promise<Lived> {
  const dice = createDice(`counter-day:${seed}:${code}:${index}`);
  const day = { client, token, teller, dice, accounts, position, shifts, customersPerShift };
  const { payments, reversals, drawersOff, left } = await liveTellerDay(day);
  return {
    operations: payments + reversals + 2 * shifts,
    drawersOff,
    drawer: drawersOff > 0 ? null : { agentId: id, teller, left },
  };
}

async function startKiosks(
  hub: CounterDayHub,
  options: CounterDayOptions,
  { code, token, tellers, position }: Counters,
) {
  const { client, seed, accounts, kioskCustomers: customers } = options;
  const settings = {
    addresses: ['127.0.0.0/8', '::1/128'],
    withSecret: true,
    terminal: present(tellers[0], 'a device'),
  };
  const secret = expected('let a network in', await hub.networks.configure(code, settings)) ?? '';
  for (const provider of new Set(accounts.map((account) => account.provider))) {
    expected('name a service', await hub.networks.nameService(code, provider, provider));
  }
  const authorization = `Basic ${Buffer.from(`${code}:${secret}`).toString('base64')}`;
  return tellers.map(async (terminal, index) => {
    const own = await askDeviceToken(client, token, terminal);
    const dice = createDice(`counter-day:${seed}:${code}:${index}`);
    const firstTxn = BigInt(index + 1) * 10_000_000_000_000n;
    const day = {
      client,
      token: own,
      network: code,
      authorization,
      terminal,
      firstTxn,
      dice,
      accounts,
      position,
      customers,
    };
    const { payments, drawersOff } = await liveKioskDay(day);
    return { operations: 2 * payments, drawersOff, drawer: null };
  });
}

async function startOffice(hub: CounterDayHub, options: CounterDayOptions, { id, token, position }: Counters) {
  const outlet = expected(
    'open an office',
    await hub.agents.addOutlet(id, { code: 'late', name: 'late', address: 'Qazax' }),
  );
  const entry = { outletId: outlet.id, code: officeTeller, name: officeTeller, dailyLimit: null };
  expected('add a teller', await hub.agents.addTeller(id, entry));
  const dice = createDice(`counter-day:${options.seed}:office`);
  const { client, accounts, receipts } = options;
  const day = { client, token, office: 'late', teller: officeTeller, dice, accounts, position, receipts };
  return liveOfficeDay(day).then(({ collected, paidOut, drawersOff, left }) => ({
    operations: collected + paidOut,
    drawersOff,
    drawer: drawersOff > 0 ? null : { agentId: id, teller: officeTeller, left },
  }));
}

/** Until every payment has its outcome, and no reversal waits. */
async function settle(hub: CounterDayHub, counters: readonly Counters[]): Promise<void> {
  for (let pause = 0; pause < mostPauses; pause += 1) {
    const payments = await listPayments(
      hub,
      counters.map(({ id }) => id),
    );
    if (!payments.some(({ state, reversalRequested }) => isInTransit(state) || reversalRequested)) return;
    await sleep(pauseMs);
  }
  throw new Error('every payment of the day has an outcome');
}

async function judge(
  hub: CounterDayHub,
  { client, providers, simulators, progress }: CounterDayOptions,
  lived: { readonly counters: readonly Counters[]; readonly operations: number; readonly drawersOff: number },
): Promise<CounterDaySummary> {
  let positionsOff = 0;
  for (const { code, token, position } of lived.counters) {
    const { body } = await client.get('/v1/position', { token });
    const [shown] = body['positions'] as { balance: unknown }[];
    const balance = readManat(shown?.balance);
    if (balance === position.total()) continue;
    positionsOff += 1;
    progress(`NOT RIGHT: ${code} notes ${position.total()}, the hub says ${balance}`);
  }
  const payments = await listPayments(
    hub,
    lived.counters.map(({ id }) => id),
  );
  const differences = compareBooks(simulators, providers, payments);
  const findings = await hub.verify();
  for (const problem of [...differences, ...findings]) progress(`NOT RIGHT: ${problem}`);
  return {
    operations: lived.operations,
    drawersOff: lived.drawersOff,
    positionsOff,
    simulatorDifferences: differences.length,
    verifyFindings: findings.length,
  };
}

function named(text: string) {
  return { az: text, ru: text, en: text };
}
