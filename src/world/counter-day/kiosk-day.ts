import type { Dice } from '../dice.ts';
import type { HubClient } from './hub-client.ts';
import { manat, readManat, type Tally } from './tally.ts';
import type { DayAccount } from './teller-day.ts';

export interface KioskDay {
  readonly client: HubClient;
  /** The device's own: it names nobody. */
  readonly token: string;
  readonly network: string;
  readonly authorization: string;
  /** Code of the device. */
  readonly terminal: string;
  /** Where the device's transactions begin. */
  readonly firstTxn: bigint;
  readonly dice: Dice;
  readonly accounts: readonly DayAccount[];
  readonly position: Tally;
  readonly customers: number;
}

const notes = [100n, 500n, 1_000n, 2_000n] as const;
const lostPercent = 15;
const mostTries = 20;

/**
 * A terminal's day in OSMP: notes into the box, a payment of their sum, and the same again where no answer came. Its journal
 * and the hub's payments must come to the same.
 */
export async function liveKioskDay(day: KioskDay): Promise<{ payments: number; drawersOff: number }> {
  let payments = 0;
  let number = 0;
  let stacked = 0n;
  for (let customer = 0; customer < day.customers; customer += 1) {
    const { account, provider } = day.dice.pick(day.accounts);
    const note = day.dice.pick(notes);
    const txnId = String(day.firstTxn + BigInt(customer));
    const query = { txn_id: txnId, service: provider, account, sum: manat(note).amount };
    const checked = await ask(day, { ...query, command: 'check' });
    if (checked !== 0 || !(await pay(day, query))) continue;
    payments += 1;
    number += 1;
    stacked += note;
    day.position.take(note);
    await tellNote(day, { number, note });
  }
  const report = await day.client.get('/v1/kiosk/cash-report', { token: day.token });
  const [line] = (report.body['currencies'] ?? []) as { stacked: { amount: unknown }; difference: unknown }[];
  const isEven = line
    ? readManat(line.stacked.amount) === stacked && readManat(line.difference) === 0n
    : stacked === 0n;
  return { payments, drawersOff: isEven ? 0 : 1 };
}

/** True when the hub has taken it. A result that is not final is asked for again, as terminals do. */
async function pay(day: KioskDay, query: Record<string, string>): Promise<boolean> {
  const wanted = { ...query, command: 'pay', txn_date: '20261120120000', terminal: day.terminal };
  if (day.dice.chance(lostPercent)) void ask(day, wanted).catch(() => undefined);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const result = await ask(day, wanted);
    if (result === 0) return true;
    if (result !== 1 && result !== 220) return false;
  }
  throw new Error('a terminal gets an answer');
}

async function ask(day: KioskDay, query: Record<string, string>): Promise<number> {
  const path = `/osmp/${day.network}?${new URLSearchParams(query).toString()}`;
  const answer = await day.client.text(path, day.authorization);
  const result = /<result>([0-9]+)<\/result>/.exec(answer)?.[1];
  if (result === undefined) throw new Error(`an answer of OSMP: ${answer.slice(0, 200)}`);
  return Number(result);
}

async function tellNote(day: KioskDay, { number, note }: { number: number; note: bigint }): Promise<void> {
  const event = { number, kind: 'stacked', amount: manat(note), occurredAt: '2026-11-20T08:00:00.000Z' };
  const body = { events: [event] };
  await day.client.postCarelessly('/v1/kiosk/cash-events', { token: day.token, body }, day.dice);
}
