import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../dice.ts';
import type { HubClient, WireAnswer } from './hub-client.ts';
import { createTally, manat, readManat, type Tally } from './tally.ts';

/** An account that somebody pays. */
export interface DayAccount {
  readonly provider: string;
  readonly account: string;
}

export interface TellerDay {
  readonly client: HubClient;
  readonly token: string;
  readonly teller: string;
  readonly dice: Dice;
  readonly accounts: readonly DayAccount[];
  /** What the agent has by its own notes. */
  readonly position: Tally;
  readonly shifts: number;
  readonly customersPerShift: number;
}

export interface TellerOutcome {
  readonly payments: number;
  readonly reversals: number;
  /** Shifts whose Z-report says another sum than the teller's own notes. */
  readonly drawersOff: number;
  /** What the teller counted at the last close. */
  readonly left: bigint;
}

const floatAmount = 10_000n;
const reversalPercent = 8;
/** A reversal whose provider has not answered yet is asked about so often. */
const pauseMs = 250;
const mostPauses = 240;

/** A teller's day: customer after customer, some of whom want their money back, and a count at the end of each shift. */
export async function liveTellerDay(day: TellerDay): Promise<TellerOutcome> {
  const outcome = { payments: 0, reversals: 0, drawersOff: 0, left: 0n };
  for (let shift = 0; shift < day.shifts; shift += 1) {
    const drawer = createTally(floatAmount);
    const shiftId = await openShift(day, shift);
    for (let customer = 0; customer < day.customersPerShift; customer += 1) {
      const key = `${day.teller}-${shift}-${customer}`;
      const paid = await serve(day, key);
      if (!paid) continue;
      outcome.payments += 1;
      drawer.add(paid.total);
      day.position.take(paid.total);
      if (day.dice.chance(reversalPercent) && (await giveBack(day, paid.id))) {
        outcome.reversals += 1;
        drawer.take(paid.total);
        day.position.add(paid.total);
      }
    }
    if (day.dice.chance(50)) await toVault(day, { shiftId, shift, drawer });
    if (!(await closeShift(day, { shiftId, shift, drawer }))) outcome.drawersOff += 1;
    outcome.left = drawer.total();
  }
  return outcome;
}

async function openShift(day: TellerDay, shift: number): Promise<string> {
  const float = [{ currency: 'AZN', amount: manat(floatAmount).amount }];
  const ask = { ...at(day), key: `open-${day.teller}-${shift}`, body: { float } };
  const opened = await day.client.postCarelessly('/v1/cash-shifts', ask, day.dice);
  if (opened.status !== 201) throw new Error(`a shift opens: ${JSON.stringify(opened)}`);
  return String(opened.body['shiftId']);
}

/** The payment of one customer; nothing where it was refused, and no money changed hands. */
async function serve(day: TellerDay, key: string): Promise<{ id: string; total: bigint } | undefined> {
  const { provider, account } = day.dice.pick(day.accounts);
  const debts = await day.client.post('/v1/debts', { ...at(day), body: { provider, account } });
  const [line] = (debts.body['lines'] ?? []) as { quote: { quoteId: string; suggested: unknown } | null }[];
  if (!line?.quote) return undefined;
  const amount = line.quote.suggested ?? manat(BigInt(day.dice.between(100, 4_000)));
  const body = { lines: [{ quoteId: line.quote.quoteId, amount }] };
  const answer = await pay(day, key, body);
  if (answer.status !== 201) return undefined;
  const [payment] = answer.body['payments'] as { id: string }[];
  return { id: payment?.id ?? '', total: readManat(answer.body['total']) };
}

async function pay(day: TellerDay, key: string, body: Record<string, unknown>): Promise<WireAnswer> {
  const answer = await day.client.postCarelessly('/v1/payments', { ...at(day), key, body }, day.dice);
  // The payer is asked, and means it.
  if (answer.body['code'] !== 'possible_duplicate') return answer;
  const meant = { ...body, confirmDuplicate: true };
  return day.client.postCarelessly('/v1/payments', { ...at(day), key, body: meant }, day.dice);
}

/** True once the money may go back over the counter. */
async function giveBack(day: TellerDay, paymentId: string): Promise<boolean> {
  const path = `/v1/payments/${paymentId}`;
  const asked = await day.client.post(`${path}/reversal`, { ...at(day), body: { reason: 'wrong account' } });
  if (asked.status >= 400) return (await read(day, path)).state === 'reversed';
  for (let pause = 0; pause < mostPauses; pause += 1) {
    const { state, isWanted } = await read(day, path);
    if (state === 'reversed') return true;
    if (!isWanted) return false;
    await sleep(pauseMs);
  }
  throw new Error(`the reversal of ${paymentId} ends`);
}

async function read(day: TellerDay, path: string): Promise<{ state: unknown; isWanted: boolean }> {
  const { body } = await day.client.get(path, at(day));
  return { state: body['state'], isWanted: body['reversalRequested'] === true };
}

interface OpenShift {
  readonly shiftId: string;
  readonly shift: number;
  readonly drawer: Tally;
}

async function toVault(day: TellerDay, { shiftId, shift, drawer }: OpenShift): Promise<void> {
  const amount = drawer.total() / 2n;
  const body = { kind: 'to_vault', amount: manat(amount), note: 'bag' };
  const ask = { ...at(day), key: `vault-${day.teller}-${shift}`, body };
  const moved = await day.client.postCarelessly(`/v1/cash-shifts/${shiftId}/movements`, ask, day.dice);
  if (moved.status === 201) drawer.take(amount);
}

/** True when the Z-report agrees to the qəpik with what the teller counted. */
async function closeShift(day: TellerDay, { shiftId, shift, drawer }: OpenShift): Promise<boolean> {
  const counted = [{ currency: 'AZN', amount: manat(drawer.total()).amount }];
  const ask = { ...at(day), key: `close-${day.teller}-${shift}`, body: { counted } };
  const closed = await day.client.postCarelessly(`/v1/cash-shifts/${shiftId}/close`, ask, day.dice);
  const lines = (closed.body['lines'] ?? []) as { difference: unknown }[];
  return closed.status === 200 && lines.every((line) => readManat(line.difference) === 0n);
}

function at(day: TellerDay) {
  return { token: day.token, teller: day.teller };
}
