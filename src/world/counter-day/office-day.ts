import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../dice.ts';
import type { HubClient } from './hub-client.ts';
import { createTally, manat, type Tally } from './tally.ts';
import type { DayAccount } from './teller-day.ts';

export interface OfficeDay {
  readonly client: HubClient;
  readonly token: string;
  readonly office: string;
  readonly teller: string;
  readonly dice: Dice;
  readonly accounts: readonly DayAccount[];
  readonly position: Tally;
  readonly receipts: number;
}

interface Receipt {
  readonly number: number;
  readonly amount: bigint;
}

const unknownPercent = 10;
const floatAmount = 100_000n;
const pauseMs = 250;
const mostPauses = 240;
const done: readonly unknown[] = ['confirmed', 'suspense', 'reversed', 'paid_out'];

/** An office that was offline: its provisional receipts come late and twice, and what no provider takes is given back. */
export async function liveOfficeDay(
  day: OfficeDay,
): Promise<{ collected: number; paidOut: number; drawersOff: number; left: bigint }> {
  const lines = Array.from({ length: day.receipts }, (_, index) => receiptOf(day, index + 1));
  const body = { office: day.office, lines };
  for (let sending = 0; sending < 2; sending += 1) {
    const answer = await day.client.post('/v1/collected-batches', { token: day.token, body });
    if (answer.status !== 202) throw new Error(`a batch is taken: ${JSON.stringify(answer.body)}`);
  }
  for (const { amount } of lines) day.position.take(centsOf(amount));
  const suspended = await inSuspense(day);
  const drawer = createTally(floatAmount);
  const float = [{ currency: 'AZN', amount: manat(floatAmount).amount }];
  const at = { token: day.token, teller: day.teller };
  const opened = await day.client.post('/v1/cash-shifts', { ...at, key: 'office-open', body: { float } });
  let paidOut = 0;
  for (const { number, amount } of suspended) {
    const ask = { ...at, key: `office-${number}`, body: { office: day.office, number } };
    const paid = await day.client.postCarelessly('/v1/collected-receipts/pay-outs', ask, day.dice);
    if (paid.status !== 200) continue;
    paidOut += 1;
    drawer.take(amount);
    day.position.add(amount);
  }
  const counted = [{ currency: 'AZN', amount: manat(drawer.total()).amount }];
  const closing = { ...at, key: 'office-close', body: { counted } };
  const closed = await day.client.post(`/v1/cash-shifts/${String(opened.body['shiftId'])}/close`, closing);
  return { collected: lines.length, paidOut, drawersOff: closed.status === 200 ? 0 : 1, left: drawer.total() };
}

function receiptOf(day: OfficeDay, number: number) {
  const { provider, account } = day.dice.pick(day.accounts);
  const amount = manat(BigInt(day.dice.between(100, 3_000)));
  const isUnknown = day.dice.chance(unknownPercent);
  const collectedAt = '2026-11-18T09:00:00.000Z';
  return { number, provider: isUnknown ? 'nobody' : provider, account, amount, channel: 'counter', collectedAt };
}

/** The receipts whose money no provider took, once every line is done. */
async function inSuspense(day: OfficeDay): Promise<readonly Receipt[]> {
  for (let pause = 0; pause < mostPauses; pause += 1) {
    const lines = await listAll(day);
    if (lines.every(({ state }) => done.includes(state))) {
      return lines
        .filter(({ state }) => state === 'suspense')
        .map(({ number, amount }) => ({ number, amount: centsOf(amount) }));
    }
    await sleep(pauseMs);
  }
  throw new Error('the lines of a batch are done');
}

interface ShownLine {
  readonly number: number;
  readonly state: string;
  readonly amount: { readonly amount: string };
}

async function listAll(day: OfficeDay): Promise<readonly ShownLine[]> {
  const lines: ShownLine[] = [];
  for (let after = '0'; ;) {
    const path = `/v1/collected-receipts?office=${day.office}&limit=100&after=${after}`;
    const { body } = await day.client.get(path, { token: day.token });
    lines.push(...(body['items'] as ShownLine[]));
    if (typeof body['next'] !== 'string') return lines;
    after = body['next'];
  }
}

function centsOf({ amount }: { readonly amount: string }): bigint {
  return BigInt(amount.replace('.', ''));
}
