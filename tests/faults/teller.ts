import { setTimeout as sleep } from 'node:timers/promises';
import { formatAmount, parseAmount } from '../../src/kernel/money.ts';
import { unstoredCodes } from '../../src/payments/accept.ts';
import { questions } from '../../src/payments/guards.ts';
import type { Dice } from '../../src/world/dice.ts';
import { paidProviders, type ProviderSide } from './provider-side.ts';
import { note, type ClientLog, type Slip, type SlipEnd } from './slip.ts';
import type { Answer, Call, TellerApi } from './teller-api.ts';

export interface TellerWork {
  readonly name: string;
  readonly agentId: string;
  readonly api: TellerApi;
  readonly dice: Dice;
  readonly providers: ProviderSide;
  readonly log: ClientLog;
  /** True when no new slip is to be begun. */
  readonly isOver: () => boolean;
  /** True when not even begun slips are settled any more. */
  readonly isLate: () => boolean;
}

const betweenSlipsMs = { from: 10, to: 120 };
const againMs = { from: 40, to: 160 };
const plainPercent = 62;

/** Problems that say nothing about the command: it is sent again, the same to the letter. */
const passing = new Set(['temporarily_unavailable', 'internal_error', 'too_many_requests', 'provider_unavailable']);

/** Takes payments one after the other, as the agent protocol says: an unanswered slip is never given up. */
export async function workAsTeller(work: TellerWork): Promise<void> {
  for (let number = 1; !work.isOver(); number += 1) {
    await serveOne(work, number);
    await sleep(work.dice.between(betweenSlipsMs.from, betweenSlipsMs.to));
  }
}

async function serveOne(work: TellerWork, number: number): Promise<void> {
  const { dice, providers, agentId, name, log } = work;
  const provider = dice.pick(paidProviders);
  const account = dice.pick(providers.accounts(provider));
  const amount = BigInt(100 + dice.below(4_900)) * 1n;
  const manner = dice.below(100);
  const quoteId = await askForQuote(work, provider, account);
  if (quoteId === undefined) return;
  const slip: Slip = {
    ...{ key: `${name}-${number}`, agentId, provider, account, amount },
    ...{ end: { kind: 'open' }, reversal: 'none', requests: 0 },
  };
  log.slips.push(slip);
  await settle(work, slip, { quoteId, manner });
  if (slip.end.kind === 'paid' && dice.chance(14)) await reverse(work, slip, slip.end.paymentId);
}

async function askForQuote(work: TellerWork, provider: string, account: string): Promise<string | undefined> {
  const answer = await ask(work, { method: 'POST', path: '/v1/debts', body: { provider, account } });
  if (answer.kind === 'silence' || answer.status !== 200) return undefined;
  const lines = (answer.body['lines'] ?? []) as { quote: { quoteId: string } | null }[];
  return lines[0]?.quote?.quoteId;
}

interface Sending {
  readonly quoteId: string;
  /** Which of the manners below the teller has, a number under a hundred. */
  readonly manner: number;
}

/** Sends until there is an answer. Some send twice at once, some give up with `abandon`, some use the key again wrongly. */
async function settle(work: TellerWork, slip: Slip, { quoteId, manner }: Sending): Promise<void> {
  const pay = payCall(slip, quoteId, slip.amount);
  const isDoubled = manner >= plainPercent && manner < 74;
  const isImpatient = manner >= 74 && manner < 88;
  while (slip.end.kind === 'open' && !work.isLate()) {
    const calls = isDoubled ? [pay, pay, pay] : [pay];
    const answers = await Promise.all(calls.map((call) => ask(work, call, slip)));
    for (const answer of answers) hear(work, slip, endOf(answer));
    if (slip.end.kind !== 'open') break;
    if (isImpatient || answers.some(isQuestion)) hear(work, slip, endOf(await ask(work, abandonCall(slip), slip)));
    await sleep(work.dice.between(againMs.from, againMs.to));
  }
  if (manner >= 88 && isKept(slip.end)) await reuseKey(work, slip, payCall(slip, quoteId, slip.amount + 1n));
}

/**
 * True when the key stands for this end for ever. A quote that went with a database that was killed is `not_found`, which
 * leaves the key free for another body.
 */
function isKept(end: SlipEnd): boolean {
  if (end.kind === 'refused') return !unstoredCodes.some((code) => code === end.code);
  return end.kind !== 'open';
}

function payCall(slip: Slip, quoteId: string, amount: bigint): Call {
  const money = { amount: formatAmount(amount as never, 'AZN'), currency: 'AZN' };
  return { method: 'POST', path: '/v1/payments', key: slip.key, body: { lines: [{ quoteId, amount: money }] } };
}

function abandonCall(slip: Slip): Call {
  return { method: 'POST', path: `/v1/payments/by-key/${slip.key}/abandon` };
}

/** The same key with another amount: nothing but "reused" may ever be said to it. */
async function reuseKey(work: TellerWork, slip: Slip, call: Call): Promise<void> {
  const answer = await ask(work, call, slip);
  if (answer.kind === 'silence' || passing.has(answer.code)) return;
  const isRight = answer.code === 'idempotency_key_reused' || answer.code === 'key_abandoned';
  if (!isRight)
    work.log.contradictions.push(`${slip.key}: another body was answered with ${answer.status} ${answer.code}`);
}

async function reverse(work: TellerWork, slip: Slip, paymentId: string): Promise<void> {
  slip.reversal = 'asked';
  const call: Call = { method: 'POST', path: `/v1/payments/${paymentId}/reversal`, body: { reason: 'fault run' } };
  while (!work.isLate()) {
    const answer = await ask(work, call, slip);
    if (answer.kind === 'answered' && !passing.has(answer.code) && answer.status < 500) {
      if (answer.status === 200 || answer.code === 'already_reversed') slip.reversal = 'reversed';
      else slip.reversal = answer.status === 202 ? 'pending' : 'refused';
      return;
    }
    await sleep(work.dice.between(againMs.from, againMs.to));
  }
}

async function ask(work: TellerWork, call: Call, slip?: Slip): Promise<Answer> {
  if (slip) slip.requests += 1;
  const answer = await work.api.call(work.dice.below(2), call);
  const status = answer.kind === 'silence' ? 0 : answer.status;
  work.log.answers.set(status, (work.log.answers.get(status) ?? 0) + 1);
  if (answer.kind === 'answered' && answer.code === 'internal_error') {
    work.log.contradictions.push(`${slip?.key ?? call.path}: internal_error`);
  }
  return answer;
}

function hear({ log }: TellerWork, slip: Slip, end: SlipEnd): void {
  if (end.kind !== 'open') note(log, slip, end);
}

/**
 * The hub asks whether the payer means it, and keeps nothing under the key: this payer does not, and the key is abandoned.
 */
function isQuestion(answer: Answer): boolean {
  return answer.kind === 'answered' && questions.some((question) => question === answer.code);
}

/** What an answer to `pay` or `abandon` means for the slip; everything that is not certain leaves it open. */
function endOf(answer: Answer): SlipEnd {
  if (answer.kind === 'silence' || passing.has(answer.code) || answer.status >= 500) return { kind: 'open' };
  if (isQuestion(answer)) return { kind: 'open' };
  if (answer.status === 201) return paidEnd(answer.body);
  if (answer.status === 200) return abandonEnd(answer.body);
  if (answer.code === 'key_abandoned') return { kind: 'abandoned' };
  return { kind: 'refused', code: answer.code };
}

function abandonEnd(body: Record<string, unknown>): SlipEnd {
  if (body['status'] === 'abandoned') return { kind: 'abandoned' };
  if (body['status'] === 'accepted') return paidEnd(body['basket'] as Record<string, unknown>);
  return { kind: 'refused', code: String((body['refusal'] as Record<string, unknown> | null)?.['code']) };
}

function paidEnd(body: Record<string, unknown>): SlipEnd {
  const [payment] = body['payments'] as Record<string, unknown>[];
  const minorOf = (name: string) => {
    const money = payment?.[name] as { amount: string } | undefined;
    const parsed = parseAmount(money?.amount ?? '', 'AZN');
    return parsed.ok ? parsed.value : 0n;
  };
  return {
    kind: 'paid',
    paymentId: String(payment?.['id']),
    receiptNumber: String(payment?.['receiptNumber']),
    charged: minorOf('amount') + minorOf('fee') + minorOf('vat'),
  };
}
